"""Work against time and people, and a provider's quota. Over 400 lines: three rules."""

from __future__ import annotations

import pytest

from checks.finding import Certainty
from checks.severity import Severity
from design.brief import Level
from tests.checks.judging import is_cleared, needs
from tests.checks.weighing import weights

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
CERTAIN, POSSIBLE = Certainty.CERTAIN, Certainty.POSSIBLE
STAFF = Level.STAFF


def certainties(found):
    return [one.certainty for one in found]


# CAP307


def job(rows="40M rows", workers="replicas: 8", more=", batch_window: 2 h", each="450/s"):
    return f"""
    nodes:
      job: {{kind: endpoint, mode: batch, rows_per_run: {rows}, {workers},
            throughput_per_replica: {each}{more}}}
    """


@pytest.mark.parametrize(
    ("drawn", "certainty"),
    [
        ({}, CERTAIN),
        ({"rows": "26.43M rows"}, None),  # 2 h 2.4 min are two percent
        ({"rows": "26.45M rows"}, CERTAIN),
        ({"rows": "~26M rows"}, POSSIBLE),
        ({"workers": "replicas: 13"}, None),
        ({"workers": "replicas: 8, max_replicas: 13"}, None),
        ({"workers": "replicas: 8, max_replicas: 10"}, CERTAIN),
        ({"workers": "max_replicas: 8"}, CERTAIN),
        ({"workers": "replicas: 0"}, None),
        ({"workers": "replicas: 0.5"}, CERTAIN),
        ({"each": "0/s"}, None),
        ({"each": "0.5/s"}, CERTAIN),
        ({"more": ", batch_window: 0 h"}, None),
        ({"more": ", batch_window: 0.5 s"}, CERTAIN),
        ({"more": ", batch_window: 2 h, incremental: yes"}, None),
        ({"more": ", batch_window: 2 h, incremental: no"}, CERTAIN),
        ({"more": ", batch_window: 4 h, period: hourly"}, None),
        ({"more": ', starts_at: "23:00", finish_by: "01:00"'}, CERTAIN),
        ({"more": ', starts_at: "23:00", finish_by: "02:06"'}, None),
        ({"more": ', starts_at: "01:00", finish_by: "04:06"'}, None),
        ({"more": ', starts_at: "01:00", finish_by: "04:00"'}, CERTAIN),
        ({"more": ', starts_at: "01:00", finish_by: "01:00"'}, None),  # a day later
        ({"more": ', finish_by: "01:00"'}, None),
        ({"more": ', starts_at: "01:00"'}, None),
        ({"more": ", period: hourly"}, CERTAIN),
        ({"more": ', starts_at: "01:00", finish_by: "05:00", period: hourly'}, None),
        ({"more": ""}, None),
    ],
)
def test_a_run_is_done_in_its_window_or_before_the_next(found_by, drawn, certainty):
    found = found_by("CAP307", job(**drawn))

    assert ([certainty] if certainty else []) == certainties(found)


def test_a_run_is_worked_out(found_by):
    (found,) = found_by("CAP307", job())

    assert "job: 40 000 000 rows at 3 600 rows/s take 3.086 h, and there are 2 h." == (
        found.message
    )
    assert ("40 000 000 / (8 x 450) = 3.086 h > 2 h",) == found.working
    assert "13 workers, or 3.086 h of time." == found.remedy
    assert ("batch", ("job",), ("replicas",)) == (
        found.variant,
        found.at.nodes,
        found.at.fields,
    )


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ("batch_window: 2 h", "needs Replicas of job"),
        ("replicas: 8", "needs Batch window of job"),
        ('replicas: 8, starts_at: "01:00", finish_by: "05:00"', ""),
        ("replicas: 8, period: daily", "needs Batch window of job"),
    ],
)
def test_what_a_run_lacks_is_asked_for(design_from, fields, reason):
    text = f"""
    nodes: {{job: {{kind: endpoint, mode: batch, rows_per_run: 9, throughput_per_replica: 9/s,
                 {fields}}}}}
    """

    assert reason == needs(design_from(text), "CAP307")


def test_a_job_has_until_it_runs_again_and_is_asked_for_no_window(found_by, design_from):
    text = """
    nodes:
      sums: {kind: transform, rows_per_run: 40M, replicas: 8, throughput_per_replica: 450/s%s}
    """

    assert [CERTAIN] == certainties(found_by("CAP307", text % ", period: hourly"))
    assert "" == needs(design_from(text % ""), "CAP307")
    assert [] == found_by("CAP307", text.replace("rows_per_run: 40M, ", "") % ", period: hourly")


