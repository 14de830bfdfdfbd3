"""What a board asks of its design is answered, and changes nothing (B14, B15)."""

from __future__ import annotations

import json

import pytest

from design.brief import Lane
from design.changes import apply, difference, parse_changes
from design.formats import read_design
from design.model import Design
from prompts_library import shipped
from tests.fakes.rooms import Outside
from whiteboard.canvas.asking import answer, file_text
from whiteboard.canvas.protocol import parse

BOARD = """
nodes:
  clicks: {kind: source, lag: 5 min}
  ranker: {kind: model, type: gbdt}
edges: [clicks -> ranker]
layout:
  clicks: [10, 20]
  ranker: [300, 20]
"""


@pytest.fixture(name="room")
def room_fixture():
    return Outside().rooms.create(read_design(BOARD).design)


@pytest.fixture(name="asked")
def asked_fixture(room):
    """`asked(type="text")`: the answer, after which the room is as it was."""

    def ask(**question):
        before = room.state
        told = json.loads(answer(parse(json.dumps({"id": 7, **question})), room.state, shipped()))
        assert before is room.state
        assert (question["type"], 7) == (told["type"], told["id"])
        return told

    return ask


def after(design: Design, changes) -> Design:
    return apply(design, parse_changes(changes)).design


def test_the_text_is_the_design_file_without_its_places(room, asked):
    told = asked(type="text")

    assert room.state.revision == told["revision"]
    written = read_design(told["text"]).design
    assert ({}, room.state.design.nodes) == (written.layout, written.nodes)


def test_a_file_that_says_the_same_changes_nothing(asked):
    assert ([], []) == (
        (told := asked(type="file", text=asked(type="text")["text"]))["changes"],
        told["problems"],
    )


def test_what_is_typed_into_the_file_is_drawn_and_places_stay(room, asked):
    text = file_text(room.state.design).replace("5 min", "6 min")

    changes = asked(type="file", text=text)["changes"]

    design = after(room.state.design, changes)
    assert "6 min" == design.nodes["clicks"].fields["lag"].text
    assert room.state.design.layout == design.layout


def test_what_was_drawn_since_is_not_taken_back(room, asked):
    base = file_text(room.state.design)
    here = apply(
        room.state.design,
        difference(room.state.design, read_design(BOARD.replace("gbdt", "nn")).design),
    ).design
    text = base.replace("5 min", "6 min")

    design = after(here, asked(type="file", text=text, base=base)["changes"])

    assert "nn" == design.nodes["ranker"].fields["type"]
    assert "6 min" == design.nodes["clicks"].fields["lag"].text


def test_a_base_that_is_no_design_is_as_good_as_none(room, asked):
    text = file_text(room.state.design).replace("5 min", "6 min")

    assert (
        asked(type="file", text=text)["changes"]
        == asked(type="file", text=text, base="{")["changes"]
    )


def test_what_is_wrong_with_the_file_is_told_by_line_and_nothing_is_changed(asked):
    text = asked(type="text")["text"].replace("kind: model", "kind: modle")

    told = asked(type="file", text=text)

    (problem,) = told["problems"]
    line = text.splitlines()[problem["line"] - 1]
    assert [] == told["changes"]
    assert ("kind: modle", "model") == (line.strip(), problem["nearest"])


@pytest.mark.parametrize("before", ["", "# 🙂🙂\n"])
def test_a_file_is_completed_at_the_cursor_as_browsers_count(asked, before):
    text = before + "nodes:\n  a:\n    kind: feat"
    cursor = len(text.encode("utf-16-le")) // 2

    first = asked(type="file", text=text, cursor=cursor)["completions"][0]

    units = text.encode("utf-16-le")
    made = units[: 2 * first["start"]] + first["insert"].encode("utf-16-le")
    assert made.decode("utf-16-le").endswith("kind: feature")


def test_a_line_is_read_beside_the_design(room, asked):
    told = asked(type="phrase", text="ranker -> api endpoint 2k QPS", at=[600, 20])

    assert [] == told["errors"]
    design = after(room.state.design, told["changes"])
    assert ("api", (600, 20)) == (design.nodes["api"].id, tuple(design.layout["api"]))
    assert "node" in {one["role"] for one in told["understood"]}


def test_the_pieces_of_a_line_are_counted_as_browsers_count(asked):
    told = asked(type="phrase", text='"🙂 clicks" source 5k/s')

    ends = [one["end"] for one in told["understood"]]
    assert len('"🙂 clicks" source 5k/s') + 1 == max(ends)


def test_a_line_that_cannot_be_read_says_where_and_changes_nothing(asked):
    text = "clicks -> ranker p95 banana"

    told = asked(type="phrase", text=text)

    (error, *_) = told["errors"]
    assert ([], True) == (told["changes"], "banana" in text[error["start"] : error["end"]])


def test_a_line_is_completed_at_the_cursor(asked):
    told = asked(type="phrase", text="x feature st", cursor=12)

    assert "feature store" in {one["insert"].strip() for one in told["completions"]}


def test_a_design_from_elsewhere_is_read_as_the_board_holds_designs(asked):
    told = asked(type="paste", text=BOARD)

    assert {"clicks", "ranker"} == {*told["document"]["nodes"]}


@pytest.mark.parametrize("text", ["just words", "", "[" * 30_000, "nodes: {a: {kind: nothing}}"])
def test_what_is_no_design_is_said_in_words(asked, text):
    told = asked(type="paste", text=text)

    assert told["document"] is None
    assert told["message"]


@pytest.mark.parametrize("lane", [*Lane])
def test_a_worked_example_is_of_the_boards_lane_and_not_of_its_prompt(lane):
    first = next(one.prompt for one in shipped().readable().values() if one.prompt.lane is lane)
    room = Outside().rooms.create(Design(lane=lane, prompt=first.id))

    told = json.loads(answer(parse('{"type": "example", "id": 1}'), room.state, shipped()))

    assert (first.id, str(lane)) != (told["document"]["prompt"], told["document"]["lane"])
    assert told["document"]["nodes"]
    assert first.title != told["title"]


def test_what_is_guessed_of_a_drawing_is_told_at_its_node(asked):
    told = asked(type="paste", text="flowchart LR\n  a[Blue thing] --> b[XGBoost ranker p95 30 ms]")

    assert "30 ms" == told["document"]["nodes"]["xgboost_ranker"]["fields"]["latency_p95"]
    assert "blue_thing" in {one["place"] for one in told["doubts"]}
