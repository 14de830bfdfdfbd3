"""What stands in the window of one call, part by part."""

from __future__ import annotations

import pytest

from checks.board import Board
from checks.facts.tokens import chunk_tokens, parts_of, prompts_of, retrievers_of


@pytest.fixture
def board(design_from):
    return lambda text: Board(design_from(f"lane: llm\n{text}"))


def parts(drawn):
    return {part.name: part.tokens.value for part in parts_of(drawn, drawn.node("writer"))}


def test_every_stated_part_counts_once(board):
    drawn = board(
        """
nodes:
  writer: {kind: llm, history_tokens: 1.5k, query_tokens: "200", max_output_tokens: 1k,
           tokens_out: "300", max_steps: "3", step_tokens: "400"}
  prompt: {kind: prompt, system_tokens: "800", history_tokens: 9k}
  search: {kind: retriever, k: top-10, chunk_tokens: "700", query_tokens: "999"}
  orders: {kind: tool, name: Orders, side_effect: read, result_tokens: "250"}
  rates: {kind: tool, side_effect: read}
edges: ["writer -> prompt: uses", "writer -> search: calls", "writer -> orders: calls",
        "writer -> rates: calls"]
"""
    )
    assert {
        "system prompt": 800,
        "passages": 7000,
        "history": 1500,
        "question": 200,
        "result of Orders": 250,
        "reserved answer": 1000,
        "steps": 1200,
    } == parts(drawn)
    words = {part.name: part.words for part in parts_of(drawn, drawn.node("writer"))}
    assert ("10 x 700", "3 x 400", "800") == (
        words["passages"],
        words["steps"],
        words["system prompt"],
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("tokens_in: 6k", {"input": 6000}),
        ("tokens_in: 6k, tokens_out: '300'", {"input": 6000, "reserved answer": 300}),
        ("tokens_out: '300'", {}),
        ("history_tokens: 1k", {}),  # a history alone is not the input
        ("tokens_in: 6k, max_steps: '3'", {"input": 6000}),  # steps of no known size
        ("tokens_in: 6k, step_tokens: '3'", {"input": 6000}),  # nor a size of no known steps
    ],
)
def test_without_parts_the_input_as_a_whole_counts(board, fields, expected):
    assert expected == parts(board(f"nodes: {{writer: {{kind: llm, {fields}}}}}"))


@pytest.mark.parametrize(
    ("whole", "expected"),
    [
        ("6500", {"input": 6500}),  # the system prompt is only the part somebody knew
        ("801", {"input": 801}),
        ("800", {"system prompt": 800}),
        ("500", {"system prompt": 800}),
    ],
)
def test_an_input_above_its_known_parts_counts_instead_of_them(board, whole, expected):
    drawn = board(
        f"""
nodes:
  writer: {{kind: llm, tokens_in: "{whole}"}}
  prompt: {{kind: prompt, system_tokens: "800"}}
edges: ["writer -> prompt: uses"]
"""
    )
    assert expected == parts(drawn)


@pytest.mark.parametrize(
    "edges",
    [
        '"writer -> search: calls"',
        '"search -> writer: calls"',
        '"api -> writer: calls", "api -> search: calls"',
    ],
)
def test_passages_come_from_a_retriever_of_the_call_or_of_its_caller(board, edges):
    drawn = board(
        f"""
nodes:
  api: {{kind: endpoint, mode: online}}
  search: {{kind: retriever}}
  other: {{kind: retriever}}
  writer: {{kind: llm}}
edges: [{edges}]
"""
    )
    assert ["search"] == [one.id for one in retrievers_of(drawn, drawn.node("writer"))]


def test_prompts_are_those_it_uses(board):
    drawn = board(
        """
nodes: {writer: {kind: llm}, b: {kind: prompt}, a: {kind: prompt}, c: {kind: prompt}}
edges: ["writer -> b: uses", "writer -> a: uses"]
"""
    )
    assert ["a", "b"] == [one.id for one in prompts_of(drawn, drawn.node("writer"))]


@pytest.mark.parametrize(
    ("own", "index", "job", "expected"),
    [
        ("100", "200", "300", 100),
        (None, "200", "300", 200),
        (None, None, "300", 300),
        (None, None, None, None),
    ],
)
def test_the_nearest_statement_of_a_chunk_counts(board, own, index, job, expected):
    def size(stated):
        return f', chunk_tokens: "{stated}"' if stated else ""

    drawn = board(
        f"""
nodes:
  cut: {{kind: transform{size(job)}}}
  passages: {{kind: index{size(index)}}}
  search: {{kind: retriever{size(own)}}}
edges: ["cut -> passages: feeds", "search -> passages: reads"]
"""
    )
    found = chunk_tokens(drawn, drawn.node("search"))
    assert expected == (found and found.value)
