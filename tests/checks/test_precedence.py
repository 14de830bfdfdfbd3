"""One mistake is raised once, and nothing disappears without its reason."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.board import Board
from checks.finding import Certainty, Finding, Place, Status
from checks.precedence import DISPUTES, PRECEDENCE, Precedence, Scope, apply_precedence
from checks.registry import family_of
from checks.severity import Severity
from design.model import Design, EdgeKey, Node
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

BOARD = Board(
    Design(
        nodes={
            "a": Node("a", Kind.ENDPOINT),
            "b": Node("b", Kind.MODEL),
            "watch": Node("watch", Kind.MONITOR),
        }
    )
)
EDGE = EdgeKey("a", "b", Relation.CALLS)


def finding(code, *nodes, edges=(), **more):
    return Finding(
        code=code,
        name="",
        family=family_of(code),
        severity=Severity.ERROR,
        certainty=more.pop("certainty", Certainty.CERTAIN),
        at=Place(nodes, edges),
        message=code,
        working=(),
        remedy="",
        question="",
        skills=(),
        sources=(),
        fingerprint=f"{code}@{'+'.join(nodes)}",
        **more,
    )


def silenced(*findings, table=PRECEDENCE):
    shown, suppressed = apply_precedence(findings, BOARD, table)
    assert len(findings) == len(shown) + len(suppressed)
    return {one.finding.code: one.by for one in suppressed}


def test_a_milder_finding_never_speaks_for_a_graver_one():
    mild = dataclasses.replace(finding("MON604", "a"), severity=Severity.INFO)

    assert {} == silenced(mild, finding("SKEW453", "a"))
    assert {"SKEW453": "MON604"} == silenced(finding("MON604", "a"), finding("SKEW453", "a"))


def test_no_code_silences_itself_round_a_circle():
    def follows(one, other):
        variants = {one.silenced_variant, other.variant} - {""}
        return one.covers(other.by) and len(variants) < 2

    def reached(rule, met=()):
        assert rule not in met, f"{' > '.join(one.by for one in (*met, rule))} goes round"
        for other in PRECEDENCE:
            if follows(rule, other):
                reached(other, (*met, rule))

    for rule in PRECEDENCE:
        reached(rule)


@pytest.mark.parametrize(
    ("variant", "speaks"), [("consequential", "RAI932"), ("plain", "SKEW452"), ("retention", None)]
)
def test_a_missing_log_of_grave_decisions_is_told_as_such(variant, speaks):
    found = (finding("SKEW452", "a"), finding("RAI932", "a", variant=variant))

    assert [speaks] * bool(speaks) == [*silenced(*found).values()]


def test_every_row_gives_its_reason():
    assert [] == [rule.by for rule in PRECEDENCE if not rule.why]
    assert [] == [code for codes in DISPUTES.values() for code in codes if not code]


def test_a_stage_over_the_budget_speaks_for_its_path():
    found = (finding("LAT201", "b", "a"), finding("LAT202", "a", "b"))
    assert {"LAT202": "LAT201"} == silenced(*found)


def test_generation_time_speaks_for_stage_and_path_and_is_named_for_both():
    found = (
        finding("LAT201", "b", "a"),
        finding("LAT202", "a", "b"),
        finding("LAT209", "b", "a"),
    )
    assert {"LAT201": "LAT209", "LAT202": "LAT209"} == silenced(*found)


def test_another_node_is_not_spoken_for():
    assert {} == silenced(finding("CAP302", "a"), finding("CAP303", "b"))
    assert {"CAP303": "CAP302"} == silenced(finding("CAP302", "a"), finding("CAP303", "a"))


def test_only_the_named_variant_speaks():
    other = finding("CAP303", "a")
    assert {} == silenced(finding("CAP301", "a", variant="no_headroom"), other)
    assert {"CAP303": "CAP301"} == silenced(finding("CAP301", "a", variant="below_peak"), other)


def test_a_possible_finding_does_not_speak_where_certainty_is_asked():
    possible = finding("LAT202", "a", "b", certainty=Certainty.POSSIBLE)
    assert {} == silenced(possible, finding("LAT203", "a", "b"))


def test_findings_on_an_edge_meet_on_the_edge():
    first = finding("LEAK401", "a", edges=(EDGE,))
    assert {"LEAK403": "LEAK401"} == silenced(first, finding("LEAK403", "b", edges=(EDGE,)))
    elsewhere = EdgeKey("b", "a", Relation.CALLS)
    assert {} == silenced(first, finding("LEAK403", "a", edges=(elsewhere,)))


def test_findings_about_a_monitor_meet_at_the_monitor():
    first = finding("MON605", "a", "watch")
    assert {"MON607": "MON605"} == silenced(first, finding("MON607", "watch"))
    assert {} == silenced(first, finding("MON607", "a"))


def test_findings_about_a_criterion_meet_where_they_are_about_the_same():
    first, second = finding("ROLL506", "a"), finding("ROLL505", "a")
    assert {"ROLL505": "ROLL506"} == silenced(first, second)
    about = dataclasses.replace(second, at=dataclasses.replace(second.at, about="ctr"))
    assert {} == silenced(first, about)


def test_what_does_not_apply_speaks_for_nobody():
    called_off = finding("LAT201", "b", "a", status=Status.NOT_APPLICABLE)
    assert {} == silenced(called_off, finding("LAT202", "a", "b"))


def test_the_finding_that_is_shown_is_the_one_named():
    table = (Precedence("B", ("C",), "b"), Precedence("A", ("B",), "a"))
    found = (finding("A", "a"), finding("B", "a"), finding("C", "a"))
    assert {"B": "A", "C": "A"} == silenced(*found, table=table)


def test_without_any_path_only_framing_numbers_and_contradictions_are_left():
    found = (
        finding("GRAPH011", variant="no_path"),
        finding("FRAME002"),
        finding("NUM101", "a"),
        finding("MON601", "b"),
        finding("CAP301", "a", contradiction=True),
    )
    assert {"MON601": "GRAPH011"} == silenced(*found)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted({c for r in PRECEDENCE for c in (r.by, *r.silences)} - {"*"})),
            st.lists(st.sampled_from(["a", "b", "watch"]), max_size=2, unique=True),
        ),
        max_size=12,
    )
)
def test_no_finding_is_lost_and_every_silence_has_a_speaker_that_is_shown(pairs):
    found = [finding(code, *nodes) for code, nodes in pairs]
    shown, suppressed = apply_precedence(found, BOARD)
    assert len(found) == len(shown) + len(suppressed)
    codes = {one.code for one in shown}
    assert [] == [one.by for one in suppressed if one.by not in codes or not one.why]


def test_missing_numbers_become_bullets_of_the_one_finding(judged):
    evaluation = judged(
        """
        nodes:
          shop: {kind: consumer, action: shows the ranking}
          api: {kind: endpoint, mode: online, replicas: 12}
          ranker: {kind: model, type: gbdt}
          clicked: {kind: label, origin: natural}
          offline: {kind: evaluation, metric: NDCG@10}
        edges:
          - "shop -> api: consumes"
          - "api -> ranker: uses"
          - "clicked -> ranker: trains"
          - "offline -> ranker: evaluates"
        """
    )
    (summary,) = [one for one in evaluation.findings if one.family == "NUM"]
    assert "NUM199" == summary.code
    assert "api has no QPS: cannot check capacity." in summary.bullets
    folded = {one.finding.message for one in evaluation.suppressed if one.by == "NUM199"}
    assert set(summary.bullets) == folded


@pytest.mark.parametrize("scope", Scope)
def test_every_scope_is_decided(scope):
    one = finding("A", "a", edges=(EDGE,))
    table = (Precedence("A", ("B",), "why", scope),)
    apply_precedence((one, dataclasses.replace(one, code="B")), BOARD, table)
