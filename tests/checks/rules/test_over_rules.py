"""When something simpler would do, and when a need keeps it. Over 400 lines: four rules."""

from __future__ import annotations

import pytest

from checks.engine import evaluate
from checks.finding import Certainty
from checks.severity import Severity
from design.brief import Level
from design.changes import apply
from tests.checks.weighing import weights

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
LEVELS = list(Level)


# OVER951


def served(period=", period: weekly", mode="scheduled", api="mode: online", more="", edges=""):
    how = f", mode: {mode}" if mode else ""
    return f"""
nodes:
  campaign: {{kind: consumer, name: Campaign, action: mails the riskiest{period}}}
  api: {{kind: endpoint, name: API, {api}}}
  m: {{kind: model, type: gbdt}}
{more}
edges: [{{edge: "campaign -> api: consumes"{how}}}, "api -> m: uses"{edges}]
"""


def test_the_worked_example_of_a_weekly_campaign(found_by):
    (found,) = found_by("OVER951", served())

    assert "API serves online, and Campaign comes every 7 d: a batch would do." == found.message
    assert ("every consumer comes by the clock, 7 d apart or more",) == found.working
    assert "Score in batches before Campaign, or say what needs an answer at once." == found.remedy
    assert ("online", ("api", "campaign"), ("mode",)) == (
        found.variant,
        found.at.nodes,
        found.at.fields,
    )


@pytest.mark.parametrize(
    ("period", "count"),
    [
        ("", 0),  # nobody says how often: no guess
        (", period: every 59 min", 0),
        (", period: hourly", 1),
        (", period: daily", 1),
        (", period: on demand", 0),
    ],
)
def test_an_hour_apart_is_slow_enough(found_by, period, count):
    assert count == len(found_by("OVER951", served(period)))


@pytest.mark.parametrize(("mode", "count"), [("", 1), ("scheduled", 1), ("async", 1), ("sync", 0)])
def test_who_waits_is_served_online(found_by, mode, count):
    assert count == len(found_by("OVER951", served(mode=mode)))


@pytest.mark.parametrize("api", ["mode: batch", "mode: device", "mode: async"])
def test_only_what_answers_at_once_is_too_fast(found_by, api):
    assert [] == found_by("OVER951", served(api=api))


def test_one_who_waits_is_enough(found_by):
    shop = "  shop: {kind: consumer, action: shows it}"

    assert [] == found_by("OVER951", served(more=shop, edges=', "shop -> api: consumes"'))


def test_the_most_frequent_of_several_is_named(found_by):
    desk = "  desk: {kind: consumer, name: Desk, action: calls, period: daily}"
    (found,) = found_by("OVER951", served(more=desk, edges=', "desk -> api: consumes"'))

    assert "API serves online, and Campaign and Desk come every 24 h: a batch would do." == (
        found.message
    )
    assert ("api", "campaign", "desk") == found.at.nodes


def test_without_a_consumer_nothing_is_known(found_by):
    text = served().replace('{edge: "campaign -> api: consumes", mode: scheduled}, ', "")

    assert [] == found_by("OVER951", text)


@pytest.mark.parametrize(
    ("api", "count"),
    [
        ("", 1),
        (", rows_per_run: 5k rows", 1),
        (", rows_per_run: 99M rows", 1),
        (", rows_per_run: 100M rows", 0),
        (", requests_per_day: 99M/day", 1),
        (", requests_per_day: 100M/day", 0),
        (", rows_per_run: 5k rows, requests_per_day: 200M/day", 1),
    ],
)
def test_what_fits_no_table_is_served_online(found_by, api, count):
    assert count == len(found_by("OVER951", served(api=f"mode: online{api}")))


@pytest.mark.parametrize(("computed", "count"), [("request", 0), ("batch", 1)])
def test_what_is_known_on_the_request_only_is_served_online(found_by, computed, count):
    feature = f"  basket: {{kind: feature, computed: {computed}}}"
    text = served(more=feature, edges=', "basket -> m: trains", "api -> basket: reads"')

    assert count == len([one for one in found_by("OVER951", text) if one.at.nodes[0] == "api"])


