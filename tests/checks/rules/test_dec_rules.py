"""When a decision is none, stands alone, rests on a guess. Over 400 lines: four rules."""

from __future__ import annotations

import textwrap

import pytest

from checks.board import Board
from checks.facts.reasons import is_reasoned, reason_of
from checks.severity import Severity
from design.brief import Level
from design.formats import read_design
from tests.checks.weighing import weights

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
LEVELS = list(Level)
STAFF = Level.STAFF


def board_of(text):
    return Board(read_design(textwrap.dedent(text)).design)


# DEC051


def decision(fields, more="", edges=""):
    return f"""
nodes:
  which: {{kind: decision, name: Which model{fields}}}
{more}
edges: [{edges}]
"""


THREE = ', alternatives: ["trees (ml): fast", "a net (ml): slow", "rules (heuristic): weak"]'


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ("", 0),
        (', alternatives: ["trees (ml): fast"]', 0),
        (', alternatives: ["trees (ml): fast", "a net (ml): slow"]', 1),
        (THREE, 1),
        (f"{THREE}, choice: trees", 0),
        (f'{THREE}, choice: " "', 1),
        (f"{THREE}, status: chosen", 1),
        (", status: open", 1),
        (", status: chosen", 0),
        (", status: open, choice: trees", 1),
        (", status: open, choice: trees, revisit_when: recall falls below 0.8", 0),
        (", status: open, revisit_when: recall falls below 0.8", 1),
        (f"{THREE}, revisit_when: recall falls below 0.8", 1),
    ],
)
def test_open_is_what_lists_options_or_says_so_and_commits_to_none(found_by, fields, count):
    assert count == len(found_by("DEC051", decision(fields)))


def test_the_options_are_counted_and_named(found_by):
    (found,) = found_by("DEC051", decision(THREE))

    assert "Which model lists 3 options and commits to none." == found.message
    assert "The choice of Which model: trees, a net and rules." == found.remedy
    assert (("which",), ("choice",)) == (found.at.nodes, found.at.fields)


def test_an_open_decision_without_options_says_so(found_by):
    (found,) = found_by("DEC051", decision(", status: open"))

    assert "Which model is open: no option is named and none is chosen." == found.message


def test_an_interim_choice_without_an_end_is_named(found_by):
    (found,) = found_by("DEC051", decision(f"{THREE}, status: open, choice: trees"))

    assert (
        "Which model is open: trees is the choice until then, and nothing says until when."
    ) == found.message
    assert "When Which model is revisited, or that trees is chosen." == found.remedy


def test_commitment_weighs_as_the_level_says(found_by):
    assert [INFO, E, E, E] == weights(found_by, "DEC051", decision(THREE))


@pytest.mark.parametrize(
    ("scopes", "count"),
    [(("true", "true"), 0), (("true", "false"), 1), (("false", "false"), 1)],
)
def test_what_is_about_parts_out_of_scope_only_is_left_alone(found_by, scopes, count):
    more = "\n".join(
        f"  m{i}: {{kind: model, type: gbdt, out_of_scope: {scope}}}"
        for i, scope in enumerate(scopes)
    )
    edges = '"which -> m0: supports", "which -> m1: supports"'

    assert count == len(found_by("DEC051", decision(THREE, more, edges)))


def test_what_others_are_about_does_not_count(found_by):
    more = """
  m: {kind: model, type: gbdt, out_of_scope: true}
  other: {kind: decision, choice: it}
"""

    assert 1 == len(found_by("DEC051", decision(THREE, more, '"other -> m: supports"')))


def test_a_decision_out_of_scope_is_left_alone(found_by):
    assert [] == found_by("DEC051", decision(f"{THREE}, out_of_scope: true"))


def test_every_open_decision_is_found_at_its_own_node(found_by):
    text = """
    nodes:
      b: {kind: decision, status: open}
      a: {kind: decision, status: open}
      c: {kind: decision, status: chosen}
    """

    assert [("a",), ("b",)] == [one.at.nodes for one in found_by("DEC051", text)]


# DEC052

