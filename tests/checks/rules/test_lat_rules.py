"""Generated text: when its first token and its last are there. Over 400 lines: one long sum."""

from __future__ import annotations

import pytest

from checks.board import Board
from checks.finding import Certainty, Demand
from checks.registry import all_rules
from checks.severity import Severity
from design.brief import Lane, Level
from design.vocabulary import attributes as a

RAG = """
lane: llm
nodes:
  api: {kind: endpoint, mode: online, latency_budget: p95 %s%s}
  embedder: {kind: model, type: embedder, latency_p95: 15 ms}
  retriever: {kind: retriever, latency_p95: 30 ms}
  reranker: {kind: model, type: reranker, latency_p95: 60 ms}
  writer: {kind: llm, ttft: 350 ms, tpot: 20 ms/token, tokens_out: %s}
edges:
  - "api -> embedder: calls"
  - "api -> retriever: calls"
  - "api -> reranker: calls"
  - "api -> writer: calls"
"""


def test_rag_under_200_ms_says_both_readings(found_by):
    (found,) = found_by("LAT209", RAG % ("200 ms", "", "300"))
    assert Certainty.CERTAIN is found.certainty
    assert found.message.startswith(
        "writer: first token at 455 ms, full answer at 6.435 s (before 105 ms + TTFT 350 ms + "
        "299 x 20 ms)"
    )
    assert "only what comes before the model (105 ms) would be in time" in found.working


def test_two_seconds_for_the_full_answer_leave_78_tokens(found_by):
    (found,) = found_by("LAT209", RAG % ("2 s", "", "300"))
    assert "at most 78 output tokens" in found.remedy
    assert [] == found_by("LAT209", RAG % ("2 s", "", "78"))


def test_a_streaming_endpoint_is_held_to_the_first_token(found_by):
    assert [] == found_by("LAT209", RAG % ("500 ms", ", streaming: true", "300"))
    (late,) = found_by("LAT209", RAG % ("400 ms", ", streaming: true", "300"))
    assert "to the first token" in late.message


def test_stages_side_by_side_before_the_model_count_once(found_by):
    text = RAG % ("200 ms", "", "300")
    for stage in ("embedder", "retriever"):
        text = text.replace(
            f'"api -> {stage}: calls"', f'{{edge: "api -> {stage}: calls", parallel_group: look}}'
        )
    (found,) = found_by("LAT209", text)
    assert "first token at 440 ms" in found.message


def test_generation_time_speaks_for_stage_and_path(judged):
    evaluation = judged(RAG % ("200 ms", "", "300"))
    codes = {one.code for one in evaluation.findings if one.family == "LAT"}
    assert {"LAT209"} == codes
    assert {"LAT201", "LAT202"} <= {one.finding.code for one in evaluation.suppressed}


def test_missing_tokens_are_asked_at_the_call_site(judged):
    evaluation = judged(RAG.replace(", tokens_out: %s", "") % ("2 s", ""))
    (asked,) = [one for one in evaluation.findings if one.code == "NUM109"]
    assert "writer" == asked.at.nodes[0]
    assert "output tokens" in asked.message
    assert "generation time" in asked.message


def test_an_agent_with_a_step_limit_is_possible_only(found_by):
    (found,) = found_by(
        "LAT209",
        """
        lane: llm
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 5 s}
          agent: {kind: llm, ttft: 300 ms, tpot: 20 ms/token, tokens_out: 100, max_steps: 4}
          browser: {kind: tool, latency_p95: 1 s}
        edges: ["api -> agent: calls", "agent -> browser: calls"]
        """,
    )
    assert Certainty.POSSIBLE is found.certainty
    assert "up to 4 steps are in the time before" in found.working


