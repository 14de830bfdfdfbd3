"""When people a system decides about are left alone. Over 400 lines: four rules, many words."""

from __future__ import annotations

import textwrap

import pytest

from checks.engine import evaluate
from checks.finding import Certainty
from checks.severity import Severity
from design.brief import Level
from design.changes import apply
from tests.checks.weighing import weights

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
SURE, MAYBE = Certainty.CERTAIN, Certainty.POSSIBLE
LEVELS = list(Level)


@pytest.fixture
def seen(found_by):
    def look(code, text, **asked):
        found = found_by(code, textwrap.dedent(text), **asked)
        return [(one.variant, one.certainty, one.severity) for one in found]

    return look


# RAI931


def decided(who="action: refuses below the cut-off, impact: consequential", more="", edges=""):
    return f"""
nodes:
  bank: {{kind: consumer, name: Bank, {who}}}
  api: {{kind: endpoint, mode: online, name: Risk API}}
  m: {{kind: model, type: gbdt}}
  y: {{kind: label, name: Default}}
{more}
edges: [bank -> api, api -> m, y -> m{edges}]
"""


def reviewed(desk="", edge="fraction: 2%", who=", appeal: by letter", api=""):
    return f"""
nodes:
  bank: {{kind: consumer, name: Bank, action: refuses, impact: consequential{who}}}
  api: {{kind: endpoint, mode: online{api}}}
  desk: {{kind: human_review, name: Desk{desk}}}
edges: [bank -> api, {{edge: api -> desk, {edge}}}]
"""


def test_without_people_and_appeal_the_words_say_both(found_by):
    (found,) = found_by("RAI931", decided())

    assert "no_human" == found.variant
    assert ("bank", "api") == found.at.nodes
    assert (
        "Bank takes a consequential decision automatically: no human can review or override it, or "
        "hear an appeal."
    ) == found.message
    assert "a human review of unsure and contested cases, and a stated way to appeal" == (
        found.remedy
    )


def test_an_appeal_alone_is_no_review(found_by):
    who = "action: refuses, impact: consequential, appeal: by letter"
    (found,) = found_by("RAI931", decided(who))

    assert "no_human" == found.variant
    assert found.message.endswith("no human can review or override it.")
    assert "a human review of unsure and contested cases" == found.remedy


def test_a_review_alone_is_no_appeal(found_by):
    (found,) = found_by("RAI931", reviewed(who=""))

    assert "no_appeal" == found.variant
    assert ("appeal",) == found.at.fields
    assert "a person it is wrong about has no way to appeal" in found.message


def test_safety_is_called_so(found_by):
    (found,) = found_by("RAI931", decided("action: brakes, impact: safety"))

    assert "Bank takes a decision about safety automatically" in found.message


def test_oversight_weighs_as_the_level_says(found_by):
    assert [INFO, W, E, E] == weights(found_by, "RAI931", decided())
    assert [INFO, W, E, E] == weights(found_by, "RAI931", reviewed(who=""))


@pytest.mark.parametrize(
    ("who", "count"),
    [
        ("action: refuses, impact: advisory", 0),
        ("action: refuses, impact: consequential", 1),
        ("action: refuses, impact: safety", 1),
        ("action: refuses", 0),
    ],
)
def test_only_grave_decisions_need_people(found_by, who, count):
    assert count == len(found_by("RAI931", decided(who)))


@pytest.mark.parametrize("owner", ["endpoint", "model"])
def test_the_impact_may_stand_on_what_answers(found_by, owner):
    text = decided("action: refuses").replace(
        f"kind: {owner},", f"kind: {owner}, impact: consequential,"
    )
    (found,) = found_by("RAI931", text)

    assert ("bank", "api") == found.at.nodes


def test_what_the_consumer_says_goes_before_what_the_endpoint_says(found_by):
    text = decided("action: shows, impact: advisory").replace(
        "kind: endpoint,", "kind: endpoint, impact: safety,"
    )

    assert [] == found_by("RAI931", text)


def test_an_endpoint_nobody_is_drawn_to_ask_is_judged_itself(found_by):
    text = "nodes:\n  api: {kind: endpoint, mode: online, impact: consequential}"
    (found,) = found_by("RAI931", text)

    assert ("api",) == found.at.nodes
    assert [] == found_by("RAI931", text.replace("consequential", "advisory"))


def test_a_table_that_is_acted_on_leads_back_to_who_fills_it(found_by):
    text = """
nodes:
  bank: {kind: consumer, action: refuses}
  run: {kind: endpoint, mode: batch, impact: consequential}
  table: {kind: source}
edges: ["run -> table: feeds", "bank -> table: consumes"]
"""
    bank, run = found_by("RAI931", text)

    assert "bank" == bank.at.nodes[0]
    assert "run" == run.at.nodes[0]


@pytest.mark.parametrize(
    ("more", "edges"),
    [
        ("  d: {kind: human_review}", ", {edge: api -> d, mode: async}"),
        ("  d: {kind: human_review}", ", 'api -> d: falls_back_to'"),
        ("  d: {kind: human_review}", ", 'api -> d: feeds'"),
        ("  d: {kind: human_review}", ", bank -> d"),
        ("  d: {kind: human_review}", ", 'd -> api: feeds'"),
        ("  d: {kind: human_review}\n  l: {kind: log}", ", api -> l, l -> d"),
    ],
)
def test_people_count_wherever_they_stand_on_the_way(seen, more, edges):
    assert [("no_appeal", SURE, E)] == seen("RAI931", decided(more=more, edges=edges))


def test_people_who_only_label_do_not_count(seen):
    more = "  d: {kind: human_review}"

    assert [("no_human", SURE, E)] == seen("RAI931", decided(more=more, edges=", d -> y"))


@pytest.mark.parametrize(
    ("who", "count"),
    [
        ("name: Loan officers, action: decide with the score in hand", 0),
        ("name: Radiologists, action: read the picture again", 0),
        ("name: Portal, action: 'shows it to an analyst, who decides'", 0),
        ("name: Portal, action: 'refuses automatically, agents handle complaints'", 1),
        ("name: Refund agent, action: refuses", 1),
    ],
)
def test_a_person_who_decides_is_oversight(found_by, who, count):
    text = decided(f"{who}, impact: consequential").replace("name: Bank, ", "")

    assert count == len(found_by("RAI931", text))


