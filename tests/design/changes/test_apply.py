"""Each change, where it is legal and where it is refused."""

from __future__ import annotations

import pytest

from design import limits
from design.changes import CHANGES, ChangeRefused, apply, change_to_json, parse_changes
from design.formats import read_design
from design.model import Design, EdgeKey
from design.vocabulary.relations import Relation

BOARD = read_design(
    """
nodes:
  shop: {kind: consumer, peak_qps: 300/s}
  api: {kind: endpoint, na: {timeout: none needed}, latency_p95: 80 ms}
  ranker: {kind: model, type: gbdt, note: old}
  clicks: source
  pager: alert
edges:
  - api -> ranker: uses
  - edge: "clicks -> ranker: trains"
    join: latest
groups: {serving: {title: Serving, members: [api, ranker]}}
answers: {CAP301@ranker: {status: accepted, because: small}}
layout: {api: [1, 2]}
"""
).design


def after(*changes):
    return apply(BOARD, parse_changes(list(changes)))


def refused(*changes):
    with pytest.raises(ChangeRefused) as refusal:
        after(*changes)
    return refusal.value


def test_c1_an_id_must_be_an_id():
    refusal = refused({"type": "add_node", "id": "Ranker", "kind": "model"})

    assert {"node": "Ranker", "change": "1"} == refusal.place


def test_c1_an_id_is_used_once():
    refusal = refused({"type": "add_node", "id": "api", "kind": "model"})

    assert "there is a node `api` already" == refusal.message


def test_c2_an_arrow_against_the_only_legal_direction_is_stored_the_other_way_round():
    applied = after({"type": "connect", "source": "api", "target": "shop"})

    assert EdgeKey("shop", "api", Relation.CONSUMES) in applied.design.edges
    assert [{"type": "connect", "source": "shop", "target": "api", "relation": "consumes"}] == [
        change_to_json(one) for one in applied.changes
    ]


def test_c2_an_arrow_between_kinds_that_nothing_joins_says_what_would_be_legal():
    refusal = refused({"type": "connect", "source": "pager", "target": "clicks"})

    assert "nothing joins `alert` and `source`" in refusal.message
    assert "oncall" in refusal.options


def test_c2_a_relation_that_does_not_join_the_two_names_those_that_do():
    refusal = refused({"type": "connect", "source": "api", "target": "ranker", "relation": "pages"})

    assert "calls" in refusal.options


def test_c3_the_same_edge_is_not_drawn_twice():
    refusal = refused({"type": "connect", "source": "api", "target": "ranker"})

    assert {"edge": "api -> ranker: uses", "change": "1"} == refusal.place
    assert "calls" in refusal.options


def test_an_arrow_needs_two_nodes():
    assert (
        "two different nodes"
        in refused({"type": "connect", "source": "api", "target": "api"}).message
    )


def test_a_refused_gesture_changes_nothing_and_names_its_change():
    refusal = refused(
        {"type": "rename_node", "id": "api", "name": "Gateway"},
        {"type": "remove_node", "id": "rankr"},
    )

    assert {"node": "rankr", "change": "2"} == refusal.place
    assert ("ranker",) == refusal.options
    assert "" == BOARD.nodes["api"].name


def test_removing_a_node_takes_edges_place_and_membership_and_leaves_answers():
    design = after({"type": "remove_node", "id": "ranker"}).design

    assert {} == design.edges
    assert ("api",) == design.groups["serving"].members
    assert BOARD.answers == design.answers


def test_a_stated_number_applies():
    design = after({"type": "set_field", "id": "api", "field": "timeout", "value": "1 s"}).design

    assert {} == design.nodes["api"].na
    assert "1 s" == design.nodes["api"].fields["timeout"].text


def test_what_does_not_apply_is_not_stated():
    design = after({"type": "set_na", "id": "api", "field": "latency_p95", "reason": ""}).design

    assert "latency_p95" not in design.nodes["api"].fields
    assert "" == design.nodes["api"].na["latency_p95"]


def test_d2_the_stored_gesture_names_the_field_that_was_meant():
    applied = after({"type": "set_field", "id": "ranker", "field": "latency", "value": "p99 1 s"})

    assert ["latency_p99"] == [one.field for one in applied.changes]


def test_d5_a_number_with_a_known_label_states_its_field():
    applied = after({"type": "set_number", "id": "ranker", "label": "p95", "value": "60 ms"})

    assert "60 ms" == applied.design.nodes["ranker"].fields["latency_p95"].text
    assert () == applied.design.nodes["ranker"].numbers


def test_d5_a_number_that_cannot_be_read_is_kept_as_it_is():
    design = after(
        {"type": "set_number", "id": "ranker", "label": "p95", "value": "fast enough"}
    ).design

    assert [("p95", "fast enough")] == [(n.label, n.value) for n in design.nodes["ranker"].numbers]


def test_an_unknown_field_names_the_nearest_and_the_way_out():
    refusal = refused({"type": "set_field", "id": "ranker", "field": "replica", "value": "3"})

    assert ("replicas",) == refusal.options
    assert "numbers:" in refusal.message