def test_each_step_of_an_agent_waits_for_one_tool_and_all_behind_it(found_by):
    (found,) = found_by(
        "LAT209",
        """
        lane: llm
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 5 s}
          agent: {kind: llm, ttft: 300 ms, tpot: 20 ms/token, tokens_out: 101, max_steps: 4}
          browser: {kind: tool, latency_p95: 1 s}
          proxy: {kind: tool, latency_p95: 200 ms}
          sums: {kind: tool, latency_p95: 700 ms}
        edges: ["api -> agent: calls", "agent -> browser: calls", "browser -> proxy: calls",
                "agent -> sums: calls"]
        """,
    )
    # Three rounds of 2.3 s of text and 1.2 s of browser before the last; the sums are quicker.
    assert "before 10.5 s" in found.message


def test_the_same_generation_is_judged_as_a_stage_in_other_lanes(found_by):
    text = RAG.replace("lane: llm", "lane: tabular") % ("200 ms", "", "300")
    assert ["writer"] == [one.at.nodes[0] for one in found_by("LAT201", text)]
    assert [] == found_by("LAT209", text, lane=Lane.TABULAR)


def test_a_sum_above_and_a_quad_below_is_a_warning_with_its_reason(found_by):
    (found,) = found_by(
        "LAT202",
        """
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
          a: {kind: model, type: nn, latency_p50: 20 ms, latency_p95: 60 ms}
          b: {kind: model, type: nn, latency_p50: 30 ms, latency_p95: 90 ms}
          c: {kind: model, type: nn, latency_p50: 40 ms, latency_p95: 120 ms}
        edges: ["api -> a: calls", "api -> b: calls", "api -> c: calls"]
        """,
    )
    assert Certainty.POSSIBLE is found.certainty
    assert "api needs 197.7 ms to 270 ms at p95" in found.message
    assert "It holds only while slow moments do not meet." in found.message
    assert "c in 50 ms instead of 120 ms, or a budget of 270 ms." == found.remedy


def test_a_bimodal_stage_is_noted(found_by):
    (found,) = found_by(
        "LAT202",
        """
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 100 ms}
          a: {kind: model, type: nn, latency_p50: 5 ms, latency_p95: 90 ms, latency_p99: 900 ms}
          b: {kind: model, type: nn, latency_p50: 10 ms, latency_p95: 90 ms}
        edges: ["api -> a: calls", "api -> b: calls"]
        """,
    )
    assert any(step.startswith("a: slow now and then") for step in found.working)


def test_known_stages_over_the_budget_do_not_wait_for_the_unknown_one(judged):
    evaluation = judged(
        """
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 100 ms}
          a: {kind: model, type: nn, latency_p95: 90 ms}
          b: {kind: model, type: nn, latency_p95: 90 ms}
          c: {kind: model, type: nn}
        edges: ["api -> a: calls", "api -> b: calls", "api -> c: calls"]
        """
    )
    codes = {one.code for one in evaluation.findings}
    assert "LAT202" in codes
    assert "NUM104" not in codes


def test_a_mean_against_a_percentile_is_possible_only(found_by):
    (found,) = found_by(
        "LAT201",
        """
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 100 ms}
          a: {kind: model, type: nn, latency_mean: 150 ms}
        edges: ["api -> a: calls"]
        """,
    )
    assert Certainty.POSSIBLE is found.certainty


def test_a_median_over_the_budget_is_certain_at_p95(found_by):
    (found,) = found_by(
        "LAT201",
        """
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 100 ms}
          a: {kind: model, type: nn, latency_p50: 150 ms}
        edges: ["api -> a: calls"]
        """,
    )
    assert Certainty.CERTAIN is found.certainty


def test_behind_a_cache_nothing_is_certain(found_by):
    (found,) = found_by(
        "LAT201",
        """
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 300 ms}
          cache: {kind: cache, cache_hit: 60%, latency_p95: 5 ms}
          a: {kind: model, type: nn, latency_p50: 150 ms, latency_p95: 400 ms}
        edges: ["api -> cache: reads", "cache -> a: calls"]
        """,
    )
    assert Certainty.POSSIBLE is found.certainty