def test_an_action_that_needs_approval_has_a_human_on_it(found_by):
    text = """
lane: llm
nodes:
  user: {kind: consumer, action: gets a refund, impact: consequential}
  api: {kind: endpoint, mode: online}
  w: {kind: llm}
  pay: {kind: tool, side_effect: pay, approval: %s}
edges: [user -> api, api -> w, w -> pay]
"""
    assert [] == found_by("RAI931", text % "true")
    assert 1 == len(found_by("RAI931", text % "false"))


@pytest.mark.parametrize(
    ("because", "count"),
    [
        ("every refusal is reviewed by a person afterwards", 0),
        ("post-hoc review of all refusals", 0),
        ("reviews take too long", 1),
        ("it is cheaper", 1),
    ],
)
def test_a_review_afterwards_may_be_stated(found_by, because, count):
    more = f"  d: {{kind: decision, choice: refuse at once, because: {because}}}"
    found = found_by("RAI931", decided(more=more, edges=", d -> bank"))

    assert count == len(found)


@pytest.mark.parametrize(
    ("desk", "who", "count"),
    [
        (", name: Dispute desk", "", 0),
        (", name: Moderators and appeals", "", 0),
        ("", ", appeal: by letter", 0),
        ("", "", 1),
    ],
)
def test_an_appeal_is_heard_where_somebody_says_so(found_by, desk, who, count):
    text = reviewed(who=who).replace(", name: Desk", desk)

    assert count == len(found_by("RAI931", text))


@pytest.mark.parametrize(
    ("action", "count"),
    [("tells the author why and how to appeal", 0), ("tells the author why", 1)],
)
def test_the_action_may_offer_the_appeal(found_by, action, count):
    text = reviewed(who="").replace("action: refuses", f"action: {action}")

    assert count == len(found_by("RAI931", text))


def test_an_appeal_may_be_seen_in_what_is_logged(found_by):
    text = reviewed(who="").replace("edges: [", "edges: [api -> l, ").replace(
        "nodes:", "nodes:\n  l: {kind: log, content: 'decision, appeal'}"
    )  # fmt: skip

    assert [] == found_by("RAI931", text)


STAFFED = ", reviewers: %s, hours_per_day: 6.5 h, minutes_per_case: 4 min/case"


def test_fifteen_seconds_for_four_minutes_is_nominal(found_by):
    text = reviewed(STAFFED % 5, api=", requests_per_day: 390k/day")
    (found,) = found_by("RAI931", text)

    assert "nominal" == found.variant
    assert ("desk", "bank", "api") == found.at.nodes
    assert (
        "Desk has 15 s for each of 7 800 cases a day of Bank that take 4 min: people sign off what "
        "they cannot look at."
    ) == found.message
    assert ("5 x 6.5 h / 7 800 = 15 s < 50 % of 4 min",) == found.working
    assert "80 reviewers, or at most 487 cases a day" == found.remedy


@pytest.mark.parametrize(
    ("reviewers", "expected"),
    [
        ("39", [("nominal", SURE, E)]),  # 117 s of 120 s
        ("39.5", []),
        ("40", []),  # 120 s: half of four minutes
        ("41", []),
        ("35-45", [("nominal", MAYBE, W)]),
        ("80", []),
    ],
)
def test_half_the_time_a_case_takes_is_the_least(seen, reviewers, expected):
    text = reviewed(STAFFED % reviewers, api=", requests_per_day: 390k/day")

    assert expected == seen("RAI931", text)


def test_the_remedy_clears_the_rubber_stamp(found_by):
    fewer = reviewed(STAFFED % 5, api=", requests_per_day: 24350/day")

    assert [] == found_by("RAI931", reviewed(STAFFED % 80, api=", requests_per_day: 390k/day"))
    assert [] == found_by("RAI931", fewer)


@pytest.mark.parametrize(
    ("desk", "edge", "api", "count"),
    [
        (STAFFED % 5, "fraction: 2%", ", requests_per_day: 390k/day", 1),
        (STAFFED % 5, "mode: async", ", requests_per_day: 390k/day", 0),
        (STAFFED % 5 + ", share: 2%", "mode: async", ", requests_per_day: 390k/day", 1),
        (STAFFED % 5, "mode: async", ", requests_per_day: 390k/day, flag_rate: 2%", 1),
        (STAFFED % 5, "fraction: 2%", "", 0),
        (", reviewers: 5, minutes_per_case: 4 min", "fraction: 2%", ", avg_qps: 5/s", 0),
        (STAFFED % 5 + ", ranked_queue: true", "fraction: 2%", ", avg_qps: 5/s", 0),
        (STAFFED % 5, "fraction: 0%", ", avg_qps: 5/s", 0),
    ],
)
def test_the_time_for_a_case_needs_every_number(found_by, desk, edge, api, count):
    assert count == len(found_by("RAI931", reviewed(desk, edge, api=api)))


def test_a_disputed_load_makes_it_possible_only(judged):
    text = reviewed(STAFFED % 5, api=", peak_qps: 400/s, requests_per_day: 50M/day").replace(
        "nodes:", "nodes:\n  cases: {kind: source}"
    ).replace("edges: [", "edges: ['cases -> api: feeds', ")  # fmt: skip
    (found,) = [one for one in judged(text).findings if one.code == "RAI931"]

    assert ("nominal", MAYBE, W) == (found.variant, found.certainty, found.severity)


def test_a_guess_at_the_load_makes_it_a_warning(seen):
    text = reviewed(STAFFED % 5, api=", peak_qps: 15/s")

    assert [("nominal", SURE, W)] == seen("RAI931", text)


