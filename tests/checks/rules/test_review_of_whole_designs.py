"""Over 400 lines: what a second pair of eyes found in the whole designs, each from both sides."""

from __future__ import annotations

from checks.finding import Certainty

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
