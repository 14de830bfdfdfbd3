"""Being called: one finding a cause, one sum a team. Over 400 lines: each rule with its traps."""

from __future__ import annotations

import pytest

from checks.severity import Severity
from tests.checks.weighing import weights

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


def variants(found):
    return [one.variant for one in found]


# CALL971


def watched(drift="threshold: 0.2", *, nodes="", edges=""):
    return f"""
    nodes:
      ranker: {{kind: model, type: gbdt}}
      drift: {{kind: monitor, signal: input_drift, window: 7 d, {drift}}}
      people: {{kind: oncall}}
      {nodes}
    edges:
      - "drift -> ranker: monitors"
      {edges}
    """


@pytest.mark.parametrize(
    ("bound", "count"),
    [
        ("threshold: 0.2", 1),
        ("burn_rate: 14.4x", 1),
        ("alpha: 0.01", 1),
        ("stat: psi", 0),  # without a bound there is nothing to route
    ],
)
def test_what_has_a_bound_has_a_route(found_by, bound, count):
    assert ["no_route"] * count == variants(found_by("CALL971", watched(bound)))


ALERT = "odd: {kind: alert%s}"
RAISED = '- "drift -> odd: raises"'


@pytest.mark.parametrize(
    ("nodes", "edges", "count"),
    [
        (ALERT % "", RAISED, 1),
        (ALERT % ", owner: platform team", RAISED, 0),
        (ALERT % ', owner: " "', RAISED, 1),
        (ALERT % ", severity: page", RAISED, 1),
        (ALERT % "", '- "odd -> people: pages"', 1),  # nothing raises it
        (ALERT % "", RAISED + '\n      - "odd -> people: pages"', 0),
        (ALERT % "", RAISED + '\n      - "odd -> people: tickets"', 0),
        (ALERT % "", RAISED + '\n      - "odd -> act: triggers"', 0),
        ("", '- "drift -> act: triggers"', 0),
    ],
)
def test_a_route_ends_with_a_person_or_an_action(found_by, nodes, edges, count):
    text = watched(nodes=f"act: {{kind: training_job}}\n      {nodes}", edges=edges)
    assert count == len(found_by("CALL971", text))


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        ("training_job", 0),
        ("deployment", 0),
        ("fallback", 0),
        ("transform", 0),
        ("index", 0),
        ("evaluation", 1),
    ],
)
def test_an_action_changes_something(found_by, kind, count):
    text = watched(nodes=f"act: {{kind: {kind}}}", edges='- "drift -> act: triggers"')
    assert count == len(found_by("CALL971", text))


@pytest.mark.parametrize(
    ("how", "count"),
    [
        ("severity: dashboard, review_period: weekly", 0),
        ("severity: dashboard", 1),
        ("severity: ticket, review_period: weekly", 1),
    ],
)
def test_a_dashboard_is_reviewed(found_by, how, count):
    assert count == len(found_by("CALL971", watched(f"threshold: 0.2, {how}")))


def test_an_owner_of_the_monitor_is_not_told(found_by):
    assert 1 == len(found_by("CALL971", watched("threshold: 0.2, owner: platform")))


def test_all_that_ends_nowhere_is_one_finding(found_by):
    second = "age: {kind: monitor, signal: freshness, threshold: 2 h}"
    (one,) = found_by("CALL971", watched())
    (both,) = found_by("CALL971", watched(nodes=second, edges='- "age -> ranker: monitors"'))

    assert "drift has a bound and no route to a person or to an action." == one.message
    assert "age and drift have a bound and no route to a person or to an action." == both.message
    assert ("age", "drift") == both.at.nodes


def asked(alert="severity: ticket", route="tickets", *, arrow="", mode="online", more="", edges=""):
    return f"""
    nodes:
      shop: {{kind: consumer, action: shows it}}
      api: {{kind: endpoint, mode: {mode}}}
      errors: {{kind: monitor, signal: errors, threshold: 1%, window: 5 min}}
      slow: {{kind: alert, {alert}}}
      people: {{kind: oncall}}
      {more}
    edges:
      - {{edge: "shop -> api: consumes"{arrow}}}
      - "errors -> api: monitors"
      - "errors -> slow: raises"
      - "slow -> people: {route}"
      {edges}
    """


