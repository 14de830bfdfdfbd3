"""What a candidate asks in their own words, met with the question the prompt has an answer to."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prompts_library.schema import Clarification

LONGEST: Final = 500  # characters of a question
_WORD: Final = re.compile(r"[a-z0-9]+")
# Words that stand in every question and say nothing of what it is about.
_EMPTY: Final = frozenset(
    (
        "a about all am an and any are as at be been by can could did do does exactly for from "
        "get give got had has have how i if in into is it its kind like many me much must my need "
        "no not of on one or our please roughly should so some sure tell that the their them then "
        "there these they thing things this to us want was we were what when where which who why "
        "will with would you your"
    ).split()
)
# Each with what stands in its place, so that "scores" meets "score" and "queries" "query".
_ENDINGS: Final = (
    *((one, "") for one in ("ations", "ation", "ings", "ing")),
    *((one, "y") for one in ("ies", "ied")),
    *((one, "") for one in ("es", "ed", "ly", "s", "e")),
)
_SHORTEST_STEM: Final = 4
ENOUGH: Final = 0.5  # of the words asked, or one word that no other answer has


def matched(question: str, answers: Sequence[Clarification]) -> int | None:
    """The number of the clarification in *answers* that *question* asks for, or None.

    Words are compared by their stems; a word that only one answer knows counts more than one
    that all of them share. Of equals it is the one with the likest phrase, then the first.
    """
    asked = stems(question[:LONGEST])
    phrases = [[stems(phrase) for phrase in (one.ask, *one.words)] for one in answers]
    known = [frozenset[str]().union(*each) for each in phrases]
    best, best_score = None, (0.0, 0.0)
    for number, words in enumerate(known):
        shared = sum(1 / sum(word in other for other in known) for word in asked & words)
        score = (shared, max(_likeness(asked, phrase) for phrase in phrases[number]))
        if score > best_score:
            best, best_score = number, score
    return best if best_score[0] >= ENOUGH else None


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    both = one | other
    return len(one & other) / len(both) if both else 0.0


def stems(text: str) -> frozenset[str]:
    """The words of *text* that say something, without their endings."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return frozenset(_stem(word) for word in _WORD.findall(plain) if word not in _EMPTY)


def _stem(word: str) -> str:
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM - 1:
            return word.removesuffix(ending) + instead
    return word