@pytest.mark.parametrize(
    ("who", "word"),
    [
        ("action: refuses the loan", "loan"),
        ("action: ranks job applicants", "job applicants"),
        ("action: sets the credit limit", "credit limit"),
        ("action: prices the insurance", "insurance"),
        ("action: admits to school", "school"),
        ("action: sends the patient home", "patient"),
        ("action: stops unemployment payments", "unemployment"),
        ("action: tells the police", "police"),
        ("action: shows the page", ""),
        ("action: asks for the policy", ""),
        ("action: takes the Visa card", ""),
        ("action: ranks 500 candidates", ""),
        ("action: resumes the film", ""),
        ("action: refuses the loan, impact: advisory", ""),
    ],
)
def test_weighty_words_without_an_impact_are_asked_about(found_by, who, word):
    found = found_by("RAI931", decided(who), level=Level.STAFF)

    assert bool(word) == bool(found)
    assert all("impact_unstated" == one.variant for one in found)
    assert all(INFO is one.severity for one in found)
    assert all(f"Bank speaks of '{word}', and no impact is stated" in one.message for one in found)


def test_the_label_of_the_model_speaks_too(found_by):
    text = decided("action: refuses").replace("name: Default", "name: Loan default")

    assert ["impact_unstated"] == [one.variant for one in found_by("RAI931", text)]


def test_the_definition_of_the_label_speaks_too(found_by):
    text = decided("action: refuses").replace(
        "name: Default", "definition: the mortgage is not paid"
    )

    assert ["impact_unstated"] == [one.variant for one in found_by("RAI931", text)]


def test_the_name_of_the_model_speaks_too(found_by):
    text = decided("action: refuses").replace("type: gbdt", "type: gbdt, name: Loan risk")

    assert ["impact_unstated"] == [one.variant for one in found_by("RAI931", text)]


def test_an_endpoint_that_another_calls_is_judged_with_it(found_by):
    text = """
nodes:
  bank: {kind: consumer, action: refuses}
  api: {kind: endpoint, mode: online}
  scorer: {kind: endpoint, mode: online, impact: consequential}
edges: [bank -> api, "api -> scorer: calls"]
"""
    (found,) = found_by("RAI931", text)

    assert ("bank", "api", "scorer") == found.at.nodes


@pytest.mark.parametrize("zero", ["hours_per_day: 6.5 h", "minutes_per_case: 4 min/case"])
def test_no_time_at_all_is_not_divided_by(found_by, zero):
    staffed = (STAFFED % 5).replace(zero, zero.split(":")[0] + ": 0 min")

    assert [] == found_by("RAI931", reviewed(staffed, api=", requests_per_day: 390k/day"))


@pytest.mark.parametrize("takes", ["1 s/case", "0.5 s/case"])
def test_a_second_for_a_case_is_divided_by(found_by, takes):
    staffed = (STAFFED % 1).replace("4 min/case", takes)

    assert 1 == len(found_by("RAI931", reviewed(staffed, api=", requests_per_day: 390M/day")))


@pytest.mark.parametrize(("hours", "count"), [("1 s", 1), ("0.5 s", 1)])
def test_a_second_a_day_is_time_as_well(found_by, hours, count):
    staffed = (STAFFED % 1).replace("6.5 h", hours)

    assert count == len(found_by("RAI931", reviewed(staffed, api=", requests_per_day: 390k/day")))


def test_each_consumer_is_judged_by_its_own_way(found_by):
    text = """
nodes:
  bank: {kind: consumer, action: refuses, impact: consequential}
  board: {kind: consumer, action: reads the report}
  shop: {kind: consumer, action: orders the page, impact: advisory}
  court: {kind: consumer, action: detains, impact: consequential, appeal: in court}
  a: {kind: endpoint, mode: online}
  b: {kind: endpoint, mode: online}
  desk: {kind: human_review}
edges: [bank -> a, shop -> a, board -> a, court -> b, {edge: b -> desk, mode: async}]
"""
    assert ["bank"] == [one.at.nodes[0] for one in found_by("RAI931", text)]


# RAI932


def traced(log="", edges=", api -> logs", impact=", impact: consequential", api="mode: online"):
    return f"""
nodes:
  bank: {{kind: consumer, action: refuses{impact}}}
  api: {{kind: endpoint, name: Risk API, {api}}}
  m: {{kind: model, type: gbdt}}
  logs: {{kind: log, name: Decisions{log}}}
  asked: {{kind: source}}
edges: [bank -> api, api -> m, 'asked -> api: feeds'{edges}]
"""


WHOLE = ", content: 'features, decision, model version'"


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        ("features, decision, model version", ""),
        ("decision and version", ""),
        ("audio, command and model version", ""),
        ("commands with versions", ""),
        ("decision", "the inputs and the model version"),
        ("features and decision", "the model version"),
        ("features and model version", "the answer"),
        ("retries", "the inputs, the answer and the model version"),
    ],
)
def test_a_record_has_the_answer_and_the_version(found_by, content, missing):
    text = traced(f", content: '{content}', retention: 400 d")
    found = found_by("RAI932", text)

    assert bool(missing) == bool(found)
    for one in found:
        assert "consequential" == one.variant
        assert (
            f"Decisions of Risk API cannot be reconstructed: no log keeps {missing} (not in "
            in (one.message)
        )
        assert ("api", "m") == one.at.nodes


def test_no_log_at_all_lacks_everything(found_by):
    (found,) = found_by("RAI932", traced(edges=""))

    assert found.message.endswith("no log keeps the inputs, the answer and the model version.")
    assert found.remedy.endswith("of each request to Risk API, and keep it for 183 d or more")


def test_a_prompt_is_part_of_the_version(found_by):
    text = """
lane: llm
nodes:
  api: {kind: endpoint, mode: online}
  w: {kind: llm}
edges: [api -> w]
"""
    (found,) = found_by("RAI932", text)

    assert "the inputs, the answer and the versions of model and prompt" in found.message
    assert "plain" == found.variant


def test_two_logs_make_one_record(found_by):
    text = (
        traced(", content: decision, retention: 1 y")
        .replace("edges: [", "edges: [m -> more, ")
        .replace("nodes:", "nodes:\n  more: {kind: log, content: model version, retention: 400 d}")
    )

    assert [] == found_by("RAI932", text)


