"""One edit of a sound design is answered by what it deserves, and by nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks.engine import evaluate
from design.brief import Level
from design.changes import AddNode, Move, RemoveNode, RenameNode, SetField, apply
from design.model import Design, EdgeKey, Position
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation
from prompts_library import shipped

WEAK = {id_: entry.weak for id_, entry in shipped().readable().items()}
every_weak_answer = pytest.mark.parametrize("design", WEAK.values(), ids=WEAK)


def reference_of(id_):
    return shipped().entry(id_).reference


def without(node, *fields):
    return tuple(SetField(field=field, value=None, id=node) for field in fields)


def stating(node, **fields):
    return tuple(SetField(field=name, value=value, id=node) for name, value in fields.items())


def removing(*nodes):
    return tuple(RemoveNode(node) for node in nodes)


def joined(source, target, join):
    return (SetField(field="join", value=join, edge=EdgeKey(source, target, Relation.FEEDS)),)


WATCHING_FRAUD = ("inputs_drift", "decline_watch", "null_watch", "slo_watch", "loss_watch")

EDITS = [
    # Numbers that are not there
    ("card-fraud", without("traffic", "peak_qps", "requests_per_day"), {"NUM101"}),
    ("card-fraud", without("service", "latency_budget"), {"NUM103"}),
    ("card-fraud", without("service", "availability_slo"), {"NUM107"}),
    ("card-fraud", without("chargeback", "label_delay"), {"NUM106"}),
    ("card-fraud", without("trainer", "period", "trigger"), {"NUM105"}),
    ("card-fraud", without("backtest", "quality_target", "baseline"), {"NUM108"}),
    ("churn-daily", without("scoring_job", "rows_per_run"), {"NUM102"}),
    ("churn-daily", without("scoring_job", "batch_window"), {"NUM102"}),
    ("support-rag", without("drafter", "tokens_out"), {"NUM109"}),
    # Numbers that cannot both be true
    ("card-fraud", stating("scoring_api", replicas="12"), {"CAP301", "CAP303"}),
    ("churn-daily", stating("scoring_job", throughput_per_replica="100 rps"), {"CAP307"}),
    ("card-fraud", stating("traffic", requests_per_day="500M/day"), {"CAP305", "CAP312", "RAI931"}),
    ("card-fraud", stating("feature_store", latency_p99="80 ms"), {"LAT201"}),
    ("shop-recs", stating("ranker", latency_p95="160 ms"), {"LAT201"}),
    ("support-rag", without("draft_api", "streaming"), {"LAT209"}),
    ("card-fraud", stating("slo_watch", availability_slo="90%"), {"MON610"}),
    ("card-fraud", stating("inputs_drift", n_cur="200", n_ref="200"), {"MON606"}),
    # Labels that come too early
    ("card-fraud", stating("training_set", split="random"), {"LEAK405"}),
    ("card-fraud", stating("training_set", gap="7 d"), {"LEAK408"}),
    ("card-fraud", without("training_set", "gap"), {"LEAK408"}),
    ("card-fraud", stating("merchant_risk", window_end_offset="1 d"), {"LEAK402"}),
    ("card-fraud", joined("feature_store", "training_set", "latest"), {"LEAK404"}),
    # Releases that cannot be taken back in time
    ("card-fraud", removing("rollout"), {"ROLL501"}),
    ("card-fraud", stating("rollout", stages="full"), {"ROLL508"}),
    (
        "card-fraud",
        stating("rollout", time_to_rollback="2 d", stages="canary 5% for 24 h; full"),
        {"ROLL508"},
    ),
    ("shop-recs", stating("item_index", rebuild="in_place"), {"ROLL507"}),
    ("card-fraud", removing("slo_watch"), {"CALL971", "ROLL503"}),
    # What nobody sees
    ("card-fraud", removing(*WATCHING_FRAUD), {"MON601"}),
    ("card-fraud", removing("inputs_drift"), {"MON602"}),
    ("card-fraud", removing("decline_watch"), {"MON602", "MON608", "ROLL503"}),
    ("card-fraud", removing("loss_watch"), {"MON603"}),
    ("card-fraud", removing("null_watch"), {"MON604"}),
    ("support-rag", removing("grounded_watch", "resolution_watch"), {"MON603", "ROLL503"}),
    # What it is for
    ("card-fraud", without("gateway", "action"), {"FRAME001"}),
    ("card-fraud", removing("fraud_loss"), {"FRAME002"}),
]


def codes(design: Design) -> list[str]:
    return sorted(one.code for one in evaluate(design, level=Level.SENIOR, strict=True).findings)


def fingerprints(design: Design) -> list[str]:
    findings = evaluate(design, level=Level.STAFF, strict=True).findings
    return [one.fingerprint for one in findings]


@pytest.mark.parametrize(("id_", "changes", "expected"), EDITS)
def test_one_edit_is_answered_by_what_it_deserves(id_, changes, expected):
    edited = apply(reference_of(id_), changes).design

    assert expected == set(codes(edited)) - set(codes(reference_of(id_)))


@pytest.mark.parametrize(("id_", "changes", "expected"), EDITS)
def test_taking_the_edit_back_takes_the_finding_back(id_, changes, expected):
    applied = apply(reference_of(id_), changes)

    assert codes(reference_of(id_)) == codes(apply(applied.design, applied.inverse).design)


@every_weak_answer
def test_moving_boxes_changes_no_finding(design):
    moved = apply(design, (Move(dict.fromkeys(design.nodes, (0.0, 0.0))),)).design

    assert {Position(0, 0)} == {*moved.layout.values()}
    assert fingerprints(design) == fingerprints(moved)


@every_weak_answer
def test_other_names_change_no_finding_that_does_not_read_them(design):
    # Monitors and labels are left alone: what they are called says what they mean.
    silent = {Kind.ENDPOINT, Kind.MODEL, Kind.SOURCE, Kind.DEPLOYMENT, Kind.CONSUMER}
    renames = (
        RenameNode(node.id, "Ünïcode & <b>")
        for node in design.nodes.values()
        if node.kind in silent
    )

    assert fingerprints(design) == fingerprints(apply(design, tuple(renames)).design)


@every_weak_answer
def test_a_note_and_a_box_out_of_scope_change_no_finding(design):
    later = AddNode("later", Kind.MODEL, "For next year", fields={"out_of_scope": True})

    noted = replace(apply(design, (later,)).design, note="Drawn on Tuesday.")

    assert fingerprints(design) == fingerprints(noted)


@pytest.mark.parametrize(
    ("node", "field", "other"),
    [
        ("traffic", "peak_qps", "120k/min"),
        ("traffic", "peak_qps", "2,000 rps"),
        ("service", "latency_budget", "0.05 s p99"),
        ("chargeback", "label_delay", "1440 h"),
        ("chargeback", "base_rate", "15 bps"),
        ("trainer", "period", "every 7 days"),
    ],
)
def test_the_same_number_in_another_unit_changes_no_finding(node, field, other):
    design = WEAK["card-fraud"]
    changed = apply(design, stating(node, **{field: other})).design

    assert fingerprints(design) == fingerprints(changed)