@pytest.mark.parametrize(
    ("fresh", "mode", "count"),
    [
        ("24 h", "async", 1),
        ("24 h", "scheduled", 1),
        ("23 h", "async", 0),
        ("24 h", "sync", 0),
        ("24 h", "", 0),
    ],
)
def test_answers_a_day_old_nobody_waits_for_need_no_service(found_by, fresh, mode, count):
    text = served("", mode, f"mode: online, freshness_req: {fresh}")

    assert count == len(found_by("OVER951", text))


def test_the_age_that_is_allowed_is_named(found_by):
    (found,) = found_by("OVER951", served("", "async", "mode: online, freshness_req: 3 d"))

    assert (
        "API serves online, Campaign does not wait and answers may be 3 d old: a batch would do."
    ) == found.message


def test_several_who_do_not_wait_are_named_together(found_by):
    desk = "  desk: {kind: consumer, name: Desk, action: calls}"
    text = served(
        "",
        "async",
        "mode: online, freshness_req: 24 h",
        desk,
        ', {edge: "desk -> api: consumes", mode: async}',
    )
    (found,) = found_by("OVER951", text)

    assert "Campaign and Desk do not wait and answers may be 24 h old" in found.message


@pytest.mark.parametrize("kind", ["decision", "assumption"])
@pytest.mark.parametrize(("because", "count"), [(", because: one platform", 0), ("", 1)])
def test_a_reason_keeps_it(found_by, kind, because, count):
    why = f"  why: {{kind: {kind}{because}}}"

    assert count == len(found_by("OVER951", served(more=why, edges=', "why -> api: supports"')))


def test_a_reason_for_something_else_does_not(found_by):
    why = "  why: {kind: decision, because: one platform}"

    assert 1 == len(found_by("OVER951", served(more=why, edges=', "why -> m: supports"')))


def stream(fields=", freshness_req: 24 h", more="", edges=""):
    return f"""
nodes:
  clicks: {{kind: source}}
  ctr: {{kind: feature, name: CTR, computed: stream{fields}}}
  m: {{kind: model, type: gbdt}}
{more}
edges: ["clicks -> ctr: feeds", "ctr -> m: trains"{edges}]
"""


def test_the_worked_example_of_a_day_against_72_minutes(found_by):
    (found,) = found_by("OVER951", stream())

    assert (
        "CTR is computed as a stream and may be 24 h old: an hourly job, 72 min old at worst, "
        "meets that 20 times over."
    ) == found.message
    assert "24 h / 72 min = 20" == found.working[0]
    assert ("stream", ("ctr",), ("computed",)) == (
        found.variant,
        found.at.nodes,
        found.at.fields,
    )


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ("", 0),
        (", freshness_req: 12 h", 1),  # 10 x 72 min
        (", freshness_req: 11.8 h", 1),  # within two percent of it
        (", freshness_req: 11.7 h", 0),
        (", freshness_req: 10 min", 0),
        (", freshness_req: 10-24 h", 0),  # may be needed sooner
    ],
)
def test_ten_times_the_hourly_job_is_slow_enough(found_by, fields, count):
    assert count == len(found_by("OVER951", stream(fields)))


def test_what_it_feeds_may_need_it_sooner(found_by):
    store = "  store: {kind: feature_store, freshness_req: 5 min}"

    assert [] == found_by("OVER951", stream(more=store, edges=', "ctr -> store: feeds"'))
    (found,) = found_by(
        "OVER951",
        stream(
            "", "  store: {kind: feature_store, freshness_req: 24 h}", ', "ctr -> store: feeds"'
        ),
    )
    assert "stream" == found.variant


def test_a_feature_by_the_hour_is_no_stream(found_by):
    assert [] == found_by("OVER951", stream().replace("stream", "batch"))


def test_a_transform_may_be_a_stream_too(found_by):
    store = "  store: {kind: feature_store, freshness_req: 24 h}"
    text = stream("", store, ', "ctr -> store: feeds"').replace(
        "kind: feature, name", "kind: transform, name"
    )

    assert ["stream"] == [one.variant for one in found_by("OVER951", text)]


