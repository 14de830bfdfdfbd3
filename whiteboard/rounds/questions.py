"""What a candidate asks in their own words, met with what the interviewer can say to it."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from prompts_library.requirements import stated
from prompts_library.schema import Clarification

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from prompts_library import Entry
    from prompts_library.requirements import Stated
    from whiteboard.rounds.attempts import Attempt

LONGEST: Final = 500  # characters of a question
_WORD: Final = re.compile(r"[a-z0-9]+")
_SHORTENED: Final = re.compile(r"'(?:s|re|ve|d|ll|m)\b|n't\b")  # what's, we're, don't
# Words that stand in every question and say nothing of what it is about.
_EMPTY: Final = frozenset(
    (
        "a about after all am an and any are as at be been by can could did do does each exactly "
        "for from get give got had has have how i if in into is it its kind like many may me might "
        "much must my need no not now of off on one or other our out over per please roughly "
        "should so some sure tell than that the their them then there these they thing things this "
        "to today us want was we were what when where which who why will with would yet you your"
    ).split()
)
# Words of many questions about any system: they help to tell answers apart, and mean none alone.
_GENERAL: Final = (
    "answer change come count data day design feature first good happen know long look make model "
    "new number people point question right see service show start system take time use well work "
    "year"
)
_LITTLE: Final = 0.25  # what a general word weighs beside another
# Each with what stands in its place, so that "scores" meets "score" and "queries" "query".
_ENDINGS: Final = (
    *((one, "") for one in ("ations", "ation", "ings", "ing")),
    *((one, "y") for one in ("ies", "ied")),
    *((one, "") for one in ("es", "ed", "ly", "s", "e")),
)
_SHORTEST_STEM: Final = 4
ENOUGH: Final = 0.5  # a word that two answers share; one that a single answer has weighs 1
ABOUT_IT: Final = 0.3  # of what was asked has to be known, or the question is about something else
ALIKE: Final = 0.75  # a phrase so like the question that nothing else counts

# What people call the number they ask for, by what a requirement is about.
_ASKED_AS: Final[Mapping[str, tuple[str, ...]]] = {
    "availability": ("availability", "uptime", "downtime", "SLO", "SLA", "reliability"),
    "business": ("success metric", "business goal", "KPI", "objective", "target"),
    "cost": ("budget in money", "compute budget", "money a month", "spend"),
    "fairness": ("fairness", "groups", "bias"),
    "freshness": ("freshness", "how fresh", "stale", "staleness", "how old", "up to date", "age"),
    "latency": ("latency", "response time", "p95", "p99", "how fast", "how slow", "delay"),
    "load": ("QPS", "RPS", "traffic", "requests per second", "load", "peak", "volume", "scale"),
    "privacy": ("privacy", "deletion", "erasure", "GDPR", "right to be forgotten"),
    "quality-offline": ("quality", "accuracy", "offline metric", "how accurate"),
    "quality-online": ("quality", "accuracy", "online metric", "success metric"),
}


def matched(question: str, answers: Sequence[Clarification]) -> int | None:
    """The number of the clarification in *answers* that *question* asks for, or None.

    Words are compared by their stems; a word that only one answer knows counts more than one
    that all of them share, and one of every question counts little. Of equals it is the one with
    the likest phrase, then the first.
    """
    asked = stems(question[:LONGEST])
    phrases = [[stems(phrase) for phrase in (one.ask, *one.words)] for one in answers]
    known = [frozenset[str]().union(*each) for each in phrases]
    best, best_score = None, (0.0, 0.0)
    for number, words in enumerate(known):
        common = asked & words
        told = sum(_weight(word) / sum(word in other for other in known) for word in common)
        alike = max(_likeness(asked, phrase) for phrase in phrases[number])
        is_meant = told >= ENOUGH and _weighed(common) >= ABOUT_IT * _weighed(asked)
        if (is_meant or alike >= ALIKE) and (told, alike) > best_score:
            best, best_score = number, (told, alike)
    return best


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said to a question; ``number`` is that of the prompt's answer, None for a repeat."""

    text: str
    number: int | None


def reply(question: str, entry: Entry, attempt: Attempt | None = None) -> Reply | None:
    """What the interviewer says to *question*, or None where the prompt has nothing to say.

    A candidate who asks for a hard requirement is told its number again, as the curveballs of
    *attempt* have left it.
    """
    to_ask = entry.prompt.to_ask
    required = stated(entry, () if attempt is None else attempt.curveballs)
    number = matched(question, (*to_ask, *map(_repeated, required)))
    if number is None:
        return None
    if number < len(to_ask):
        return Reply(to_ask[number].answer, number)
    one = required[number - len(to_ask)]
    return Reply(f"{one.label}: {one.value}. That is a hard requirement.", None)


def _repeated(one: Stated) -> Clarification:
    return Clarification(ask=one.label, words=_ASKED_AS.get(one.about, ()), answer=one.value)


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    both = one | other
    return len(one & other) / len(both) if both else 0.0


def _weighed(words: Iterable[str]) -> float:
    return sum(map(_weight, words))


def _weight(word: str) -> float:
    return _LITTLE if word in _general() else 1.0


@functools.cache
def _general() -> frozenset[str]:
    return stems(_GENERAL)


def stems(text: str) -> frozenset[str]:
    """The words of *text* that say something, without their endings."""
    said = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    plain = unicodedata.normalize("NFKD", said).encode("ascii", "ignore").decode().lower()
    plain = _SHORTENED.sub("", plain)
    return frozenset(_stem(word) for word in _WORD.findall(plain) if word not in _EMPTY)


def _stem(word: str) -> str:
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM - 1:
            return word.removesuffix(ending) + instead
    return word