def queue(fields="avg_qps: 130/s", mode="async", replicas="replicas: 2", each="50/s"):
    return f"""
    nodes:
      queue: {{kind: endpoint, mode: {mode}, {replicas}, throughput_per_replica: {each}, {fields}}}
    """


@pytest.mark.parametrize(
    ("drawn", "certainty"),
    [
        ({}, CERTAIN),
        ({"mode": "stream"}, CERTAIN),
        ({"mode": "online"}, None),
        ({"mode": "batch"}, None),
        ({"fields": "avg_qps: 102/s"}, None),  # two percent
        ({"fields": "avg_qps: 102.1/s"}, CERTAIN),
        ({"fields": "avg_qps: ~90/s"}, POSSIBLE),
        ({"fields": "requests_per_day: 10M/day"}, CERTAIN),
        ({"fields": "lag: 1 s"}, None),
        ({"replicas": "replicas: 3"}, None),
        ({"replicas": "replicas: 2, max_replicas: 3"}, None),
        ({"replicas": "replicas: 0"}, CERTAIN),
        ({"replicas": "zones: 2"}, None),
        ({"each": "0/s"}, None),
        ({"each": "0.5/s"}, CERTAIN),
    ],
)
def test_a_queue_empties_on_average_or_never(found_by, drawn, certainty):
    found = found_by("CAP307", queue(**drawn))

    assert ([certainty] if certainty else []) == certainties(found)


def test_a_queue_that_never_drains_says_how_fast_it_grows(found_by):
    (found,) = found_by("CAP307", queue())

    assert (
        "queue: arrivals of 130/s exceed 100/s, so the backlog grows by 30/s and never drains."
    ) == found.message
    assert ("2 x 50/s = 100/s < 130/s",) == found.working
    assert "4 workers, or fewer requests." == found.remedy
    assert ("backlog", ("replicas",)) == (found.variant, found.at.fields)


PEAK = "avg_qps: 60/s, peak_qps: 120/s, peak_duration: 2 h"  # the last one waits 24 minutes


@pytest.mark.parametrize(
    ("fields", "certainty"),
    [
        (f"{PEAK}, freshness_req: 23 min", CERTAIN),
        (f"{PEAK}, freshness_req: 24 min", None),
        (f"{PEAK}, freshness_req: 23.55 min", None),  # two percent
        (f"{PEAK}, lag: 23 min", CERTAIN),
        (f"{PEAK}, freshness_req: 30 min, lag: 1 min", None),
        (PEAK, None),
        (f"{PEAK.replace(', peak_duration: 2 h', '')}, lag: 1 s", None),
        (f"{PEAK.replace('120', '100')}, lag: 1 s", None),
        (f"{PEAK.replace('120', '~100')}, lag: 10 min", POSSIBLE),
        (f"{PEAK.replace('120', '~100')}, lag: 30 min", None),
    ],
)
def test_the_last_of_a_peak_waits_no_longer_than_is_allowed(found_by, fields, certainty):
    found = found_by("CAP307", queue(fields))

    assert ([certainty] if certainty else []) == certainties(found)


def test_no_replicas_and_nothing_on_average_have_no_backlog(found_by):
    fields = "avg_qps: 0/s, peak_qps: 10/s, peak_duration: 2 h, lag: 1 s"

    assert [] == found_by("CAP307", queue(fields, replicas="replicas: 0"))


def test_the_backlog_of_a_peak_is_worked_out(found_by):
    (found,) = found_by("CAP307", queue(f"{PEAK}, lag: 10 min"))

    assert (
        "queue: a peak of 120/s on 100/s leaves a backlog of 24 min; 10 min is allowed."
    ) == found.message
    assert ("120/s - 100/s pile up and take 24 min",) == found.working
    assert "3 workers, or 24 min of lag allowed." == found.remedy
    assert ("peak_backlog", ("replicas",)) == (found.variant, found.at.fields)


def rebuild(index="duration: 12 h", embedder="quota_tpm: 1M TPM", edge="side: doc"):
    return f"""
    lane: llm
    nodes:
      index: {{kind: index, n_vectors: 20M, chunk_tokens: "300", {index}}}
      embedder: {{kind: model, type: embedder, {embedder}}}
    edges: [{{edge: "embedder -> index: embeds", {edge}}}]
    """


OWN = "replicas: 4, throughput_per_replica: 100/s"  # 13.9 h


