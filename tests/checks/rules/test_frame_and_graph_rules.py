"""Framing and structure: the traps and the words."""

from __future__ import annotations

from checks.finding import Status


def test_offline_analysis_needs_no_consumer(found_by):
    assert [] == found_by(
        "FRAME001",
        """
        nodes:
          churn: {kind: model, type: gbdt}
          why: {kind: decision, choice: offline analysis only, because: it informs a report}
        edges: ["why -> churn: supports"]
        """,
    )


def test_a_model_without_an_endpoint_is_asked_too(found_by):
    (found,) = found_by("FRAME001", "nodes: {churn: {kind: model, type: gbdt}}")
    assert found.message.startswith("churn produces predictions but no consumer takes an action")


def test_groundedness_alone_is_no_success(found_by):
    text = """
lane: llm
nodes:
  goal: {kind: requirement, about: quality-online, metric: %s, value: ">= 62%%"}
  user: {kind: consumer, action: reads the answer}
  api: {kind: endpoint, mode: online}
  writer: {kind: llm}
edges: ["goal -> user: constrains", "user -> api: consumes", "api -> writer: calls"]
"""
    assert 1 == len(found_by("FRAME002", text % "groundedness"))
    assert [] == found_by("FRAME002", text % "resolution rate")


def test_a_success_metric_tied_to_nothing_is_named(found_by):
    (found,) = found_by(
        "FRAME002",
        """
        nodes:
          goal: {kind: requirement, about: business, metric: retention, value: ">= 62%"}
          api: {kind: endpoint, mode: online}
          ranker: {kind: model, type: gbdt}
        """,
    )
    assert "goal is tied to no consumer or endpoint of the launch." == found.message


def test_the_first_box_of_a_drawing_is_no_orphan(found_by):
    assert [] == found_by("GRAPH011", "nodes: {clicks: {kind: source}}")


def test_two_boxes_are_a_drawing(found_by):
    (found,) = found_by(
        "GRAPH011",
        "nodes: {clicks: {kind: source}, shop: {kind: consumer, action: shows the ranking}}",
    )
    assert "no_path" == found.variant


def test_a_drawing_without_a_path_still_asks_for_its_numbers(judged):
    evaluation = judged(
        """
        nodes:
          clicks: {kind: source}
          training: {kind: training_job, period: weekly}
          shop: {kind: consumer, action: shows the ranking}
          api: {kind: endpoint, mode: online, peak_qps: 2400/s, replicas: 12,
                throughput_per_replica: 180 rps}
        edges: ["clicks -> training: feeds", "shop -> api: consumes"]
        """
    )
    codes = {one.code for one in evaluation.findings}
    assert {"GRAPH011", "CAP301", "NUM103"} <= codes
    assert "GRAPH011" in {one.by for one in evaluation.suppressed}


def test_a_cycle_is_named_all_the_way_round(found_by):
    (found,) = found_by(
        "GRAPH012",
        """
        nodes:
          a: {kind: endpoint, mode: online}
          b: {kind: retriever}
          c: {kind: llm}
        edges: ["a -> b: calls", "b -> c: calls", "c -> b: calls"]
        """,
    )
    assert "b -> c -> b goes round synchronously with no step limit or deadline." == found.message


def test_a_timeout_on_the_way_ends_the_cycle(found_by):
    assert [] == found_by(
        "GRAPH012",
        """
        nodes:
          b: {kind: retriever}
          c: {kind: llm}
        edges: [{edge: "b -> c: calls", timeout: 2 s}, "c -> b: calls"]
        """,
    )


def test_a_decision_about_the_consumer_lowers_the_question(judged):
    evaluation = judged(
        """
        nodes:
          churn: {kind: model, type: gbdt}
          why: {kind: decision, choice: no consumer yet, because: the desk starts in May}
        edges: ["why -> churn: supports"]
        """
    )
    (found,) = [one for one in evaluation.findings if one.code == "FRAME001"]
    assert Status.WAIVED is found.status
