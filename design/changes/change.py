"""What every change has in common: it is plain data that knows how to be carried out and undone."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from design.changes.draft import Draft


class Change(ABC):
    """One edit of a design. The closed list of them is ``design.changes.CHANGES``."""

    __slots__ = ()
    type: ClassVar[str]  # the word that names it in messages and in the edit log

    @abstractmethod
    def carry_out(self, draft: Draft) -> Done:
        """Edit *draft*; raises ChangeRefused, and then the draft is thrown away."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was carried out: the changes as they are stored, and those that undo them in order."""

    changes: tuple[Change, ...]
    inverse: tuple[Change, ...]

    def then(self, other: Done) -> Done:
        """Both, this one first."""
        return Done(self.changes + other.changes, other.inverse + self.inverse)


NOTHING_DONE = Done((), ())