@pytest.mark.parametrize(
    ("drawn", "certainty"),
    [
        ({}, CERTAIN),
        ({"index": "duration: 100 h"}, None),
        ({"index": "duration: 98.1 h"}, None),
        ({"index": "duration: 98 h"}, CERTAIN),
        ({"index": "duration: 90-110 h"}, POSSIBLE),
        ({"index": "duration: 0 h"}, None),
        ({"index": "duration: 0.5 s"}, CERTAIN),
        ({"index": "period: daily"}, None),
        ({"index": "duration: 12 h, trigger: schedule"}, CERTAIN),
        ({"index": "duration: 12 h, trigger: on_change"}, None),
        ({"index": "duration: 12 h, trigger: continuous"}, None),
        ({"edge": "side: query"}, None),
        ({"embedder": OWN}, CERTAIN),
        ({"embedder": OWN, "index": "duration: 14 h"}, None),
        ({"embedder": f"{OWN}, max_replicas: 5"}, None),
        ({"embedder": "throughput_per_replica: 100/s"}, None),
        ({"embedder": "replicas: 4"}, None),
        ({"embedder": "replicas: 4, throughput_per_replica: 0/s"}, None),
        ({"embedder": "replicas: 1, throughput_per_replica: 0.5/s"}, CERTAIN),
        ({"embedder": f"{OWN}, quota_tpm: 1000M TPM"}, None),
    ],
)
def test_a_rebuild_is_done_in_the_time_it_is_given(found_by, drawn, certainty):
    found = found_by("CAP307", rebuild(**drawn))

    assert ([certainty] if certainty else []) == certainties(found)


def test_a_rebuild_by_quota_is_worked_out_in_tokens_and_by_machines_in_vectors(found_by):
    (quota,) = found_by("CAP307", rebuild())
    (own,) = found_by("CAP307", rebuild(embedder=OWN))

    assert "6 000 000 000 tokens at 16 667 tokens/s take 4.167 d, and there are 12 h." in (
        quota.message
    )
    assert "138 889 tokens/s, or 4.167 d of time." == quota.remedy
    assert ("20 000 000 / (1 x 400) = 13.89 h > 12 h",) == own.working
    assert ("reembedding", ("index", "embedder"), ("duration",)) == (
        own.variant,
        own.at.nodes,
        own.at.fields,
    )
    assert ["embedder -> index: embeds"] == [str(edge) for edge in own.at.edges]


def test_a_quota_without_the_size_of_a_chunk_leaves_the_machines(found_by):
    text = rebuild(embedder=f"{OWN}, quota_tpm: 1000M TPM").replace('chunk_tokens: "300", ', "")

    assert [CERTAIN] == certainties(found_by("CAP307", text))


def test_an_index_without_vectors_has_no_rebuild_and_one_of_two_embedders_is_enough(found_by):
    text = rebuild(embedder=OWN)
    assert [] == found_by("CAP307", text.replace("n_vectors: 20M, ", ""))

    other = text.replace("edges: [", 'edges: ["slow -> index: embeds", ').replace(
        "nodes:", f"nodes:\n      slow: {{kind: model, type: embedder, {OWN}}}"
    )
    assert 1 == len(found_by("CAP307", other))


@pytest.mark.parametrize("text", [job(), queue(), queue(f"{PEAK}, lag: 10 min"), rebuild()])
def test_work_that_is_late_weighs_as_the_level_says(found_by, text):
    assert [W, E, E, E] == weights(found_by, "CAP307", text)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        (job(), "replicas", "13"),
        (job("~40M rows"), "replicas", "15"),
        (job(more=", batch_window: 2-3 h"), "replicas", "13"),
        (job(workers="replicas: 8, max_replicas: 9"), "max_replicas", "13"),
        (queue(), "replicas", "4"),
        (queue("avg_qps: ~90/s"), "replicas", "4"),
        (queue(replicas="replicas: 1, max_replicas: 2"), "max_replicas", "4"),
        (queue(f"{PEAK}, lag: 10 min"), "replicas", "3"),
        (queue(f"{PEAK.replace('120', '~300')}, lag: 10 min"), "replicas", "7"),
    ],
)
def test_the_quick_fix_of_late_work_adds_workers(found_by, design_from, text, field, value):
    (found,) = found_by("CAP307", text)

    assert (field, value) == (found.fix[0].field, found.fix[0].value)
    assert is_cleared(design_from(text), "CAP307")


# CAP310


def asked(peak="8/s", writer="tokens_in: 3000 tokens, tokens_out: 400 out, quota_tpm: 1M TPM"):
    return f"""
    lane: llm
    nodes:
      api: {{kind: endpoint, mode: online, peak_qps: {peak}}}
      writer: {{kind: llm, {writer}}}
    edges: ["api -> writer: calls"]
    """


TOKENS = "tokens_in: 3000 tokens, tokens_out: 400 out"


