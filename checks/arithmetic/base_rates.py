"""What base rate, recall, precision, false positive rate and flag rate say of each other.

Three of the five fix the rest. All are fractions between 0 and 1.
Source: Axelsson, The Base-Rate Fallacy and the Difficulty of Intrusion Detection, 2000.
"""

from __future__ import annotations


def flag_rate(base: float, recall: float, precision: float) -> float:
    """The share that is flagged. Example: 0.2 %, 80 % and 50 % give 0.32 %."""
    return base * recall / precision


def false_positive_rate(base: float, recall: float, precision: float) -> float:
    """The share of negatives that is flagged. Example: 0.2 %, 80 % and 50 % give 0.160 %."""
    return base * recall * (1 - precision) / (precision * (1 - base))


def precision(base: float, recall: float, false_positives: float) -> float:
    """The share of flagged that is positive. Example: 0.2 %, 80 % and 1 % give 13.8 %."""
    caught = base * recall
    return caught / (caught + (1 - base) * false_positives)