def test_speed_weighs_the_same_at_every_level(found_by):
    assert [W, W, W, W] == weights(found_by, "OVER951", served())
    assert [W, W, W, W] == weights(found_by, "OVER951", stream())


# OVER952


def kept(store=", n_features: 6", api="mode: batch", more="", edges="", join=""):
    return f"""
nodes:
  store: {{kind: feature_store, name: Store{store}}}
  rows: {{kind: dataset}}
  m: {{kind: model, type: gbdt}}
  api: {{kind: endpoint, {api}}}
{more}
edges: [{{edge: "store -> rows: feeds"{join}}}, "rows -> m: trains", "api -> store: reads",
        "api -> m: uses"{edges}]
"""


def test_a_store_for_one_model_is_counted(found_by):
    (found,) = found_by("OVER952", kept())

    assert (
        "Store serves 1 model and 6 features with no online read and no point-in-time join."
    ) == found.message
    assert ("no_need", ("store",)) == (found.variant, found.at.nodes)


def test_a_store_for_nobody_is_counted_too(found_by):
    (found,) = found_by("OVER952", "nodes: {store: {kind: feature_store, n_features: 6}}")

    assert found.message.startswith("store serves 0 models and 6 features")


@pytest.mark.parametrize(
    ("store", "count"),
    [
        ("", 0),  # nobody says how many: no guess
        (", n_features: 9", 1),
        (", n_features: 10", 0),
        (", n_features: 5-12", 0),
    ],
)
def test_fewer_than_ten_features_are_few(found_by, store, count):
    assert count == len(found_by("OVER952", kept(store)))


@pytest.mark.parametrize(("api", "count"), [("mode: batch", 1), ("mode: online", 0)])
def test_an_online_read_needs_it(found_by, api, count):
    assert count == len(found_by("OVER952", kept(api=api)))


@pytest.mark.parametrize(("join", "count"), [("point_in_time", 0), ("latest", 1)])
def test_a_point_in_time_join_needs_it(found_by, join, count):
    assert count == len(found_by("OVER952", kept(join=f", join: {join}")))


def test_a_join_straight_into_the_model_counts(found_by):
    text = kept(join=", join: latest").replace(
        '{edge: "store -> rows: feeds", join: latest}',
        '{edge: "store -> m: trains", join: point_in_time}',
    )

    assert [] == found_by("OVER952", text)


def test_a_second_model_that_is_used_beside_it_counts_too(found_by):
    other = "  n: {kind: model, type: nn}"

    assert [] == found_by("OVER952", kept(more=other, edges=', "api -> n: uses"'))


def test_a_second_part_that_is_no_model_does_not(found_by):
    other = "  rank: {kind: retriever}"

    assert 1 == len(found_by("OVER952", kept(more=other, edges=', "api -> rank: calls"')))


def test_a_second_model_needs_it(found_by):
    second = kept(more="  n: {kind: model, type: nn}", edges=', "rows -> n: trains"')

    assert [] == found_by("OVER952", second)


@pytest.mark.parametrize(("groups", "count"), [((4, 5), 1), ((5, 5), 0), ((4, None), 0)])
def test_features_that_are_drawn_are_counted(found_by, groups, count):
    more = "\n".join(
        f"  f{i}: {{kind: feature{'' if n is None else f', n_features: {n}'}}}"
        for i, n in enumerate(groups)
    )
    edges = ', "f0 -> store: feeds", "store -> f1: feeds"'
    found = found_by("OVER952", kept("", more=more, edges=edges))

    assert count == len(found)
    assert all("9 features" in one.message for one in found)


@pytest.mark.parametrize(("because", "count"), [(", because: it runs already", 0), ("", 1)])
def test_a_store_that_runs_already_is_kept(found_by, because, count):
    why = f"  why: {{kind: assumption{because}}}"

    assert count == len(found_by("OVER952", kept(more=why, edges=', "why -> store: supports"')))