OVER = ', alternatives: ["a table (buy): slower"]'
SO = ", because: 40 features at 20 ms"


def choice(fields=", choice: a store", more="", edges="", arrow=""):
    return f"""
nodes:
  store: {{kind: feature_store}}
  why: {{kind: decision, name: Feature store{fields}}}
{more}
edges: [{{edge: "why -> store: supports"{arrow}}}{edges}]
"""


@pytest.mark.parametrize(
    ("fields", "variant", "message"),
    [
        (
            "",
            "incomplete",
            "Feature store picks a store without an alternative or a reason.",
        ),
        (SO, "incomplete", "Feature store picks a store without an alternative."),
        (OVER, "incomplete", "Feature store picks a store without a reason."),
        (f'{OVER}, because: " "', "incomplete", "Feature store picks a store without a reason."),
        (
            f"{OVER}, because: it is the standard",
            "unanchored",
            (
                "Feature store picks a store for a reason that names no number, requirement or "
                "assumption of the board."
            ),
        ),
    ],
)
def test_what_a_choice_lacks_is_said(found_by, fields, variant, message):
    (found,) = found_by("DEC052", choice(f", choice: a store{fields}"), level=STAFF)

    assert (variant, message) == (found.variant, found.message)
    assert (("why",), ("because",)) == (found.at.nodes, found.at.fields)


def test_the_remedy_asks_for_what_is_absent(found_by):
    (both,) = found_by("DEC052", choice())
    (one,) = found_by("DEC052", choice(f", choice: a store{SO}"))
    (loose,) = found_by("DEC052", choice(f", choice: x{OVER}, because: it is usual"), level=STAFF)

    assert "An alternative and a reason of Feature store." == both.remedy
    assert "An alternative of Feature store." == one.remedy
    assert "The number that decided Feature store." == loose.remedy


def test_a_choice_without_words_is_told_without_them(found_by):
    fields = f", status: chosen{OVER}, because: it is the standard"
    (found,) = found_by("DEC052", choice(fields), level=STAFF)

    assert found.message.startswith("Feature store chooses for a reason that names no number")


def test_a_complete_choice_is_left_alone(found_by):
    assert [] == found_by("DEC052", choice(f", choice: a store{OVER}{SO}"), level=STAFF)


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ("", 0),
        (OVER, 0),
        (", status: chosen", 1),
        (", status: open", 0),
        (", choice: a store, reversible: yes", 0),
        (", choice: a store, reversible: no", 1),
    ],
)
def test_only_choices_that_bind_are_asked_for_reasons(found_by, fields, count):
    assert count == len(found_by("DEC052", choice(fields)))


def test_what_a_requirement_forces_needs_no_reason(found_by):
    law = "  law: {kind: requirement, about: privacy}"

    assert [] == found_by("DEC052", choice(more=law, edges=', "law -> why: constrains"'))
    assert 1 == len(found_by("DEC052", choice(more=law, edges=', "law -> store: constrains"')))


def test_a_reason_on_the_arrow_is_a_reason(found_by):
    fields = f", choice: a store{OVER}"

    assert [] == found_by("DEC052", choice(fields, arrow=", because: 40 features"), level=STAFF)
    (found,) = found_by("DEC052", choice(fields, arrow=", because: it is usual"), level=STAFF)
    assert "unanchored" == found.variant


GOAL = "  goal: {kind: requirement, name: Checkout, metric: conversion, text: sells at once}"
GUESS = "  guess: {kind: assumption, name: Seasonal traffic, text: doubles before Christmas}"


@pytest.mark.parametrize(
    ("because", "more", "count"),
    [
        ("it is the standard", "", 1),
        ("2 models", "", 0),
        ("Checkout waits for it", "", 1),
        ("Checkout waits for it", GOAL, 0),
        ("better conversion", GOAL, 0),
        ("it sells", GOAL, 0),
        ("it is at once", GOAL, 1),  # words of four letters tell nothing apart
        ("seasonal peaks", GUESS, 0),
        ("peaks before Easter", GUESS, 0),
        ("latency of the other", "", 1),
        ("latency of the other", "  api: {kind: endpoint, latency_budget: p95 200 ms}", 0),
        ("the value of it", "  goal: {kind: requirement, about: business, value: '> 3%'}", 1),
    ],
)
def test_a_reason_is_anchored_by_a_number_or_a_word_of_the_board(found_by, because, more, count):
    text = choice(f", choice: a store{OVER}, because: {because}", more)

    assert count == len(found_by("DEC052", text, level=STAFF))


