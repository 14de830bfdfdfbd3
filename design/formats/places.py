"""Where the parts of a design stand in its file, for reports that point at lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from design.model import EdgeKey


@dataclass(frozen=True, slots=True)
class Places:
    """Lines, from 1, of the nodes, edges, fields and sticky notes of one file."""

    file: str = ""
    nodes: Mapping[str, int] = field(default_factory=dict)
    edges: Mapping[EdgeKey, int] = field(default_factory=dict)
    fields: Mapping[tuple[str | EdgeKey, str], int] = field(default_factory=dict)
    stickies: Mapping[str, int] = field(default_factory=dict)

    def line(self, owner: str | EdgeKey, name: str | None = None) -> int:
        """The line of a field, else of its node, edge or sticky note, else 1."""
        if name is not None and (owner, name) in self.fields:
            return self.fields[owner, name]
        if isinstance(owner, EdgeKey):
            return self.edges.get(owner, 1)
        return self.nodes.get(owner, self.stickies.get(owner, 1))