def test_a_store_is_not_asked_about_in_the_llm_lane(found_by):
    assert [] == found_by("OVER952", "lane: llm\n" + kept())


def remade(names, models="abc", store=""):
    nodes = "\n".join(f"  f{i}: {{kind: feature, name: {name}}}" for i, name in enumerate(names))
    more = "\n".join(f"  {one}: {{kind: model, type: gbdt}}" for one in sorted(set(models)))
    edges = ", ".join(f'"f{i} -> {one}: trains"' for i, one in enumerate(models))
    return f"nodes:\n{nodes}\n{more}\n{store}\nedges: [{edges}]"


SPENDS = ("30 day spend", "30-day spend", "spend 30 day")


def test_three_models_that_make_the_same_feature_are_mentioned(found_by):
    (found,) = found_by("OVER952", remade(SPENDS))

    assert (
        "3 models make the same feature on their own: 30 day spend, 30-day spend and spend 30 day."
    ) == found.message
    assert ("missing_reuse", ("f0", "f1", "f2")) == (found.variant, found.at.nodes)
    assert "which one is right?" in found.question


@pytest.mark.parametrize(
    "text",
    [
        remade(SPENDS[:2], "ab"),
        remade(SPENDS, "aab"),
        remade(("30 day spend", "visits", "spend 30 day"), "abc"),
        remade(SPENDS, "abc", "  store: {kind: feature_store}"),
    ],
)
def test_less_than_that_is_no_reuse(found_by, text):
    assert [] == found_by("OVER952", text)


def test_stores_weigh_the_same_at_every_level(found_by):
    assert [W, W, W, W] == weights(found_by, "OVER952", kept())
    assert [INFO, INFO, INFO, INFO] == weights(found_by, "OVER952", remade(SPENDS))


# OVER953


def searched(index="n_vectors: 50k vectors, dim: 768-d", peak="peak_qps: 20/s", more="", edges=""):
    return f"""
lane: llm
nodes:
  api: {{kind: endpoint, mode: online, {peak}}}
  search: {{kind: retriever}}
  passages: {{kind: index, name: Passages, {index}}}
{more}
edges: ["api -> search: calls", "search -> passages: reads"{edges}]
"""


def test_the_worked_example_of_fifty_thousand_vectors(found_by):
    (found,) = found_by("OVER953", searched())

    assert "Passages: 50 000 vectors x 768 = 153.6 MB; exact search does the job." == found.message
    assert (
        "50 000 x 768 x 4 B = 153.6 MB",
        "20/s x 50 000 x 768 x 2 = 1.54 GFLOP/s",
    ) == found.working[:2]
    assert (("passages",), ("index_type",)) == (found.at.nodes, found.at.fields)
    assert Certainty.CERTAIN is found.certainty


@pytest.mark.parametrize(
    ("index", "count"),
    [
        ("n_vectors: 50k vectors, dim: 1024-d", 1),  # 205 MB, but only 50 000
        ("n_vectors: 51k vectors, dim: 1024-d", 0),
        ("n_vectors: 1M vectors, dim: 50-d", 1),  # 200 MB
        ("n_vectors: 1M vectors, dim: 51-d", 0),
        ("n_vectors: 40-60k vectors, dim: 1024-d", 0),
        ("n_vectors: 40-60k vectors, dim: 768-d", 1),  # 184 MB at most
        ("n_vectors: 50k vectors", 0),
        ("dim: 768-d", 0),
    ],
)
def test_fifty_thousand_vectors_or_200_megabytes_are_few(found_by, index, count):
    assert count == len(found_by("OVER953", searched(index)))


@pytest.mark.parametrize(
    ("peak", "count"),
    [("peak_qps: 100/s", 1), ("peak_qps: 101/s", 0), ("peak_qps: 90-101/s", 0), ("owner: us", 0)],
)
def test_ten_billion_operations_a_second_are_few(found_by, peak, count):
    # 50 000 x 1000 x 2 = 100 MFLOP a search
    assert count == len(found_by("OVER953", searched("n_vectors: 50k vectors, dim: 1000-d", peak)))


