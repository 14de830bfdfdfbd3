"""What a score means after the classes were sampled at different rates; plain shares of one.

Source: He et al., Practical Lessons from Predicting Clicks on Ads at Facebook, section 6.3.
"""

from __future__ import annotations


def unsampled(score: float, keep: float) -> float:
    """The probability behind a *score* of a model fitted with negatives kept at rate *keep*.

    ``p / (p + (1 - p) / w)``. Every positive was kept; the score is calibrated on the sample.
    Example: 0.30 with one negative in a hundred kept is 0.0043.
    """
    return score / (score + (1 - score) / keep)


def sampled(probability: float, keep: float) -> float:
    """The score at which such a model means *probability*; the inverse of ``unsampled``.

    Example: 0.10 with one negative in a hundred kept is reached at 0.917.
    """
    return probability / (probability + (1 - probability) * keep)


def break_even(false_positive: float, false_negative: float) -> float:
    """The probability above which acting costs less than not acting, from the two error costs.

    Example: $5 and $45 give 0.10.
    """
    return false_positive / (false_positive + false_negative)
