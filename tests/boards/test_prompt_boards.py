"""The rules on whole designs: every board of every prompt has exactly the findings it says."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from checks.engine import evaluate
from checks.finding import OutcomeState
from checks.registry import all_rules
from checks.severity import Severity
from design.brief import Lane, Level
from design.model import Design
from prompts_library import shipped
from whiteboard.report.content import Source, build
from whiteboard.report.data import to_json
from whiteboard.rounds.prompt_check import mismatches

BOARDS = ("reference", "weak")
ENTRIES = tuple(shipped().readable().values())
ONE_OF_EACH_LANE = [next(one for one in ENTRIES if one.prompt.lane is lane) for lane in Lane]
every_prompt = pytest.mark.parametrize("entry", ENTRIES, ids=lambda one: one.prompt.id)
every_board = pytest.mark.parametrize(
    "design",
    [
        pytest.param(getattr(entry, board), id=f"{entry.prompt.id}-{board}")
        for entry in ENTRIES
        for board in BOARDS
    ],
)
a_board_of_each_lane = pytest.mark.parametrize(
    "design",
    [
        pytest.param(getattr(entry, board), id=f"{entry.prompt.id}-{board}")
        for entry in ONE_OF_EACH_LANE
        for board in BOARDS
    ],
)
HASHES = """
import hashlib, sys
from checks.engine import evaluate
from prompts_library import shipped
for id_ in sys.argv[1:]:
    print(id_, hashlib.sha256(repr(evaluate(shipped().entry(id_).weak)).encode()).hexdigest())
"""


def as_json(design: Design, level: Level) -> str:
    evaluation = evaluate(design, level=level, strict=True)
    return to_json((build(design, evaluation, Source("0")),))


def shuffled(design: Design, seed: int) -> Design:
    nodes, edges = [*design.nodes.items()], [*design.edges.items()]
    random.Random(seed).shuffle(nodes)
    random.Random(seed).shuffle(edges)
    return replace(design, nodes=dict(nodes), edges=dict(edges))


@every_prompt
def test_a_prompt_is_what_it_says(entry):
    assert [] == [f"{one.part}: {one.message}" for one in mismatches(entry)]


@every_prompt
def test_a_reference_has_no_error_and_at_most_two_warnings(entry):
    findings = evaluate(entry.reference, level=Level.SENIOR, strict=True).findings

    assert [] == [one.message for one in findings if one.severity is Severity.ERROR]
    assert 2 >= len([one for one in findings if one.severity is Severity.WARNING])


@a_board_of_each_lane
def test_the_same_board_gives_the_same_bytes_twice_and_in_any_order(design):
    expected = as_json(design, Level.STAFF)

    assert expected == as_json(design, Level.STAFF)
    for seed in range(3):
        assert expected == as_json(shuffled(design, seed), Level.STAFF)


def test_the_same_boards_are_judged_alike_whatever_the_hash_seed():
    answers = {
        subprocess.run(
            [sys.executable, "-c", HASHES, *(one.prompt.id for one in ONE_OF_EACH_LANE)],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert 1 == len(answers)


@every_prompt
def test_every_rule_a_prompt_names_exists(entry):
    one = entry.prompt
    named = {code for follow_up in one.follow_ups for code in follow_up.when.codes}
    named |= {code for curveball in one.curveballs for code in curveball.opens}
    named |= {expected.code for expected in (*one.reference.findings, *one.weak.findings)}

    assert set() == named - all_rules().keys()


@every_board
def test_a_finding_points_at_what_is_on_the_board(design):
    for finding in evaluate(design, level=Level.STAFF, strict=True).findings:
        assert {*finding.at.nodes} <= design.nodes.keys()
        assert {*finding.at.edges} <= design.edges.keys()
        assert "" not in {finding.message, finding.remedy, finding.question}


@every_board
def test_most_rules_have_something_to_say_about_a_whole_board(design):
    evaluation = evaluate(design, level=Level.STAFF, strict=True)

    lane = evaluation.lane
    asked = {rule.code for rule in all_rules().values() if rule.is_asked(Level.STAFF, lane)}
    states = [outcome.state for outcome in evaluation.outcomes if outcome.code in asked]
    judged = [one for one in states if one in {OutcomeState.PASSED, OutcomeState.FOUND}]
    assert 2 * len(judged) >= len(states)


@a_board_of_each_lane
def test_a_whole_board_is_reported_as_data(design):
    assert json.loads(as_json(design, Level.STAFF))["designs"]
