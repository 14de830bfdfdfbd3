"""The hard requirements as they stand once curveballs have bent them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from design.quantities.quantity import Quantity
from design.text import in_sentence
from design.vocabulary import attributes as a
from design.vocabulary.kinds import KINDS, Kind
from prompts_library.edits import EditError, edited

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from design.model import Design
    from prompts_library.entry import Entry


@dataclass(frozen=True, slots=True)
class Stated:
    """A hard requirement: its number now, and the one a curveball took it from (or "")."""

    label: str
    value: str
    about: str
    before: str = ""
    is_new: bool = False  # a curveball brought it


def stated(entry: Entry, thrown: Collection[str] = ()) -> tuple[Stated, ...]:
    """What is required once the curveballs whose ids are in *thrown* have been thrown.

    First what the prompt states, in its order; then what only a curveball states. A curveball that
    cannot be made on the starter bends nothing; `whiteboard prompts check` reports it.
    """
    bent = _bent(entry, thrown)
    before, now = dict(_numbers(entry.starter)), dict(_numbers(bent))
    told = {(one.node, one.attribute): one for one in entry.prompt.requirements}
    kept = [
        Stated(one.label, one.value, one.about)
        if now.get(place) == before.get(place)
        else Stated(one.label, now.get(place, "no longer asked"), one.about, before=one.value)
        for place, one in told.items()
    ]
    new = [
        Stated(_label(bent, *place), value, _about(bent, place[0]), is_new=True)
        for place, value in now.items()
        if place not in told and before.get(place) != value
    ]
    return (*kept, *new)


def _bent(entry: Entry, thrown: Collection[str]) -> Design:
    design = entry.starter
    for one in entry.prompt.curveballs:
        if one.id in thrown:
            # What the starter has no place for is no requirement of it; `stated` says so.
            with suppress(EditError):
                design = edited(one.edits, design)[0]
    return design


def _numbers(design: Design) -> Iterator[tuple[tuple[str, str], str]]:
    """Every number a requirement of *design* carries, by node and field, as it was written."""
    for id_, node in design.nodes.items():
        if node.kind is Kind.REQUIREMENT:
            for name, value in node.fields.items():
                if isinstance(value, Quantity):
                    yield (id_, name), value.text


def _label(design: Design, node: str, field: str) -> str:
    """What a number is called that the prompt has no words for."""
    return f"{design.nodes[node].title}: {in_sentence(KINDS[Kind.REQUIREMENT].fields[field].label)}"


def _about(design: Design, node: str) -> str:
    return design.nodes[node].get(a.ABOUT) or ""
