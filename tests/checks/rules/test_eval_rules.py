"""Evaluations: what they can tell apart, and what stops a release."""

from __future__ import annotations

import pytest

SET = """
nodes:
  model: {kind: model, type: nn}
  offline: {kind: evaluation, metric: accuracy, baseline: accuracy 0.80,
            quality_target: accuracy >= 0.%s, n: %d}
edges: ["offline -> model: evaluates"]
"""


@pytest.mark.parametrize(("target", "items", "findings"), [("82", 500, 1), ("82", 10_000, 0)])
def test_a_gain_has_to_be_larger_than_what_the_items_resolve(found_by, target, items, findings):
    assert findings == len(found_by("EVAL704", SET % (target, items)))


RECALL = """
nodes:
  model: {kind: model, type: nn}
  offline: {kind: evaluation, metric: recall, baseline: recall 0.79, base_rate: 0.6%%, n: 9000,
            quality_target: recall >= 0.88%s}
edges: ["offline -> model: evaluates"]
"""


@pytest.mark.parametrize(("more", "findings"), [("", 1), (", n_positives: 1500", 0)])
def test_recall_is_counted_on_the_positives_alone(found_by, more, findings):
    found = found_by("EVAL704", RECALL % more)
    assert findings == len(found)
    assert all("54 positives" in one.message for one in found)


RELEASE = """
nodes:
  model: {kind: model, type: gbdt}
  offline: {kind: evaluation, metric: recall, quality_target: recall >= 0.8%s}
  release: {kind: deployment, stages: [full]}
edges: ["offline -> model: evaluates", "release -> model: rolls_out"%s]
"""


@pytest.mark.parametrize(
    ("gate", "promotes", "variants"),
    [
        ("", "", ["ungated"]),
        ("", ', "offline -> release: promotes"', ["unsaid"]),
        (", gate: yes", ', "offline -> release: promotes"', []),
    ],
)
def test_an_evaluation_stops_a_release_if_it_says_so(found_by, gate, promotes, variants):
    found = found_by("EVAL701", RELEASE % (gate, promotes))
    assert variants == [one.variant for one in found]


TRIAL = """
nodes:
  api: {kind: endpoint, mode: online}
  test: {kind: experiment, metric: conversion rate, unit: person, share: 50%%, duration: %s,
         entrants_per_day: 20k/day, base_rate: 5%%, mde: 5%% relative}
edges: ["test -> api"]
"""


@pytest.mark.parametrize(("duration", "findings"), [("7 d", 1), ("28 d", 0)])
def test_a_trial_runs_until_its_effect_can_be_seen(found_by, duration, findings):
    found = [one for one in found_by("EVAL707", TRIAL % duration) if "detecting" in one.message]
    assert findings == len(found)