def test_a_cache_that_hits_96_in_a_hundred_takes_the_model_off_the_p95(found_by):
    assert [] == found_by(
        "LAT201",
        """
        nodes:
          api: {kind: endpoint, mode: online, latency_budget: p95 300 ms}
          cache: {kind: cache, cache_hit: 96%, latency_p95: 5 ms}
          a: {kind: model, type: nn, latency_p50: 150 ms, latency_p95: 400 ms}
        edges: ["api -> cache: reads", "cache -> a: calls"]
        """,
    )


# What is said of generated text, number by number.


@pytest.fixture
def asked(design_from):
    """What a rule asks for, as (node, attribute)."""

    def look(code, text):
        board, rule = Board(design_from(text)), all_rules()[code]
        every = [one for subject in rule.subjects(board) for one in rule.judge(board, subject)]
        return [(one.owner, *one.missing) for one in every if isinstance(one, Demand)]

    return look


def writer(  # noqa: PLR0917 - one board, many numbers
    budget="p95 1 s",
    llm="ttft: 350 ms, tpot: 20 ms/token, tokens_out: 101",
    api="",
    more="",
    edges="",
    call="",
):
    limit = f", latency_budget: {budget}" if budget else ""
    return f"""
lane: llm
nodes:
  api: {{kind: endpoint, mode: online{limit}{api}}}
  writer: {{kind: llm, {llm}}}
  {more}
edges:
  - {{edge: "api -> writer: calls"{call}}}
  {edges}
"""


def test_the_whole_sum_is_shown(found_by):
    (found,) = found_by("LAT209", writer())

    assert (
        "writer: first token at 350 ms, full answer at 2.35 s (before 0 s + TTFT 350 ms + 100 x "
        "20 ms); the budget of api is 1 s, for which of the two is not said."
    ) == found.message
    assert (
        "first token = 0 s + 350 ms = 350 ms",
        "full answer = 350 ms + (101 - 1) x 20 ms = 2.35 s",
        "budget p95 1 s",
        "the first token alone would be in time",
    ) == found.working
    assert "Stream with the budget on the first token, or at most 33 output tokens." == found.remedy
    assert ("writer", "api") == found.at.nodes


@pytest.mark.parametrize(
    ("budget", "known"),
    [
        ("p95 2.35 s", []),
        ("p95 2.31 s", []),
        ("p95 2.3 s", [Certainty.CERTAIN]),
        ("2 s", [Certainty.POSSIBLE]),
    ],
)
def test_two_percent_over_the_budget_are_rounding(found_by, budget, known):
    assert known == [one.certainty for one in found_by("LAT209", writer(budget))]


@pytest.mark.parametrize(("tokens", "count"), [("10", 0), ("11", 1), ("5-10", 0), ("5-15", 1)])
def test_an_answer_of_ten_tokens_is_a_class(found_by, tokens, count):
    llm = f"ttft: 350 ms, tpot: 200 ms/token, tokens_out: {tokens}"

    assert count == len(found_by("LAT209", writer(llm=llm)))


@pytest.mark.parametrize(
    "measured",
    ["latency_p50", "latency_p95", "latency_p99", "latency", "latency_mean"],
)
def test_a_measured_total_is_taken_as_it_is(found_by, measured):
    llm = f"ttft: 350 ms, tpot: 20 ms/token, tokens_out: 300, {measured}: 900 ms"

    assert [] == found_by("LAT209", writer(llm=llm))


def test_what_is_missing_is_asked_for_at_the_call_site(asked):
    assert [("api", a.LATENCY_BUDGET)] == asked("LAT209", writer(budget=""))
    assert [("writer", a.TTFT), ("writer", a.TPOT), ("writer", a.TOKENS_OUT)] == asked(
        "LAT209", writer(llm="window: 1 d").replace("window: 1 d", "zones: 1")
    )
    assert [] == asked("LAT209", writer())


@pytest.mark.parametrize(
    ("api", "said"),
    [
        ("", ", for which of the two is not said."),
        (", streaming: no", " for the full answer."),
    ],
)
def test_which_reading_the_budget_has_is_said(found_by, api, said):
    (found,) = found_by("LAT209", writer(api=api))

    assert found.message.endswith(f"the budget of api is 1 s{said}")
    assert "an output guardrail waits for the whole answer" not in found.working


