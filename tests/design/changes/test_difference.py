"""Any design becomes any other by the changes between the two."""

from __future__ import annotations

import random
import textwrap

import pytest
from hypothesis import given

from design.changes import (
    Disconnect,
    RenameNode,
    SetDesign,
    SetField,
    SetNa,
    apply,
    difference,
)
from design.formats import read_design
from design.model import Design
from prompts_library import shipped
from tests.design.random_designs import random_change, random_design
from tests.design.strategies import designs

BOARDS = ("starter", "reference", "weak")
ENTRIES = shipped().readable()
WHOLE = [getattr(entry, board) for entry in ENTRIES.values() for board in BOARDS]
NAMES = [f"{board}-{id_}" for id_ in ENTRIES for board in BOARDS]

BOARD = """
nodes:
  clicks: {kind: source, lag: 5 min}
  spend: {kind: feature, window: 7 d}
  ranker: {kind: model, type: gbdt}
edges:
  - edge: clicks -> spend
    lag: 1 h
  - spend -> ranker
"""


def design_of(text):
    return read_design(textwrap.dedent(text)).design


@given(designs(), designs())
def test_any_design_becomes_any_other(old, new):
    applied = apply(old, difference(old, new))

    assert new == applied.design
    assert old == apply(applied.design, applied.inverse).design


@pytest.mark.parametrize("seed", range(30))
def test_a_design_of_many_fields_becomes_another(seed):
    old, new = random_design(seed, 12), random_design(seed + 1000, 14)

    assert new == apply(old, difference(old, new)).design


@pytest.mark.parametrize("seed", range(60))
def test_an_edit_is_found_again(seed):
    old = random_design(seed, 9)
    new = apply(old, (random_change(old, random.Random(seed)),)).design

    assert new == apply(old, difference(old, new)).design


@pytest.mark.parametrize("design", WHOLE, ids=NAMES)
def test_a_whole_design_is_built_from_nothing_and_out_of_another(design):
    assert design == apply(Design(), difference(Design(), design)).design
    assert design == apply(WHOLE[0], difference(WHOLE[0], design)).design


@given(designs())
def test_there_is_nothing_between_a_design_and_itself(design):
    assert () == difference(design, design)


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ("lag: 5 min", "lag: 6 min", SetField("lag", "6 min", id="clicks")),
        ("lag: 5 min", "name: Clicks of today", None),
        ("window: 7 d", "window: n/a because of the prompt", None),
        ("  - spend -> ranker\n", "", Disconnect("spend", "ranker", "trains")),
        ("{kind: model, type", "{kind: model, name: R, type", RenameNode("ranker", "R")),
        ("\nnodes:", "\ntitle: T\nnodes:", SetDesign(title="T")),
    ],
)
def test_only_what_differs_is_changed(was, now, expected):
    old, new = design_of(BOARD), design_of(BOARD.replace(was, now, 1))

    found = difference(old, new)

    assert new == apply(old, found).design
    if expected is not None:
        assert (expected,) == found


def test_a_number_that_does_not_apply_any_more_is_one_change():
    old = design_of(BOARD)
    new = apply(old, (SetNa("spend", "window", "the prompt says so"),)).design

    assert {"window"} == {one.field for one in difference(old, new)}


def test_a_node_of_another_kind_comes_back_with_its_arrows():
    old = design_of(BOARD)
    new = design_of(BOARD.replace("{kind: feature, window: 7 d}", "{kind: transform}"))

    assert new == apply(old, difference(old, new)).design