@pytest.mark.parametrize(
    ("impact", "api", "expected"),
    [
        (", impact: consequential", "mode: online", [INFO, W, E, E]),
        (", impact: safety", "mode: online", [INFO, W, E, E]),
        (", impact: advisory", "mode: online", [INFO, W, W, W]),
        ("", "mode: online", [INFO, W, W, W]),
        ("", "mode: stream", [INFO, W, W, W]),
        ("", "mode: batch", [None, None, None, None]),
        (", impact: consequential", "mode: batch", [INFO, W, E, E]),
        (", impact: advisory", "mode: batch", [None, None, None, None]),
    ],
)
def test_a_missing_record_weighs_by_what_is_at_stake(found_by, impact, api, expected):
    assert expected == weights(found_by, "RAI932", traced(edges="", impact=impact, api=api))


@pytest.mark.parametrize(
    ("retention", "expected"),
    [
        (", retention: 30 d", [("retention", SURE, E)]),
        (", retention: 178 d", [("retention", SURE, E)]),
        (", retention: 179 d", []),  # within 2 % of half a year
        (", retention: 180 d", []),
        (", retention: 6 months", []),
        (", retention: 183 d", []),
        (", retention: 100-300 d", [("retention", MAYBE, W)]),
        ("", [("retention", SURE, W)]),
        (", retention: n/a because the archive keeps it", []),
    ],
)
def test_a_record_lasts_half_a_year(seen, retention, expected):
    assert expected == seen("RAI932", traced(WHOLE + retention))


def test_a_short_retention_is_found_at_the_log(found_by):
    (found,) = found_by("RAI932", traced(WHOLE + ", retention: 30 d"))

    assert ("logs",) == found.at.nodes
    assert (
        "Decisions of Risk API cannot be reconstructed after 30 d: Decisions is gone by then, and "
        "six months is the least."
    ) == found.message
    assert ("30 d < 182.5 d, half a year",) == found.working
    assert "a retention of 183 d or more on Decisions" == found.remedy
    assert ["30 d"] == [one.text for one in found.bindings]


def test_an_unstated_retention_says_so(found_by):
    (found,) = found_by("RAI932", traced(WHOLE))

    assert "keeps the decisions of Risk API for a time nobody states" in found.message
    assert () == found.working


def test_what_reviewers_write_down_counts(found_by):
    text = traced(WHOLE + ", retention: 400 d", ", api -> desk, desk -> logs").replace(
        "nodes:", "nodes:\n  desk: {kind: human_review}"
    )

    assert [] == found_by("RAI932", text)
    assert 1 == len(found_by("RAI932", text.replace(", desk -> logs", "")))


def test_the_longest_of_several_records_counts(found_by):
    text = traced(WHOLE + ", retention: 30 d").replace("edges: [", "edges: [api -> vault, ")
    vault = "nodes:\n  vault: {kind: log, content: 'decision, model version', retention: %s}"

    assert [] == found_by("RAI932", text.replace("nodes:", vault % "400 d"))
    (found,) = found_by("RAI932", text.replace("nodes:", vault % "60 d"))
    assert ("vault",) == found.at.nodes


def test_a_long_log_of_half_a_record_does_not_keep_the_whole(found_by):
    text = traced(WHOLE + ", retention: 30 d").replace("edges: [", "edges: [api -> half, ")
    half = "nodes:\n  half: {kind: log, content: decision, retention: 400 d}"
    (found,) = found_by("RAI932", text.replace("nodes:", half, 1))

    assert ("logs",) == found.at.nodes


def test_a_short_log_of_advice_is_fine(found_by):
    assert [] == found_by("RAI932", traced(WHOLE + ", retention: 7 d", impact=""))


@pytest.mark.parametrize("retention", [", retention: 30 d", ""])
def test_the_quick_fix_keeps_it_long_enough(design_from, retention):
    design = design_from(traced(WHOLE + retention))
    (found,) = [one for one in evaluate(design).findings if one.code == "RAI932"]
    after = evaluate(apply(design, found.fix).design).findings

    assert found.fix
    assert "RAI932" not in {one.code for one in after}


@pytest.mark.parametrize(
    ("because", "count"),
    [("privacy review", 0), ("we keep a hashed record only", 0), ("it is cheap", 1)],
)
def test_a_decision_on_privacy_may_limit_the_record(found_by, because, count):
    text = traced(", content: hashed case, retention: 400 d", ", api -> logs, why -> logs").replace(
        "nodes:", f"nodes:\n  why: {{kind: decision, choice: less, because: {because}}}"
    )

    assert count == len(found_by("RAI932", text))


def test_a_decision_on_privacy_is_no_record(found_by):
    text = traced(edges=", why -> api").replace(
        "nodes:", "nodes:\n  why: {kind: decision, choice: less, because: privacy}"
    )

    assert 1 == len(found_by("RAI932", text))


def by(evaluation):
    return {(one.finding.code, one.finding.variant): one.by for one in evaluation.suppressed}


WATCHED = ", o -> api"
MONITOR = "nodes:\n  o: {kind: monitor, signal: errors, threshold: 1%, window: 1 h}"


def test_one_missing_log_is_raised_by_the_skew_check(judged):
    text = traced(edges=WATCHED, impact="").replace("nodes:", MONITOR)
    evaluation = judged(text)

    assert "SKEW452" == by(evaluation)["RAI932", "plain"]
    assert "SKEW452" in {one.code for one in evaluation.findings}


def test_a_missing_record_of_grave_decisions_is_one_finding_at_every_level(judged):
    text = traced(edges=WATCHED).replace("nodes:", MONITOR)

    for level in (Level.MID, Level.SENIOR, Level.STAFF):
        evaluation = judged(text, level=level)
        shown = [one.code for one in evaluation.findings if one.code in {"RAI932", "SKEW452"}]
        assert ["RAI932"] == shown
        assert ["RAI932"] == [
            one.by for one in evaluation.suppressed if one.finding.code == "SKEW452"
        ]


