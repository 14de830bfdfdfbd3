"""Changes of sticky notes: words on the board that belong to no node."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from design import limits
from design.changes.change import Change, Done
from design.changes.draft import Draft, refused
from design.changes.layout import Move, placed
from design.changes.refused import ChangeRefused
from design.fields import FieldError
from design.fields.single import prose
from design.model import Sticky
from design.text import ID_EXPECTED, did_you_mean, is_node_id, nearest, shortened


@dataclass(frozen=True, slots=True)
class SetSticky(Change):
    """Put a sticky note on the board, or change its words; without a place it stays where it is."""

    type: ClassVar[str] = "set_sticky"
    id: str
    text: str
    at: tuple[float, float] | None = None

    def carry_out(self, draft: Draft) -> Done:
        before = draft.stickies.get(self.id)
        if before is None:
            _may_be_added(self.id, draft)
        text = _cleaned(self.text, self.id)
        at = None if self.at is None else placed(self.at, self.id)
        stood = draft.layout.get(self.id)
        draft.stickies[self.id] = Sticky(self.id, text)
        if at is not None:
            draft.layout[self.id] = at
        stored = replace(self, text=text, at=at)
        if before is None:
            return Done((stored,), (RemoveSticky(self.id),))
        back: tuple[Change, ...] = (SetSticky(self.id, before.text),)
        if at is not None:
            back = (*back, Move({self.id: stood}))
        return Done((stored,), back)


def _may_be_added(id_: str, draft: Draft) -> None:
    place = {"sticky": shortened(id_)}
    if not is_node_id(id_):
        raise ChangeRefused(f"`{shortened(id_)}` cannot be an id: {ID_EXPECTED}", place=place)
    if id_ in draft.nodes:
        raise ChangeRefused(f"there is a node `{id_}` already", place=place)
    if len(draft.stickies) >= limits.STICKIES:
        raise ChangeRefused(f"a board holds at most {limits.STICKIES} sticky notes")


def _cleaned(text: str, id_: str) -> str:
    try:
        return prose(text, length=limits.STICKY_LENGTH)
    except FieldError as error:
        raise refused(error, sticky=id_) from error


@dataclass(frozen=True, slots=True)
class RemoveSticky(Change):
    """Take a sticky note off the board; its place goes with it."""

    type: ClassVar[str] = "remove_sticky"
    id: str

    def carry_out(self, draft: Draft) -> Done:
        sticky = draft.stickies.pop(self.id, None)
        if sticky is None:
            ids = tuple(draft.stickies)
            raise ChangeRefused(
                f"there is no sticky note `{shortened(self.id)}`{did_you_mean(self.id, ids)}",
                place={"sticky": shortened(self.id)},
                options=tuple(filter(None, [nearest(self.id, ids)])),
            )
        stood = draft.layout.pop(self.id, None)
        return Done((self,), (SetSticky(self.id, sticky.text, stood),))
