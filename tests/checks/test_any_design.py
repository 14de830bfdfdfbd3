"""Any design can be judged: no crash, whatever it says, and the same words in whatever order."""

from __future__ import annotations

import dataclasses
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.engine import evaluate
from checks.finding import OutcomeState
from design.fields import FieldError, read_value
from design.model import Design, Edge, EdgeKey, Node
from design.vocabulary.attribute import ChoiceAttribute, FlagAttribute
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.relations import RELATIONS, legal

# What a field of any dimension may be asked to mean, the awkward ends included.
TYPED = (
    "0", "0%", "0 s", "12", "1e9", "0.25", "~3 h", "1-2k", "200 ms", "p95 80 ms", "p99 20 ms",
    "daily", "30 d", "5 min", "2k QPS", "50M/day", "99.9%", "100%", "drops 5%", "5 pp", "14.4x",
    "1 in 500", "$40", "1.5 TB", "conversion", "error rate", "null rate, age and schema", "v1",
    "version", "canary 5% for 1 h", "shadow", "full", "error rate > 2% absolute over 10 min",
)  # fmt: skip


def value(attribute, dice: random.Random):
    """Any of the words above that reads as a value of *attribute*, or None."""
    words = TYPED
    if isinstance(attribute, ChoiceAttribute):
        words = attribute.options
    elif isinstance(attribute, FlagAttribute):
        words = ("yes", "no")
    for _ in range(6):
        one = dice.choice(words)
        for raw in (one, [one]):
            try:
                return read_value(attribute, raw)
            except FieldError:
                continue
    return None


def some_fields(spec, dice: random.Random, share: float):
    chosen = [one for one in spec.fields.values() if dice.random() < share]
    read = {one.name: value(one, dice) for one in chosen}
    return {name: found for name, found in read.items() if found is not None}


def drawn(seed: int, size: int) -> Design:
    """A design of *size* boxes of any kind, legally joined, a third of the fields filled in."""
    dice = random.Random(seed)
    ids = [f"n{number}" for number in range(size)]
    nodes = {}
    for id_ in ids:
        kind = dice.choice(tuple(Kind))
        nodes[id_] = Node(id_, kind, fields=some_fields(KINDS[kind], dice, 0.3))
    edges = {}
    for _ in range(3 * size):
        source, target = dice.choice(ids), dice.choice(ids)
        relations = legal(nodes[source].kind, nodes[target].kind)
        if source != target and relations:
            relation = dice.choice(relations)
            fields = some_fields(RELATIONS[relation], dice, 0.2)
            key = EdgeKey(source, target, relation)
            edges[key] = Edge(source, target, relation, fields=fields)
    return Design(nodes=nodes, edges=edges)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32), st.sampled_from((1, 4, 12, 30)))
def test_any_design_can_be_judged_and_order_changes_nothing(seed, size):
    design = drawn(seed, size)
    dice = random.Random(seed)
    nodes, edges = [*design.nodes.items()], [*design.edges.items()]
    dice.shuffle(nodes)
    dice.shuffle(edges)
    other = dataclasses.replace(design, nodes=dict(nodes), edges=dict(edges))

    assert evaluate(design, strict=True) == evaluate(other, strict=True)


@pytest.mark.parametrize(
    "stated",
    [
        "peak_qps: 0, requests_per_day: 0",
        "peak_qps: 9/s, replicas: 3, throughput_per_replica: 0",
        "peak_qps: 9/s, replicas: 3, workers_per_replica: 0, latency_mean: 1 s",
        "avg_qps: 0, peak_qps: 5/s",
    ],
)
def test_zeros_are_numbers_too(judged, stated):
    evaluation = judged(f"nodes:\n  api: {{kind: endpoint, mode: online, {stated}}}")

    assert 0 == evaluation.count(OutcomeState.CRASHED)


@pytest.mark.parametrize(
    "watch",
    [
        "stat: psi, signal: input_drift, threshold: 0.2, n_cur: 500, n_ref: 0",
        "signal: errors, threshold: 1%, window: 5 min, severity: page",
        "signal: errors, burn_rate: 14.4x, availability_slo: 100%, window: 1 h, severity: page",
    ],
)
def test_monitors_of_nothing_are_judged_too(judged, watch):
    evaluation = judged(
        f"""
        nodes:
          api: {{kind: endpoint, mode: online, avg_qps: 0}}
          w: {{kind: monitor, {watch}}}
        edges: [w -> api]
        """
    )
    assert 0 == evaluation.count(OutcomeState.CRASHED)