def test_a_short_retention_is_another_matter_than_a_log_without_features(judged):
    kept = ", content: 'decision, model version', retention: 30 d"
    text = traced(kept, edges=", api -> logs" + WATCHED).replace("nodes:", MONITOR)
    evaluation = judged(text, level=Level.STAFF)

    assert {"SKEW452", "RAI932"} <= {one.code for one in evaluation.findings}


# RAI933


@pytest.mark.parametrize(
    ("node", "lacks"),
    [
        ("kind: log", "no access control on P, no retention on P"),
        ("kind: source", "no access control on P, no retention on P"),
        ("kind: source, store: api", "no access control on P"),
        ("kind: source, store: stream", "no access control on P, no retention on P"),
        ("kind: index", "no access control on P, no deletion path on P"),
        ("kind: prompt", "no access control on P"),
        ("kind: log, acl: none, retention: 9 d", "no access control on P"),
        ("kind: log, acl: enforced", "no retention on P"),
        ("kind: log, acl: required, retention: 9 d", ""),
        ("kind: log, acl: enforced, deletion_sla: 9 d", ""),
        ("kind: log, acl: enforced, retention: n/a because aggregated within the hour", ""),
        ("kind: index, acl: enforced, period: weekly", ""),
        ("kind: index, acl: enforced, trigger: on_change", ""),
        ("kind: index, acl: enforced, trigger: manual", "no deletion path on P"),
        ("kind: index, acl: enforced, deletion_sla: 9 d", ""),
        ("kind: feature", ""),
        ("kind: dataset", ""),
    ],
)
def test_what_keeps_personal_data_is_restricted_and_ends(found_by, node, lacks):
    found = found_by("RAI933", f"nodes:\n  p: {{{node}, name: P, personal_data: true}}")

    assert [f"Personal data in P is not controlled: {lacks}."] * bool(lacks) == [
        one.message for one in found
    ]
    assert all("uncontrolled" == one.variant for one in found)


def test_an_index_that_is_triggered_is_refreshed(found_by):
    text = """
nodes:
  p: {kind: index, personal_data: true, acl: enforced}
  job: {kind: transform}
edges: ["job -> p: triggers"]
"""
    assert [] == found_by("RAI933", text)


def test_every_store_is_listed_once_by_what_it_lacks(found_by):
    text = """
nodes:
  b: {kind: log, personal_data: true, retention: 9 d}
  a: {kind: log, personal_data: true, acl: enforced}
  c: {kind: index, personal_data: true}
  d: {kind: log}
"""
    (found,) = found_by("RAI933", text)

    assert ("a", "b", "c") == found.at.nodes
    assert (
        "Personal data in a, b and c is not controlled: no access control on b and c, no retention "
        "on a, no deletion path on c."
    ) == found.message
    assert found.remedy.startswith("access control on b and c, and a retention on a")


def test_access_is_restricted_by_a_quick_fix_and_retention_is_not(found_by, design_from):
    text = "nodes:\n  p: {kind: log, personal_data: true%s}"
    design = design_from(text % ", retention: 9 d")
    (found,) = [one for one in evaluate(design).findings if one.code == "RAI933"]
    after = evaluate(apply(design, found.fix).design).findings
    (open_end,) = found_by("RAI933", text % "")

    assert "RAI933" not in {one.code for one in after}
    assert () == open_end.fix


def promised(sla="30 d", copies="", edges="", orders=""):
    return f"""
nodes:
  privacy: {{kind: requirement, name: Privacy, about: privacy, deletion_sla: {sla}}}
  orders: {{kind: source, personal_data: true, acl: enforced, retention: 400 d{orders}}}
{copies}
edges: [privacy -> orders{edges}]
"""


STEP = "  t: {kind: transform, op: %s}\n  k: {kind: feature_store, ttl: 90 d}"
LOG = "  logs: {kind: log, name: Logs, personal_data: true, acl: enforced, %s}"


def test_the_slowest_copy_decides_a_deletion(found_by):
    copies = (
        LOG % "retention: 90 d"
        + "\n  search: {kind: index, period: weekly, duration: 6 h}"
        + "\n  rows: {kind: dataset}\n  job: {kind: training_job, period: every 30 days}"
        + "\n  m: {kind: model, type: gbdt}"
    )
    text = promised(
        copies=copies, edges=", orders -> search, orders -> rows, rows -> job, job -> m"
    )
    (found,) = found_by("RAI933", text)

    assert "late_deletion" == found.variant
    assert ("logs", "privacy") == found.at.nodes
    assert "A deletion takes 90 d to reach Logs (kept 90 d), and Privacy promises 30 d." == (
        found.message
    )
    assert ("Logs: 90 d > 30 d",) == found.working
    assert "keep Logs for 30 d at most, or take single records out within 30 d" == found.remedy


@pytest.mark.parametrize(
    ("copy", "edges", "expected"),
    [
        (STEP % "join cards", ", orders -> t, t -> k", [("late_deletion", SURE, E)]),
        (STEP % "anonymise", ", orders -> t, t -> k", []),
        (STEP % "count per shop", ", orders -> t, t -> k", []),
        (LOG % "retention: 31 d", "", [("late_deletion", SURE, E)]),
        (LOG % "retention: 30.4 d", "", []),
        (LOG % "retention: 20-40 d", "", [("late_deletion", MAYBE, W)]),
        (LOG % "retention: 90 d, deletion_sla: 7 d", "", []),
        (LOG % "retention: 9 d, deletion_sla: 60 d", "", [("late_deletion", SURE, E)]),
        ("  i: {kind: index, period: monthly, duration: 1 d}", ", orders -> i",
         [("late_deletion", SURE, E)]),
        ("  i: {kind: index, period: weekly, duration: 6 h}", ", orders -> i", []),
        ("  i: {kind: index, period: every 90 days}", "", []),
        ("  i: {kind: index, period: every 90 days, personal_data: false}", ", orders -> i", []),
        ("  i: {kind: index, period: every 90 days, trigger: on_change}", ", orders -> i", []),
        ("  i: {kind: index, period: every 90 days, deletion_sla: 9 d}", ", orders -> i", []),
        ("  i: {kind: index, trigger: on_change, duration: 40 d}", ", orders -> i",
         [("late_deletion", SURE, E)]),
        ("  k: {kind: feature_store, ttl: 90 d}", ", orders -> k", [("late_deletion", SURE, E)]),
        ("  k: {kind: feature_store, ttl: 9 d, retention: 90 d}", ", orders -> k", []),
        ("  k: {kind: feature_store, retention: 90 d}", ", orders -> k",
         [("late_deletion", SURE, E)]),
        ("  k: {kind: feature_store}", ", orders -> k", []),
        ("  d: {kind: dataset, retention: 90 d}", ", orders -> d", [("late_deletion", SURE, E)]),
    ],
)  # fmt: skip
def test_a_copy_is_late_by_what_keeps_it(seen, copy, edges, expected):
    assert expected == seen("RAI933", promised(copies=copy, edges=edges))