@pytest.mark.parametrize(
    ("drawn", "working"),
    [
        ({}, "8/s x 3 400 tokens x 60 = 1.632M TPM > 1M TPM"),
        ({"peak": "5/s"}, None),  # 1.02 million are two percent
        ({"peak": "5.01/s"}, "5.01/s x 3 400 tokens x 60 = 1.022M TPM > 1M TPM"),
        ({"writer": f"{TOKENS}, quota_tpm: 2M TPM"}, None),
        (
            {"writer": "tokens_in: 3000 tokens, quota_tpm: 1M TPM"},
            "8/s x 3 000 tokens x 60 = 1.44M TPM > 1M TPM",
        ),
        ({"writer": "tokens_out: 4k out, quota_tpm: 1M TPM"}, None),
        ({"writer": f"{TOKENS}, quota_tpm: 1M TPM, provisioned: yes"}, None),
        (
            {"writer": f"{TOKENS}, quota_tpm: 1M TPM, provisioned: no"},
            "8/s x 3 400 tokens x 60 = 1.632M TPM > 1M TPM",
        ),
        ({"writer": f"{TOKENS}, quota_rpm: 480 RPM"}, None),
        ({"writer": f"{TOKENS}, quota_rpm: 471 RPM"}, None),
        ({"writer": f"{TOKENS}, quota_rpm: 470 RPM"}, "8/s x 60 = 480 RPM > 470 RPM"),
        ({"writer": "quota_rpm: 300 RPM"}, "8/s x 60 = 480 RPM > 300 RPM"),
        ({"writer": "quota_tpm: 1M TPM, quota_rpm: 300 RPM"}, "8/s x 60 = 480 RPM > 300 RPM"),
        (
            {"writer": f"{TOKENS}, quota_tpm: 1M TPM, quota_rpm: 300 RPM"},
            "8/s x 3 400 tokens x 60 = 1.632M TPM > 1M TPM",
        ),
        (
            {"writer": f"{TOKENS}, quota_tpm: 100k TPM", "peak": "1/s"},
            "1/s x 3 400 tokens x 60 = 204 000 TPM > 100 000 TPM",
        ),
        ({"writer": TOKENS}, None),
        ({"writer": f"{TOKENS}, quota_tpm: 1M TPM", "peak": "0/s"}, None),
    ],
)
def test_a_minute_of_tokens_then_of_requests_is_held_against_the_quota(found_by, drawn, working):
    found = found_by("CAP310", asked(**drawn))

    assert ([(working,)] if working else []) == [one.working for one in found]


def test_what_fits_a_quota_is_said(found_by):
    (tokens,) = found_by("CAP310", asked())
    (requests,) = found_by("CAP310", asked(writer="quota_rpm: 300 RPM"))

    assert (
        "writer: a peak of 8/s x 3 400 tokens x 60 = 1.632M TPM exceeds the 1M TPM quota."
    ) == tokens.message
    assert "A quota of 1.632M TPM, 2 083 tokens a call, or 4.902/s at most." == tokens.remedy
    assert "A quota of 480 RPM, or 5/s at most." == requests.remedy
    assert [("quota_tpm",), ("quota_rpm",)] == [tokens.at.fields, requests.at.fields]


def test_a_possible_excess_is_possible_and_a_quota_weighs_as_the_level_says(found_by):
    (found,) = found_by("CAP310", asked("4-6/s"))

    assert POSSIBLE is found.certainty
    assert [None, W, E, E] == weights(found_by, "CAP310", asked())


def two(first="provider: Acme", second="provider: acme", quota="1M", peak="3/s"):
    return f"""
    lane: llm
    nodes:
      api: {{kind: endpoint, mode: online, peak_qps: {peak}}}
      chat: {{kind: llm, {TOKENS}, quota_tpm: {quota} TPM, {first}}}
      sum: {{kind: llm, {TOKENS}, quota_tpm: 1M TPM, {second}}}
    edges: ["api -> chat: calls", "api -> sum: calls"]
    """


@pytest.mark.parametrize(
    ("drawn", "nodes"),
    [
        ({}, [("chat", "sum")]),
        ({"second": "provider: other"}, []),
        ({"first": "temperature: 0", "second": "temperature: 0"}, []),  # whose quota is not said
        ({"quota": "2M"}, []),  # a quota of its own
        ({"second": "provider: acme, provisioned: yes"}, []),
        ({"second": "provider: acme, quota_rpm: 9000 RPM"}, []),
        ({"second": "provider: other", "peak": "6/s"}, [("chat",), ("sum",)]),
    ],
)
def test_those_who_share_a_quota_add_up(found_by, drawn, nodes):
    assert nodes == [one.at.nodes for one in found_by("CAP310", two(**drawn))]


