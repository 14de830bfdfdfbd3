"""How words of strangers reach a model, and what it can do with them."""

from __future__ import annotations

import pytest

from checks.board import Board
from checks.facts.trust import does_something, guards_of, injections, is_untrusted


@pytest.fixture
def board(design_from):
    return lambda text: Board(design_from(f"lane: llm\n{text}"))


@pytest.fixture
def node(board):
    return lambda fields: board(f"nodes: {{it: {{{fields}}}}}").node("it")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("kind: source, trust: untrusted", True),
        ("kind: source, name: Handbook", False),
        ("kind: source, name: Customer e-mails", True),
        ("kind: source, name: web_crawl", True),
        ("kind: source, name: Third-party documents", True),
        ("kind: source, name: Support tickets, trust: trusted", False),
        ("kind: source, name: Webster dictionary", False),  # whole words only
        ("kind: source, name: Compost prices", False),
        ("kind: index, name: Tickets", False),  # what fills it is asked
        ("kind: tool, trust: untrusted", True),
        ("kind: consumer, public: yes", True),
        ("kind: consumer", False),
    ],
)
def test_strangers_are_those_stated_or_named(node, fields, expected):
    assert expected is is_untrusted(node(fields))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("side_effect: write", True),
        ("side_effect: pay", True),
        ("side_effect: send", True),
        ("side_effect: delete", True),
        ("side_effect: read", False),
        ("side_effect: none", False),
        ("name: Refunds", False),
        ("side_effect: pay, dry_run: yes", False),
        ("side_effect: pay, dry_run: no", True),
    ],
)
def test_a_tool_acts_when_it_changes_the_world(node, fields, expected):
    assert expected is does_something(node(f"kind: tool, {fields}"))


def test_a_guard_says_where_it_stands_or_does_not(board):
    drawn = board(
        """
nodes: {one: {kind: guardrail}, two: {kind: guardrail}, writer: {kind: llm}, alone: {kind: llm}}
edges: [{edge: "one -> writer: guards", stage: output}, "two -> writer: guards"]
"""
    )
    assert frozenset({"output", ""}) == guards_of(drawn, "writer")
    assert frozenset() == guards_of(drawn, "alone")


AGENT = """
nodes:
  %s
  agent: {kind: llm}
  refund: {kind: tool, side_effect: pay}
edges: [%s, "agent -> refund: calls"]
"""


@pytest.mark.parametrize(
    ("nodes", "edges", "way", "direct"),
    [
        (
            "tickets: {kind: source}",
            '"agent -> tickets: reads"',
            ("tickets", "agent", "refund"),
            False,
        ),
        (
            "lookup: {kind: tool, side_effect: read, trust: untrusted}",
            '"agent -> lookup: calls"',
            ("lookup", "agent", "refund"),
            False,
        ),
        (
            "reader: {kind: llm}\n  web: {kind: source}",
            '"reader -> web: reads", "agent -> reader: calls"',
            ("web", "reader", "agent", "refund"),
            False,
        ),
        (
            "people: {kind: consumer, public: yes}\n  api: {kind: endpoint}",
            '"people -> api: consumes", "api -> agent: calls"',
            ("people", "api", "agent", "refund"),
            True,
        ),
        (
            "people: {kind: consumer}\n  api: {kind: endpoint, public: yes}",
            '"people -> api: consumes", "api -> agent: calls"',
            ("people", "api", "agent", "refund"),
            True,
        ),
        (
            "api: {kind: endpoint, public: yes}",
            '"api -> agent: calls"',
            ("api", "agent", "refund"),
            True,
        ),
    ],
)
def test_content_flows_from_the_stranger_to_the_deed(board, nodes, edges, way, direct):
    (found,) = injections(board(AGENT % (nodes, edges)))
    assert way == found.nodes
    assert len(way) - 1 == len(found.edges)
    assert direct is found.direct
    assert not found.guarded


@pytest.mark.parametrize(
    ("nodes", "edges"),
    [
        ("staff: {kind: consumer}\n  api: {kind: endpoint}", '"staff -> api: consumes"'),
        ("api: {kind: endpoint}", '"api -> agent: calls"'),
        ("handbook: {kind: source}", '"agent -> handbook: reads"'),
        ("tickets: {kind: source}\n  log: {kind: log}", '"agent -> log: logs_to"'),
    ],
)
def test_nobody_strange_is_no_way_in(board, nodes, edges):
    assert () == injections(board(AGENT % (nodes, edges)))


def test_the_shortest_way_in_is_told(board):
    (found,) = injections(
        board(
            AGENT
            % (
                "mails: {kind: source}\n  passages: {kind: index}\n  reviews: {kind: source}",
                '"mails -> passages: feeds", "agent -> passages: reads", "agent -> reviews: reads"',
            )
        )
    )
    assert "reviews" == found.stranger.id


def test_an_open_way_goes_before_a_guarded_shorter_one(board):
    (found,) = injections(
        board(
            """
nodes:
  mails: {kind: source}
  passages: {kind: index}
  reviews: {kind: source}
  filter: {kind: guardrail}
  agent: {kind: llm}
  refund: {kind: tool, side_effect: pay}
edges:
  - "mails -> passages: feeds"
  - "agent -> passages: reads"
  - "agent -> reviews: reads"
  - {edge: "filter -> reviews: guards", stage: input}
  - "agent -> refund: calls"
"""
        )
    )
    assert ("mails", False) == (found.stranger.id, found.guarded)


@pytest.mark.parametrize(
    ("stage", "guarded"),
    [("input", True), ("retrieved", True), ("tool", True), ("output", False), (None, True)],
)
def test_a_check_of_what_it_writes_is_none_of_what_it_reads(board, stage, guarded):
    edge = '"filter -> agent: guards"'
    stated = f"{{edge: {edge}, stage: {stage}}}" if stage else edge
    (found,) = injections(
        board(
            AGENT
            % (
                "tickets: {kind: source}\n  filter: {kind: guardrail}",
                f'"agent -> tickets: reads", {stated}',
            )
        )
    )
    assert guarded is found.guarded