SECOND = "age: {kind: monitor, signal: latency, threshold: 2 s%s}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (asked(), ["no_page"]),
        (asked("severity: page"), []),
        (asked("owner: us", "pages"), []),
        (asked("severity: ticket", "pages"), ["no_page"]),  # what it says goes before the arrow
        (asked(mode="batch"), []),
        (asked(arrow=", mode: async"), []),  # nobody waits
        (asked(arrow=", mode: sync"), ["no_page"]),
        (
            asked(more=SECOND % ", severity: page", edges='- "age -> api: monitors"'),
            ["no_route"],  # it wakes somebody, and nobody is drawn
        ),
    ],
)
def test_what_people_wait_for_wakes_somebody(found_by, text, expected):
    assert expected == variants(found_by("CALL971", text))


def test_an_endpoint_nobody_watches_is_another_matter(found_by):
    text = asked().replace('"errors -> api: monitors"', '"errors -> other: monitors"')
    text = text.replace("nodes:", "nodes:\n      other: {kind: source}")
    assert [] == found_by("CALL971", text)


def test_a_page_of_another_monitor_will_do(found_by):
    more = f"{SECOND % ''}\n      wake: {{kind: alert, severity: page}}"
    edges = """- "age -> api: monitors"
      - "age -> wake: raises"
      - "wake -> people: pages" """
    assert [] == found_by("CALL971", asked(more=more, edges=edges))


def test_a_watch_without_a_bound_counts_as_a_route(found_by):
    more = "seen: {kind: monitor, signal: latency}"
    lost = asked().replace('- "slow -> people: tickets"', "")
    text = lost.replace("people:", f"{more}\n      people:")

    assert ["no_route"] == variants(found_by("CALL971", lost))
    text = text.replace("edges:", 'edges:\n      - "seen -> api: monitors"')
    assert {"no_route", "no_page"} == set(variants(found_by("CALL971", text)))


def test_the_endpoint_is_named(found_by):
    (found,) = found_by("CALL971", asked())

    assert "People wait for api, and nothing that watches it wakes anybody." == found.message
    assert "An alert with severity page for errors or latency of api." == found.remedy
    assert ("api",) == found.at.nodes


def test_no_route_is_one_finding(found_by):
    text = """
    nodes:
      shop: {kind: consumer, action: shows it}
      api: {kind: endpoint, mode: online}
      errors: {kind: monitor, signal: errors, threshold: 1%, window: 5 min}
    edges: ["shop -> api: consumes", "errors -> api: monitors"]
    """
    assert ["no_route"] == variants(found_by("CALL971", text))


def test_routes_weigh_as_the_level_says(found_by):
    assert [INFO, W, E, E] == weights(found_by, "CALL971", watched())
    assert [INFO, W, E, E] == weights(found_by, "CALL971", asked())


# CALL972


def page(alert="severity: page", *, book="", arrow="", nodes="", edges=""):
    return f"""
    nodes:
      ranker: {{kind: model, type: gbdt}}
      drift: {{kind: monitor, signal: input_drift, threshold: 0.2, window: 7 d}}
      errors: {{kind: monitor, signal: errors, threshold: 1%, window: 5 min}}
      people: {{kind: oncall}}
      odd: {{kind: alert, {alert}}}
      book: {{kind: runbook{book}}}
      {nodes}
    edges:
      - "drift -> ranker: monitors"
      - "errors -> ranker: monitors"
      {arrow}
      {edges}
    """


BOOK = '- "odd -> book: handled_by"'
LOOK = ", first_action: look at the inputs"


@pytest.mark.parametrize(
    ("alert", "edges", "count"),
    [
        ("severity: page", "", 1),
        ("severity: ticket", "", 0),
        ("owner: us", "", 0),
        ("owner: us", '- "odd -> people: pages"', 1),
        ("severity: ticket", '- "odd -> people: pages"', 0),
        ("owner: us", '- "odd -> people: tickets"', 0),
    ],
)
def test_who_is_woken_needs_a_runbook(found_by, alert, edges, count):
    assert ["no_runbook"] * count == variants(found_by("CALL972", page(alert, edges=edges)))


