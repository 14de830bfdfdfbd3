"""What a part does, in words: D63."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given

from design.comparison import described
from prompts_library import shipped
from tests.design.comparison.alike import design_of, fresh_ids, renamed
from tests.design.random_designs import random_design, shuffled
from tests.design.strategies import designs


@pytest.mark.parametrize(
    ("prompt", "part", "expected"),
    [
        ("card-fraud", "inputs_drift", "a monitor of input drift on the feature store"),
        ("live-moderation", "data_watch",
         "a monitor of null rate, age and schema violations on the data source"),
        ("card-fraud", "holdout", "an experiment on the endpoint with a concurrent control"),
        ("card-fraud", "rules_fallback",
         "a heuristic fallback of the endpoint and the feature store"),
        ("card-fraud", "card_velocity", "a streaming feature that feeds the feature store"),
        ("card-fraud", "training_set",
         "a dataset split by time that feeds the evaluation and the training job"),
        ("card-fraud", "fraud_model", "a gradient-boosted model used by the endpoint"),
        ("card-fraud", "backtest", "a gating evaluation of the model"),
        ("card-fraud", "service", "a requirement about latency on the endpoint"),
        ("card-fraud", "runbook", "a runbook for the alert Payments at risk"),
        ("card-fraud", "oncall",
         "an on-call rotation around the clock for the alert Payments at risk"),
        ("churn-daily", "scoring_job", "a batch endpoint for the consumer"),
        ("churn-daily", "retention_watch", "a monitor of business results on the consumer"),
        ("live-moderation", "verdict_guard", "an output guardrail of the LLM call"),
        ("live-moderation", "judge", "an LLM call made by the endpoint"),
        ("shop-recs", "page", "a paging alert raised by the monitor of errors"),
        ("support-rag", "draft_log",
         "a log of the endpoint Draft API and the endpoint Passages API"),
    ],
)  # fmt: skip
def test_a_part_is_described_by_what_it_does(prompt, part, expected):
    assert expected == described(shipped().entry(prompt).reference, part)


def test_a_part_without_arrows_and_numbers_is_its_kind():
    design = design_of("nodes:\n  a: alert\n  b: llm\n  c: oncall\n  d: registry")

    assert ["an alert", "an LLM call", "an on-call rotation", "a model registry"] == [
        described(design, id_) for id_ in design.nodes
    ]


def test_many_neighbours_are_counted():
    design = design_of("""
        nodes: {m: {kind: monitor, signal: cost}, a: endpoint, b: cache, c: llm, d: model}
        edges: [m -> a, m -> b, m -> c, m -> d]
    """)

    assert "a monitor of cost on the LLM call, the cache and 2 more" == described(design, "m")


@given(designs(min_nodes=1))
def test_every_part_of_every_design_is_described_on_one_line(design):
    for id_ in design.nodes:
        words = described(design, id_)

        assert words.startswith(("a ", "an "))
        assert words == " ".join(words.split())


@pytest.mark.parametrize("seed", range(10))
def test_the_order_of_the_design_does_not_show(seed):
    design = random_design(seed, 20)

    for id_ in design.nodes:
        assert described(design, id_) == described(shuffled(design, seed), id_)


@pytest.mark.parametrize("prompt", [*shipped().readable()])
def test_neither_the_id_nor_the_own_name_of_a_part_is_said(prompt):
    design = shipped().entry(prompt).reference
    new = fresh_ids(design)

    for id_, node in design.nodes.items():
        alone = dataclasses.replace(node, name="Zanzibar")
        other = renamed(dataclasses.replace(design, nodes={**design.nodes, id_: alone}), new)
        assert described(design, id_) == described(other, new[id_])


def test_what_is_not_on_the_board_cannot_be_described():
    with pytest.raises(KeyError):
        described(shipped().entry("card-fraud").reference, "nobody")
