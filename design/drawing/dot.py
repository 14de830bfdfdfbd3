"""Exports a design as Graphviz DOT, for tools that read it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from design.drawing.stages import STAGE_NAMES, stage_of
from design.drawing.strokes import stroke_of
from design.vocabulary.kinds import KINDS

if TYPE_CHECKING:
    from design.model import Design

_CONTROL: Final = re.compile("[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def to_dot(design: Design) -> str:
    """*design* as DOT source: one box per node, one labelled arrow per edge, stages as clusters.

    Names are quoted and escaped, so a label is always plain text, whatever was typed.
    """
    import graphviz  # type: ignore[import-untyped]  # the package ships no types

    def plain(text: str) -> str:
        shown = " ".join(_CONTROL.sub(" ", text).split())
        return str(graphviz.nohtml(graphviz.escape(shown)))

    names = {id_: f"n{index}" for index, id_ in enumerate(sorted(design.nodes))}
    graph = graphviz.Digraph(
        graph_attr={"rankdir": "LR", "label": plain(design.title)},
        node_attr={"shape": "box", "style": "rounded", "fontname": "Noto Sans"},
        edge_attr={"fontname": "Noto Sans", "fontsize": "9"},
    )
    stages: dict[int, list[str]] = {}
    for id_ in sorted(design.nodes):
        stages.setdefault(stage_of(design.nodes[id_].kind), []).append(id_)
    for stage in sorted(stages):
        with graph.subgraph(name=f"cluster_{stage}") as band:
            band.attr(label=STAGE_NAMES[stage])
            for id_ in stages[stage]:
                node = design.nodes[id_]
                label = f"{plain(node.title)}\\n{KINDS[node.kind].label}"
                band.node(names[id_], label=graphviz.nohtml(label), comment=plain(id_))
    for key in sorted(design.edges):
        if key.source in names and key.target in names:
            graph.edge(
                names[key.source],
                names[key.target],
                label=plain(str(key.relation)),
                style="dashed" if stroke_of(str(key.relation)).dash else "solid",
            )
    return str(graph.source)