@pytest.mark.parametrize(
    ("book", "arrow", "expected"),
    [
        ("", "", ["no_runbook"]),
        ("", BOOK, ["no_first_action"]),
        (', first_action: ""', BOOK, ["no_first_action"]),
        (LOOK, BOOK, []),
        (LOOK, '- "people -> book: handled_by"', ["no_runbook"]),  # whom it does not page
        (LOOK, '- "people -> book: handled_by"\n      - "odd -> people: pages"', []),
        ("", '- "people -> book: handled_by"\n      - "odd -> people: pages"', ["no_first_action"]),
    ],
)
def test_a_runbook_says_what_to_do_first(found_by, book, arrow, expected):
    assert expected == variants(found_by("CALL972", page(book=book, arrow=arrow)))


def test_one_of_several_runbooks_with_a_first_action_will_do(found_by):
    text = page(arrow=BOOK, nodes=f"more: {{kind: runbook{LOOK}}}", edges='- "odd -> more"')
    assert [] == found_by("CALL972", text)


def test_what_is_missing_for_who_is_woken_is_named(found_by):
    (none,) = found_by("CALL972", page())
    (empty,) = found_by("CALL972", page(arrow=BOOK))

    assert "odd pages a human with no runbook." == none.message
    assert "Draw the runbook of odd, with its first action." == none.remedy
    assert ("odd",) == none.at.nodes
    assert "odd pages a human, and book has no first action." == empty.message
    assert "Write the first action of book." == empty.remedy
    assert (("odd", "book"), (("book", "first_action"),)) == (empty.at.nodes, empty.at.blanks)


RAISES = '- "drift -> odd: raises"'
HANDLED = f"{BOOK}\n      {RAISES}"


def slow(monitor="signal: input_drift, window: 7 d", first="look at the inputs", **more):
    text = page(book=f", first_action: {first}", arrow=HANDLED, **more)
    return text.replace("signal: input_drift, threshold: 0.2, window: 7 d", monitor)


@pytest.mark.parametrize(
    ("monitor", "count"),
    [
        ("signal: input_drift, window: 7 d", 1),
        ("signal: prediction_drift, window: 7 d", 1),
        ("signal: input_drift, window: 24 h", 1),
        ("signal: input_drift, window: 23 h", 0),
        ("signal: input_drift, window: ~25 h", 0),  # perhaps 20 h
        ("signal: input_drift", 0),
        ("signal: quality, needs_labels: yes", 1),
        ("signal: quality, needs_labels: no, window: 7 d", 0),
        ("signal: quality, window: 7 d", 0),
        ("signal: latency, window: 7 d", 0),
        ("signal: errors, needs_labels: yes", 0),
    ],
)
def test_drift_over_a_day_and_late_quality_can_wait(found_by, monitor, count):
    assert ["slow_signal"] * count == variants(found_by("CALL972", slow(monitor)))


@pytest.mark.parametrize(
    ("first", "count"),
    [
        ("look at the inputs", 1),
        ("roll back the release", 0),
        ("Rollback", 0),
        ("whoever is awake rolls back", 0),
        ("fall back to the rules", 0),
        ("use the fallback", 0),
        ("switch it off", 0),
        ("kill the model", 0),
    ],
)
def test_what_can_be_switched_tonight_is_worth_a_page(found_by, first, count):
    assert count == len(found_by("CALL972", slow(first=first)))


@pytest.mark.parametrize(
    ("kind", "who", "count"),
    [
        ("fallback", "odd", 0),
        ("deployment", "odd", 0),
        ("fallback", "drift", 0),
        ("training_job", "odd", 1),  # nothing is better tonight
    ],
)
def test_what_switches_by_itself_is_worth_a_page(found_by, kind, who, count):
    text = slow(nodes=f"act: {{kind: {kind}}}", edges=f'- "{who} -> act: triggers"')
    assert count == len(found_by("CALL972", text))


def test_a_page_is_slow_when_all_that_raises_it_is(found_by):
    assert [] == found_by("CALL972", slow(edges='- "errors -> odd: raises"'))


def test_a_page_without_a_runbook_is_told_once(found_by):
    assert ["no_runbook"] == variants(found_by("CALL972", page(edges=RAISES)))


