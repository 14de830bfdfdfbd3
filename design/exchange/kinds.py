"""Decides the kind of every box of a drawing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from design.exchange.labels import lines_of, stated_kind
from design.exchange.marks import text_in
from design.exchange.sketch import Box, Sketch
from design.exchange.words import Guess, guess, kind_named
from design.text import shortened
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.relations import infer

# What a box without any telling word may be; the first that its arrows allow is taken.
_PLAIN: Final = (Kind.TRANSFORM, Kind.ENDPOINT, Kind.MODEL, Kind.SOURCE, Kind.CONSUMER)

_NAME_WORDS: Final = 5  # of a name that is broken over lines
_NUMBER: Final = re.compile(r"[~<>≤≥=]*[$€£]?\d|p\d\d|every$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decided:
    """The kind of one box; ``assumed`` and ``confirm`` are empty where it is certain."""

    kind: Kind
    assumed: str = ""
    confirm: str = ""


def kinds_of(sketch: Sketch) -> dict[str, Decided]:
    """The kind of every box, by key."""
    found: dict[str, Decided] = {}
    open_: list[Box] = []
    for key, box in sketch.boxes.items():
        decided = _stated(box) or _guessed(box)
        if decided is None:
            open_.append(box)
        else:
            found[key] = decided
    neighbours = _neighbours(sketch)
    known = dict(found)
    for box in open_:
        found[box.key] = _by_arrows(neighbours.get(box.key, []), known)
    return found


def _stated(box: Box) -> Decided | None:
    shown, _ = stated_kind(lines_of(box.text))
    marked = kind_named(text_in(box.mark, "kind"))
    if shown is not None:
        if marked is None or marked is shown:
            return Decided(shown)
        return Decided(
            shown,
            f"taken as {_a(shown)}, as its label says",
            f"It was exported as {_a(marked)}: confirm the kind.",
        )
    kind = marked or kind_named(box.kind)
    return Decided(kind) if kind is not None else None


def _guessed(box: Box) -> Decided | None:
    lines = lines_of(box.text)
    whole = " ".join(lines)
    is_name = len(whole.split()) <= _NAME_WORDS and not any(map(str.isdigit, whole))
    name, rest = (whole, "") if is_name else (_before_numbers(lines[0]), " ".join(lines[1:]))
    made = guess(name or box.key, rest, box.shape, f"{box.hint} {box.kind}")
    return None if made.kind is None else _judged(made, made.kind)


def _before_numbers(line: str) -> str:
    """What a line names: "Ranking API" of "Ranking API 2k QPS"; what a name ends in says most."""
    words = line.split()
    for at, word in enumerate(words[1:], start=1):
        if _NUMBER.match(word):
            return " ".join(words[:at])
    return line


def _judged(made: Guess, kind: Kind) -> Decided:
    if made.certain:
        return Decided(kind)
    because = f"because of {made.because!r}" if " around it" not in made.because else ""
    if not because:
        because = f"because of {made.because}"
    other = f", or is it {_a(made.other)}?" if made.other is not None else "."
    return Decided(kind, f"taken as {_a(kind)}, {because}", f"Confirm the kind{other}")


def _by_arrows(neighbours: list[tuple[str, bool]], known: Mapping[str, Decided]) -> Decided:
    def fitting(kind: Kind) -> int:
        return sum(
            infer(*((kind, known[other].kind) if outwards else (known[other].kind, kind)))
            is not None
            for other, outwards in neighbours
            if other in known
        )

    kind = max(_PLAIN, key=fitting)
    return Decided(kind, f"taken as {_a(kind)}, as no word says what it is", "Choose the kind.")


def _neighbours(sketch: Sketch) -> dict[str, list[tuple[str, bool]]]:
    found: dict[str, list[tuple[str, bool]]] = {}
    for line in sketch.lines:
        found.setdefault(line.source, []).append((line.target, True))
        found.setdefault(line.target, []).append((line.source, False))
    return found


def _a(kind: Kind) -> str:
    label = KINDS[kind].label
    lower = label if label[:2].isupper() else label[0].lower() + label[1:]
    return f"{'an' if lower[0] in 'aeiouL' else 'a'} {shortened(lower)}"