def test_reasons_weigh_as_the_level_says(found_by):
    loose = choice(f", choice: a store{OVER}, because: it is the standard")

    assert [INFO, W, E, E] == weights(found_by, "DEC052", choice())
    assert [None, None, W, W] == weights(found_by, "DEC052", loose)


@pytest.mark.parametrize("fields", ["", f"{OVER}, because: usual"])
def test_the_fourth_and_the_rest_are_told_together(found_by, fields):
    def several(count):
        nodes = "\n".join(
            f"  d{i}: {{kind: decision, choice: x{i}{fields}}}" for i in range(1, count + 1)
        )
        return found_by("DEC052", f"nodes:\n{nodes}\n", level=STAFF)

    assert [("d1",), ("d2",), ("d3",)] == [one.at.nodes for one in several(3)]
    assert [("d1",), ("d2",), ("d3",), ("d4",)] == [one.at.nodes for one in several(4)]
    assert ("d4", "d5") == several(5)[-1].at.nodes
    assert several(5)[-1].message.startswith("d4 and d5")


def test_several_are_told_in_one_sentence(found_by):
    nodes = [f"  d{i}: {{kind: decision, choice: x{{}}}}" for i in range(1, 6)]
    bare = "nodes:\n" + "\n".join(nodes)
    loose = bare.replace("x{}", f"x{OVER}, because: usual")
    last = found_by("DEC052", bare.replace("x{}", "x"))[-1]
    unanchored = found_by("DEC052", loose, level=STAFF)[-1]

    assert "d4 and d5 without an alternative or a reason." == last.message
    assert (
        "d4 and d5 choose for reasons that name no number, requirement or assumption of the board."
    ) == unanchored.message
    assert "The number that decided d4 and d5." == unanchored.remedy


# DEC053


def guessed(value="2k QPS", attribute="peak_qps", api="", *, more="", edges="", guess=""):
    return f"""
nodes:
  guess: {{kind: assumption, name: Peak guess, attribute: {attribute}, value: {value}{guess}}}
  api: {{kind: endpoint, name: API, mode: online{api}}}
{more}
edges: ["guess -> api: supports"{edges}]
"""


def replicas(count=15, headroom=1.0):
    return f", replicas: {count}, throughput_per_replica: 180 rps, headroom: {headroom}x"


def test_the_worked_example_flips_at_2700(found_by):
    # 15 x 180 = 2700 carries 2000 and not 4000.
    (found,) = found_by("DEC053", guessed(api=replicas()), level=STAFF)

    assert (
        "Peak guess: Peak QPS = 2k QPS is assumed and decides 1 check; above 2 700 requests/s the "
        "design fails CAP301 at API, and nothing validates it."
    ) == found.message
    assert "Peak QPS at 4 000 requests/s breaks CAP301" == found.working[0]
    assert "What validates Peak guess, or room for more than 2 700 requests/s." == found.remedy
    assert (("guess", "api"), ("validated_by",)) == (found.at.nodes, found.at.fields)


@pytest.mark.parametrize(
    ("count", "fires"),
    [(11, 1), (12, 1), (21, 1), (22, 0)],
)
def test_what_holds_at_twice_the_value_is_silent(found_by, count, fires):
    # 11 x 180 = 1980 carries 2000 within two percent, and so does 22 x 180 = 3960 carry 4000.
    text = guessed(api=replicas(count))

    assert [] == found_by("CAP301", text)
    assert fires == len(found_by("DEC053", text, level=STAFF))


def test_what_is_broken_already_is_found_there(found_by):
    text = guessed(api=replicas(10))

    assert 1 == len(found_by("CAP301", text))
    assert [] == found_by("DEC053", text, level=STAFF)