@pytest.mark.parametrize(
    ("kind", "count"),
    [("hnsw", 1), ("ivf", 1), ("pq", 1), ("disk", 1), ("flat", 0), ("serverless", 0),
     ("inverted", 0)],
)  # fmt: skip
def test_only_approximate_indexes_are_too_much(found_by, kind, count):
    index = f"n_vectors: 50k vectors, dim: 768-d, index_type: {kind}"

    assert count == len(found_by("OVER953", searched(index)))


def test_sizes_are_shown_with_four_digits(found_by):
    (found,) = found_by("OVER953", searched("n_vectors: 41234 vectors, dim: 768-d"))

    assert "Passages: 41 234 vectors x 768 = 126.7 MB; exact search does the job." == found.message


@pytest.mark.parametrize(("growth", "count"), [("21%", 1), ("22%", 0)])
def test_what_grows_tenfold_in_a_year_is_not_small_for_long(found_by, growth, count):
    # 1.21^12 = 9.8 and 1.22^12 = 10.9
    index = f"n_vectors: 50k vectors, dim: 768-d, growth: {growth}"

    assert count == len(found_by("OVER953", searched(index)))


@pytest.mark.parametrize(("because", "count"), [(", because: tenants filter it", 0), ("", 1)])
def test_filters_and_tenants_are_a_reason(found_by, because, count):
    why = f"  why: {{kind: decision{because}}}"

    assert count == len(
        found_by("OVER953", searched(more=why, edges=', "why -> passages: supports"'))
    )


def test_a_peak_worked_out_from_the_day_still_counts(found_by):
    (found,) = found_by("OVER953", searched(peak="requests_per_day: 500k/day, peak_factor: 3x"))

    assert found.working[1].startswith("17.36/s x 50 000")  # 500 000 x 3 / 86 400


def test_only_the_llm_lane_searches(found_by):
    assert [] == found_by("OVER953", searched().replace("lane: llm", "lane: tabular"))


def test_indexes_weigh_as_the_level_says(found_by):
    assert [INFO, W, W, W] == weights(found_by, "OVER953", searched())


def test_a_flat_index_clears_it_and_breaks_nothing(design_from, found_by):
    text = searched()
    design = design_from(text)
    (found,) = found_by("OVER953", text)
    after = apply(design, found.fix).design
    errors = [
        {one.fingerprint for one in evaluate(each, level=Level.STAFF, strict=True).findings
         if one.severity is E}
        for each in (design, after)
    ]  # fmt: skip

    assert "OVER953" not in {one.code for one in evaluate(after, strict=True).findings}
    assert errors[1] <= errors[0]


# OVER954


def measured(test="quality_target: recall >= 0.85, baseline: recall 0.87", model="type: nn",
             more="", edges=""):  # fmt: skip
    return f"""
nodes:
  m: {{kind: model, name: Net, {model}}}
  offline: {{kind: evaluation, name: Offline, metric: recall, {test}}}
{more}
edges: ["offline -> m: evaluates"{edges}]
"""


def test_the_worked_example_of_a_baseline_above_the_target(found_by):
    (found,) = found_by("OVER954", measured())

    assert (
        "The baseline already scores recall 0.87 against a target of 0.85; Net adds complexity for "
        "what lies above."
    ) == found.message
    assert "0.87 against 0.85" == found.working[0]
    assert "The baseline, or a decision on what more than 0.85 is worth." == found.remedy
    assert ("baseline_meets_target", ("m", "offline")) == (found.variant, found.at.nodes)


