"""What a release touches, and what a criterion on it gets to see."""

from __future__ import annotations

import math

import pytest

from checks.board import Board
from checks.facts.releases import goes_down, is_change, share_of
from checks.facts.sampling import trial_of
from design.vocabulary import attributes as a

DESIGN = """
nodes:
  api: {kind: endpoint, avg_qps: %(qps)s}
  ranker: {kind: model, type: gbdt}
  other: {kind: endpoint}
  m: {kind: monitor, metric: %(metric)s, base_rate: %(base)s}
  rollout: {kind: deployment, stages: "%(stages)s", criteria: "%(criterion)s"}
edges:
  - "api -> ranker: uses"
  - "rollout -> ranker: rolls_out"
  - "m -> api: monitors"
"""


@pytest.fixture
def board(design_from):
    def make(criterion="conversion drops 10% relative over 1 h -> roll back", **given):
        fields = {
            "qps": "200/s",
            "metric": "conversion",
            "base": "3%",
            "stages": "canary 5% for 1 h; full",
            **given,
        }
        return Board(design_from(DESIGN % {"criterion": criterion, **fields}))

    return make


def trial(board):
    release = board.releases.all[0]
    return trial_of(board, release, release.criteria[0])


def test_a_release_touches_who_answers_with_what_it_rolls_out(board):
    found = board().releases

    assert ("api", "ranker") == found.all[0].parts
    assert ["other"] == [node.id for node in found.unplanned]


def test_a_stage_shows_the_release_to_its_share(board):
    stages = board(stages="shadow for 1 d; canary 5% for 1 h; blue_green; full").releases.all[0]

    assert [0, 0.05, 1, 1] == [share_of(stage) for stage in stages.stages]
    assert 1 == len(stages.exposed)


def test_w8_as_the_engine_counts_it(board):
    found = trial(board())

    assert 36_000 == pytest.approx(found.treated.value)
    assert 19 == pytest.approx(found.ratio)
    assert 0.027 == pytest.approx(found.after.value)
    assert 0.955 == pytest.approx(found.power.value, rel=0.01)
    assert 3.25 == pytest.approx(found.errors_from_noise(), rel=0.01)
    assert 20_308 == pytest.approx(found.needed(), rel=0.001)


def test_a_small_canary_is_counted_exactly(board):
    found = trial(
        board(
            "error rate > 2% over 30 min -> roll back",
            qps="5/s",
            metric="error rate",
            base="1%",
            stages="canary 1% for 30 min; full",
        )
    )

    assert 90 == pytest.approx(found.looked_at.value)
    assert 0.227 == pytest.approx(found.false_alarm.value, rel=0.01)


@pytest.mark.parametrize(
    ("criterion", "after"),
    [
        ("conversion drops 10% relative over 1 h -> stop", 0.027),
        ("conversion drops 0.5 pp over 1 h -> stop", 0.025),
        ("conversion < 2.5% over 1 h -> stop", 0.025),
        ("conversion rises 10% relative over 1 h -> stop", 0.033),
        ("conversion > 10% relative over 1 h -> stop", 0.033),
    ],
)
def test_a_bound_is_a_level_or_a_step_from_today(board, criterion, after):
    assert after == pytest.approx(trial(board(criterion)).after.value)


@pytest.mark.parametrize(
    ("criterion", "looked_at", "looks"),
    [
        ("conversion drops 10% relative over 1 h -> stop", 36_000, 1),
        ("conversion drops 10% relative over 10 min -> stop", 6_000, 6),
        ("conversion drops 10% relative on at least 50000 requests -> stop", 50_000, 1),
        ("conversion drops 10% relative over 10 min on at least 12000 requests -> stop", 12_000, 3),
    ],
)
def test_an_evaluation_sees_its_window_or_its_least_samples(board, criterion, looked_at, looks):
    found = trial(board(criterion))

    assert looked_at == pytest.approx(found.looked_at.value)
    assert looks == found.looks


@pytest.mark.parametrize(
    "given", [{"base": "0%"}, {"stages": "full"}, {"stages": "canary 60% for 1 h"}]
)
def test_without_a_base_or_a_careful_stage_there_is_nothing_to_count(board, given):
    assert trial(board(**given)) is None


def test_a_bound_beyond_all_and_nothing_is_no_rate(board):
    assert trial(board("conversion rises 99 pp over 1 h -> stop")) is None


def test_a_range_gives_the_chance_at_both_ends(board):
    power = trial(board(qps="20-400/s")).power

    assert power.low < power.value < power.high
    assert 0.955 > power.low
    assert math.isclose(1, power.high, abs_tol=0.01)


def test_which_way_a_bound_lies(board):
    drop = board().releases.all[0].criteria[0]
    level = board("conversion > 2% over 1 h -> stop").releases.all[0].criteria[0]

    assert goes_down(drop) and is_change(drop.threshold)
    assert not goes_down(level) and not is_change(level.threshold)


def test_the_order_of_the_file_changes_nothing(design_from):
    text = DESIGN % {
        "criterion": "conversion drops 10% relative over 1 h -> stop",
        "qps": "200/s",
        "metric": "conversion",
        "base": "3%",
        "stages": "canary 5% for 1 h; full",
    }
    head, edges = text.split("edges:\n")
    shuffled = head + "edges:\n" + "\n".join(reversed(edges.strip("\n").split("\n"))) + "\n"
    one, other = (Board(design_from(each)) for each in (text, shuffled))

    assert one.releases.all == other.releases.all
    assert trial(one).numbers == trial(other).numbers
    assert a.STAGES.name in one.releases.all[0].deployment.fields


TRIED = """
nodes:
  api: {kind: endpoint, avg_qps: 200/s}
  ranker: {kind: model, type: gbdt}
  %(monitor)s
  test: {kind: experiment, metric: conversion, guardrails: [error rate],
         entrants_per_day: 86400/day}
  rollout: {kind: deployment, stages: "canary 5%% for 1 h; full",
            criteria: "%(metric)s > 2%% over 1 h -> roll back"}
edges: ["api -> ranker: uses", "rollout -> ranker: rolls_out", "test -> ranker: evaluates"
        %(edges)s]
"""


@pytest.mark.parametrize(
    ("metric", "monitor", "per_second"),
    [
        ("conversion", "", 1),
        ("error rate", "", 200),
        ("error rate", "m: {kind: monitor, metric: HTTP 5xx}", 200),
        ("error rate", "m: {kind: monitor, signal: errors}", 200),
        ("hallucination rate", "m: {kind: monitor, metric: hallucination rate}", 200),
        ("complaints", "m: {kind: monitor, metric: complaints}", 1),
    ],
)
def test_what_each_request_shows_is_counted_by_the_request(
    design_from, metric, monitor, per_second
):
    edges = ', "m -> api: monitors"' if monitor else ""
    releases = Board(
        design_from(TRIED % {"metric": metric, "monitor": monitor, "edges": edges})
    ).releases
    (release,) = releases.all

    assert per_second == releases.volume_of(release, release.criteria[0]).value


def test_requests_that_nobody_counted_are_not_taken_for_people(design_from):
    text = TRIED.replace("avg_qps: 200/s", "mode: online") % {
        "metric": "error rate",
        "monitor": "",
        "edges": "",
    }
    releases = Board(design_from(text)).releases
    (release,) = releases.all

    assert releases.volume_of(release, release.criteria[0]) is None
