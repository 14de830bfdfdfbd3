"""Three failures from real rounds are caught when they are drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.engine import evaluate
from checks.registry import all_rules
from checks.severity import Severity
from design.formats import read_design

PLANTED = Path(__file__).parents[2] / "boards" / "planted"


def evaluated(name):
    return evaluate(read_design(PLANTED / f"{name}.yaml").design, strict=True)


def raised(name, code):
    """The one finding of *code* on a planted board, spoken for by another or not."""
    evaluation = evaluated(name)
    every = [*evaluation.findings, *(one.finding for one in evaluation.suppressed)]
    (found,) = [one for one in every if one.code == code]
    return found


def test_a_feature_filled_with_a_stale_mean_is_caught():
    found = raised("stale_mean_fill", "SKEW453")

    assert "income" == found.at.nodes[0]
    assert "null_shift" == found.variant
    assert "40 % of requests against 1 % of training rows: 39 pp apart" in found.message
    assert ("|40 % - 1 %| = 39 pp > 5 pp",) == found.working
    assert "6 %" in found.remedy


def test_a_label_leaking_through_a_near_duplicate_is_caught():
    found = raised("near_duplicate_label_leak", "LEAK401")

    assert "balance_status" == found.at.nodes[0]
    assert (
        "Refund within 30 days (known after 30 d) → Ledger snapshot → Balance status → Training set"
        in found.message
    )
    assert [
        ("refund_30d", "ledger"),
        ("ledger", "balance_status"),
        ("balance_status", "training_set"),
    ] == [(edge.source, edge.target) for edge in found.at.edges]
    assert "at least 30 d" in found.remedy


def test_an_embedder_swapped_without_a_rebuild_is_caught():
    found = raised("embedding_swap_without_rebuild", "SKEW454")

    assert "passages" == found.at.nodes[0]
    assert "Queries use Embedder 3 v3 (dim 768)" in found.message
    assert "built with Embedder 2 v2 (dim 768)" in found.message
    assert "Embedder 3 → Retriever → Passage index ← Embedder 2" in found.message
    assert [
        ("embedder_3", "search"),
        ("search", "passages"),
        ("embedder_2", "passages"),
    ] == [(edge.source, edge.target) for edge in found.at.edges]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("stale_mean_fill", "SKEW453"),
        ("near_duplicate_label_leak", "LEAK401"),
        ("embedding_swap_without_rebuild", "SKEW454"),
    ],
)
def test_each_board_has_its_one_failure_and_no_other_leak_or_skew(name, code):
    own = [rule for key, rule in all_rules().items() if key[:4] in ("LEAK", "SKEW")]
    design = read_design(PLANTED / f"{name}.yaml").design
    judged = {"LEAK401", "LEAK402", "LEAK403", "LEAK404", "LEAK405", "LEAK406", "LEAK407"}
    judged |= {"LEAK408", "LEAK409", "LEAK410", "LEAK411", "SKEW453", "SKEW454"}
    evaluation = evaluate(design, rules=[rule for rule in own if rule.code in judged], strict=True)

    assert [(code, Severity.ERROR)] == [(one.code, one.severity) for one in evaluation.findings]
