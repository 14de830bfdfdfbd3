"""Over 400 lines: what a second pair of eyes found in the whole designs, each from both sides."""

from __future__ import annotations

import pytest

from checks.engine import evaluate
from checks.finding import Certainty
from design.brief import Level

GATEWAY = """
nodes:
  gateway: {kind: endpoint, mode: online, peak_qps: 60 QPS, replicas: 3,
            throughput_per_replica: 25 rps, latency_p95: %s}
"""


def test_a_p95_below_the_mean_service_is_no_queue_of_single_servers(found_by):
    assert [] == found_by("CAP303", GATEWAY % "30 ms")


def test_a_p95_that_one_server_can_keep_is_such_a_queue(found_by):
    (found,) = found_by("CAP303", GATEWAY % "50 ms")
    assert "gateway: at 0.8 utilisation the queueing wait is" in found.message


PASSAGES = """
lane: llm
nodes:
  passages: {kind: index, n_vectors: 20 million chunks, chunk_tokens: "300", duration: 24 h%s}
  embedder: {kind: model, type: embedder, quota_tpm: 1M TPM}
edges: ["embedder -> passages: embeds"]
"""


def test_a_rebuild_behind_a_switch_may_take_its_time(found_by):
    assert [] == found_by("CAP307", PASSAGES % ", rebuild: blue_green")
    assert 1 == len(found_by("CAP307", PASSAGES % ", rebuild: in_place"))
    assert 1 == len(found_by("CAP307", PASSAGES % ""))


ASK = """
lane: llm
nodes:
  ask: {kind: endpoint, mode: online, streaming: no, latency_budget: p95 8 s%s}
  retriever: {kind: retriever, latency_p95: %s}
  passages: {kind: index, latency_p95: 40 ms}
  writer: {kind: llm, ttft: 1 s, tpot: 10 ms/token, tokens_out: "701"}
  guard: {kind: guardrail, latency_p95: %s}
edges:
  - "ask -> retriever: calls"
  - "retriever -> passages: uses"
  - "ask -> writer: calls"
  - edge: "guard -> writer: guards"
    stage: output
"""


def test_the_full_answer_waits_for_the_guardrail_of_the_call_site(found_by):
    (found,) = found_by("LAT209", ASK % ("", "50 ms", "150 ms"))
    assert "full answer at 8.2 s" in found.message
    assert "+ 150 ms after" in found.message


def test_a_quick_guardrail_lets_the_answer_be_in_time(found_by):
    text = ASK.replace("8 s", "8.2 s")
    assert [] == found_by("LAT209", text % ("", "50 ms", "100 ms"))
    assert 1 == len(found_by("LAT209", text % ("", "50 ms", "500 ms")))


def test_an_index_slower_than_its_retriever_comes_on_top(found_by):
    (apart,) = found_by("LAT209", ASK % ("", "20 ms", "150 ms"))
    (held,) = found_by("LAT209", ASK % ("", "50 ms", "150 ms"))
    assert "before 60 ms" in apart.message
    assert "before 50 ms" in held.message


def test_the_time_of_the_endpoint_itself_comes_before_the_first_token(found_by):
    (found,) = found_by("LAT209", ASK % (", latency_p95: 15 ms", "50 ms", "150 ms"))
    assert "before 65 ms" in found.message


def test_an_endpoint_measured_as_a_whole_is_not_counted_twice(found_by):
    (found,) = found_by("LAT209", ASK % (", latency_p95: 9 s", "50 ms", "150 ms"))
    assert "before 50 ms" in found.message


LOOKUPS = """
nodes:
  api: {kind: endpoint, mode: online, availability_slo: 99%%}
  store: {kind: feature_store, latency_p50: 3 ms, latency_p95: 20 ms, latency_p99: 50 ms}
edges: [{edge: "api -> store: reads", timeout: 50 ms%s}]
"""


def test_one_slow_call_of_twenty_fails_the_request(found_by):
    assert [] == found_by("LAT205", LOOKUPS % "")
    (found,) = found_by("LAT205", LOOKUPS % ", fanout: 20")
    assert Certainty.CERTAIN is found.certainty
    assert "fails 18.2 % of the requests that wait for all of 20 calls" in found.message
    assert "1 - (1 - 1 %)^20 = 18.2 % > 1 %" in found.working[0]
    assert "A timeout at the p99.95 of store or beyond" in found.remedy


def test_calls_that_may_be_missing_fail_nothing(found_by):
    assert [] == found_by("LAT205", LOOKUPS % ", fanout: 20, partial_ok: yes")
    assert [] == found_by("LAT205", LOOKUPS % ', fanout: 20, wait_for: "18"')


RELEASE = """
nodes:
  api: {kind: endpoint, mode: online, availability_slo: 99.9%%}
  ranker: {kind: model, type: gbdt}
  watch: {kind: monitor, metric: "%(metric)s", signal: %(signal)s, window: 24 h}
  ring: {kind: alert, severity: ticket}
  other: {kind: monitor, metric: disk, signal: saturation, window: 1 h}
  bell: {kind: alert, severity: page}
  slow: {kind: oncall, ack_time: 2 h}
  fast: {kind: oncall, ack_time: 5 min}
  rollout:
    kind: deployment
    time_to_rollback: 1 h
    stages: "%(stages)s"
    criteria: "%(metric)s rises 10%% relative over 24 h -> roll back"
edges:
  - "api -> ranker: calls"
  - "rollout -> ranker: rolls_out"
  - "watch -> api: monitors"
  - "other -> api: monitors"
  - "watch -> ring: raises"
  - "other -> bell: raises"
  - "ring -> slow: pages"
  - "bell -> fast: pages"
%(more)s
"""