def test_a_late_first_token_of_a_stream_is_told_by_how_much(found_by):
    (found,) = found_by("LAT209", writer("p95 300 ms", api=", streaming: yes"))

    assert found.message.endswith("the budget of api is 300 ms to the first token.")
    assert "A first token 50 ms earlier, or a budget of 350 ms to the first token." == found.remedy


def test_a_budget_below_the_first_token_names_both_readings(found_by):
    (found,) = found_by("LAT209", writer("p95 300 ms"))

    assert "only what comes before the model (0 s) would be in time" in found.working
    assert (
        "A budget of 350 ms to the first token with streaming, or 2.35 s for the full answer."
        == found.remedy
    )


GUARD = "safety: {kind: guardrail, latency_p95: 100 ms%s}"


def test_a_guardrail_that_reads_the_whole_answer_comes_after_it(found_by):
    text = writer(
        api=", streaming: yes",
        more=GUARD % "",
        edges='- {edge: "safety -> writer: guards", stage: output}',
    )
    (found,) = found_by("LAT209", text)

    assert "full answer at 2.45 s (before 0 s + TTFT 350 ms + 100 x 20 ms + 100 ms after)" in (
        found.message
    )
    assert "full answer = 350 ms + (101 - 1) x 20 ms + 100 ms after = 2.45 s" in found.working
    assert "an output guardrail waits for the whole answer" in found.working
    assert "at most 28 output tokens" in found.remedy


def test_a_guardrail_on_the_input_comes_before_it(found_by):
    text = writer(more=GUARD % "", edges='- {edge: "safety -> writer: guards", stage: input}')
    (found,) = found_by("LAT209", text)

    assert "(before 100 ms + TTFT 350 ms + 100 x 20 ms)" in found.message


def test_what_comes_before_may_be_all_of_the_budget(found_by):
    look = "look: {kind: retriever, latency_p95: %s}"
    (over,) = found_by("LAT209", writer(more=look % "1.1 s", edges='- "api -> look: calls"'))
    (just,) = found_by("LAT209", writer(more=look % "1 s", edges='- "api -> look: calls"'))

    assert "no reading of the budget is in time" in over.working
    assert "only what comes before the model (1 s) would be in time" in just.working


LEGS = """
lane: llm
nodes:
  api: {kind: endpoint, mode: online, latency_budget: p95 1 s}
  writer: {kind: llm, ttft: 350 ms, tpot: 20 ms/token, tokens_out: 101}
  a: {kind: retriever, latency_p95: 50 ms}
  b: {kind: retriever, latency_p95: 80 ms}
  c: {kind: model, type: embedder, latency_p95: 40 ms}
  d: {kind: model, type: nn, latency_p95: 7 ms}
edges:
  - "api -> writer: calls"
  - {edge: "api -> a: calls", parallel_group: look}
  - {edge: "api -> b: calls", parallel_group: look%s}
  - "a -> c: calls"
  - {edge: "api -> d: calls"%s}
"""


@pytest.mark.parametrize(
    ("second", "last", "before"),
    [
        ("", "", "97 ms"),
        ("2", "", "177 ms"),
        ("", ", fraction: 50%", "90 ms"),
        ("", ", parallel_group: other", "97 ms"),
    ],
)
def test_of_legs_side_by_side_the_slowest_counts_and_a_branch_not_at_all(
    found_by, second, last, before
):
    (found,) = found_by("LAT209", LEGS % (second, last))

    assert f"(before {before} + TTFT" in found.message


def test_calls_one_after_the_other_generate_one_after_the_other(found_by):
    text = writer(
        "p95 3 s",
        more="planner: {kind: llm, ttft: 100 ms, tpot: 10 ms/token, tokens_out: 51}",
        edges='- "api -> planner: calls"',
    )
    (found,) = found_by("LAT209", text.replace("p95 3 s", "p95 2.8 s"))

    assert "first token at 950 ms, full answer at 2.95 s (before 600 ms + TTFT" in found.message
    assert [] == found_by("LAT209", text)


