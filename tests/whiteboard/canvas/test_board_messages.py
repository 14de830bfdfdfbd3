"""What a board is told lets it show exactly what the server knows (B6)."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from checks.engine import evaluate
from design.formats import read_design
from design.model import Design
from tests.fakes.rooms import Outside, added, gestures
from whiteboard.canvas import messages
from whiteboard.rounds.gestures import Update

VALUES = st.sampled_from(["2k QPS", "10 QPS", "n/a", "200 ms", None])
FIELDS = st.sampled_from(["peak_qps", "latency_p95", "replicas", "throughput_per_replica"])
PODS = """
nodes:
  api: {kind: endpoint, mode: online, peak_qps: 2400/s, replicas: 12,
        throughput_per_replica: 180 rps per pod}
"""


class Screen:
    """A board that knows only what it was told."""

    def __init__(self, snapshot: str) -> None:
        told = json.loads(snapshot)
        self.revision = told["revision"]
        self.readings = told["readings"]
        self.evaluation = told["evaluation"]

    def hear(self, update: Update) -> None:
        told = json.loads(messages.with_ack(messages.update_body(update), None))
        assert self.revision == told["since"]
        self.revision = told["revision"]
        self.readings = {
            owner: one for owner, one in {**self.readings, **told["readings"]}.items() if one
        }
        delta = told["evaluation"]
        known = {one["fingerprint"]: one for one in self.evaluation["findings"]}
        known |= {one["fingerprint"]: one for one in delta["put"]}
        assert set(delta["closed"]).isdisjoint(delta["order"])
        self.evaluation = {
            "findings": [known[one] for one in delta["order"]],
            **{name: delta[name] for name in ("missing", "outcomes", "numbers")},
        }


@given(
    st.lists(
        st.one_of(
            st.builds(
                added,
                st.sampled_from("abc"),
                st.sampled_from(["endpoint", "model", "monitor"]),
            ),
            st.builds(lambda id_: {"type": "remove_node", "id": id_}, st.sampled_from("abc")),
            st.builds(
                lambda s, t: {"type": "connect", "source": s, "target": t},
                st.sampled_from("abc"),
                st.sampled_from("abc"),
            ),
            st.builds(
                lambda id_, field, value: {
                    "type": "set_field",
                    "id": id_,
                    "field": field,
                    "value": value,
                },
                st.sampled_from("abc"),
                FIELDS,
                VALUES,
            ),
            st.builds(
                lambda level: {"type": "set_design", "level": level},
                st.sampled_from(["junior", "staff"]),
            ),
        ),
        max_size=12,
    )
)
def test_a_snapshot_and_every_update_after_it_equal_a_later_snapshot(changes):
    outside = Outside(judge=evaluate)
    room = outside.rooms.create(Design())
    screen = Screen(messages.snapshot(room.state, 0, ""))
    room.join("listener", (), listener=screen.hear)

    for one in gestures(*changes):
        room.edit("alice", [one])

    later = Screen(messages.snapshot(room.state, 0, ""))
    assert later.revision == screen.revision
    assert {k: v for k, v in later.readings.items() if v} == screen.readings
    assert later.evaluation == screen.evaluation


def test_the_document_is_the_whole_design():
    design = read_design(
        """
title: Churn
lane: tabular
level: mid
nodes:
  clicks: {kind: source, rows_per_day: 20M/day}
  ranker: {kind: model, name: "The <b>ranker</b>", latency_p95: 120 ms, note: Why not}
edges:
  - clicks -> ranker
layout:
  ranker: [10, 20]
"""
    ).design

    told = json.loads(messages.text_of(messages.document(design)))

    assert ("Churn", "tabular", "mid") == (told["title"], told["lane"], told["level"])
    assert {"rows_per_day": "20M/day"} == told["nodes"]["clicks"]["fields"]
    assert "The <b>ranker</b>" == told["nodes"]["ranker"]["name"]
    assert [10, 20] == told["layout"]["ranker"]
    assert [("clicks", "ranker")] == [(one["source"], one["target"]) for one in told["edges"]]


def test_a_finding_carries_its_quick_fix_as_an_edit_and_in_words():
    outside = Outside(judge=evaluate)
    room = outside.rooms.create(read_design(PODS).design)

    told = json.loads(messages.snapshot(room.state, 0, ""))["evaluation"]["findings"]
    (found,) = [one for one in told if one["code"] == "CAP301"]

    assert [{"type": "set_field", "id": "api", "field": "replicas", "value": "18"}] == found["fix"]
    assert ["set replicas of api to 18"] == found["fix_words"]


def test_the_coverage_names_topics_skills_and_findings_of_the_design():
    outside = Outside(judge=evaluate)
    room = outside.rooms.create(read_design(PODS).design)

    told = json.loads(messages.covered(room.state))

    assert 7 == len(told["topics"])
    assert 5 == len(told["skills"])
    (model,) = [one for one in told["topics"] if one["title"].startswith("Model choice")]
    assert ["api", "replicas"] in model["stated"]
    assert "CAP301@api" in model["at_odds"]
