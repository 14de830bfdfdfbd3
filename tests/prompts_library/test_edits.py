"""Edits of a board as a prompt writes them: what each does, and what is said where it cannot."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from design.changes import apply
from design.formats import read_design
from design.model import Design
from design.vocabulary.kinds import Kind
from prompts_library import Edit, EditError, changes_of, edited, shipped

BOARD = """
nodes:
  load: {kind: requirement, about: load, peak_qps: 600 QPS, requests_per_day: 12M/day}
  budget: {kind: requirement, about: cost, monthly_budget: $40k/month}
  clicks: {kind: source, lag: 5 min}
  api: {kind: endpoint, name: API, mode: online, timeout: 100-200 ms}
  ranker: {kind: model, type: gbdt, latency_p95: 40 ms}
  guard: {kind: model, type: heuristic, latency_p95: ~50 ms}
  null_watch: {kind: monitor, signal: data_quality}
edges:
  - load -> api
  - {edge: clicks -> null_watch, lag: 1 h}
  - api -> ranker
  - "api -> guard: falls_back_to"
  - "api -> guard: uses"
layout:
  api: [100, 40]
  ranker: [400, 300]
"""


@pytest.fixture(name="board")
def board_fixture() -> Design:
    text = BOARD.replace(
        "  - {edge: clicks -> null_watch, lag: 1 h}\n", "  - null_watch -> clicks\n"
    )
    return read_design(text).design


def after(board: Design, *edits: dict[str, object]) -> Design:
    return edited([Edit.model_validate(one) for one in edits], board)[0]


def stated(board: Design, node: str, field: str) -> str:
    return board.nodes[node].fields[field].text


def refused(board: Design, *edits: dict[str, object]) -> EditError:
    with pytest.raises(EditError) as caught:
        after(board, *edits)
    return caught.value


def test_a_field_is_stated_changed_and_taken_back(board):
    assert "7 min" == stated(
        after(board, {"node": "clicks", "set": {"lag": "7 min"}}), "clicks", "lag"
    )
    assert (
        "lag" not in after(board, {"node": "clicks", "set": {"lag": None}}).nodes["clicks"].fields
    )
    assert (
        "nn"
        == after(board, {"node": "ranker", "set": {"type": "nn"}}).nodes["ranker"].fields["type"]
    )


def test_a_name_stands_among_the_fields(board):
    assert "Gate" == after(board, {"node": "api", "set": {"name": "Gate"}}).nodes["api"].name
    assert "" == after(board, {"node": "api", "set": {"name": None}}).nodes["api"].name


def test_a_field_that_does_not_apply_says_why(board):
    made = after(board, {"node": "clicks", "na": {"lag": "read at once"}})

    assert {"lag": "read at once"} == dict(made.nodes["clicks"].na)


@pytest.mark.parametrize(
    ("node", "field", "factor", "expected"),
    [
        ("load", "peak_qps", 10, (6_000, 6_000)),
        ("load", "requests_per_day", 0.5, (6e6 / 86_400, 6e6 / 86_400)),
        ("ranker", "latency_p95", 2, (0.08, 0.08)),
        ("api", "timeout", 3, (0.3, 0.6)),
        ("clicks", "lag", 1 / 3, (100, 100)),
        ("guard", "latency_p95", 2, (0.08, 0.12)),
    ],
)
def test_a_number_is_multiplied_with_both_ends_of_its_range(board, node, field, factor, expected):
    before = board.nodes[node].fields[field]
    quantity = after(board, {"node": node, "times": {field: factor}}).nodes[node].fields[field]

    assert expected == pytest.approx((quantity.low, quantity.high), rel=0.01)
    assert before.dimension is quantity.dimension
    assert before.percentile == quantity.percentile


def test_a_number_keeps_its_unit_and_currency_when_it_is_multiplied(board):
    made = after(board, {"node": "budget", "times": {"monthly_budget": 0.5}})
    quantity = made.nodes["budget"].fields["monthly_budget"]

    assert "$20k/month" == quantity.text
    assert 0.5 == pytest.approx(
        quantity.value / board.nodes["budget"].fields["monthly_budget"].value
    )


@pytest.mark.parametrize("edit", [
    {"node": "clicks", "times": {"rows_per_day": 2}},
    {"kind": "requirement", "about": "latency", "times": {"latency_budget": 0.5}},
    {"kind": "cache", "set": {"latency_p95": "5 ms"}},
])  # fmt: skip
def test_nothing_is_invented_where_nothing_is_stated(board, edit):
    assert () == changes_of([Edit.model_validate(edit)], board)


def test_every_node_of_a_kind_is_edited(board):
    made = after(board, {"kind": "model", "set": {"type": "nn"}})

    assert {"nn"} == {
        node.fields["type"] for node in made.nodes.values() if node.kind is Kind.MODEL
    }


def test_requirements_are_told_apart_by_what_they_are_about(board):
    made = after(board, {"kind": "requirement", "about": "load", "times": {"peak_qps": 2}})

    assert 1_200 == made.nodes["load"].fields["peak_qps"].value
    assert board.nodes["budget"] == made.nodes["budget"]


def test_a_node_is_added_below_the_others_or_at_its_place(board):
    edit = {
        "add": "cache",
        "as": {"kind": "cache", "name": "Redis", "note": "Warm.", "ttl": "5 min"},
    }

    below = after(board, edit)
    placed = after(board, {**edit, "at": [7, 8]})

    node = below.nodes["cache"]
    assert (Kind.CACHE, "Redis", "Warm.") == (node.kind, node.name, node.note)
    assert "5 min" == stated(below, "cache", "ttl")
    assert below.layout["cache"].y > max(place.y for place in board.layout.values())
    assert (7, 8) == tuple(placed.layout["cache"])


def test_nodes_added_one_after_the_other_do_not_cover_each_other(board):
    made = after(board, *({"add": id_, "as": {"kind": "alert"}} for id_ in ("one", "two")))

    assert made.layout["one"] != made.layout["two"]


def test_on_an_empty_board_a_node_is_added_too():
    assert ["one"] == [*after(Design(), {"add": "one", "as": {"kind": "alert"}}).nodes]


def test_an_arrow_is_drawn_with_its_fields_changed_and_taken_away(board):
    drawn = after(
        board,
        {"add": "spend", "as": {"kind": "feature"}},
        {"connect": "clicks -> spend", "with": {"lag": "1 h"}},
    )
    changed = after(drawn, {"edge": "clicks -> spend", "set": {"lag": "2 h"}})
    taken = after(changed, {"disconnect": "clicks -> spend: feeds"})

    def lag(design: Design) -> list[str]:
        return [edge.fields["lag"].text for key, edge in design.edges.items()
                if key.target == "spend"]  # fmt: skip

    assert (["1 h"], ["2 h"], []) == (lag(drawn), lag(changed), lag(taken))


def test_an_arrow_may_be_named_the_other_way_round(board):
    made = after(board, {"disconnect": "ranker -> api"})

    assert board.edges.keys() - made.edges.keys() == {
        key for key in board.edges if {key.source, key.target} == {"api", "ranker"}
    }


def test_a_node_is_removed_with_its_arrows(board):
    made = after(board, {"remove": "api"})

    assert "api" not in made.nodes
    assert not [key for key in made.edges if "api" in (key.source, key.target)]


def test_edits_are_made_one_after_the_other(board):
    made = after(
        board,
        {"node": "load", "set": {"peak_qps": "100 QPS"}},
        {"node": "load", "times": {"peak_qps": 3}},
    )

    assert 300 == made.nodes["load"].fields["peak_qps"].value


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        ({"node": "rankr", "set": {"type": "nn"}},
         "there is no node `rankr`; did you mean `ranker`?"),
        ({"remove": "ap"}, "there is no node `ap`; did you mean `api`?"),
        ({"node": "ranker", "set": {"tpye": "nn"}}, "did you mean `type`?"),
        ({"node": "ranker", "set": {"latency_p95": "soon"}}, "latency_p95"),
        ({"node": "ranker", "times": {"latnecy_p95": 2}},
         "`model` has no field `latnecy_p95`; did you mean `latency_p95`?"),
        ({"edge": "clicks -> ranker", "set": {"lag": "1 h"}},
         "there is no edge `clicks -> ranker`"),
        ({"disconnect": "api -> clicks"}, "there is no edge `api -> clicks`"),
        ({"disconnect": "load -> apy"}, "there is no node `apy`; did you mean `api`?"),
        ({"add": "api", "as": {"kind": "cache"}}, "api"),
        ({"add": "new", "as": {"kind": "modle"}}, "unknown kind `modle`; did you mean `model`?"),
        ({"add": "new", "as": {"kind": "model", "tpye": "nn"}}, "did you mean `type`?"),
        ({"connect": "api -> nobody"}, "nobody"),
        ({"connect": "api"}, "api"),
    ],
)  # fmt: skip
def test_what_cannot_be_edited_is_told_with_the_nearest_and_the_number_of_the_edit(
    board, edit, message
):
    error = refused(board, {"node": "clicks", "set": {"lag": "7 min"}}, edit)

    assert 1 == error.number
    assert message in error.message


def test_an_arrow_that_may_be_several_has_to_be_named_wholly(board):
    assert 2 == sum({key.source, key.target} == {"api", "guard"} for key in board.edges)
    left = after(board, {"disconnect": "api -> guard: falls_back_to"})

    assert 1 == sum({key.source, key.target} == {"api", "guard"} for key in left.edges)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"node": "a"},
        {"node": "a", "kind": "model", "set": {"type": "nn"}},
        {"set": {"type": "nn"}},
        {"remove": "a", "disconnect": "a -> b"},
        {"remove": "a", "set": {"type": "nn"}},
        {"node": "a", "remove": "b", "set": {"type": "nn"}},
        {"kind": "model", "about": "load", "set": {"type": "nn"}},
        {"kind": "modle", "set": {"type": "nn"}},
        {"add": "a"},
        {"add": "a", "as": {"name": "A"}},
        {"node": "a", "times": {"lag": 0}},
        {"node": "a", "times": {"lag": -2}},
        {"node": "a", "sets": {"type": "nn"}},
    ],
)
def test_an_edit_says_one_thing_and_that_wholly(wrong):
    with pytest.raises(ValidationError):
        Edit.model_validate(wrong)


@pytest.mark.parametrize("entry", shipped().readable().values(), ids=lambda one: one.prompt.id)
def test_edits_that_are_undone_give_the_design_back(entry):
    several = [entry.prompt.weak.edits, *(one.edits for one in entry.prompt.curveballs)]
    for edits in several:
        applied = apply(entry.reference, changes_of(edits, entry.reference))

        assert entry.reference != applied.design
        assert entry.reference == apply(applied.design, applied.inverse).design


@pytest.mark.parametrize("entry", shipped().readable().values(), ids=lambda one: one.prompt.id)
def test_the_changes_of_edits_make_what_the_edits_make(entry):
    design, changes = edited(entry.prompt.weak.edits, entry.reference)

    assert design == apply(entry.reference, changes).design == entry.weak