def test_a_value_that_may_not_be_lower_is_named_as_such(found_by):
    text = guessed("180 rps", "throughput_per_replica", ", replicas: 15, peak_qps: 2k QPS")
    (found,) = found_by("DEC053", text.replace("2k QPS", "2k QPS, headroom: 1.0x"), level=STAFF)

    assert "below 133 requests/s the design fails CAP301" in found.message  # 2000 / 15
    assert "room for less than 133 requests/s" in found.remedy


@pytest.mark.parametrize(
    ("value", "end"),
    [
        ("2k QPS", "4 000"),
        ("~2k QPS", "4 000"),  # about 2 000 is a guess, not a range
        ("1800-3200 QPS", "3 200"),
    ],
)
def test_a_stated_range_goes_before_half_and_twice(found_by, value, end):
    (found,) = found_by("DEC053", guessed(value, api=replicas()), level=STAFF)

    assert found.working[0].startswith(f"Peak QPS at {end} requests/s")
    assert "above 2 700 requests/s" in found.message


def test_a_narrow_range_that_holds_is_silent(found_by):
    assert [] == found_by("DEC053", guessed("1800-2600 QPS", api=replicas()), level=STAFF)


@pytest.mark.parametrize(
    "guess",
    [
        ", source: prompt",
        ", source: the Prompt of the interview",
        ", validated_by: access log of last week",
    ],
)
def test_what_is_given_or_validated_is_no_guess(found_by, guess):
    assert [] == found_by("DEC053", guessed(api=replicas(), guess=guess), level=STAFF)


@pytest.mark.parametrize("guess", [", source: a colleague", ', validated_by: " "'])
def test_hearsay_is_a_guess(found_by, guess):
    assert 1 == len(found_by("DEC053", guessed(api=replicas(), guess=guess), level=STAFF))


def test_a_monitor_on_the_assumption_validates_it(found_by):
    watch = "  watch: {kind: monitor, metric: peak QPS}"
    on = guessed(api=replicas(), more=watch, edges=', "watch -> guess: monitors"')
    beside = guessed(api=replicas(), more=watch, edges=', "watch -> api: monitors"')

    assert [] == found_by("DEC053", on, level=STAFF)
    assert 1 == len(found_by("DEC053", beside, level=STAFF))


def test_a_number_stated_elsewhere_is_not_the_guess(found_by):
    text = guessed(api=replicas() + ", peak_qps: 2k QPS")

    assert [] == found_by("DEC053", text, level=STAFF)


def test_the_number_of_another_assumption_is_not_this_guess(found_by):
    second = "  other: {kind: assumption, attribute: peak_qps, value: 2k QPS}"
    text = guessed(api=replicas(), more=second, edges=', "other -> api: supports"')

    assert ["guess"] == [one.at.nodes[0] for one in found_by("DEC053", text, level=STAFF)]


@pytest.mark.parametrize(
    ("attribute", "value"), [("mood", "3%"), ("peak_qps", "0/s"), ("peak_qps", "3%")]
)
def test_what_no_field_has_or_nothing_can_be_made_of_is_silent(found_by, attribute, value):
    assert [] == found_by("DEC053", guessed(value, attribute, replicas()), level=STAFF)


def test_words_are_no_number(found_by):
    text = guessed(api=replicas()).replace("attribute: peak_qps, value: 2k QPS", "text: 2k QPS")

    assert [] == found_by("DEC053", text, level=STAFF)


def test_a_guess_about_nothing_is_silent(found_by):
    text = guessed(api=replicas()).replace('"guess -> api: supports"', "")

    assert [] == found_by("DEC053", text, level=STAFF)


def test_guesses_weigh_as_the_level_says(found_by):
    assert [None, W, W, E] == weights(found_by, "DEC053", guessed(api=replicas()))


