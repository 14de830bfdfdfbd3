"""Every prompt that ships: complete, consistent with its boards, drawn without overlaps."""

from __future__ import annotations

from itertools import combinations

import pytest

from design.brief import Lane
from design.drawing.draw import draw
from design.drawing.geometry import Rect
from design.fields import read_field
from design.formats import read_design, write_yaml
from design.vocabulary.kinds import Kind
from prompts_library import all_prompts, flawed, prompt, prompt_ids, reference, starter

BOX_WIDTH, BOX_HEIGHT = 196, 92  # a box on the board, in its pixels
IDS = prompt_ids()
BOARDS = {"starter": starter, "reference": reference, "flawed": flawed}

every_prompt = pytest.mark.parametrize("id_", IDS)
every_board = pytest.mark.parametrize(
    ("id_", "board"), [(id_, board) for id_ in IDS for board in BOARDS]
)


def test_five_prompts_ship_in_the_order_of_their_ids():
    expected = ("card-fraud", "churn-daily", "live-moderation", "shop-recs", "support-rag")

    assert expected == IDS
    assert expected == tuple(all_prompts())


def test_every_lane_is_asked_about():
    assert set(Lane) == {one.lane for one in all_prompts().values()}


@every_prompt
def test_the_starter_states_every_requirement_of_the_prompt(id_):
    nodes = starter(id_).nodes

    for one in prompt(id_).requirements:
        stated = read_field(Kind.REQUIREMENT, one.attribute, one.value).values
        found = nodes[one.node].fields
        assert stated == {name: found.get(name) for name in stated}


@every_prompt
def test_the_starter_holds_requirements_and_a_consumer_only(id_):
    kinds = {node.kind for node in starter(id_).nodes.values()}

    assert {Kind.REQUIREMENT, Kind.CONSUMER} == kinds


@every_prompt
def test_the_reference_answers_the_requirements_of_the_starter(id_):
    asked = set(starter(id_).nodes)

    assert asked <= reference(id_).nodes.keys()


@every_board
def test_a_board_knows_its_prompt(id_, board):
    design, one = BOARDS[board](id_), prompt(id_)

    assert (id_, one.version, one.lane) == (design.prompt, design.prompt_version, design.lane)


@every_board
def test_a_board_is_read_again_as_it_is_written(id_, board):
    design = BOARDS[board](id_)

    assert design == read_design(write_yaml(design)).design


@every_board
def test_every_box_has_a_place_and_none_overlaps_another(id_, board):
    design = BOARDS[board](id_)

    assert design.nodes.keys() == design.layout.keys()
    boxes = {
        node: Rect(x, y, BOX_WIDTH, BOX_HEIGHT).grown(8) for node, (x, y) in design.layout.items()
    }
    assert [] == [
        (one, other) for one, other in combinations(boxes, 2) if boxes[one].overlaps(boxes[other])
    ]


@every_board
def test_what_is_printed_is_the_arrangement_of_the_board(id_, board):
    picture = draw(BOARDS[board](id_))

    cards = [shape.rect for shape in picture.shapes if shape.look == "card"]
    assert "board" == picture.engine
    assert [] == [pair for pair in combinations(cards, 2) if pair[0].overlaps(pair[1])]


@every_prompt
def test_a_reference_is_a_whole_system_that_fits_a_screen(id_):
    kinds = {node.kind for node in reference(id_).nodes.values()}

    assert 18 <= len(reference(id_).nodes) <= 34
    assert {
        Kind.CONSUMER,
        Kind.SOURCE,
        Kind.ENDPOINT,
        Kind.EVALUATION,
        Kind.DEPLOYMENT,
        Kind.MONITOR,
        Kind.ALERT,
        Kind.ONCALL,
        Kind.RUNBOOK,
        Kind.DECISION,
    } <= kinds


@every_prompt
def test_a_prompt_can_fill_its_hour(id_):
    one = prompt(id_)

    assert 60 == one.minutes
    assert 4 <= len(one.follow_ups)
    assert any(follow_up.change for follow_up in one.follow_ups)
    assert 4 <= len(one.to_ask)
    assert 5 <= len(one.flawed.findings)
