"""An overlay and a finding that speak of the same number speak of the same number."""

from __future__ import annotations

import re

import pytest

from checks.board import Board
from checks.finding import Certainty
from checks.overlays import Mark, OverlayName, Tone, overlay
from checks.overlays.critical_path import placed
from design.changes import SetField, apply
from design.model import Design
from prompts_library import shipped
from tests.checks.conftest import found_by
from tests.design.random_designs import random_design

ENTRIES = shipped().readable()
DESIGNS = [
    *(pytest.param(getattr(entry, board), id=f"{id_}-{board}")
      for id_, entry in ENTRIES.items() for board in ("reference", "weak", "starter")),
    *(pytest.param(random_design(seed, 30, 0.6), id=f"random-{seed}") for seed in range(12)),
]  # fmt: skip
every_design = pytest.mark.parametrize("design", DESIGNS)


def tightened(design: Design, field: str, value: str) -> Design:
    """*design* with *value* wherever a part states *field*, so that a rule has something to say."""
    changes = [
        SetField(field, value, id=id_) for id_, node in design.nodes.items() if field in node.fields
    ]
    return apply(design, changes).design


def marks_of(design: Design, name: OverlayName) -> dict[str, Mark]:
    return {mark.owner: mark for mark in overlay(design, name).marks}


def after_equals(line: str) -> str:
    """The result of a line of arithmetic: "300 ms" of "a + b = 300 ms: if ..."."""
    return re.split(r"[:;]", line.rpartition("= ")[2])[0]


@every_design
def test_lat202_and_the_latency_overlay_add_up_alike(design):
    tight = tightened(design, "latency_budget", "p95 1 ms")
    marks = marks_of(tight, OverlayName.LATENCY)
    for finding in found_by("LAT202", tight):
        mark = marks[finding.at.nodes[0]]

        assert [after_equals(one) for one in finding.working[:2]] == [
            after_equals(one) for one in mark.working[:2]
        ]
        certain = finding.certainty is Certainty.CERTAIN
        assert (Tone.BAD if certain else Tone.BUSY) is mark.tone
        assert set(map(str, finding.at.edges)) <= set(marks)


@every_design
def test_what_decides_adds_up_to_the_estimate(design):
    board = Board(design)
    for path in board.paths.all:
        deciding = sum(one.takes for one in placed(board, path) if not one.behind)
        own = 0.0 if path.own is None else path.own.about.value

        assert path.estimate.total == pytest.approx(own + deciding)


@every_design
def test_cap303_and_the_load_overlay_find_parts_equally_busy(design):
    tight = tightened(design, "replicas", "2")
    marks = marks_of(tight, OverlayName.LOAD)
    for finding in found_by("CAP303", tight):
        mark = marks[finding.at.nodes[0]]

        assert finding.working[0] in mark.working
        # The rule also speaks of waits that are long for a stage this short.
        assert mark.emphasised is (mark.tone in (Tone.BAD, Tone.BUSY))


@every_design
def test_fresh351_and_the_freshness_overlay_find_data_equally_old(design):
    tight = tightened(design, "freshness_req", "1 s")
    marks = marks_of(tight, OverlayName.FRESHNESS)
    for finding in found_by("FRESH351", tight):
        mark = marks[finding.at.nodes[0]]

        assert finding.working == mark.working[:2]
        certain = finding.certainty is Certainty.CERTAIN
        assert (Tone.BAD if certain else Tone.BUSY) is mark.tone


@every_design
@pytest.mark.parametrize("code", ["LEAK401", "LEAK403"])
def test_leaks_are_bad_and_so_is_every_step_of_their_way(design, code):
    marks = marks_of(design, OverlayName.LEAKAGE)
    for finding in found_by(code, design):
        shown = [marks[finding.at.nodes[0]], *(marks[str(edge)] for edge in finding.at.edges)]

        assert {one.tone for one in shown} <= {Tone.BAD, Tone.BUSY}
        if finding.certainty is Certainty.CERTAIN:
            assert Tone.BAD is shown[0].tone
        if code == "LEAK403":
            assert {*finding.working} <= {*shown[1].working}


@every_design
@pytest.mark.parametrize("code", ["LEAK402", "LEAK404"])
def test_late_features_and_undated_joins_are_marked(design, code):
    marks = marks_of(design, OverlayName.LEAKAGE)
    for finding in found_by(code, design):
        first = str(finding.at.edges[0]) if code == "LEAK404" else finding.at.nodes[0]

        assert marks[first].tone in (Tone.BAD, Tone.BUSY)
        if code == "LEAK402" and not finding.at.edges:
            assert {*finding.working} <= {*marks[first].working}


@every_design
def test_mon601_and_mon604_speak_of_what_is_marked_as_not_watched(design):
    marks = marks_of(design, OverlayName.MONITORING)
    for finding in found_by("MON601", design):
        assert Tone.BAD is marks[finding.at.nodes[0]].tone
    for finding in found_by("MON604", design):
        if finding.variant == "nothing":
            assert Tone.BAD is marks[finding.at.nodes[0]].tone
        else:
            assert Tone.BUSY is marks[finding.at.nodes[0]].tone


@every_design
def test_cost851_and_the_cost_overlay_add_up_alike(design):
    tight = tightened(design, "monthly_budget", "$1/month")
    found = overlay(tight, OverlayName.COST)
    lines = {line for mark in found.marks for line in mark.working}
    for finding in found_by("COST851", tight):
        title = tight.nodes[finding.at.nodes[0]].title
        said = [line.partition(": ")[2] for line in finding.working if ": " in line]
        if finding.variant == "does_not_add_up":
            continue
        assert all(any(line.endswith(one) for line in lines) for one in said)
        total = finding.working[-1].removeprefix("sum = ").removesuffix("/month")
        assert any(f"{title}: {total} of " in line for line in found.summary)


@pytest.mark.parametrize(
    ("code", "field", "value"),
    [
        ("LAT202", "latency_budget", "p95 1 ms"),
        ("CAP303", "replicas", "2"),
        ("FRESH351", "freshness_req", "1 s"),
        ("LEAK401", "", ""),
        ("LEAK403", "", ""),
        ("LEAK404", "", ""),
        ("MON604", "", ""),
        ("COST851", "monthly_budget", "$1/month"),
    ],
)
def test_every_rule_that_is_compared_has_something_to_say(code, field, value):
    designs = [board for one in ENTRIES.values() for board in (one.reference, one.weak)]

    assert any(found_by(code, tightened(one, field, value)) for one in designs)
