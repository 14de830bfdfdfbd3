"""Understanding a rollout stage or a rollback criterion that is written as one line."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from design.fields import single
from design.fields.error import FieldError
from design.quantities.bounds import comparator_of
from design.quantities.quantity import Comparator, Quantity
from design.quantities.slot import Slot
from design.text import did_you_mean, listed, nearest, shortened
from design.vocabulary import attributes as a
from design.vocabulary.records import Criterion, Stage

_NUMBER: Final = r"~?\d[\d.,]*\s*[kKM]?"
_STAGE_WORDS: Final = {
    "shadow": "shadow", "mirror": "shadow", "dark launch": "shadow",
    "canary": "canary", "ramp": "ramp", "ramp up": "ramp",
    "full": "full", "everyone": "full", "full rollout": "full",
    "blue green": "blue_green", "blue_green": "blue_green", "blue-green": "blue_green",
    "blue/green": "blue_green",
    "interleave": "interleave", "interleaved": "interleave", "interleaving": "interleave",
}  # fmt: skip
_STAGE: Final = re.compile(
    r"(?P<kind>"
    + "|".join(sorted(map(re.escape, _STAGE_WORDS), key=len, reverse=True))
    + r")(?:\s+(?:mode|stage|to|at|on|with))*\b[\s:,]*(?P<rest>.*)",
    re.IGNORECASE,
)
_SHARE: Final = re.compile(
    r"(?:~|about\s+)?\d[\d.,]*\s*(?:(?:-|–|to)\s*\d[\d.,]*\s*)?(?:%|percent\b|bps\b)|\b1 in \d+\b"
)
_FILLER: Final = re.compile(
    r"(?:\b(?:of|the|all|traffic|requests|users|for|at|during|over)\b|[,\s])+", re.IGNORECASE
)


def stage_of(text: str) -> Stage:
    """The rollout stage *text* describes, such as "canary 5% for 1 h". Raises FieldError."""
    match = _STAGE.fullmatch(text)
    if match is None:
        first = text.split(maxsplit=1)[0] if text.strip() else ""
        raise FieldError(
            f"expected a stage such as `canary 5% for 1 h`, starting with "
            f"{listed(a.STAGE_KINDS)}; found `{shortened(text)}`"
            f"{did_you_mean(first, a.STAGE_KINDS)}",
            nearest=nearest(first, a.STAGE_KINDS),
            options=a.STAGE_KINDS,
        )
    rest, share = match["rest"], None
    found = _SHARE.search(rest)
    if found is not None:
        share = single.quantity(found[0], a.SHARE.slot)
        rest = f"{rest[: found.start()]} {rest[found.end() :]}"
    rest = _trimmed(rest)
    duration = single.quantity(rest, a.DURATION.slot) if rest else None
    return Stage(_STAGE_WORDS[match["kind"].casefold()], share, duration)


def _trimmed(text: str) -> str:
    start = _FILLER.match(text)
    text = text[start.end() :] if start else text
    while text and (end := re.search(rf"{_FILLER.pattern}$", text, re.IGNORECASE)):
        text = text[: end.start()]
    return text.strip()


_ACTION: Final = re.compile(r"\s*(?:->|→|=>|—>|:\s|,?\s+then\s)\s*")
# "..., roll back", "... and the lead rolls back": what is done, said last and without an arrow.
_DONE_LAST: Final = re.compile(
    r"(?:\s*[,;]\s*(?:(?:and|then)\s+)*|\s+(?:and|then)\s+)"
    r"(?P<action>[^,;<>=≥≤\d]*\b(?:roll(?:s|ed)?[\s-]*back|reverts?|aborts?|stops?)\b[^,;<>=≥≤\d]*)$",
    re.IGNORECASE,
)
_SAMPLES: Final = re.compile(
    r"[,;]?\s*\(?(?:\b(?:and|with|after|on)\s+)?"
    r"(?:\b(?:min(?:imum)?\.?|at least)\s+|n\s*(?:>=|≥)\s*)"
    rf"(?P<count>{_NUMBER})\s*"
    r"(?:samples?|requests?|users?|events?|rows?|sessions?|impressions?"
    r"|conversions?|items?|orders?|decisions?|predictions?|per arm)?\)?",
    re.IGNORECASE,
)
_WINDOW: Final = re.compile(
    r"[,;]?\s*\b(?:(?:over|for|within|during|in|across)(?: an?y?| the last| a window of)?)\s+"
    r"(?P<window>~?\d[\d.,]*\s*[a-zA-Z]+)(?:\s+window)?",
    re.IGNORECASE,
)
_UP: Final = r"rises?|increases?|grows?|climbs?|goes up|worsens"
_DOWN: Final = r"drops?|falls?|decreases?|declines?|goes down|degrades?"
_BOUND: Final = re.compile(
    r"(?P<metric>.+?)\s*(?:\b(?:is|are|gets|goes|stays)\s+)?(?P<word>>=|<=|=>|=<|≥|≤|>|<|="
    r"|\b(?:above|over|exceeds?|more than|greater than|higher than|below|under|less than|lower than"
    rf"|fewer than|at least|at most|{_UP}|{_DOWN})\b)"
    r"\s*(?:by\s+)?(?P<threshold>.*)",
    re.IGNORECASE,
)
_OPENING: Final = re.compile(
    r"\s*(?:(?:we\s+)?(?P<action>(?:automatically\s+)?(?:roll(?:ed)?\s+back|stop|abort)"
    r"(?:\s+automatically)?),?\s+)?(?:if|when|once|as soon as)\s+",
    re.IGNORECASE,
)


def criterion_of(text: str, bound: Callable[[str], Quantity | None]) -> Criterion:
    """What *text* says of metric, bound, window, samples and action; parts not found are empty.

    "Drops 10%" means a change of at least 10 %: its comparator is ``>=`` and the threshold
    carries the direction.
    """
    opening = _OPENING.match(text)
    condition, action = _split_action(text[opening.end() :] if opening else text)
    action = action or (opening["action"] or "" if opening else "")
    condition, samples = _cut(condition, _SAMPLES, "count", a.MIN_SAMPLES.slot)
    condition, window = _cut(condition, _WINDOW, "window", a.WINDOW.slot)
    match = _BOUND.fullmatch(condition.strip(" ,;"))
    if match is None or not re.search(r"\w", match["metric"]):
        return Criterion(window=window, min_samples=samples, action=action, text=text)
    word, stated = match["word"].casefold(), match["threshold"].strip(" ,;")
    comparator = comparator_of(word)
    moves = comparator is None
    threshold = bound(f"{word} {stated}" if moves else stated) if stated else None
    if threshold is None and moves and stated:
        threshold = bound(stated)
    if threshold is None and moves:
        return Criterion(window=window, min_samples=samples, action=action, text=text)
    return Criterion(
        metric=match["metric"].strip(" ,;"),
        comparator=comparator or Comparator.AT_LEAST,
        threshold=threshold,
        window=window,
        min_samples=samples,
        action=action,
        text=text,
    )


def _split_action(text: str) -> tuple[str, str]:
    match = _ACTION.search(text)
    if match is not None:
        return text[: match.start()], text[match.end() :].strip()
    match = _DONE_LAST.search(text)
    return (text[: match.start()], match["action"].strip(" .")) if match else (text, "")


def _cut(
    text: str, pattern: re.Pattern[str], group: str, slot: Slot
) -> tuple[str, Quantity | None]:
    """*text* without what *pattern* found, and the number found; untouched where it reads not."""
    match = pattern.search(text)
    if match is None:
        return text, None
    try:
        value = single.quantity(match[group].strip(" .,"), slot)
    except FieldError:
        return text, None
    return f"{text[: match.start()]} {text[match.end() :]}", value
