"""A forty-node design with thirty findings, made by hand so that no rule is needed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from checks.finding import (
    Certainty,
    Evaluation,
    Finding,
    Outcome,
    OutcomeState,
    Place,
    Skill,
    Status,
    Suppressed,
)
from checks.numbers import Binding, State
from checks.severity import Severity
from design.brief import Lane, Level
from design.formats.places import Places
from design.model import Design, Edge, FreeNumber, Node
from design.quantities.quantity import Dimension, Quantity
from design.vocabulary.kinds import Kind
from design.vocabulary.records import Alternative, Criterion, Stage
from design.vocabulary.relations import Relation, infer
from whiteboard.report.content import ReportContent, Source, build

D = Dimension

_NODES = (
    ("catch", Kind.REQUIREMENT, "Fraud caught within 30 minutes of the payment"),
    ("budget", Kind.REQUIREMENT, "Latency budget of the authorisation call"),
    ("peak", Kind.ASSUMPTION, "Peak is three times the average"),
    ("trees", Kind.DECISION, "Gradient boosting over a deep network"),
    ("payments", Kind.SOURCE, "Payments stream"),
    ("cards", Kind.SOURCE, "Card master data"),
    ("devices", Kind.SOURCE, "Device events"),
    ("merchants", Kind.SOURCE, "Merchant profiles"),
    ("contacts", Kind.SOURCE, "Customer service contacts"),
    ("chargebacks", Kind.SOURCE, "Chargebacks feed"),
    ("fraud", Kind.LABEL, "Chargeback within 60 days"),
    ("train_set", Kind.DATASET, "Training set, split by time"),
    ("eval_set", Kind.DATASET, "Evaluation set of the last month"),
    ("served", Kind.LOG, "Prediction log"),
    ("aggregate", Kind.TRANSFORM, "Stream aggregation job"),
    ("velocity_1h", Kind.FEATURE, "Card velocity over 1 h"),
    ("velocity_24h", Kind.FEATURE, "Card velocity over 24 h"),
    ("device_age", Kind.FEATURE, "Age of the device on this card"),
    ("merchant_risk", Kind.FEATURE, "Chargeback rate of the merchant"),
    ("distance", Kind.FEATURE, "Distance from the last payment"),
    ("store", Kind.FEATURE_STORE, "Online feature store"),
    ("scorer", Kind.MODEL, "Gradient boosted scorer"),
    ("nightly", Kind.TRAINING_JOB, "Nightly training"),
    ("registry", Kind.REGISTRY, "Model registry"),
    ("offline", Kind.EVALUATION, "Offline evaluation by time and segment"),
    ("ab", Kind.EXPERIMENT, "A/B test on five percent of cards"),
    ("api", Kind.ENDPOINT, "Scoring endpoint"),
    ("profiles", Kind.CACHE, "Profile cache"),
    ("rules", Kind.FALLBACK, "Static rules of the fraud team"),
    ("canary", Kind.DEPLOYMENT, "Canary rollout"),
    ("authorise", Kind.CONSUMER, "Payment authorisation"),
    ("queue", Kind.CONSUMER, "Manual review queue"),
    ("reviewers", Kind.HUMAN_REVIEW, "Review team"),
    ("drift", Kind.MONITOR, "Feature drift"),
    ("scores", Kind.MONITOR, "Prediction drift"),
    ("losses", Kind.MONITOR, "Business metric: fraud losses a day"),
    ("drift_alert", Kind.ALERT, "Drift alert"),
    ("slow_alert", Kind.ALERT, "Latency alert"),
    ("oncall", Kind.ONCALL, "Fraud ML on call"),
    ("roll_back", Kind.RUNBOOK, "Roll the model back"),
)
_ARROWS = (
    "payments aggregate,cards aggregate,devices aggregate,merchants aggregate,contacts fraud,"
    "chargebacks fraud,aggregate velocity_1h,aggregate velocity_24h,aggregate device_age,"
    "aggregate merchant_risk,aggregate distance,velocity_1h store,velocity_24h store,"
    "device_age store,merchant_risk store,distance store,store train_set,fraud train_set,"
    "fraud eval_set,train_set nightly,nightly scorer,fraud scorer,nightly registry,"
    "offline scorer,eval_set offline,registry canary,offline canary,ab canary,canary api,"
    "api scorer,api store,api profiles,api rules,authorise api,queue api,api reviewers,"
    "reviewers fraud,api served,served train_set,drift store,scores api,losses authorise,"
    "drift drift_alert,scores drift_alert,losses slow_alert,drift_alert oncall,"
    "slow_alert oncall,drift_alert roll_back,slow_alert roll_back,drift_alert nightly,"
    "catch scorer,budget api,peak api,trees scorer"
).split(",")


def quantity(
    text: str, dimension: Dimension, value: float, *, high: float | None = None
) -> Quantity:
    percentile = 99.0 if text.startswith("p99") else None
    return Quantity(text, dimension, value, value, high or value, percentile=percentile)


def _fields(kind: Kind, index: int) -> dict[str, object]:
    match kind:
        case Kind.SOURCE:
            return {
                "rows_per_day": quantity(f"{10 + index}M/day", D.RATE, (10 + index) * 1e6 / 86_400),
                "lag": quantity(f"{index} min", D.DURATION, index * 60.0),
            }
        case Kind.ENDPOINT:
            return {
                "mode": "online",
                "peak_qps": quantity("2.4k QPS", D.RATE, 2400.0),
                "latency_p99": quantity("p99 120 ms", D.DURATION, 0.12),
                "replicas": quantity("12 pods", D.COUNT, 12.0),
                "throughput_per_replica": quantity("180 rps per pod", D.RATE, 180.0),
            }
        case Kind.FEATURE:
            return {
                "window": quantity("24 h", D.DURATION, 86_400.0),
                "null_rate": quantity("1%", D.FRACTION, 0.01),
            }
        case Kind.DECISION:
            return {
                "choice": "gradient boosting",
                "alternatives": (
                    Alternative("two-tower network", "", "needs GPUs for no measured gain"),
                    Alternative("rules only", "", "recall of 40 % last year"),
                ),
                "because": "fits the 300 ms budget on CPUs and can be explained to reviewers",
                "risk": "misses sequence patterns",
            }
        case Kind.DEPLOYMENT:
            return {
                "stages": (
                    Stage("shadow", None, quantity("7 days", D.DURATION, 604_800.0)),
                    Stage("canary", quantity("5%", D.FRACTION, 0.05)),
                ),
                "criteria": (
                    Criterion(
                        "precision", None, quantity("drops 5% relative", D.CHANGE, 0.05), action="x"
                    ),
                ),
            }
        case Kind.ASSUMPTION:
            return {"value": quantity("~3x", D.RATIO, 3.0, high=3.6), "because": "last December"}
        case _:
            return {}


def _forty(title: str, *, shuffle: int) -> Design:
    nodes = []
    for index, (id_, kind, name) in enumerate(_NODES):
        note = "Agreed with the fraud team in March." if index % 9 == 0 else ""
        free = (FreeNumber("analysts on duty", "6"),) if kind is Kind.HUMAN_REVIEW else ()
        na = {"label_delay": "known at once"} if kind is Kind.EXPERIMENT else {}
        fields = _fields(kind, index)
        nodes.append(Node(id_, kind, name, fields, na, free, note))  # type: ignore[arg-type]  # a table of mixed values
    kinds = {id_: kind for id_, kind, _ in _NODES}
    edges = []
    for pair in _ARROWS:
        tail, head = pair.split(" ")
        meant = infer(kinds[tail], kinds[head])
        ends = (head, tail) if meant and meant.reversed else (tail, head)
        edges.append(Edge(*ends, meant.relation if meant else Relation.FEEDS))
    random.Random(shuffle).shuffle(nodes)
    random.Random(shuffle).shuffle(edges)
    return Design(
        title=title,
        prompt="payment-fraud",
        prompt_version="3",
        lane=Lane.TABULAR,
        nodes={node.id: node for node in nodes},
        edges={edge.key: edge for edge in edges},
        note="Sketched in forty minutes; the label path was changed after the constraint.",
    )


def _finding(index: int, message: str) -> Finding:
    severity = (Severity.ERROR, Severity.WARNING, Severity.INFO)[min(index // 8, 2)]
    node = _NODES[(index * 7 + 26) % len(_NODES)][0]
    status = {27: Status.ACCEPTED, 28: Status.NOT_APPLICABLE, 29: Status.WAIVED}.get(
        index, Status.OPEN
    )
    return Finding(
        code=f"CAP{301 + index}",
        name="replicas-below-peak",
        family="CAP",
        severity=severity,
        certainty=Certainty.POSSIBLE if index % 5 == 4 else Certainty.CERTAIN,
        at=Place((node, "store") if index % 3 == 0 else (node,)),
        message=message,
        working=(
            "12 replicas x 180 per second = 2 160 per second",
            "2 400 per second x 1.3 headroom = 3 120 per second",
            "2 160 < 3 120",
        ),
        remedy="18 replicas, or a headroom of 0.9.",
        question="One pod dies at peak: what happens to the other pods?",
        skills=(Skill.END_TO_END, Skill.DECISIONS) if index % 2 else (Skill.PROBLEM_FRAMING,),
        sources=("SRE 21, 22", "LG08"),
        fingerprint=f"CAP{301 + index}@{node}",
        bindings=(Binding("", "headroom", "1.3", State.DEFAULTED),),
        status=status,
        because="" if status is Status.OPEN else "The peak is shed at the gateway by design.",
        bullets=("no QPS on the endpoint", "no label delay") if index == 3 else (),
    )


@pytest.fixture(scope="session")
def forty() -> Callable[..., ReportContent]:
    """Makes the report of a forty-node design; words and the number of findings may be given."""

    def make(
        *,
        title: str = "Card fraud scoring",
        message: str = "Scoring endpoint takes 2 160 requests a second and needs 3 120 at peak.",
        findings: int = 30,
        shuffle: int = 0,
        sources: tuple[str, ...] = (),
        api: str = "Scoring endpoint",
    ) -> ReportContent:
        design = _forty(title, shuffle=shuffle)
        renamed = {**design.nodes, "api": replace(design.nodes["api"], name=api)}
        design = replace(design, nodes=renamed)
        made = [
            _finding(index, f"{message} ({index})" if index else message)
            for index in range(findings)
        ]
        if sources:
            made = [replace(one, sources=sources) for one in made]
        states = tuple(OutcomeState)
        outcomes = tuple(
            Outcome(
                f"MON{600 + index}",
                states[(index * 3) % 4] if index else OutcomeState.CRASHED,
                "needs the window of the monitor" if (index * 3) % 4 == 3 else "",
            )
            for index in range(100)
        )
        evaluation = Evaluation(
            level=Level.SENIOR,
            lane=Lane.TABULAR,
            rules_version="2026.11.1",
            findings=tuple(made),
            suppressed=(Suppressed(_finding(2, "x"), "CAP301", "the same shortage"),),
            outcomes=outcomes,
            numbers_given=31,
            numbers_missing=4,
            missing={"drift": ("window", "threshold"), "nightly": ("period",), "api": ("timeout",)},
        )
        return build(
            design,
            evaluation,
            Source(
                whiteboard_version="0.1.0",
                file="designs/fraud.yaml",
                places=Places(nodes={"api": 42}),
                prompt_title="Detect card fraud at authorisation time",
                rule_names={f"MON{600 + index}": "drift-unwatched" for index in range(100)},
            ),
        )

    return make