def release(stages, metric="mean score", signal="prediction_drift", more=""):
    return RELEASE % {"stages": stages, "metric": metric, "signal": signal, "more": more}


def test_what_drift_shows_in_a_shadow_burns_nothing(found_by):
    assert [] == found_by("ROLL508", release("shadow for 2 d; full"))
    assert 1 == len(found_by("ROLL508", release("full")))


def test_what_a_short_shadow_does_not_show_is_noticed_after_it(found_by):
    (found,) = found_by("ROLL508", release("shadow for 20 h; full"))
    assert "noticed 6 h after the shadow, back after another 1 h" == found.working[0]


def test_what_only_people_can_move_is_not_seen_in_a_shadow(found_by):
    assert 1 == len(found_by("ROLL508", release("shadow for 2 d; full", "conversion", "business")))


def test_the_time_to_acknowledge_is_that_of_the_monitor_that_decides(found_by):
    (found,) = found_by("ROLL508", release("full"))
    assert "noticed after 26 h, back after another 1 h" == found.working[0]
    assert "x 20 % bad (assumed) =" in found.working[1]


LABELLED = """
nodes:
  default: {kind: label, label_delay: 10 d}
  rows: {kind: dataset, split: time}
  ranker: {kind: model, type: gbdt}
  api: {kind: endpoint, mode: online, availability_slo: 99.9%%}
  watch: {kind: monitor, metric: default rate, signal: quality, needs_labels: %s, window: 1 h}
  rollout:
    kind: deployment
    automatic: yes
    time_to_rollback: 1 h
    stages: [{kind: full}]
    criteria: "default rate rises 10%% relative over 1 h -> roll back"
edges:
  - "default -> rows: feeds"
  - "rows -> ranker: trains"
  - "api -> ranker: calls"
  - "rollout -> ranker: rolls_out"
  - "watch -> api: monitors"
"""


def test_a_metric_of_labels_is_noticed_when_they_are_there(found_by):
    (found,) = found_by("ROLL508", LABELLED % "yes")
    assert "noticed after 10.04 d, back after another 1 h" == found.working[0]
    (soon,) = found_by("ROLL508", LABELLED % "no")
    assert "noticed after 1 h, back after another 1 h" == soon.working[0]


READER = """nodes:
  reader: {kind: consumer, name: Contract lawyers, action: %s, impact: %s}
"""
ASKS = '  - "reader -> api: consumes"'


@pytest.mark.parametrize(
    ("action", "impact", "expected"),
    [
        ("read it before they sign", "advisory", 0),
        ("read it before they sign", "consequential", 1),
        ("uses it automatically", "advisory", 1),
    ],
)
def test_advice_to_a_person_burns_no_error_budget(found_by, action, impact, expected):
    text = release("full", more=ASKS).replace("\nnodes:\n", "\n" + READER % (action, impact), 1)
    assert expected == len(found_by("ROLL508", text))


BUNDLE = """
lane: llm
nodes:
  api: {kind: endpoint, mode: online}
  writer: {kind: llm, pinned: yes, version: large-1}
  words: {kind: prompt%s}
  rollout: {kind: deployment, rollback_target: the bundle before it}
edges:
  - "api -> writer: calls"
  - "writer -> words: uses"
  - "rollout -> writer: rolls_out"
  - "rollout -> words: rolls_out"
"""


def test_a_prompt_of_which_a_version_is_kept_goes_back_by_itself(found_by):
    assert [] == found_by("ROLL510", BUNDLE % ", version: words-7")
    assert [] == found_by("ROLL510", BUNDLE % ", pinned: yes")
    assert 1 == len(found_by("ROLL510", BUNDLE % ""))


def codes_of(design, level=Level.SENIOR):
    return {one.code for one in evaluate(design, level=level, strict=True).findings}


def test_a_prompt_without_a_version_is_said_once(design_from, found_by):
    assert 1 == len(found_by("ROLL507", BUNDLE % ""))
    assert {"LLM805"} == codes_of(design_from(BUNDLE % "")) & {"LLM805", "ROLL507"}


FEATURE = (
    "  ctr: {kind: feature}\n  clicks: {kind: source}\n  shop: {kind: consumer, action: ranks}\n"
    "edges:\n"
    '  - "rollout -> ctr: rolls_out"\n  - "clicks -> ctr: feeds"\n  - "api -> ctr: reads"\n'
    '  - "shop -> api: consumes"'
)


def test_a_feature_without_a_version_is_still_said(design_from):
    text = BUNDLE.replace("edges:", FEATURE) % ""
    assert {"LLM805", "ROLL507"} == codes_of(design_from(text)) & {"LLM805", "ROLL507"}


SHOTS = """
lane: deep_learning
nodes:
  pictures: {kind: source}
  shots: {kind: dataset, split: random, %s, dedup: no}
  detector: {kind: model, type: nn}
edges: ["pictures -> shots: feeds", "shots -> detector: trains"]
"""


def test_one_random_split_is_one_mistake(design_from):
    together = {"LEAK406", "LEAK411"}
    grouped = codes_of(design_from(SHOTS % "group_key: belt, serves_new_entities: yes"))
    alone = codes_of(design_from(SHOTS % "n_rows: 1M rows"))
    assert {"LEAK406"} == grouped & together
    assert {"LEAK411"} == alone & together
