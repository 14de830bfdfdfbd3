"""Over 400 lines: what a second pair of eyes found in the whole designs, each from both sides."""

from __future__ import annotations

import pytest

from checks.engine import evaluate
from checks.facts.durations import duration_text
from checks.facts.wording import agree
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


def observed_by(monitor, more=""):
    return f"""
nodes:
  orders: {{kind: source, period: hourly}}
  price: {{kind: feature, computed: batch, period: hourly}}
  ranker: {{kind: model, type: gbdt}}
  api: {{kind: endpoint, mode: online, avg_qps: 100/s}}
  watch: {{kind: monitor, {monitor}}}
{more}
edges:
  - "orders -> price: feeds"
  - "price -> ranker: feeds"
  - "api -> ranker: calls"
  - "watch -> orders: monitors"
"""


def test_what_is_late_is_watched_by_its_age(found_by):
    checks = "signal: data_quality, metric: '%s, null rate and schema violations'"
    (blind,) = found_by("MON604", observed_by(checks % "counts"))
    assert "age" in blind.message
    assert [] == found_by("MON604", observed_by(checks % "late rows"))


DRIFT = """
nodes:
  ranker: {kind: model, type: gbdt}
  api: {kind: endpoint, mode: online, avg_qps: 100/s}
  drift: {kind: monitor, signal: prediction_drift, stat: psi, window: 24 h, n_cur: "434",
          n_ref: "434", reference: fixed_prod%s}
  errors: {kind: monitor, signal: errors, metric: error rate, threshold: 1%%, window: 10 min}
  odd: {kind: alert, severity: ticket, threshold: 0.1, window: 24 h}
edges:
  - "api -> ranker: calls"
  - "drift -> api: monitors"
  - "errors -> api: monitors"
  - "drift -> odd: raises"
%s
"""
SHARED = '  - "errors -> odd: raises"'


def test_drift_is_not_bound_by_an_alert_of_several(found_by):
    (found,) = found_by("MON605", DRIFT % ("", SHARED), level=Level.MID)
    assert "no_threshold" == found.variant
    assert "drift (prediction drift) has no threshold" in found.message


def test_drift_is_bound_by_an_alert_of_its_own(found_by):
    found = found_by("MON605", DRIFT % ("", ""))
    assert all("threshold" not in one.message.split(";")[0] for one in found)


def test_a_threshold_that_is_not_there_is_said_once(design_from):
    codes = codes_of(design_from(DRIFT % ("", SHARED)))
    assert "MON605" in codes
    assert "NUM109" not in codes


def test_the_rows_a_threshold_is_judged_by_are_still_asked_for(judged):
    text = (
        (DRIFT % (", threshold: 0.1", ""))
        .replace('n_cur: "434",', "")
        .replace(", avg_qps: 100/s", "")
    )
    assert "n_cur" in judged(text).missing["drift"]


SPECTRUM = """
nodes:
  sensors: {kind: source, lag: 1 s}
  spectrum: {kind: transform}
  vibration: {kind: feature, computed: %s, freshness_req: 24 h%s}
  model: {kind: model, type: nn}
  scoring: {kind: endpoint, mode: online}
  planner: {kind: consumer, action: sends a crew}
edges:
  - "sensors -> spectrum: feeds"
  - "spectrum -> vibration: feeds"
  - "vibration -> model: feeds"
  - "scoring -> model: calls"
  - "planner -> scoring: consumes"
"""


def test_what_only_makes_streams_has_no_cadence(judged):
    assert "period" not in judged(SPECTRUM % ("stream", "")).missing.get("spectrum", ())
    assert "period" in judged(SPECTRUM % ("batch", ", period: hourly")).missing["spectrum"]


def test_the_blind_spot_is_shown_at_the_monitor_that_is_late(found_by):
    text = """
    nodes:
      default: {kind: label, label_delay: 30 d}
      rows: {kind: dataset, split: time}
      model: {kind: model, type: gbdt}
      recall: {kind: monitor, signal: quality, metric: recall, needs_labels: yes}
    edges:
      - "default -> rows: feeds"
      - "rows -> model: trains"
      - "recall -> model: monitors"
    """
    (found,) = found_by("MON608", text)
    assert ("model", "default", "recall") == found.at.nodes


def paging(base, bound="2%"):
    return f"""
nodes:
  api: {{kind: endpoint, mode: online, avg_qps: 5787/s}}
  nulls: {{kind: monitor, signal: data_quality, metric: null rate, stat: rate,
           base_rate: {base}, threshold: "> {bound}", window: 10 min}}
  page: {{kind: alert, severity: page}}
edges: ["nulls -> api: monitors", "nulls -> page: raises"]
"""


def test_a_bound_below_the_usual_rate_is_always_on(found_by):
    (found,) = found_by("MON607", paging("3%"))
    assert (
        "nulls: it alerts at 2 %, and 3 % are bad on an ordinary day: the alert is always on."
    ) == found.message
    assert "A bound above 3 %, or one stated as a rise from it." == found.remedy


