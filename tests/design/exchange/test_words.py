"""Kinds from words, names from labels, numbers from both."""

from __future__ import annotations

import pytest

from design.exchange.kinds import kinds_of
from design.exchange.labels import read_node
from design.exchange.mermaid_read import read_mermaid
from design.exchange.sketch import Box, Line, Place, Shape, Sketch
from design.exchange.words import guess, kind_named
from design.vocabulary.kinds import KINDS, Kind

MEANT = {
    "Kafka": "source", "S3": "source", "Data Warehouse": "source", "PostgreSQL": "source",
    "Redis": "feature_store", "Feast": "feature_store", "Online Feature Store": "feature_store",
    "Redis Cache": "cache", "XGBoost ranker": "model", "Fraud Model": "model", "GPT-4o": "llm",
    "Claude": "llm", "Ranking API": "endpoint", "Load Balancer": "endpoint",
    "Model Registry": "registry", "Model Registry - UC": "registry", "Mobile App": "consumer",
    "Training Job": "training_job", "Training data": "dataset", "Labels": "label",
    "Vector DB": "index", "Elasticsearch": "index", "Spark ETL": "transform",
    "Feature Pipelines": "transform", "User features": "feature", "Prediction Log": "log",
    "Feature Store: PG + S3/Parquet": "feature_store", "PagerDuty": "oncall",
    "A/B Test": "experiment", "Drift Monitor": "monitor", "Human Review": "human_review",
    "Prompt template": "prompt",
    "LLM Guardrails": "guardrail", "Candidate Generation": "retriever", "Reranker": "model",
    "FeatureStore": "feature_store", "Rollback runbook": "runbook", "Canary release": "deployment",
}  # fmt: skip


@pytest.mark.parametrize("label", MEANT)
def test_d51_a_kind_is_guessed_from_the_words(label):
    assert MEANT[label] == guess(label).kind


@pytest.mark.parametrize("kind", Kind)
def test_the_name_and_the_label_of_a_kind_mean_it_with_certainty(kind):
    for word in (str(kind), KINDS[kind].label, KINDS[kind].label.upper()):
        assert (kind, True) == (guess(word).kind, guess(word).certain)
        assert kind is kind_named(word)


def test_words_that_mean_two_kinds_are_not_certain():
    made = guess("Redis")

    assert (Kind.FEATURE_STORE, False, Kind.CACHE) == (made.kind, made.certain, made.other)


def test_words_that_mean_nothing_are_no_kind():
    assert guess("Foo bar").kind is None


def test_a_box_without_telling_words_is_what_its_arrows_allow():
    sketch = Sketch("x")
    for key, text in (("a", "Foo"), ("b", "User"), ("c", "PagerDuty")):
        sketch.add_box(Box(key, text, Place()))
    sketch.add_line(Line("b", "a", "", Place()))

    assert Kind.ENDPOINT is kinds_of(sketch)["a"].kind


def test_an_outline_alone_is_never_certain():
    assert (Kind.CONSUMER, False) == (
        guess("Ana", shape=Shape.PERSON).kind,
        guess("Ana", shape=Shape.PERSON).certain,
    )


LABELS = [
    (["Ranker p95 30 ms"], "Ranker", {"latency_p95": "30 ms"}, []),
    (["Ranker (p95 3 ms, 12 pods)"], "Ranker", {"latency_p95": "3 ms", "replicas": "12 pods"}, []),
    (["Ranker", "p50 20 ms, p95 60 ms"], "Ranker", {"latency_p50": "20 ms", "latency_p95": "60 ms"},
     []),
    (["Ranker", "Replicas: 12"], "Ranker", {"replicas": "12"}, []),
    (["Ranker", "pods = 12 | p99: 8ms"], "Ranker", {"replicas": "12", "latency_p99": "8ms"}, []),
    (["Ranker", "owner: Ana"], "Ranker", {"owner": "Ana"}, []),
    (["Ranker", "type: GBDT"], "Ranker", {"type": "gbdt"}, []),
    (["Real", "Time", "Ranker"], "Real Time Ranker", {}, []),
    (["Ranker", "scores every pair of a user and an item"], "Ranker", {},
     ["scores every pair of a user and an item"]),
    (["Llama 3 8B"], "Llama 3 8B", {}, []),
    (["Model v2"], "Model v2", {}, []),
    (["Cluster 1"], "Cluster 1", {}, []),
    (["Ranker", "(model)", "p95 latency: 30 ms"], "Ranker", {"latency_p95": "30 ms"}, []),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "name", "fields", "rest"), LABELS)
def test_d52_a_label_is_a_name_numbers_and_other_words(lines, name, fields, rest):
    said = read_node(Kind.MODEL, lines)

    assert (name, rest) == (said.name, said.rest)
    assert fields == {key: getattr(value, "text", value) for key, value in said.values.items()}


def test_a_number_that_no_field_means_is_kept_in_its_words():
    said = read_node(Kind.MODEL, ["Ranker", "beam width: 4 hours"])
    (number,) = said.numbers.values()

    assert ("beam width", "4 hours") == (number.label, number.value)


def test_what_was_taken_for_granted_is_said():
    said = read_node(Kind.ENDPOINT, ["API", "2k QPS"])

    assert [("2k QPS", "taken as the Peak QPS")] == said.unsure


def test_a_field_that_is_stated_twice_keeps_the_first_and_says_so():
    said = read_node(Kind.MODEL, ["Ranker", "p95 30 ms", "p95 40 ms"])

    assert "30 ms" == said.values["latency_p95"].text
    assert ["p95 40 ms"] == said.rest
    assert "stated already" in said.unsure[0][1]


@pytest.mark.parametrize(
    ("line", "kind", "name", "field"),
    [
        ("Ranking API 2k QPS p95 200 ms", Kind.ENDPOINT, "Ranking API", "peak_qps"),
        ("XGBoost ranker p95 30 ms", Kind.MODEL, "XGBoost ranker", "latency_p95"),
        ("Feature pipeline every 1 h", Kind.TRANSFORM, "Feature pipeline", "period"),
        ("Kafka clicks 50M/day", Kind.SOURCE, "Kafka clicks", "rows_per_day"),
    ],
)
def test_what_a_name_ends_in_says_the_kind_whatever_numbers_follow(line, kind, name, field):
    (node,) = read_mermaid(f"flowchart LR\n  a[{line}]\n").design.nodes.values()

    assert (kind, name) == (node.kind, node.title)
    assert field in node.fields
