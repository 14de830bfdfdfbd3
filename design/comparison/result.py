"""What two designs have in common, role by role, and what is in one of them alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from design.drawing.stages import STAGE_NAMES, stage_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from design.model import Design, EdgeKey


@dataclass(frozen=True, slots=True)
class Differing:
    """A field that two partners do not state alike; the side that does not state it is "".

    ``field`` is the name of the field, or the label of a number in a person's own words. Numbers
    are shown as they were understood, so "0.5 s" and "500 ms" do not differ.
    """

    field: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two nodes that play the same role, and what they state differently, by field."""

    left: str
    right: str
    differing: tuple[Differing, ...] = ()


@dataclass(frozen=True, slots=True)
class ConnectionPair:
    """Two arrows between the same roles, and what they state differently, by field."""

    left: EdgeKey
    right: EdgeKey
    differing: tuple[Differing, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two designs side by side.

    Every node is in one pair or alone on its side; nodes stand from framing to operations, then by
    id. ``connections_only_left`` and ``_right`` are arrows whose two ends have partners and whose
    partners have no such arrow; the arrows of a node without a partner go with it.
    ``connections`` are the arrows that are in both and state something differently.
    """

    pairs: tuple[Pair, ...] = ()
    only_left: tuple[str, ...] = ()
    only_right: tuple[str, ...] = ()
    connections: tuple[ConnectionPair, ...] = ()
    connections_only_left: tuple[EdgeKey, ...] = ()
    connections_only_right: tuple[EdgeKey, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the two designs say the same, whatever their parts are called."""
        return not (
            self.only_left
            or self.only_right
            or self.connections
            or self.connections_only_left
            or self.connections_only_right
            or any(pair.differing for pair in self.pairs)
        )


@dataclass(frozen=True, slots=True)
class StageOfNodes:
    """The nodes of one stage of a design; ``name`` is the one a drawing writes over its band."""

    name: str
    ids: tuple[str, ...]


def in_order(design: Design, ids: Iterable[str]) -> tuple[str, ...]:
    """*ids* of *design* from framing to operations, then by id."""
    return tuple(sorted(ids, key=lambda id_: (stage_of(design.nodes[id_].kind), id_)))


def by_stage(design: Design, ids: Iterable[str]) -> tuple[StageOfNodes, ...]:
    """*ids* of *design* under the names of their stages, in order; empty stages are left out."""
    ordered = in_order(design, ids)
    return tuple(
        StageOfNodes(name, members)
        for stage, name in STAGE_NAMES.items()
        if (members := tuple(one for one in ordered if stage_of(design.nodes[one].kind) == stage))
    )
