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
from design.brief import Level
from design.changes import SetField, apply
from design.model import Design
from prompts_library import flawed, prompt, prompt_ids, reference
from whiteboard.report.content import Source, build
from whiteboard.report.data import to_json

IDS = prompt_ids()
BOARDS = {"reference": reference, "flawed": flawed}
every_prompt = pytest.mark.parametrize("id_", IDS)
every_board = pytest.mark.parametrize(
    ("id_", "board"), [(id_, board) for id_ in IDS for board in BOARDS]
)
HASHES = """
import hashlib
from checks.engine import evaluate
from prompts_library import flawed, prompt_ids
for id_ in prompt_ids():
    print(id_, hashlib.sha256(repr(evaluate(flawed(id_))).encode()).hexdigest())
"""


def as_json(design: Design, level: Level) -> str:
    evaluation = evaluate(design, level=level, strict=True)
    return to_json((build(design, evaluation, Source("0")),))


def shuffled(design: Design, seed: int) -> Design:
    nodes, edges = [*design.nodes.items()], [*design.edges.items()]
    random.Random(seed).shuffle(nodes)
    random.Random(seed).shuffle(edges)
    return replace(design, nodes=dict(nodes), edges=dict(edges))


@every_board
@pytest.mark.parametrize("level", Level)
def test_a_board_has_the_findings_that_are_listed_and_no_other(id_, board, level):
    evaluation = evaluate(BOARDS[board](id_), level=level, strict=True)

    listed = getattr(prompt(id_), board).at(level)
    assert listed == {one.fingerprint: str(one.severity.value) for one in evaluation.findings}


@every_prompt
def test_a_reference_has_no_error_and_at_most_two_warnings(id_):
    findings = evaluate(reference(id_), level=Level.SENIOR, strict=True).findings

    assert [] == [one.message for one in findings if one.severity is Severity.ERROR]
    assert 2 >= len([one for one in findings if one.severity is Severity.WARNING])


@every_board
def test_the_same_board_gives_the_same_bytes_twice_and_in_any_order(id_, board):
    design = BOARDS[board](id_)
    expected = as_json(design, Level.STAFF)

    assert expected == as_json(design, Level.STAFF)
    for seed in range(3):
        assert expected == as_json(shuffled(design, seed), Level.STAFF)


def test_the_same_boards_are_judged_alike_whatever_the_hash_seed():
    answers = {
        subprocess.run(
            [sys.executable, "-c", HASHES],
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
def test_a_changed_constraint_breaks_what_the_follow_up_says(id_):
    before = evaluate(reference(id_), level=Level.SENIOR, strict=True)
    known = {one.fingerprint for one in before.findings}

    for follow_up in prompt(id_).follow_ups:
        change = follow_up.change
        if change is None:
            continue
        made = SetField(field=change.attribute, value=change.value, id=change.node)
        after = evaluate(
            apply(reference(id_), (made,)).design, level=Level.SENIOR, strict=True
        ).findings
        new = {one.code for one in after if one.fingerprint not in known}
        assert set(follow_up.breaks) == new, follow_up.question


@every_prompt
def test_every_rule_a_prompt_names_exists(id_):
    one = prompt(id_)
    named = {code for follow_up in one.follow_ups for code in follow_up.related}
    named |= {code for follow_up in one.follow_ups for code in follow_up.breaks}
    named |= {expected.code for expected in (*one.reference.findings, *one.flawed.findings)}

    assert set() == named - all_rules().keys()


@every_board
def test_a_finding_points_at_what_is_on_the_board(id_, board):
    design = BOARDS[board](id_)

    for finding in evaluate(design, level=Level.STAFF, strict=True).findings:
        assert {*finding.at.nodes} <= design.nodes.keys()
        assert {*finding.at.edges} <= design.edges.keys()
        assert "" not in {finding.message, finding.remedy, finding.question}


@every_board
def test_most_rules_have_something_to_say_about_a_whole_board(id_, board):
    evaluation = evaluate(BOARDS[board](id_), level=Level.STAFF, strict=True)

    lane = evaluation.lane
    asked = {rule.code for rule in all_rules().values() if rule.is_asked(Level.STAFF, lane)}
    states = [outcome.state for outcome in evaluation.outcomes if outcome.code in asked]
    judged = [one for one in states if one in {OutcomeState.PASSED, OutcomeState.FOUND}]
    assert 2 * len(judged) >= len(states)
    assert json.loads(as_json(BOARDS[board](id_), Level.STAFF))["designs"]