def test_one_assumption_about_two_nodes_is_one_finding_and_moves_both(found_by):
    other = "  beside: {kind: endpoint, name: Beside, mode: online" + replicas(12) + "}"
    text = guessed(api=replicas(), more=other, edges=', "guess -> beside: supports"')
    (found,) = found_by("DEC053", text, level=STAFF)

    # 12 x 180 = 2160 is reached before 15 x 180 = 2700
    assert "above 2 160 requests/s the design fails CAP301 at Beside" in found.message
    assert ("guess", "api", "beside") == found.at.nodes


def test_every_check_it_decides_is_named(found_by):
    slow = replicas() + ", latency_mean: 100 ms, workers_per_replica: 16"
    (found,) = found_by("DEC053", guessed(api=slow), level=STAFF)

    # In flight: 2400 x 0.1 = 240 = 15 x 16, before 2700
    assert "decides 2 checks; above 2 400 requests/s the design fails CAP302" in found.message
    assert found.working[0].endswith("breaks CAP301 and CAP302")


def test_at_most_eight_are_tried_in_the_order_of_ids(found_by):
    parts = [
        f"  g{i}: {{kind: assumption, attribute: peak_qps, value: 2k QPS}}\n"
        f"  n{i}: {{kind: endpoint, mode: online{replicas()}}}"
        for i in range(1, 10)
    ]
    words = "  a: {kind: assumption, text: nobody sleeps, attribute: mood, value: 3%}"
    edges = ", ".join(f'"g{i} -> n{i}: supports"' for i in range(1, 10))
    text = "nodes:\n" + "\n".join([words, *parts]) + f"\nedges: [{edges}]"
    found = found_by("DEC053", text, level=STAFF)

    assert [f"g{i}" for i in range(1, 9)] == [one.at.nodes[0] for one in found]


def test_validating_it_clears_the_finding(found_by):
    text = guessed(api=replicas())
    cleared = guessed(api=replicas(), guess=", validated_by: load test of June")

    assert (1, 0) == tuple(len(found_by("DEC053", one, level=STAFF)) for one in (text, cleared))


def test_room_for_twice_as_much_clears_it(found_by):
    assert [] == found_by("DEC053", guessed(api=replicas(23)), level=STAFF)  # 4140 >= 4000


def test_a_share_is_doubled_to_one_at_most(found_by):
    called = "  m: {kind: model, type: gbdt, replicas: 9, throughput_per_replica: 100 rps"
    text = f"""
nodes:
  guess: {{kind: assumption, attribute: cache_hit, value: 60%}}
  api: {{kind: endpoint, mode: online, peak_qps: 2k QPS}}
  near: {{kind: cache}}
{called}, headroom: 1.0x}}
edges: ["guess -> near: supports", "api -> near: calls", "near -> m: calls"]
"""
    (found,) = found_by("DEC053", text, level=STAFF)

    # 2000 x (1 - hit) = 900 at a hit of 55 %
    assert "below 55 % the design fails CAP301 at m" in found.message


def test_what_an_availability_lacks_is_halved_and_doubled(found_by):
    text = """
nodes:
  guess: {kind: assumption, attribute: availability_slo, value: 97%}
  api: {kind: endpoint, mode: online}
  burn: {kind: monitor, signal: errors, burn_rate: 14.4x, window: 1 h}
edges: ["guess -> api: supports", "burn -> api: monitors"]
"""
    (found,) = found_by("DEC053", text, level=STAFF)

    # 14.4 x (1 - SLO) = 50 % at an SLO of 96.53 %
    assert "below 96.53 % the design fails MON610 at burn" in found.message
    assert "Availability SLO at 94 % breaks MON610" == found.working[0]


def test_money_keeps_its_currency(found_by):
    text = guessed("EUR 1/h", "unit_cost", ", replicas: 10, monthly_budget: EUR 10k/month")
    (found,) = found_by("DEC053", text, level=STAFF)

    # 10 machines x 730 h x 1.37 = 10 001
    assert "above €1.37/h the design fails COST851 at API" in found.message


def test_the_order_of_the_file_changes_nothing(found_by):
    one = guessed(api=replicas())
    lines = one.strip().split("\n")
    other = "\n".join([lines[0], *reversed(lines[1:3]), *lines[3:]])

    assert found_by("DEC053", one, level=STAFF) == found_by("DEC053", other, level=STAFF)