@pytest.mark.parametrize(
    ("test", "count"),
    [
        ("quality_target: recall >= 0.85, baseline: recall 0.85", 1),
        ("quality_target: recall >= 0.85, baseline: recall 0.84", 0),
        ("quality_target: recall >= 0.85, baseline: recall 0.60", 0),
        ("quality_target: recall >= 0.85, baseline: recall 0.83-0.87", 0),
        ("quality_target: recall >= 0.85", 0),
        ("baseline: recall 0.87", 0),
        ("quality_target: MAPE <= 0.12, baseline: MAPE 0.12", 1),
        ("quality_target: MAPE <= 0.12, baseline: MAPE 0.13", 0),
        ("quality_target: MAPE < 0.12, baseline: MAPE 0.11", 1),
        ("quality_target: MAPE < 0.12, baseline: MAPE 0.13", 0),
    ],
)
def test_the_baseline_meets_the_target_whichever_way_is_better(found_by, test, count):
    assert count == len(found_by("OVER954", measured(test)))


def test_scores_are_shown_with_three_digits(found_by):
    (found,) = found_by(
        "OVER954", measured("quality_target: recall >= 0.8521, baseline: recall 0.8714")
    )

    assert "0.871 against 0.852" == found.working[0]


@pytest.mark.parametrize(
    ("baseline", "count"), [("recall 0.87", 1), ("0.87", 1), ("accuracy 0.87", 0)]
)
def test_another_metric_says_nothing_of_the_target(found_by, baseline, count):
    test = f"quality_target: recall >= 0.85, baseline: {baseline}"

    assert count == len(found_by("OVER954", measured(test)))


@pytest.mark.parametrize(
    ("model", "count"),
    [
        ("type: nn", 1),
        ("type: llm", 1),
        ("type: gbdt", 0),
        ("type: heuristic", 0),
        ("owner: us", 0),
    ],
)
def test_only_networks_and_language_models_are_complex(found_by, model, count):
    assert count == len(found_by("OVER954", measured(model=model)))


def test_a_call_site_is_complex(found_by):
    text = "lane: llm\n" + measured().replace("kind: model, name: Net, type: nn", "kind: llm")

    assert ["baseline_meets_target"] == [one.variant for one in found_by("OVER954", text)]


@pytest.mark.parametrize(("because", "count"), [(", because: 2 points are $40k", 0), ("", 1)])
def test_what_the_gain_is_worth_is_a_reason(found_by, because, count):
    why = f"  why: {{kind: decision{because}}}"

    assert count == len(found_by("OVER954", measured(more=why, edges=', "why -> m: supports"')))


def row(length, more="", edges="", how=""):
    nodes = "\n".join(f"  l{i}: {{kind: llm}}" for i in range(1, length + 1))
    calls = "".join(f', {{edge: "l{i} -> l{i + 1}: calls"{how}}}' for i in range(1, length))
    return f"""
lane: llm
nodes:
  api: {{kind: endpoint, name: API, mode: online}}
{nodes}
{more}
edges: ["api -> l1: calls"{calls}{edges}]
"""


def test_three_calls_in_a_row_are_many(found_by):
    assert [] == found_by("OVER954", row(2))
    (found,) = found_by("OVER954", row(3))
    assert (
        "One request to API asks 3 models (l1, l2 and l3), and no evaluation shows what each gains."
    ) == found.message
    assert ("many_calls", ("api", "l1", "l2", "l3")) == (found.variant, found.at.nodes)
    assert "Which of the calls could you take out, and what would fall?" == found.question


def test_calls_nobody_waits_for_are_not_in_the_row(found_by):
    assert [] == found_by("OVER954", row(3, how=", mode: async"))


def test_calls_side_by_side_are_no_row(found_by):
    text = row(1, "  l2: {kind: llm}\n  l3: {kind: llm}",
               ', "api -> l2: calls", "api -> l3: calls"')  # fmt: skip

    assert [] == found_by("OVER954", text)


@pytest.mark.parametrize("kind", ["retriever", "tool", "guardrail"])
def test_the_row_goes_through_what_waits(found_by, kind):
    more = f"  between: {{kind: {kind}}}\n  l2: {{kind: llm}}\n  l3: {{kind: llm}}"
    edges = ', "l1 -> between: calls", "between -> l2: calls", "l2 -> l3: calls"'
    (found,) = found_by("OVER954", row(1, more, edges))

    assert ("api", "l1", "l2", "l3") == found.at.nodes