TRAINED = """  rows: {kind: dataset}
  job: {kind: training_job, period: %s, duration: 1 d}
  m: {kind: model, type: gbdt}
  why: {kind: decision, choice: "%s", because: reviewed by counsel}"""
ROWS = ", orders -> rows, rows -> job, job -> m, why -> m"


def test_the_next_training_is_part_of_the_deletion(found_by):
    (found,) = found_by("RAI933", promised(copies=TRAINED % ("every 60 days", "go"), edges=ROWS))

    assert "m" == found.at.nodes[0]
    assert ("m: 60 d + 24 h = 61 d > 30 d",) == found.working
    assert "train m every 29 d, or say that the weights of m are left out, and why" == found.remedy
    assert [] == found_by("RAI933", promised(copies=TRAINED % ("every 29 days", "go"), edges=ROWS))


@pytest.mark.parametrize("node", ["m", "job", "privacy"])
def test_a_stated_policy_leaves_weights_out(found_by, node):
    copies = TRAINED % ("every 60 days", "weights are not part of the promise")
    edges = ROWS.replace("why -> m", f"why -> {node}")

    assert [] == found_by("RAI933", promised(copies=copies, edges=edges))


def test_a_rebuild_longer_than_the_promise_leaves_only_single_records(found_by):
    index = "  i: {kind: index, period: every 40 days, duration: 31 d}"
    (found,) = found_by("RAI933", promised(copies=index, edges=", orders -> i"))

    assert "take single records out of i within 30 d" == found.remedy


@pytest.mark.parametrize(
    ("run", "remedy"),
    [
        ("30 d", "take single records out of i within 30 d"),
        ("2591999 s", "rebuild i every 1 s, or take single records out of i within 30 d"),
    ],
)
def test_a_rebuild_as_long_as_the_promise_leaves_no_time_between(found_by, run, remedy):
    index = f"  i: {{kind: index, period: every 40 days, duration: {run}}}"
    (found,) = found_by("RAI933", promised(copies=index, edges=", orders -> i"))

    assert remedy == found.remedy


def test_an_index_that_states_its_own_deletion_is_not_rebuilt_sooner(found_by):
    index = "  i: {kind: index, deletion_sla: 60 d}"
    (found,) = found_by("RAI933", promised(copies=index, edges=", orders -> i"))

    assert "keep i for 30 d at most, or take single records out within 30 d" == found.remedy


def test_a_late_copy_is_told_once_beside_what_else_there_is(found_by):
    copies = LOG % "retention: 90 d" + "\n  a: {kind: source, name: Emails}"
    found = found_by("RAI933", promised(copies=copies), level=Level.STAFF)

    assert ["late_deletion", "unmarked"] == sorted(one.variant for one in found)


def test_the_rebuild_that_the_remedy_names_is_in_time(found_by):
    index = "  i: {kind: index, period: %s, duration: 6 h}"
    (found,) = found_by("RAI933", promised(copies=index % "every 40 days", edges=", orders -> i"))

    assert "rebuild i every 29.75 d, or take single records out of i within 30 d" == found.remedy
    assert "i: 40 d + 6 h = 40.25 d > 30 d" == found.working[0]
    assert [] == found_by("RAI933", promised(copies=index % "29.75 d", edges=", orders -> i"))


def test_every_late_copy_is_in_one_finding_the_slowest_first(found_by):
    copies = LOG % "retention: 90 d" + "\n  k: {kind: feature_store, ttl: 120 d}"
    (found,) = found_by("RAI933", promised(copies=copies, edges=", orders -> k"))

    assert ("k", "logs", "privacy") == found.at.nodes
    assert 2 == len(found.working)


def test_a_sure_breach_goes_before_a_longer_possible_one(found_by):
    copies = LOG % "retention: 40 d" + "\n  k: {kind: feature_store, ttl: 20-200 d}"
    (found,) = found_by("RAI933", promised(copies=copies, edges=", orders -> k"))

    assert SURE is found.certainty
    assert "logs" == found.at.nodes[0]


def test_a_source_may_promise_and_the_shortest_promise_counts(found_by):
    text = promised("60 d", LOG % "retention: 45 d", orders=", deletion_sla: 30 d")
    (found,) = found_by("RAI933", text)

    assert ("logs", "orders") == found.at.nodes
    assert "orders promises 30 d" in found.message


def test_without_a_promise_only_control_is_judged(found_by):
    assert [] == found_by("RAI933", "nodes:\n" + LOG % "retention: 900 d")


def handed(llm="provider: hosted", more="", edges="", read="api -> tickets", lane="llm"):
    return f"""
lane: {lane}
nodes:
  tickets: {{kind: source, name: Tickets, personal_data: true, acl: enforced, retention: 9 d}}
  api: {{kind: endpoint, mode: online}}
  w: {{kind: llm, name: Writer, {llm}}}
{more}
edges: [{read}, api -> w{edges}]
"""