def test_a_bound_above_the_usual_rate_is_not(found_by):
    assert [] == found_by("MON607", paging("1%"))


BOOKINGS = """
nodes:
  cancelled: {kind: label, unit: one booking, label_delay: 30 d}
  refund: {kind: feature, name: Refund amount, definition: %s}
  store: {kind: feature_store}
  bookings: {kind: dataset, split: time}
  model: {kind: model, type: gbdt}
edges:
  - "cancelled -> refund: feeds"
  - "refund -> store: feeds"
  - edge: "store -> bookings: feeds"
    join: point_in_time
  - "cancelled -> bookings: feeds"
  - "bookings -> model: trains"
"""


def test_a_join_does_not_save_a_feature_of_the_label_of_its_own_row(found_by):
    (found,) = found_by("LEAK401", BOOKINGS % "money paid back for this booking")
    assert Certainty.POSSIBLE is found.certainty
    assert "joined as of the prediction it is empty or leaking" in found.message
    assert () == found.fix
    assert "join" not in found.remedy


@pytest.mark.parametrize(
    "definition",
    [
        "money paid back to the guest before",
        "money paid back for this hotel",
        "money paid back for this booking, window: 30 d",
        "mean refund before this booking, lag: 30 d",
    ],
)
def test_a_join_saves_a_feature_of_other_rows(found_by, definition):
    assert [] == found_by("LEAK401", BOOKINGS % definition)


def test_without_the_join_it_is_certain_and_a_join_is_offered(found_by):
    text = (BOOKINGS % "money paid back for this booking").replace(
        "join: point_in_time", "join: latest"
    )
    (found,) = found_by("LEAK401", text)
    assert Certainty.CERTAIN is found.certainty
    assert 1 == len(found.fix)


ANSWERS = """
lane: llm
nodes:
  ask: {kind: endpoint, mode: online}
  lawyers: {kind: consumer, action: read it}
  writer: {kind: llm, version: large-2026-05}
  asked: {kind: monitor, signal: input_drift, metric: topics of the questions}
  used: {kind: monitor, signal: %s, metric: share of answers %s}
edges:
  - "lawyers -> ask: consumes"
  - "ask -> writer: calls"
  - "asked -> ask: monitors"
  - "used -> lawyers: monitors"
"""


def test_what_people_do_with_answers_is_no_watch_on_the_answers(found_by):
    (found,) = found_by("MON602", ANSWERS % ("business", "used"))
    assert "predictions" in found.message or "answers" in found.message
    assert [] == found_by("MON602", ANSWERS % ("prediction_drift", "that refuse"))


JUDGED = """
lane: llm
nodes:
  writer: {kind: llm, name: Answer writer, provider: hosted, version: large-2026-05}
  judged: {kind: evaluation, metric: %s, judge: %s, judge_agreement: kappa 0.7%s}
edges: ["judged -> writer: evaluates"]
"""


@pytest.mark.parametrize(
    ("judge", "expected"),
    [
        ("large-2026-05", 1),
        ("'large-2026-05, temperature 0'", 1),
        ("other-2026-07", 0),
        ("not-large-2026-05", 0),
    ],
)
def test_a_judge_that_grades_itself(found_by, judge, expected):
    found = found_by("EVAL710", JUDGED % ("groundedness", judge, ""))
    assert expected == len(found)
    assert all("the same model as what it grades" in one.message for one in found)


TASTED = """
lane: llm
nodes:
  writer: {kind: llm}
  samples: {kind: evaluation, metric: %s%s}
edges: ["samples -> writer: evaluates"]
"""


@pytest.mark.parametrize(
    ("metric", "more", "expected"),
    [
        ("acceptable answers", "", 1),
        ("helpfulness", "", 1),
        ("acceptable answers", ", definition: a clerk would send it unchanged", 0),
        ("exact match", "", 0),
        ("recall@5", "", 0),
        ("groundedness", "", 0),
    ],
)
def test_a_metric_of_taste_needs_a_rubric(found_by, metric, more, expected):
    assert expected == len(found_by("FRAME004", TASTED % (metric, more)))


LIST = """
nodes:
  risk: {kind: model, type: gbdt}
  nightly: {kind: endpoint, mode: batch, rows_per_run: 40k}
  test: {kind: evaluation, metric: recall@%s, base_rate: 8%%, quality_target: recall >= %s}
edges: ["nightly -> risk: calls", "test -> risk: evaluates"]
"""


def test_a_short_list_cannot_hold_every_positive(found_by):
    (found,) = found_by("EVAL703", LIST % ("800", "35%"))
    assert (
        "test: a list of 800 out of 40 000 rows with 3 200 positives finds 25 % of them at most; "
        "35 % is stated."
    ) == found.message
    assert "A recall at 800 of 25 % at most, or 1 120 places on the list." == found.remedy


def test_a_list_that_is_long_enough_is_silent(found_by):
    assert [] == found_by("EVAL703", LIST % ("3000", "35%"))


PODS = """
nodes:
  api: {kind: endpoint, mode: online, peak_qps: 1500/s, replicas: 10,
        throughput_per_replica: 165 rps%s}
"""


