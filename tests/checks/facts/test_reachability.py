"""Data flows to who uses it, answers back to who asked, observations to monitors."""

from __future__ import annotations

import pytest

from checks.board import Board


@pytest.fixture
def reach(design_from):
    return lambda text: Board(design_from(text)).reach


def test_what_has_only_a_reason_is_loose(reach):
    found = reach(
        """
        nodes:
          api: {kind: endpoint}
          crm: {kind: consumer, action: calls}
          table: {kind: source}
          why: {kind: decision, choice: a table, because: it is there}
        edges: ["crm -> api: consumes", "why -> table: supports"]
        """
    )
    assert ("table",) == found.loose
    assert () == found.dead_ends


def test_a_monitor_and_a_training_loop_are_uses(reach):
    found = reach(
        """
        nodes:
          clicks: {kind: source}
          orders: {kind: source}
          drift: {kind: monitor}
          training: {kind: training_job}
        edges: ["drift -> clicks: monitors", "orders -> training: feeds"]
        """
    )
    assert ((), ()) == (found.dead_ends, found.unfed)


def test_a_feature_no_data_reaches_is_unfed(reach):
    found = reach(
        """
        nodes:
          api: {kind: endpoint}
          store: {kind: feature_store}
        edges: ["api -> store: reads"]
        """
    )
    assert ("store",) == found.unfed


def test_either_end_may_still_be_missing(reach):
    assert reach("nodes: {clicks: {kind: source}, training: {kind: training_job}}").has_path
    assert reach("nodes: {api: {kind: endpoint}, crm: {kind: consumer}}").has_path


def test_upstream_is_everything_whose_data_can_arrive(reach):
    found = reach(
        """
        nodes:
          clicks: {kind: source}
          ranker: {kind: model}
          api: {kind: endpoint}
          other: {kind: source}
        edges: ["clicks -> ranker: trains", "api -> ranker: uses"]
        """
    )
    assert {"clicks", "ranker"} == found.upstream("api")


def test_requests_are_the_data_of_what_they_call_and_of_who_watches_it(reach):
    found = reach(
        """
        nodes:
          people: {kind: consumer}
          api: {kind: endpoint}
          step: {kind: transform}
          planner: {kind: llm}
          calls: {kind: monitor}
        edges: ["people -> api", "api -> step", "api -> planner", "calls -> planner"]
        """
    )
    assert () == found.unfed