def test_a_slow_page_may_lack_a_first_action_as_well(found_by):
    assert ["no_first_action", "slow_signal"] == sorted(
        variants(found_by("CALL972", page(arrow=HANDLED)))
    )


def test_a_slow_page_becomes_a_ticket(found_by):
    (drift,) = found_by("CALL972", slow())
    (late,) = found_by("CALL972", slow("signal: quality, needs_labels: yes, window: 7 d"))

    assert (
        "odd wakes somebody for input drift over 7 d, and nothing is switched: there is nothing to "
        "do tonight."
    ) == drift.message
    assert "quality that waits for labels" in late.message
    assert "Make odd a ticket, or let it switch to a fallback or roll back." == drift.remedy
    assert [("severity", "ticket", "odd")] == [(o.field, o.value, o.id) for o in drift.fix]
    assert (("odd", "drift"), ("severity",)) == (drift.at.nodes, drift.at.fields)


def test_an_arrow_that_pages_is_not_mended_by_a_field(found_by):
    (found,) = found_by("CALL972", slow(edges='- "odd -> people: pages"'))
    assert () == found.fix


def test_pages_without_an_action_weigh_as_the_level_says(found_by):
    for text in (page(), page(arrow=BOOK), slow()):
        assert [None, W, E, E] == weights(found_by, "CALL972", text)


# CALL973


def load(*weekly, severity="page"):
    nodes = "\n".join(
        f"  a{i}: {{kind: alert, severity: {severity}, expected_per_week: {one}}}"
        for i, one in enumerate(weekly)
    )
    return f"nodes:\n{nodes}\n"


@pytest.mark.parametrize(
    ("weekly", "certainty"),
    [
        (("25/week", "15/week"), "certain"),
        (("28/week",), None),  # two a shift
        (("28.5/week",), None),  # within two percent
        (("28.7/week",), "certain"),
        (("~28/week",), "possible"),
        (("14/week", "14/week"), None),
        (("10/week", "10/week", "10/week"), "certain"),
    ],
)
def test_two_pages_a_shift_can_be_answered(found_by, weekly, certainty):
    found = found_by("CALL973", load(*weekly))
    assert [one.certainty.value for one in found] == ([certainty] if certainty else [])


def test_tickets_and_unstated_rates_wake_nobody(found_by):
    assert [] == found_by("CALL973", load("25/week", "15/week", severity="ticket"))
    assert [] == found_by("CALL973", "nodes: {a: {kind: alert, severity: page}}")


def test_the_sum_is_shown_with_its_largest_part_first(found_by):
    (found,) = found_by("CALL973", load("15/week", "25/week"))

    assert "2 alerts give about 2.9 pages per 12 h shift, above 2." == found.message
    assert ("a shift: a1 1.8 and a0 1.1", "a week: 40 pages") == found.working
    assert found.remedy.startswith("70 % of them at most: group them")
    assert ("a1", "a0") == found.at.nodes


def test_parts_of_one_size_are_in_order(found_by):
    (found,) = found_by("CALL973", load("20/week", "20/week"))
    assert ("a0", "a1") == found.at.nodes


def test_the_load_weighs_as_the_level_says(found_by):
    assert [None, W, W, E] == weights(found_by, "CALL973", load("40/week"))


TEAMS = """
nodes:
  errors: {kind: alert, severity: page, expected_per_week: 20/week}
  slow: {kind: alert, %s, expected_per_week: 20/week}
  one: {kind: oncall}
  two: {kind: oncall}
edges: [%s]
"""


@pytest.mark.parametrize(
    ("slow", "edges", "findings"),
    [
        ("severity: page", '"errors -> one: pages", "slow -> one: pages"', [("errors", "slow")]),
        ("severity: page", '"errors -> one: pages", "slow -> two: pages"', []),
        # Where there is one team, an alert that names none is theirs.
        ("severity: page", '"errors -> one: pages"', [("errors", "slow")]),
        ("severity: page", "", [("errors", "slow")]),
        ("severity: ticket", '"errors -> one: pages", "slow -> one: pages"', []),
        ("owner: us", '"errors -> one: pages", "slow -> one: pages"', [("errors", "slow")]),
        ("owner: us", '"errors -> one: pages"', []),
        # Two teams woken by the same alerts are told of them once.
        (
            "severity: page",
            """"errors -> one: pages", "slow -> one: pages", "errors -> two: pages",
            "slow -> two: pages\"""",
            [("errors", "slow")],
        ),
    ],
)
def test_each_team_is_woken_by_its_own_pages(found_by, slow, edges, findings):
    found = found_by("CALL973", TEAMS % (slow, edges))
    assert findings == [one.at.nodes for one in found]