def test_two_findings_at_one_place_ask_for_the_same_servers(found_by):
    (needs,) = found_by("CAP301", PODS % "")
    (waits,) = found_by("CAP303", PODS % "")
    assert needs.remedy.startswith("12 replicas")
    assert waits.remedy.startswith("12 servers")


def test_a_headroom_that_is_stated_is_the_one_that_counts(found_by):
    (waits,) = found_by("CAP303", PODS % ", headroom: 1.0x")
    assert waits.remedy.startswith("11 servers")


TRIAL = """
nodes:
  api: {kind: endpoint, mode: online}
  ab: {kind: experiment, metric: conversion, share: 50%%, duration: 14 d, entrants_per_day: %s,
       base_rate: 5%%, mde: 1%% relative}
edges: ["ab -> api: evaluates"]
"""


def test_nobody_waits_years_for_a_test(found_by):
    (found,) = found_by("EVAL707", TRIAL % "2k/day")
    assert "An effect of 0.73 pp, or 428 100 a day" in found.remedy
    assert () == found.fix


def test_a_test_of_some_weeks_may_be_longer(found_by):
    (found,) = found_by("EVAL707", TRIAL % "100k/day")
    assert "63 d, or an effect of" in found.remedy
    assert 1 == len(found.fix)


def test_large_numbers_are_written_out(found_by):
    (few,) = found_by("MON607", paging("1.99%"))
    assert "10 min at 5 787/s is 3 472 200 events: 69 445 bad events trip the alert" in few.message
    (down,) = found_by(
        "REL901",
        """
        nodes:
          api: {kind: endpoint, mode: online, availability_slo: 99.9%}
          model: {kind: model, type: gbdt, availability: 97%}
        edges: ["api -> model: calls"]
        """,
    )
    assert "1 296 min down in 30 d" in down.message


def test_a_month_has_its_usual_length():
    assert "30.4 d" == duration_text(730 * 3600)
    assert "30 d" == duration_text(30 * 86400)


@pytest.mark.parametrize(
    ("title", "verb"),
    [
        ("Patients", "take"),
        ("Limit engine", "takes"),
        ("Team of nurses", "takes"),
        ("Questions from patients", "take"),
        ("Default within 90 days", "takes"),
        ("Latency and errors", "take"),
        ("Analysis", "takes"),
        ("Loss", "takes"),
        ("Status", "takes"),
        ("gas", "takes"),
    ],
)
def test_the_verb_agrees_with_the_title(title, verb):
    assert verb == agree(title, "takes", "take")


def test_patients_take_a_decision(found_by):
    text = """
    nodes:
      people: {kind: consumer, name: Patients, action: get a new appointment, impact: consequential}
      api: {kind: endpoint, mode: online}
      model: {kind: model, type: gbdt}
    edges: ["people -> api: consumes", "api -> model: calls"]
    """
    (found,) = found_by("RAI931", text)
    assert found.message.startswith("Patients take a consequential decision automatically")


DECISION = """
nodes:
  %s: {kind: decision, status: chosen, choice: boosting%s}
  model: {kind: model, type: gbdt}
edges: ["%s -> model: supports"]
"""


def test_a_decision_that_is_called_why_is_told_by_its_choice(found_by):
    (lacks,) = found_by("DEC052", DECISION % ("why", "", "why"))
    assert "boosting is chosen without an alternative or a reason." == lacks.message
    (fixed,) = found_by("DEC054", DECISION % ("why_model", ", reversible: no", "why_model"))
    assert fixed.message.startswith("boosting is hard to reverse")


def test_a_decision_with_a_name_keeps_it(found_by):
    (lacks,) = found_by("DEC052", DECISION % ("method", "", "method"))
    assert "method picks boosting without an alternative or a reason." == lacks.message


def test_a_dataset_is_not_fitted_before_itself(found_by):
    text = """
    nodes:
      rows: {kind: dataset, split: time, fit_scope: all}
      model: {kind: model, type: gbdt}
    edges: ["rows -> model: trains"]
    """
    (found,) = found_by("LEAK407", text)
    assert found.message.startswith("A step inside rows is fitted on all data before its split.")


def test_what_one_call_lacks_is_listed_once(found_by):
    text = """
    lane: llm
    nodes:
      ask: {kind: endpoint, mode: online}
      agent: {kind: llm}
      book: {kind: tool}
    edges: ["ask -> agent: calls", "agent -> book: calls"]
    """
    (found,) = found_by("LLM806", text)
    assert 1 == found.message.count("agent has")


def test_the_rows_of_a_dataset_are_its_own(found_by):
    text = """
    nodes:
      %s: {kind: dataset, split: random, time_dependent: yes}
      model: {kind: model, type: gbdt}
    edges: ["%s -> model: trains"]
    """
    (many,) = found_by("LEAK405", text % ("bookings", "bookings"))
    assert many.message.startswith("bookings are split at random although their rows depend")
    (one,) = found_by("LEAK405", text % ("table", "table"))
    assert one.message.startswith("table is split at random although its rows depend")