@pytest.mark.parametrize(
    ("gains", "count"),
    [
        (("baseline: recall 0.7", "claimed_gain: +2 pp", "baseline: recall 0.7"), 0),
        (("baseline: recall 0.7", "claimed_gain: +2 pp"), 1),
        (("baseline: recall 0.7", "n: 200", "baseline: recall 0.7"), 1),
    ],
)
def test_each_call_has_to_show_its_gain(found_by, gains, count):
    more = "\n".join(f"  e{i}: {{kind: evaluation, {one}}}" for i, one in enumerate(gains, 1))
    edges = "".join(f', "e{i} -> l{i}: evaluates"' for i in range(1, len(gains) + 1))

    assert count == len(found_by("OVER954", row(3, more, edges)))


@pytest.mark.parametrize(
    ("about", "count"), [(("api",), 0), (("l1", "l2", "l3"), 0), (("l1", "l2"), 1)]
)
def test_a_reason_for_the_whole_or_for_each_keeps_them(found_by, about, count):
    edges = "".join(f', "why -> {one}: supports"' for one in about)
    why = "  why: {kind: decision, because: drafts alone lose 8 pp}"

    assert count == len(found_by("OVER954", row(3, why, edges)))


def test_calls_that_go_round_are_counted_once(found_by):
    (found,) = found_by("OVER954", row(3, edges=', "l3 -> l1: calls"'))

    assert ("api", "l1", "l2", "l3") == found.at.nodes


def test_many_ways_through_take_no_longer_than_few(found_by):
    layers = 30
    nodes = "\n".join(f"  a{i}: {{kind: llm}}\n  b{i}: {{kind: llm}}" for i in range(layers))
    calls = ", ".join(
        f'"{x}{i} -> {y}{i + 1}: calls"' for i in range(layers - 1) for x in "ab" for y in "ab"
    )
    text = f"""
lane: llm
nodes:
  api: {{kind: endpoint, mode: online}}
{nodes}
edges: ["api -> a0: calls", {calls}]
"""
    (found,) = found_by("OVER954", text)  # 2^30 ways

    assert 1 + layers == len(found.at.nodes)


def voting(count=3, kind="gbdt", group="vote", more="", edges=""):
    nodes = "\n".join(f"  m{i}: {{kind: model, type: {kind}}}" for i in range(1, count + 1))
    side = f", parallel_group: {group}" if group else ""
    calls = ", ".join(f'{{edge: "api -> m{i}: calls"{side}}}' for i in range(1, count + 1))
    return f"""
nodes:
  api: {{kind: endpoint, name: API, mode: online}}
{nodes}
{more}
edges: [{calls}{edges}]
"""


def test_three_models_side_by_side_are_an_ensemble(found_by):
    (found,) = found_by("OVER954", voting())

    assert (
        "API asks 3 models side by side (m1, m2 and m3), and no evaluation shows what each gains."
    ) == found.message
    assert ("ensemble", ("api", "m1", "m2", "m3")) == (found.variant, found.at.nodes)
    assert "Which of the models could you take out, and what would fall?" == found.question


@pytest.mark.parametrize(
    "text",
    [
        voting(2),
        voting(group=""),
        voting(kind="embedder"),
        voting(kind="heuristic"),
        voting(more="  why: {kind: decision, because: +3 pp}", edges=', "why -> api: supports"'),
    ],
)
def test_what_is_no_ensemble_or_has_a_reason_is_left_alone(found_by, text):
    assert [] == found_by("OVER954", text)


def test_complexity_weighs_the_same_at_every_level(found_by):
    assert [W, W, W, W] == weights(found_by, "OVER954", measured())
    assert [INFO, INFO, INFO, INFO] == weights(found_by, "OVER954", row(3))
    assert [INFO, INFO, INFO, INFO] == weights(found_by, "OVER954", voting())


@pytest.mark.parametrize("code", ["OVER951", "OVER952", "OVER953", "OVER954"])
def test_an_empty_board_is_not_too_much(found_by, code):
    assert [] == found_by(code, "nodes: {}")
