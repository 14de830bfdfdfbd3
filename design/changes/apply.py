"""Applying a gesture to a design: all of it or nothing, with what undoes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from design import limits
from design.changes.change import Change
from design.changes.draft import Draft
from design.changes.refused import ChangeRefused
from design.model import Design


@dataclass(frozen=True, slots=True)
class Applied:
    """A design after a gesture.

    ``changes`` is the gesture as it is stored: edges and fields are named as they were made, and
    applying it again to the design before gives the same design. ``inverse`` undoes it exactly.
    """

    design: Design
    inverse: tuple[Change, ...]
    changes: tuple[Change, ...]


def apply(design: Design, changes: Iterable[Change]) -> Applied:
    """*design* after *changes*; raises ChangeRefused and changes nothing when one is illegal."""
    draft = Draft(design)
    stored: list[Change] = []
    backwards: list[Change] = []  # the last thing to undo comes first in it
    for number, change in enumerate(changes, start=1):
        if number > limits.CHANGES_PER_GESTURE:
            raise ChangeRefused(f"a gesture holds at most {limits.CHANGES_PER_GESTURE} changes")
        try:
            done = change.carry_out(draft)
        except ChangeRefused as refusal:
            refusal.place.setdefault("change", str(number))
            raise
        stored += done.changes
        backwards += reversed(done.inverse)
    return Applied(draft.finished(), tuple(reversed(backwards)), tuple(stored))