# DEC054


def binding(node, fields="", more="", edges="", lane="tabular"):
    return f"""
lane: {lane}
nodes:
  part: {{kind: {node}}}
  why: {{kind: decision, name: The plan, choice: this one{fields}}}
{more}
edges: ["why -> part: supports"{edges}]
"""


@pytest.mark.parametrize(
    ("node", "about"),
    [
        ("index", " (a vector space)"),
        ("label", " (a label definition)"),
        ("feature_store", " (a feature store)"),
        ("llm, provider: acme", " (a vendor)"),
    ],
)
def test_what_binds_by_its_nature_is_asked_for_an_end(found_by, node, about):
    (found,) = found_by("DEC054", binding(node))

    assert (
        f"The plan is hard to reverse{about} and states no condition under which you would change "
        "it."
    ) == found.message
    assert (("why",), ("revisit_when",)) == (found.at.nodes, found.at.fields)
    assert "When The plan is revisited: a metric and a value." == found.remedy


@pytest.mark.parametrize(
    ("node", "fields", "count"),
    [
        ("llm", "", 0),
        ("model", "", 0),
        ("model", ", reversible: no", 1),
        ("model", ", reversible: yes", 0),
        ("index", ", reversible: yes", 0),
        ("index", ", revisit_when: recall below 0.85", 0),
        ("index", ', revisit_when: " "', 1),
        ("model", ", reversible: no, revisit_when: AUC below 0.7", 0),
    ],
)
def test_only_what_is_hard_to_take_back_needs_an_end(found_by, node, fields, count):
    assert count == len(found_by("DEC054", binding(node, fields)))


def test_irreversible_by_statement_has_no_bracket(found_by):
    (found,) = found_by("DEC054", binding("model", ", reversible: no"))

    assert found.message.startswith("The plan is hard to reverse and states")


def test_what_is_not_chosen_binds_nobody(found_by):
    text = binding("index", ", reversible: no").replace(", choice: this one", "")

    assert [] == found_by("DEC054", text)


@pytest.mark.parametrize(
    ("fields", "count"),
    [("", 1), (", duration: 14 days", 0), (", n: 20k", 0), (", metric: CTR", 1)],
)
def test_an_experiment_that_ends_reopens_it(found_by, fields, count):
    test = f"  test: {{kind: experiment{fields}}}"
    text = binding("index", "", test, ', "test -> part: evaluates"')

    assert count == len(found_by("DEC054", text))


def test_an_experiment_on_something_else_does_not(found_by):
    more = "  test: {kind: experiment, duration: 14 days}\n  m: {kind: model, type: nn}"
    text = binding("index", "", more, ', "test -> m: evaluates"')

    assert 1 == len(found_by("DEC054", text))


def test_ends_weigh_as_the_level_says(found_by):
    assert [None, INFO, W, W] == weights(found_by, "DEC054", binding("index"))


# Reasons


SUPPORTED = """
nodes:
  api: {kind: endpoint, mode: online}
  why: {kind: %s%s}
edges: [{edge: "why -> api: supports"%s}]
"""


@pytest.mark.parametrize("kind", ["decision", "assumption"])
@pytest.mark.parametrize(
    ("node", "arrow", "reasoned"),
    [
        ("", "", False),
        (", because: it pays", "", True),
        ("", ", because: it pays", True),
        (', because: " "', ', because: " "', False),
        (", because: it pays", ', because: " "', True),
    ],
)
def test_a_reason_stands_on_the_node_or_on_the_arrow(kind, node, arrow, reasoned):
    board = board_of(SUPPORTED % (kind, node, arrow))

    assert reasoned is is_reasoned(board, "api")
    assert is_reasoned(board, "why") is False


def test_reasons_of_a_decision_are_read_together():
    board = board_of(SUPPORTED % ("decision", ", because: it pays", ", because: by May "))

    assert "it pays by May" == reason_of(board, board.node("why"))
    assert "" == reason_of(board, board.node("api"))
