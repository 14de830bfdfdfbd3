"""The picture and the DOT source of a design."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from design.drawing.dot import to_dot
from design.drawing.draw import design_svg, draw
from design.drawing.stages import STAGE_NAMES, stage_of
from design.drawing.wasm import render
from design.model import Design, Edge, FreeNumber, Node, Position, Sticky
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation


def _design(
    names: tuple[str, ...] = ("Ranker", "Features", "Drift"), *, shuffle: int = 0
) -> Design:
    kinds = (Kind.ENDPOINT, Kind.FEATURE_STORE, Kind.MONITOR)
    nodes = [
        Node(f"n{i}", kinds[i % 3], name, numbers=(FreeNumber("note", name),))
        for i, name in enumerate(names)
    ]
    edges = [Edge("n0", "n1", Relation.READS), Edge("n2", "n0", Relation.MONITORS)]
    random.Random(shuffle).shuffle(nodes)
    random.Random(shuffle).shuffle(edges)
    return Design(
        title="Ranking",
        nodes={node.id: node for node in nodes},
        edges={edge.key: edge for edge in edges},
    )


def test_every_node_is_drawn_with_its_kind_and_numbers() -> None:
    texts = {label.text for label in draw(_design()).labels}

    assert {"Ranker", "Features", "Drift"} <= texts
    assert "note" in texts


def test_every_kind_has_a_stage_that_has_a_name() -> None:
    assert {stage_of(kind) for kind in Kind} == STAGE_NAMES.keys()


def test_equal_designs_are_drawn_alike() -> None:
    assert design_svg(_design(shuffle=1)) == design_svg(_design(shuffle=7))
    assert to_dot(_design(shuffle=1)) == to_dot(_design(shuffle=7))


def test_what_the_person_drew_is_what_is_printed() -> None:
    design = _design()
    placed = Design(
        nodes=design.nodes,
        edges=design.edges,
        layout={f"n{i}": Position(i * 400.0, 300.0 - i * 100) for i in range(3)},
    )

    assert "board" == draw(placed).engine
    assert "board" != draw(Design(nodes=design.nodes, layout={"n0": Position(0, 0)})).engine


def test_more_missing_numbers_than_fit_are_counted() -> None:
    many = tuple(f"number {i}" for i in range(9))

    texts = {label.text for label in draw(_design(), missing={"n0": many}).labels}

    assert "6 more?" in texts


def test_a_label_in_dot_is_plain_text_whatever_was_typed() -> None:
    hostile = ("<b>bold</b>", '"]; evil [label="', "\\N\\G", "nul\x00\n\u202eline", "</td>]]>")

    source = to_dot(_design(hostile))

    assert "label=<" not in source
    drawn = render(source, seconds=5).decode()
    assert '"name": "evil"' not in drawn
    assert "\x00" not in source
    assert "\u202e" not in source


def test_dot_names_the_stages_and_relations() -> None:
    source = to_dot(_design())

    assert "Feature" in source
    assert "monitors" in source


def _with_notes(layout: dict[str, Position]) -> Design:
    notes = {"a": Sticky("a", "Who owns <this>?\nLena"), "b": Sticky("b", "word " * 300)}
    return replace(_design(), stickies=notes, layout=layout)


@pytest.mark.parametrize("notes", [{}, {"a": Position(-500, -300), "b": Position(3000, 900)}])
@pytest.mark.parametrize("boxes", [True, False])
def test_sticky_notes_are_drawn_whole_inside_the_picture(
    *, notes: dict[str, Position], boxes: bool
) -> None:
    places = {f"n{i}": Position(i * 400.0, 300.0 - i * 100) for i in range(3)} if boxes else {}
    design = _with_notes(places | notes)
    picture = draw(design)
    drawn = [shape.rect for shape in picture.shapes if shape.look == "note"]

    assert 2 == len(drawn)
    for rect in (shape.rect for shape in picture.shapes):
        assert 0 <= rect.x <= rect.right <= picture.width
        assert 0 <= rect.y <= rect.bottom <= picture.height
    said = " ".join(label.text for label in picture.labels)
    assert 300 == said.split().count("word")
    assert "Who owns &lt;this&gt;?" in design_svg(design)


def test_a_sticky_note_stands_where_it_does_on_the_board() -> None:
    places = {f"n{i}": Position(i * 400.0, 0) for i in range(3)}
    picture = draw(_with_notes(places | {"a": Position(400, 200), "b": Position(0, 200)}))
    cards = sorted(shape.rect.x for shape in picture.shapes if shape.look == "card")
    notes = sorted(shape.rect.x for shape in picture.shapes if shape.look == "note")

    assert cards[:2] == notes