@pytest.mark.parametrize(
    ("llm", "count"),
    [
        ("provider: hosted", 1),
        ("provider: Some Vendor", 1),
        ("provider: self-hosted", 0),
        ("provider: our own cluster", 0),
        ("version: v1", 0),
        ("provider: hosted, data_agreement: true", 0),
        ("provider: hosted, data_agreement: false", 1),
    ],
)
def test_a_model_of_somebody_else_needs_an_agreement(found_by, llm, count):
    found = found_by("RAI933", handed(llm))

    assert count == len(found)
    assert all("third_party" == one.variant for one in found)
    assert all(("w", "tickets") == one.at.nodes for one in found)


def test_who_gets_what_from_where_is_said(found_by):
    (found,) = found_by("RAI933", handed())

    assert (
        "Writer is run by somebody else and gets personal data from Tickets, with no redaction on "
        "the way and no agreement stated."
    ) == found.message


@pytest.mark.parametrize(
    ("more", "edges", "count"),
    [
        ("  g: {kind: guardrail, name: PII filter}", ", {edge: g -> w, stage: input}", 0),
        ("  g: {kind: guardrail, name: PII filter}", ", g -> w", 0),
        ("  g: {kind: guardrail, name: PII filter}", ", {edge: g -> w, stage: output}", 1),
        ("  g: {kind: guardrail, name: Toxicity}", ", {edge: g -> w, stage: input}", 1),
        ("  g: {kind: guardrail, name: G, action: masks names}", ", g -> api", 0),
        ("  t: {kind: transform, op: redact}", ", api -> t", 0),
        ("  t: {kind: transform, op: shorten}", ", api -> t", 1),
    ],
)
def test_redaction_on_the_way_settles_it(found_by, more, edges, count):
    assert count == len(found_by("RAI933", handed(more=more, edges=edges)))


@pytest.mark.parametrize(
    ("read", "more", "count"),
    [
        ("api -> tickets", "", 1),
        ("'tickets -> api: feeds'", "", 1),
        ("tickets -> i, api -> r, r -> i", "  i: {kind: index}\n  r: {kind: retriever}", 1),
        ("tickets -> t, t -> i, api -> r, r -> i",
         "  t: {kind: transform, op: redact}\n  i: {kind: index}\n  r: {kind: retriever}", 0),
        ("tickets -> i, api -> r", "  i: {kind: index}\n  r: {kind: retriever}", 0),
        ("tickets -> rows", "  rows: {kind: dataset}", 0),
        ("w -> p", "  p: {kind: prompt, personal_data: true, acl: enforced}", 1),
    ],
)  # fmt: skip
def test_personal_data_reaches_it_through_what_a_request_reads(found_by, read, more, count):
    assert count == len(found_by("RAI933", handed(read=read, more=more)))


def test_weights_are_no_data_that_is_handed_on(found_by):
    more = "  rows: {kind: dataset}\n  m: {kind: model, type: nn}"
    text = handed(read="tickets -> rows, rows -> m, api -> m", more=more)

    assert [] == found_by("RAI933", text)


def test_a_call_that_says_so_gets_personal_data(found_by):
    text = handed("provider: hosted, personal_data: true", read="api -> w").replace(
        ", api -> w]", "]"
    )
    (found,) = found_by("RAI933", text)

    assert ("w",) == found.at.nodes


@pytest.mark.parametrize(
    ("node", "word"),
    [
        ("kind: source, name: Email addresses", "email"),
        ("kind: source, name: customer_names", "customer names"),
        ("kind: log, content: 'score, phone number'", "phone"),
        ("kind: feature, name: Age, definition: from the date of birth", "date of birth"),
        ("kind: feature, name: Logins per IP", "ip"),
        ("kind: index, name: Medical notes", "medical"),
        ("kind: source, name: Home address", "address"),
        ("kind: dataset, name: User names", "user names"),
        ("kind: prompt, name: Email rules", "email"),
        ("kind: source, name: Product names", ""),
        ("kind: source, name: Clicks", ""),
        ("kind: source, name: Shipments", ""),
        ("kind: source, name: Email addresses, personal_data: false", ""),
        ("kind: model, name: Email classifier", ""),
    ],
)
def test_names_that_speak_of_persons_are_asked_about(found_by, node, word):
    found = found_by("RAI933", f"nodes:\n  n: {{{node}}}", level=Level.STAFF)

    assert bool(word) == bool(found)
    for one in found:
        assert ("unmarked", INFO) == (one.variant, one.severity)
        assert f"speaks of '{word}': is that personal data, yes or no?" in one.message
        assert ("personal_data",) == one.at.fields


def test_what_comes_from_marked_data_is_not_asked_about_again(found_by):
    text = """
nodes:
  s: {kind: source, name: Accounts, personal_data: %s, acl: enforced, retention: 9 d}
  f: {kind: feature, name: Email domain}
  g: {kind: feature, name: Phone model}
edges: [s -> f]
"""
    for marked in ("true", "false"):
        (found,) = found_by("RAI933", text % marked)
        assert ("g",) == found.at.nodes


def test_several_names_are_one_question(found_by):
    text = "nodes:\n  a: {kind: source, name: Emails}\n  b: {kind: log, name: Phones}"
    (found,) = found_by("RAI933", text)

    assert "Emails and Phones speak of 'emails' and the like" in found.message


def test_personal_data_weighs_as_the_level_says(found_by):
    text = "nodes:\n  p: {kind: log, personal_data: true}"

    assert [INFO, W, E, E] == weights(found_by, "RAI933", text)
    assert [INFO, W, E, E] == weights(found_by, "RAI933", promised(copies=LOG % "retention: 90 d"))
    assert [INFO, W, E, E] == weights(found_by, "RAI933", handed())


# RAI934


def carded(model="", impact=", impact: consequential", more="", edges=""):
    return f"""
nodes:
  bank: {{kind: consumer, action: refuses{impact}}}
  api: {{kind: endpoint, name: Risk API, mode: online}}
  m: {{kind: model, name: Risk model, type: gbdt{model}}}
{more}
edges: [bank -> api, api -> m{edges}]
"""


@pytest.mark.parametrize(
    ("impact", "expected"),
    [
        (", impact: consequential", [None, INFO, W, W]),
        (", impact: safety", [None, INFO, W, W]),
        (", impact: advisory", [None, None, None, INFO]),
        ("", [None, None, None, None]),
    ],
)
def test_a_model_is_described_where_it_matters(found_by, impact, expected):
    assert expected == weights(found_by, "RAI934", carded(impact=impact))