def test_an_edge_has_the_fields_of_its_relation():
    edge = ["clicks", "ranker", "trains"]
    change = {"type": "set_field", "edge": edge, "field": "lag", "value": "1 d"}

    assert "1 d" == after(change).design.edges[EdgeKey(*edge)].fields["lag"].text
    assert (
        "lag"
        not in apply(after(change).design, after(change).inverse)
        .design.edges[EdgeKey(*edge)]
        .fields
    )


def test_a_kind_cannot_change_while_an_edge_would_be_illegal():
    refusal = refused({"type": "set_kind", "id": "clicks", "kind": "alert"})

    assert ("clicks -> ranker: trains",) == refusal.options


def test_a_kind_cannot_change_while_a_field_would_have_no_meaning():
    refusal = refused(
        {"type": "disconnect", "source": "api", "target": "ranker", "relation": "uses"},
        {"type": "disconnect", "source": "clicks", "target": "ranker", "relation": "trains"},
        {"type": "set_kind", "id": "ranker", "kind": "runbook"},
    )

    assert ("type",) == refusal.options


def test_a_kind_changes_when_everything_keeps_its_meaning():
    design = after({"type": "set_kind", "id": "clicks", "kind": "log"}).design

    assert "log" == design.nodes["clicks"].kind


def test_a_relation_changes_when_its_fields_keep_their_meaning():
    change = {"type": "set_relation", "source": "api", "target": "ranker", "relation": "uses"}

    assert EdgeKey("api", "ranker", Relation.CALLS) in after({**change, "to": "calls"}).design.edges


def test_a_relation_cannot_change_while_a_field_would_have_no_meaning():
    refusal = refused(
        {
            "type": "connect",
            "source": "api",
            "target": "ranker",
            "relation": "calls",
            "fields": {"timeout": "1 s"},
        },
        {"type": "disconnect", "source": "api", "target": "ranker", "relation": "uses"},
        {
            "type": "set_relation",
            "source": "api",
            "target": "ranker",
            "relation": "calls",
            "to": "uses",
        },
    )

    assert "timeout" in refusal.message


@pytest.mark.parametrize(
    "at", [[float("nan"), 0], [float("inf"), 0], [1e9, 0], [0], ["1", "2"], 10**400]
)
def test_a_node_stands_on_the_board(at):
    assert refused({"type": "move", "positions": {"api": at}}).message


def test_positions_are_tenths_of_a_pixel():
    design = after({"type": "move", "positions": {"api": [1.26, -0.01]}}).design

    assert (1.3, 0.0) == design.layout["api"]


def test_an_answer_needs_its_reason():
    change = {"type": "answer", "fingerprint": "X@a", "status": "accepted", "because": " \u200b"}

    assert "say why" in refused(change).message


def test_a_name_that_repeats_the_id_is_no_name():
    change = {"type": "add_node", "id": "click_log", "kind": "log", "name": " click  log "}

    assert "" == after(change).design.nodes["click_log"].name


def test_a_note_has_a_limit():
    change = {"type": "set_note", "note": "x" * (limits.NOTE_LENGTH + 1)}

    assert f"at most {limits.NOTE_LENGTH}" in refused(change).message


def test_a_board_has_a_limit():
    changes = [
        {"type": "add_node", "id": f"n{i}", "kind": "model"} for i in range(limits.NODES + 1)
    ]

    with pytest.raises(ChangeRefused, match=f"at most {limits.NODES} nodes"):
        apply(Design(), parse_changes(changes))


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({}, "expected a list, found a mapping"),
        ([3], "expected a mapping, found a number"),
        ([{"type": "conect"}], "unknown change `conect`; did you mean `connect`?"),
        ([{"type": ["x"]}], "unknown change"),
        ([{"type": "rename_node", "id": "a"}], "`rename_node` needs its `name`"),
        (
            [{"type": "remove_node", "id": 3}],
            "`id` of `remove_node`: expected text, found a number",
        ),
        ([{"type": "remove_node", "id": "a", "x": 1}], "`remove_node` has no part `x`"),
        ([{"type": "set_kind", "id": "a", "kind": "modle"}], "did you mean `model`"),
        ([{"type": "set_field", "field": "x", "value": 1}], "name either a node"),
        ([{"type": "move", "positions": {"a": [1, True]}}], "expected a number"),
    ],
)
def test_d16_a_malformed_change_says_what_is_wrong(raw, message):
    with pytest.raises(ChangeRefused) as refusal:
        apply(BOARD, parse_changes(raw))

    assert message in refusal.value.message


def test_every_change_of_the_protocol_is_known():
    assert {
        "add_node", "remove_node", "rename_node", "set_kind", "set_field", "set_na", "set_number",
        "set_note", "connect", "disconnect", "set_relation", "move", "set_group", "remove_group",
        "set_sticky", "remove_sticky", "set_design", "answer", "withdraw_answer",
    } == set(CHANGES)  # fmt: skip


def test_an_id_that_every_javascript_object_has_is_refused():
    assert (
        "`constructor`"
        in refused({"type": "add_node", "id": "constructor", "kind": "model"}).message
    )