def test_a_planner_of_no_tokens_takes_its_first_token_only(found_by):
    text = writer(
        more="planner: {kind: llm, ttft: 100 ms, tpot: 10 ms/token, tokens_out: 0}",
        edges='- "api -> planner: calls"',
    )
    (found,) = found_by("LAT209", text)

    assert "(before 100 ms + TTFT 350 ms" in found.message


@pytest.mark.parametrize(
    ("steps", "first"),
    [("4", "10.35 s"), ("2", "3.683 s"), ("1", "350 ms")],
)
def test_every_step_of_an_agent_before_its_last_writes_and_waits_for_its_tools(
    found_by, steps, first
):
    llm = f"ttft: 350 ms, tpot: 20 ms/token, tokens_out: 101, max_steps: {steps}"
    text = writer(
        llm=llm,
        more="browser: {kind: tool, latency_p95: 983.3333 ms}",
        edges='- "writer -> browser: calls"',
    )
    (found,) = found_by("LAT209", text)

    assert f"first token at {first}" in found.message
    assert (steps != "1") == (f"up to {steps} steps are in the time before" in found.working)
    assert Certainty.POSSIBLE is found.certainty


def test_two_steps_that_fit_are_two(found_by):
    llm = "ttft: 350 ms, tpot: 20 ms/token, tokens_out: 101, max_steps: 2"

    assert [] == found_by("LAT209", writer("p95 4.8 s", llm))
    assert 1 == len(found_by("LAT209", writer("p95 4.5 s", llm)))


def test_a_tool_without_a_step_limit_is_used_in_the_one_round(found_by):
    text = writer(more="browser: {kind: tool, latency_p95: 1 s}",
                  edges='- "writer -> browser: calls"')  # fmt: skip
    (found,) = found_by("LAT209", text)

    assert "(before 0 s + TTFT 350 ms" in found.message
    assert Certainty.CERTAIN is found.certainty


def test_generation_weighs_as_the_level_says_where_language_models_are(found_by):
    found = [found_by("LAT209", writer(), level=level)[0].severity for level in Level]

    assert [Severity.WARNING, Severity.ERROR, Severity.ERROR, Severity.ERROR] == found
    assert [] == found_by("LAT209", writer(), lane=Lane.TABULAR)


@pytest.mark.parametrize("code", [code for code in all_rules() if code.startswith("LAT")])
def test_arithmetic_cannot_be_waived(code):
    reported = {"LAT208", "LAT211"}

    assert (code in reported) is all_rules()[code].waivable


ON_A_PHONE = """
nodes:
  phone: {{kind: endpoint, mode: {mode}{budget}}}
  filter: {{kind: model, type: nn, latency_p95: 120 ms}}
  blur: {{kind: model, type: nn, latency_p95: 70 ms}}
edges: [phone -> filter, phone -> blur]
"""


@pytest.mark.parametrize(
    ("code", "mode", "budget", "count"),
    [
        ("LAT201", "device", ", latency_budget: p95 100 ms", 1),
        ("LAT202", "device", ", latency_budget: p95 130 ms", 1),
        ("LAT201", "device", "", 0),
        ("LAT202", "device", ", latency_budget: p95 200 ms", 0),
        ("LAT201", "async", ", latency_budget: p95 100 ms", 0),
        ("LAT201", "batch", ", latency_budget: p95 100 ms", 0),
    ],
)
def test_a_device_with_a_budget_has_somebody_who_waits(found_by, code, mode, budget, count):
    assert count == len(found_by(code, ON_A_PHONE.format(mode=mode, budget=budget)))


def test_a_device_without_a_budget_is_asked_for_none(judged):
    evaluation = judged(ON_A_PHONE.format(mode="device", budget=""))

    assert not {"NUM103", "NUM104"} & {one.code for one in evaluation.findings}