def test_the_sum_over_a_shared_quota_is_worked_out(found_by):
    (found,) = found_by("CAP310", two())

    assert found.message.startswith("chat and sum: a peak of 6/s x 3 400 tokens x 60 = 1.224M TPM")


def test_a_quota_asks_for_the_rate_and_for_tokens(design_from):
    no_peak = asked().replace(", peak_qps: 8/s", "")

    assert "needs Peak QPS of api" == needs(design_from(no_peak), "CAP310")
    assert "needs Input tokens of writer" == needs(
        design_from(asked(writer="quota_tpm: 1M TPM")), "CAP310"
    )
    assert "" == needs(design_from(asked(writer="quota_rpm: 999 RPM")), "CAP310")


def test_one_unknown_rate_leaves_a_shared_quota_unjudged(found_by):
    text = two(peak="9/s").replace("nodes:", "nodes:\n      web: {kind: endpoint, mode: online}")

    assert [] == found_by("CAP310", text.replace('"api -> sum: calls"', '"web -> sum: calls"'))


# CAP312


def desk(
    flagged="flag_rate: 0.5%",
    people=", reviewers: 25, minutes_per_case: 4 min, hours_per_day: 6.5 h",
    edge="mode: async",
    more="",
):
    return f"""
    nodes:
      api: {{kind: endpoint, mode: online, requests_per_day: 2M/day, {flagged}}}
      desk: {{kind: human_review{people}{more}}}
    edges: [{{edge: "api -> desk: calls", {edge}}}]
    """


def people(count, minutes="4 min", hours="6.5 h"):
    return f", reviewers: {count}, minutes_per_case: {minutes}, hours_per_day: {hours}"


@pytest.mark.parametrize(
    ("drawn", "certainty"),
    [
        ({}, CERTAIN),
        ({"people": people(103)}, None),
        ({"people": people(101)}, None),  # 1.55 % short
        ({"people": people(100)}, CERTAIN),
        ({"people": people("90-110")}, POSSIBLE),
        ({"people": people(0)}, None),
        ({"people": people(25, "0 min")}, None),
        ({"more": ", ranked_queue: yes"}, None),
        ({"more": ", ranked_queue: no"}, CERTAIN),
        ({"flagged": "flag_rate: 0.1%"}, None),
        ({"flagged": "latency_budget: 1 s"}, None),
        ({"flagged": "latency_budget: 1 s", "edge": "fraction: 0.5%"}, CERTAIN),
        ({"people": people(1, "1 s", "1 h"), "flagged": "flag_rate: 0.5%"}, CERTAIN),
    ],
)
def test_the_cases_of_a_day_fit_the_hours_of_the_desk(found_by, drawn, certainty):
    found = found_by("CAP312", desk(**drawn))

    assert ([certainty] if certainty else []) == certainties(found)


def test_a_desk_over_its_hours_is_worked_out(found_by):
    (found,) = found_by("CAP312", desk())

    assert (
        "10 000 cases a day need 667 h of work; desk has 162.5 h (at most 2 437 cases), 4.1 times "
        "over."
    ) == found.message
    assert (
        "2 000 000 x 0.5 % = 10 000 cases x 4 min = 667 h",
        "162.5 h / 4 min = 2 437 cases",
    ) == found.working
    assert "A share of 0.122 %, or 103 people." == found.remedy
    assert (("desk", "api"), ("reviewers",)) == (found.at.nodes, found.at.fields)


def test_a_desk_of_samples_only_has_no_share_to_lower(found_by):
    text = desk("latency_budget: 1 s", more=", samples_per_day: 10k/day")
    (found,) = found_by("CAP312", text)

    assert "10 000 cases x 4 min = 667 h" == found.working[0]
    assert "103 people." == found.remedy
    assert ("desk",) == found.at.nodes


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ("", "needs Time per case of desk"),
        (", minutes_per_case: 4 min", "needs Reviewers of desk"),
        (", reviewers: 2, minutes_per_case: 4 min", "needs Working time per day of desk"),
        (people(25), ""),
    ],
)
def test_a_desk_is_asked_for_its_people_and_hours(design_from, fields, reason):
    assert reason == needs(design_from(desk(people=fields)), "CAP312")


def test_a_desk_without_cases_is_asked_for_nothing(design_from):
    design = design_from(desk("latency_budget: 1 s", people=""))

    assert "" == needs(design, "CAP312")


def test_a_full_desk_weighs_as_the_level_says(found_by):
    assert [W, E, E, E] == weights(found_by, "CAP312", desk())