def test_of_two_teams_nobody_knows_who_answers_the_rest(found_by):
    text = load("20/week", "20/week", "15/week", "15/week")
    text += "  one: {kind: oncall}\n  two: {kind: oncall}\n"
    text += 'edges: ["a0 -> one: pages", "a1 -> two: pages"]\n'

    assert [("a2", "a3")] == [one.at.nodes for one in found_by("CALL973", text)]


DRIFT = """
nodes:
  ranker: {kind: model, type: gbdt}
  drift: {kind: monitor, signal: input_drift%s}
  odd: {kind: alert, severity: page%s}
edges: ["drift -> ranker: monitors", "drift -> odd: raises"]
"""
TESTS = ", n_features: 200, alpha: 0.05, window: 24 h, period: daily"


def test_two_hundred_tests_a_day_are_five_pages_a_shift(found_by):
    (found,) = found_by("CALL973", DRIFT % (TESTS, ""))

    assert "1 alert gives about 5 pages per 12 h shift (5 of them false), above 2." == found.message


@pytest.mark.parametrize(
    ("monitor", "alert", "pages"),
    [
        (TESTS.replace("daily", "hourly"), "", "120"),
        (TESTS.replace(", period: daily", ""), "", "5"),  # a run for each window
        (TESTS.replace(", window: 24 h, period: daily", ""), "", None),
        (TESTS.replace("alpha: 0.05, ", ""), "", None),
        (", alpha: 0.05, period: every 5 min", "", "7.2"),  # one test
        (", alpha: 0.05, period: daily", "", None),
        (TESTS + ", correction: fdr", "", None),
        (TESTS + ", correction: bonferroni", "", None),
        (TESTS + ", correction: share", "", None),
        (TESTS + ", correction: none", "", "5"),
        (TESTS, ", grouped: yes", None),  # once a day
        (TESTS, ", grouped: no", "5"),
        (TESTS.replace("daily", "hourly"), ", grouped: yes", "12"),
        (TESTS.replace("200", "10").replace("daily", "hourly"), ", grouped: yes", "4.8"),
        (TESTS, ", expected_per_week: 7/week", None),  # as stated, tests or not
        (TESTS, ", expected_per_week: 70/week", "5"),
    ],
)
def test_false_alarms_of_tests_are_counted(found_by, monitor, alert, pages):
    found = found_by("CALL973", DRIFT % (monitor, alert))
    words = [one.message.split(" about ")[1].split(" pages")[0] for one in found]

    assert ([pages] if pages else []) == words


def test_what_is_stated_is_not_called_false(found_by):
    (found,) = found_by("CALL973", DRIFT % (TESTS, ", expected_per_week: 70/week"))
    assert "false" not in found.message


def test_false_alarms_are_told_apart_from_the_rest(found_by):
    text = DRIFT % (TESTS, "")
    more = "  more: {kind: alert, severity: page, expected_per_week: 14/week}"
    text = text.replace("edges:", f"{more}\nedges:")
    (found,) = found_by("CALL973", text)

    assert "2 alerts give about 6 pages per 12 h shift (5 of them false), above 2." == found.message
    assert ("a shift: odd 5 and more 1", "a week: 84 pages") == found.working


def test_every_monitor_behind_an_alert_adds_its_tests(found_by):
    text = DRIFT % (", n_features: 50, alpha: 0.05, period: daily", "")
    text = text.replace(
        "  odd:", "  second: {kind: monitor, n_features: 50, alpha: 0.05, period: daily}\n  odd:"
    )
    text = text.replace('"drift -> odd: raises"', '"drift -> odd: raises", "second -> odd: raises"')
    (found,) = found_by("CALL973", text)

    assert "about 2.5 pages" in found.message
