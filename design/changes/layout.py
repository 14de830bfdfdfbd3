"""Changes of where things stand: positions and groups."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from design import limits
from design.changes.change import Change, Done
from design.changes.draft import Draft, refused
from design.changes.refused import ChangeRefused
from design.fields import FieldError
from design.fields.single import line
from design.model import Group, Position
from design.text import ID_EXPECTED, is_node_id, shortened


@dataclass(frozen=True, slots=True)
class Move(Change):
    """Put nodes and sticky notes at positions; None forgets where one stood."""

    type: ClassVar[str] = "move"
    positions: Mapping[str, tuple[float, float] | None]

    def carry_out(self, draft: Draft) -> Done:
        before: dict[str, tuple[float, float] | None] = {}
        after: dict[str, tuple[float, float] | None] = {}
        for id_, at in sorted(self.positions.items()):
            if id_ not in draft.stickies:
                draft.node(id_)
            before[id_] = draft.layout.get(id_)
            if at is None:
                draft.layout.pop(id_, None)
                after[id_] = None
            else:
                draft.layout[id_] = placed(at, id_)
                after[id_] = draft.layout[id_]
        return Done((Move(after),), (Move(before),))


def placed(at: tuple[float, float], id_: str) -> Position:
    """A position in tenths of a pixel; ChangeRefused when it is nowhere on the board."""
    position = position_of(*at)
    if position is None:
        raise ChangeRefused(
            f"`{id_}` cannot stand there: expected two numbers up to {limits.COORDINATE:g}",
            place={"node": id_},
        )
    return position


def position_of(x: float, y: float) -> Position | None:
    """*x* and *y* rounded to tenths of a pixel, or None where that is off the board."""
    if not all(math.isfinite(one) and abs(one) <= limits.COORDINATE for one in (x, y)):
        return None
    return Position(round(float(x), 1) + 0.0, round(float(y), 1) + 0.0)  # + 0.0: no minus zero


@dataclass(frozen=True, slots=True)
class SetGroup(Change):
    """Draw a titled region around nodes, or change one."""

    type: ClassVar[str] = "set_group"
    id: str
    title: str
    members: tuple[str, ...]

    def carry_out(self, draft: Draft) -> Done:
        if not is_node_id(self.id):
            raise ChangeRefused(
                f"`{shortened(self.id)}` cannot be an id: {ID_EXPECTED}",
                place={"group": shortened(self.id)},
            )
        before = draft.groups.get(self.id)
        if before is None and len(draft.groups) >= limits.GROUPS:
            raise ChangeRefused(f"a board holds at most {limits.GROUPS} groups")
        for member in self.members:
            draft.node(member)
        try:
            title = line(self.title, length=limits.NAME_LENGTH)
        except FieldError as error:
            raise refused(error, group=self.id) from error
        group = Group(self.id, title, tuple(sorted({*self.members})))
        draft.groups[self.id] = group
        back: Change = RemoveGroup(self.id)
        if before is not None:
            back = SetGroup(self.id, before.title, before.members)
        return Done((replace(self, title=title, members=group.members),), (back,))


@dataclass(frozen=True, slots=True)
class RemoveGroup(Change):
    """Remove a region; the nodes in it stay."""

    type: ClassVar[str] = "remove_group"
    id: str

    def carry_out(self, draft: Draft) -> Done:
        group = draft.groups.pop(self.id, None)
        if group is None:
            raise ChangeRefused(
                f"there is no group `{shortened(self.id)}`", place={"group": shortened(self.id)}
            )
        return Done((self,), (SetGroup(self.id, group.title, group.members),))
