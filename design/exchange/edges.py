"""Lines become edges, with the relation an arrow drawn on the board would have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from design.arrows import ArrowError, orient
from design.changes.edges import oriented
from design.exchange.labels import lines_of, read_edge, relation_in
from design.exchange.marks import text_in, texts_in
from design.exchange.nodes import add_fields, joined_note
from design.exchange.sketch import Heads, Line, Sketch
from design.model import Edge, EdgeKey, Node
from design.text import shortened
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import RELATIONS, Inferred, Relation, infer

# What people write beside arrows, by its first word.
_HINTS: Final[Mapping[str, Relation]] = MappingProxyType(
    {
        **dict.fromkeys("reads read lookup looks fetch fetches get gets".split(), Relation.READS),
        **dict.fromkeys("calls call invokes requests request rpc grpc".split(), Relation.CALLS),
        **dict.fromkeys("logs log logging".split(), Relation.LOGS_TO),
        **dict.fromkeys("falls fallback fallbacks degrades".split(), Relation.FALLS_BACK_TO),
        **dict.fromkeys("trains train training".split(), Relation.TRAINS),
        **dict.fromkeys("monitors watches observes".split(), Relation.MONITORS),
        **dict.fromkeys("triggers trigger retrain starts".split(), Relation.TRIGGERS),
        **dict.fromkeys("feeds writes write stream streams publishes".split(), Relation.FEEDS),
        **dict.fromkeys("evaluates evaluate tests".split(), Relation.EVALUATES),
        **dict.fromkeys("deploys deploy promotes".split(), Relation.PROMOTES),
        **dict.fromkeys("guards checks filters".split(), Relation.GUARDS),
        **dict.fromkeys("uses".split(), Relation.USES),
    }
)


@dataclass(slots=True)
class Edges:
    """The edges of a drawing while they are made, and words for the notes of nodes."""

    sketch: Sketch
    nodes: Mapping[str, Node]
    ids: Mapping[str, str]  # of nodes, by key of box
    edges: dict[EdgeKey, Edge] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)  # by id of node

    def add(self, line: Line) -> None:
        """Make the edge that *line* is, or say at its source why there is none."""
        if line.heads is Heads.START:
            line = replace(line, source=line.target, target=line.source, heads=Heads.END)
        source, target = self.nodes[self.ids[line.source]], self.nodes[self.ids[line.target]]
        drawn = f"{source.id} -> {target.id}"
        if source.id == target.id:
            self._leave(line, source, drawn, "an arrow needs two different nodes")
            return
        stated, words = relation_in(lines_of(line.text))
        if stated is None:
            stated = _relation(line) or _hinted(words, source.kind, target.kind)
        meant = self._meaning(source, target, stated, drawn)
        if meant is None:
            try:
                orient(source.kind, target.kind)
            except ArrowError as error:
                self._leave(line, source, drawn, error.message)
            return
        key = oriented(source.id, target.id, meant)
        self._keep(key, line, words)
        self._judge_heads(key, line, drawn)

    def _meaning(
        self, source: Node, target: Node, stated: Relation | None, drawn: str
    ) -> Inferred | None:
        inferred = infer(source.kind, target.kind)
        if stated is None or inferred is None:
            return inferred
        try:
            return orient(source.kind, target.kind, stated)
        except ArrowError as error:
            self.sketch.doubt(
                f"edge {drawn}", f"`{stated}`", f"taken as `{inferred.relation}`", error.message
            )
            return inferred

    def _keep(self, key: EdgeKey, line: Line, words: list[str]) -> None:
        place = f"edge {key}"
        said = read_edge(key.relation, words)
        for piece, assumed in said.unsure:
            self.sketch.doubt(place, f"`{piece}`", assumed, "Confirm what the number is.")
        add_fields(self.sketch, said, key.relation, line.mark, place)
        before = self.edges.get(key)
        notes = [text_in(line.mark, "note"), *said.rest]
        if before is not None:
            self.sketch.doubt(
                place,
                f"a second arrow (`{shortened(line.text)}`)" if line.text else "a second arrow",
                "kept as one edge, with the words of both",
                "Confirm that both mean the same.",
            )
            said.values.update(before.fields)
            notes.insert(0, before.note)
        note = joined_note(self.sketch, place, tuple(notes))
        self.edges[key] = Edge(*key, fields=MappingProxyType(said.values), note=note)

    def _judge_heads(self, key: EdgeKey, line: Line, drawn: str) -> None:
        if line.heads is Heads.NONE and "edge" not in line.mark:
            self.sketch.doubt(
                f"edge {key}",
                "a line without an arrow head",
                f"taken as drawn from {key.source} to {key.target}",
                "Confirm its direction.",
            )
        if line.heads is Heads.BOTH:
            self.sketch.doubt(
                f"edge {key}",
                "an arrow with two heads",
                f"kept as one edge, drawn {drawn}",
                "Draw the other direction where it means something else.",
            )

    def _leave(self, line: Line, source: Node, drawn: str, why: str) -> None:
        words = f" ({' / '.join(lines_of(line.text))})" if line.text.strip() else ""
        self.notes.setdefault(source.id, []).append(f"Drawn, not kept: {drawn}{words}")
        self.sketch.doubt(
            f"edge {drawn}",
            f"an arrow at {line.place}",
            "kept as words in the note of its source",
            f"{why[0].upper()}{why[1:].partition(';')[0]}: draw it another way or change a kind.",
        )


def _hinted(words: list[str], source: Kind, target: Kind) -> Relation | None:
    """The relation that the first word beside an arrow suggests, where it is legal as drawn."""
    first = words[0].casefold().split()[0].strip(".,:;()") if words else ""
    relation = _HINTS.get(first)
    if relation is not None and RELATIONS[relation].joins(source, target):
        return relation
    return None


def _relation(line: Line) -> Relation | None:
    marked = texts_in(line.mark, "edge")
    word = marked[2] if len(marked) == 3 else text_in(line.mark, "relation")
    return Relation(word) if word in tuple(map(str, Relation)) else None
