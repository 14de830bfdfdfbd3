"""A design that is exported and imported is the same, as far as the format can hold it."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings

from design import exchange
from design.model import Design, Node, Sticky
from design.vocabulary.kinds import Kind
from tests.design.strategies import designs

slow = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
WAYS = {
    "mermaid": (exchange.write_mermaid, exchange.read_mermaid),
    "dot": (exchange.write_dot, exchange.read_dot),
    "drawio": (exchange.write_drawio, exchange.read_drawio),
    "excalidraw": (exchange.write_excalidraw, exchange.read_excalidraw),
}
WITH_PLACES = {"excalidraw", "drawio"}
EVERY = pytest.mark.parametrize("way", WAYS)


def there_and_back(way, design):
    write, read = WAYS[way]
    return read(write(design))


def as_drawn(way, design):
    """What a drawing can hold of a design: not the answers, and places only where it has them."""
    layout = design.layout if way in WITH_PLACES else {}
    return dataclasses.replace(design, answers={}, layout=layout)


@EVERY
@slow
@given(design=designs(min_nodes=1))
def test_a_design_comes_back_whole(way, design):
    imported = there_and_back(way, design)

    assert as_drawn(way, design) == imported.design
    assert () == imported.doubts


@EVERY
@given(design=designs(min_nodes=1, max_nodes=3))
def test_an_export_is_recognised_without_its_name(way, design):
    write, read = WAYS[way]

    assert read(write(design)) == exchange.read_foreign(write(design))


@EVERY
@slow
@given(design=designs(min_nodes=1))
def test_equal_designs_give_the_same_bytes(way, design):
    write, _ = WAYS[way]
    turned = dataclasses.replace(
        design,
        nodes=dict(reversed(design.nodes.items())),
        edges=dict(reversed(design.edges.items())),
        groups=dict(reversed(design.groups.items())),
    )

    assert write(design) == write(turned)


def test_a_sticky_note_says_what_a_person_wrote_over_it():
    design = Design(
        nodes={"api": Node("api", Kind.ENDPOINT)},
        stickies={"doubt": Sticky("doubt", "who owns this?"), "same": Sticky("same", "a  b")},
    )
    drawn = exchange.write_drawio(design)
    assert 1 == drawn.count('label="who owns this?"')
    changed = drawn.replace('label="who owns this?"', 'label="Lena&lt;br&gt;does"')

    assert {
        "doubt": Sticky("doubt", "Lena\ndoes"),
        "same": Sticky("same", "a  b"),
    } == exchange.read_drawio(changed).design.stickies


def test_a_sticky_note_that_an_arrow_was_drawn_to_is_a_box():
    design = Design(
        nodes={"api": Node("api", Kind.ENDPOINT)}, stickies={"doubt": Sticky("doubt", "a model")}
    )
    drawn = exchange.write_dot(design).replace("\n}", '\n  api -> "note doubt"\n}')
    imported = exchange.read_dot(drawn)

    assert {} == imported.design.stickies
    assert 2 == len(imported.design.nodes)
