"""D19: words on the board that belong to no node."""

from __future__ import annotations

import pytest

from design import limits
from design.changes import (
    AddNode,
    ChangeRefused,
    Move,
    RemoveSticky,
    SetSticky,
    apply,
    difference,
    in_words,
    parse_changes,
)
from design.formats import read_design
from design.model import Design, Position, Sticky
from design.vocabulary.kinds import Kind

BOARD = read_design(
    """
    nodes: {api: endpoint}
    stickies: {doubt: who owns this?}
    layout: {api: [0, 0], doubt: [10, 20]}
    """
).design


def refused(change, design=BOARD):
    with pytest.raises(ChangeRefused) as refusal:
        apply(design, [change])
    return refusal.value


def undone(*changes):
    applied = apply(BOARD, changes)
    return apply(applied.design, applied.inverse).design


def test_a_note_is_put_on_the_board_with_its_place():
    design = apply(BOARD, [SetSticky("todo", " ask \u200bLena ", (3.04, -1))]).design

    assert Sticky("todo", "ask Lena") == design.stickies["todo"]
    assert Position(3.0, -1.0) == design.layout["todo"]


def test_changing_the_words_leaves_the_place():
    design = apply(BOARD, [SetSticky("doubt", "we do")]).design

    assert Position(10.0, 20.0) == design.layout["doubt"]


@pytest.mark.parametrize(
    "change",
    [
        SetSticky("todo", "x"),
        SetSticky("doubt", "x"),
        SetSticky("doubt", "x", (1.0, 2.0)),
        Move({"doubt": (1.0, 2.0), "api": None}),
        RemoveSticky("doubt"),
    ],
)
def test_every_change_is_undone_exactly(change):
    assert BOARD == undone(change)


def test_a_place_that_was_not_there_is_taken_back():
    design = apply(BOARD, [Move({"doubt": None})]).design
    applied = apply(design, [SetSticky("doubt", "x", (1.0, 2.0))])

    assert design == apply(applied.design, applied.inverse).design


def test_nodes_and_notes_share_their_ids():
    assert "there is a node `api` already" in refused(SetSticky("api", "x")).message
    assert "there is a sticky note `doubt`" in refused(AddNode("doubt", Kind.MODEL)).message


def test_a_node_and_a_note_may_change_places():
    other = read_design("nodes: {doubt: model}\nstickies: {api: x}\nlayout: {api: [1, 2]}").design

    assert other == apply(BOARD, difference(BOARD, other)).design


def test_what_cannot_be_is_refused():
    assert "cannot be an id" in refused(SetSticky("Doubt", "x")).message
    assert "at most 2000 characters" in refused(SetSticky("doubt", "x" * 2001)).message
    assert ("doubt",) == refused(RemoveSticky("doubts")).options
    full = Design(stickies={f"n{i}": Sticky(f"n{i}", "") for i in range(limits.STICKIES)})
    assert "at most 200 sticky notes" in refused(SetSticky("one_more", ""), full).message


def test_the_wire_needs_the_words():
    with pytest.raises(ChangeRefused, match="needs its `text`"):
        parse_changes([{"type": "set_sticky", "id": "todo"}])


def test_it_is_said_in_words():
    changes = (SetSticky("todo", "ask\nLena"), RemoveSticky("doubt"))

    assert ('write the sticky note "ask Lena"', "remove a sticky note") == in_words(changes, BOARD)
