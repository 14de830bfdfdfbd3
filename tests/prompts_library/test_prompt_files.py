"""Every prompt that ships: complete, consistent with its boards, drawn without overlaps."""

from __future__ import annotations

from itertools import combinations

import pytest

from design.brief import Lane
from design.drawing.draw import draw
from design.drawing.geometry import Rect
from design.formats import read_design, write_yaml
from design.vocabulary.kinds import Kind
from prompts_library import shipped

BOX_WIDTH, BOX_HEIGHT = 196, 92  # a box on the board, in its pixels
ENTRIES = shipped().readable()
BOARDS = ("starter", "reference", "weak")

every_prompt = pytest.mark.parametrize("entry", ENTRIES.values(), ids=[*ENTRIES])
every_board = pytest.mark.parametrize(
    ("entry", "design"),
    [
        pytest.param(entry, getattr(entry, board), id=f"{id_}-{board}")
        for id_, entry in ENTRIES.items()
        for board in BOARDS
    ],
)


def test_every_prompt_that_ships_can_be_read():
    assert {} == {id_: str(error) for id_, error in shipped().problems().items()}


def test_prompts_are_in_the_order_of_their_ids():
    assert sorted(shipped().ids) == [*shipped().ids]
    assert [*ENTRIES] == [one.prompt.id for one in ENTRIES.values()]


def test_every_lane_is_asked_about():
    assert set(Lane) == {one.prompt.lane for one in ENTRIES.values()}


@every_prompt
def test_the_starter_holds_requirements_and_a_consumer_only(entry):
    kinds = {node.kind for node in entry.starter.nodes.values()}

    assert {Kind.REQUIREMENT, Kind.CONSUMER} == kinds


@every_prompt
def test_the_reference_answers_the_requirements_of_the_starter(entry):
    assert entry.starter.nodes.keys() <= entry.reference.nodes.keys()


@every_board
def test_a_board_knows_its_prompt(entry, design):
    one = entry.prompt

    assert (one.id, one.version, one.lane) == (design.prompt, design.prompt_version, design.lane)


@every_board
def test_a_board_is_read_again_as_it_is_written(entry, design):
    assert design == read_design(write_yaml(design)).design


@every_board
def test_every_box_has_a_place_and_none_overlaps_another(entry, design):
    assert design.nodes.keys() == design.layout.keys()
    boxes = {
        node: Rect(x, y, BOX_WIDTH, BOX_HEIGHT).grown(8) for node, (x, y) in design.layout.items()
    }
    assert [] == [
        (one, other) for one, other in combinations(boxes, 2) if boxes[one].overlaps(boxes[other])
    ]


@every_board
def test_what_is_printed_is_the_arrangement_of_the_board(entry, design):
    picture = draw(design)

    cards = [shape.rect for shape in picture.shapes if shape.look == "card"]
    assert "board" == picture.engine
    assert [] == [pair for pair in combinations(cards, 2) if pair[0].overlaps(pair[1])]


@every_prompt
def test_a_reference_is_a_whole_system_that_fits_a_screen(entry):
    kinds = {node.kind for node in entry.reference.nodes.values()}

    assert 18 <= len(entry.reference.nodes) <= 40
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