def test_what_a_card_says_is_asked_for(found_by):
    (found,) = found_by("RAI934", carded())

    assert ("m", "api") == found.at.nodes
    assert ("model_card",) == found.at.fields
    assert (
        "Nothing says what Risk model at Risk API is for, what it must not be used for, and where "
        "it fails."
    ) == found.message


@pytest.mark.parametrize(
    ("model", "more", "edges", "count"),
    [
        (", model_card: loans only", "", "", 0),
        ("", "  d: {kind: decision, choice: intended for loans}", ", d -> m", 0),
        ("", "  d: {kind: decision, choice: use it, risk: excluded are firms}", ", d -> m", 0),
        ("", "  d: {kind: assumption, text: not for companies}", ", d -> m", 0),
        ("", "  d: {kind: decision, choice: trees, because: 6 ms}", ", d -> m", 1),
        ("", "  d: {kind: decision, choice: intended for loans}", "", 1),
    ],
)
def test_a_card_or_a_decision_describes_it(found_by, model, more, edges, count):
    assert count == len(found_by("RAI934", carded(model, more=more, edges=edges)))


@pytest.mark.parametrize(
    ("kind", "count"),
    [("type: nn", 1), ("type: heuristic", 0), ("type: embedder", 0), ("type: reranker", 0)],
)
def test_what_only_finds_or_follows_rules_needs_no_card(found_by, kind, count):
    assert count == len(found_by("RAI934", carded().replace("type: gbdt", kind)))


def test_models_of_one_endpoint_are_one_finding(found_by):
    more = "  n: {kind: llm, name: Judge, tokens_out: 4}"
    (found,) = found_by("RAI934", carded(more=more, edges=", api -> n"))

    assert ("m", "n", "api") == found.at.nodes
    assert "Risk model and Judge at Risk API are for, what they must not" in found.message


def test_a_model_at_two_endpoints_is_asked_about_where_most_is_at_stake(found_by):
    more = "  a: {kind: endpoint, mode: online}\n  shop: {kind: consumer, action: shows%s}"
    text = carded(more=more % ", impact: advisory", edges=", a -> m, shop -> a")
    (found,) = found_by("RAI934", text, level=Level.STAFF)

    assert ("m", "api") == found.at.nodes
    assert "undocumented" == found.variant


def chat(who="public: true", api="", llm="", more="", edges=""):
    return f"""
lane: llm
nodes:
  u: {{kind: consumer, name: Readers, action: read it, {who}}}
  api: {{kind: endpoint, name: Chat, mode: online{api}}}
  w: {{kind: llm, name: Writer{llm}}}
{more}
edges: [u -> api, api -> w{edges}]
"""


@pytest.mark.parametrize(
    ("who", "api", "llm", "expected"),
    [
        ("public: true", "", "", [("undisclosed", SURE, W)]),
        ("impact: advisory", ", public: true", "", [("undisclosed", SURE, W)]),
        ("public: true, disclosed: true", "", "", []),
        ("public: true", ", disclosed: true", "", []),
        ("public: true, disclosed: false", "", "", [("undisclosed", SURE, W)]),
        ("public: false", "", "", []),
        ("name: Customers", "", "", [("undisclosed", MAYBE, INFO)]),
        ("name: Customers", ", public: false", "", []),
        ("name: Customers, public: false", "", "", []),
        ("name: Customer care agents", "", "", []),
        ("name: Employees", "", "", []),
        ("public: true", "", ", tokens_out: 10", []),
        ("public: true", "", ", tokens_out: 11", [("undisclosed", SURE, W)]),
        ("public: true", "", ", output_format: json", []),
        ("public: true", "", ", output_format: html", [("undisclosed", SURE, W)]),
        ("public: true", ", output: class", "", []),
        ("public: true", ", output: text", "", [("undisclosed", SURE, W)]),
    ],
)
def test_the_public_is_told_that_a_machine_writes(seen, who, api, llm, expected):
    text = chat(who, api, llm)
    text = text.replace("name: Readers, ", "") if "name:" in who else text
    found = [one for one in seen("RAI934", text) if one[0] == "undisclosed"]

    assert expected == found


def test_a_model_that_writes_is_one_as_well(seen):
    text = chat().replace("kind: llm", "kind: model, type: llm")

    assert [("undisclosed", SURE, W)] == seen("RAI934", text)
    assert [] == seen("RAI934", text.replace("type: llm", "type: llm, output: class"))
    assert [] == seen("RAI934", text.replace("type: llm", "type: nn"))


def test_who_reads_whom_is_said(found_by):
    (sure,) = found_by("RAI934", chat())
    (maybe,) = found_by("RAI934", chat("impact: advisory").replace("Readers", "Patients"))

    assert (
        "Readers read what Writer writes at Chat, and nothing tells them that a machine does."
        == (sure.message)
    )
    assert ("api", "w", "u") == sure.at.nodes
    assert "if they are the public, nothing tells them" in maybe.message
    assert maybe.remedy.endswith("or say that it is not public")
    assert "When does a person learn that no person is answering?" == sure.question


def test_an_open_endpoint_without_readers_is_read_by_the_public(found_by):
    text = chat(api=", public: true").replace("u -> api, ", "")
    (found,) = found_by("RAI934", text)

    assert found.message.startswith("The public read what Writer writes at Chat")


def test_the_quick_fix_tells_people(design_from):
    design = design_from(chat())
    (found,) = [one for one in evaluate(design).findings if one.code == "RAI934"]
    after = evaluate(apply(design, found.fix).design).findings

    assert "RAI934" not in {one.code for one in after}


@pytest.mark.parametrize(("asked", "count"), [("0/day", 0), ("390k/day", 1)])
def test_a_queue_without_cases_leaves_time_for_each(found_by, asked, count):
    text = reviewed(STAFFED % 5, api=f", requests_per_day: {asked}")

    assert count == len(found_by("RAI931", text))
