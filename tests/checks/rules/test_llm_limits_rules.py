"""Language models in production: what checks their output, pins their versions and ends them."""

from __future__ import annotations

import pytest

from checks.severity import Severity
from design.brief import Level

E, W = Severity.ERROR, Severity.WARNING

# LLM804

ANSWERS = """
lane: llm
nodes:
  officer: {kind: consumer, name: Officer, impact: %(impact)s}
  api: {kind: endpoint, mode: online}
  writer: {kind: llm, name: Writer%(writer)s}
  filter: {kind: guardrail}
  people: {kind: human_review%(people)s}
  watch: {kind: monitor, metric: %(metric)s}
edges: ["officer -> api: consumes", "api -> writer: calls"%(edges)s]
"""


def answers(**stated):
    base = {"impact": "advisory", "writer": "", "people": "", "metric": "latency", "edges": ""}
    return ANSWERS % {**base, **stated}


def guard(target, stage):
    return f', {{edge: "filter -> {target}: guards", stage: {stage}}}'


REVIEWED = ', "writer -> people: feeds"'
JSON = {"writer": ", output_format: json"}
GRAVE = {"impact": "consequential"}


@pytest.mark.parametrize(
    ("stated", "variant"),
    [
        ({}, None),
        ({"writer": ", output_format: code"}, "structured"),
        ({"writer": ", output_format: sql"}, "structured"),
        ({"writer": ", output_format: html"}, "structured"),
        (JSON, "structured"),
        ({"writer": ", output_format: json, constrained_decoding: yes"}, None),
        ({"writer": ", output_format: json, constrained_decoding: no"}, "structured"),
        # a schema does not make SQL harmless
        ({"writer": ", output_format: sql, constrained_decoding: yes"}, "structured"),
        ({"writer": ", output_format: text"}, None),
        (JSON | {"edges": guard("writer", "output")}, None),
        (JSON | {"edges": guard("api", "output")}, None),
        (JSON | {"edges": guard("writer", "input")}, "structured"),
        (JSON | {"edges": REVIEWED}, None),
        (JSON | {"edges": REVIEWED, "people": ", share: 100%"}, None),
        (JSON | {"edges": REVIEWED, "people": ", share: 5%"}, "structured"),
        (GRAVE, "consequential"),
        ({"impact": "safety"}, "consequential"),
        (GRAVE | {"edges": guard("writer", "output")}, None),
        (GRAVE | {"edges": REVIEWED}, None),
        (GRAVE | {"edges": ', "watch -> writer: monitors"', "metric": "groundedness"}, None),
        (GRAVE | {"edges": ', "watch -> writer: monitors"'}, "consequential"),
    ],
)
def test_somebody_looks_at_what_it_writes(found_by, stated, variant):
    found = found_by("LLM804", answers(**stated))
    assert ([variant] if variant else []) == [one.variant for one in found]


def test_it_says_what_is_written_and_for_whom(found_by):
    (found,) = found_by("LLM804", answers(writer=", output_format: sql"))
    assert "Writer writes SQL that is used without validation." == found.message
    assert "An output guardrail on Writer." == found.remedy
    (found,) = found_by("LLM804", answers(**JSON))
    assert "An output guardrail on Writer or constrained decoding with its schema." == found.remedy
    (found,) = found_by("LLM804", answers(**GRAVE))
    assert (
        "Writer writes free text for Officer, whose decision is consequential, and nothing checks "
        "that it is supported."
    ) == found.message


# LLM805

PINS = """
lane: llm
nodes:
  api: {kind: endpoint, mode: online}
  writer: {kind: llm, name: Writer%s}
  prompt: {kind: prompt, name: Prompt%s}
  answers: {kind: evaluation, metric: groundedness%s}
edges: ["api -> writer: calls", "writer -> prompt: uses", "answers -> writer: evaluates"]
"""
PINNED, WEEKLY, GATED = ", pinned: yes", ", review_period: weekly", ", gate: yes"


@pytest.mark.parametrize(
    ("llm", "prompt", "evaluation", "at"),
    [
        ("", "", "", ("writer", "prompt")),
        (PINNED, "", "", ("prompt",)),
        (PINNED, PINNED, "", ()),
        (PINNED, ", version: draft-27", "", ()),
        (", pinned: no", PINNED, "", ("writer",)),
        (WEEKLY, PINNED, GATED, ()),
        (WEEKLY, PINNED, "", ("writer",)),  # nothing stops what the evaluation finds
        ("", PINNED, GATED, ("writer",)),  # nothing runs it again
        (", params: 8B params", PINNED, "", ()),
        (", gpu_count: 2", PINNED, "", ()),
    ],
)
def test_what_a_provider_or_a_text_box_can_change_is_listed(found_by, llm, prompt, evaluation, at):
    found = found_by("LLM805", PINS % (llm, prompt, evaluation))
    assert ([at] if at else []) == [one.at.nodes for one in found]


@pytest.mark.parametrize(
    ("llm", "prompt", "said", "remedy"),
    [
        (
            "",
            "",
            "Writer is not pinned to a version and Prompt has no version",
            "Pin a version of Writer. State the version of Prompt.",
        ),
        ("", PINNED, "Writer is not pinned to a version", "Pin a version of Writer."),
        (PINNED, "", "Prompt has no version", "State the version of Prompt."),
    ],
)
def test_the_remedy_pins_the_model_and_versions_the_prompt(found_by, llm, prompt, said, remedy):
    (found,) = found_by("LLM805", PINS % (llm, prompt, ""))
    assert f"{said}: behaviour can change without a release." == found.message
    assert remedy == found.remedy


# LLM806

AGENT = """
lane: llm
nodes:
  people: {kind: consumer%(people)s}
  api: {kind: endpoint, %(api)s}
  agent: {kind: llm, name: Agent%(agent)s}
  orders: {kind: tool, side_effect: read}
  watch: {kind: monitor, metric: %(metric)s}
edges: ["people -> api: consumes", "api -> agent: calls", "watch -> agent: monitors"%(edges)s]
"""
ACTS = ', "agent -> orders: calls"'
CAPPED = ", max_output_tokens: '400'"
PRICED = (
    f"{CAPPED}, tokens_in: 3k, tokens_out: '300', price_in: $0.50 / 1M tokens, "
    "price_out: $2 / 1M tokens"
)
SPEND = "latency}\n  bill: {kind: monitor, metric: token cost per day"
LOAD = {"api": "mode: online, requests_per_day: 1M/day"}


def agent(**stated):
    base = {"people": "", "api": "mode: online", "agent": "", "metric": "latency", "edges": ""}
    return AGENT % {**base, **stated}


@pytest.mark.parametrize(
    ("stated", "message", "field"),
    [
        ({}, "Agent has no limit on output tokens.", "max_output_tokens"),
        ({"agent": CAPPED}, None, None),
        (
            {"agent": CAPPED, "edges": ACTS},
            "Agent has no limit on steps and no deadline.",
            "max_steps",
        ),
        ({"agent": f"{CAPPED}, max_steps: '6'", "edges": ACTS}, None, None),
        ({"agent": f"{CAPPED}, timeout: 30 s", "edges": ACTS}, None, None),
        (
            {"agent": CAPPED, "people": ", public: yes"},
            "api has no rate limit per user.",
            "user_rate_limit",
        ),
        (
            {"agent": CAPPED, "api": "mode: online, public: yes"},
            "api has no rate limit per user.",
            "user_rate_limit",
        ),
        (
            {"agent": CAPPED, "api": "mode: online, public: yes, user_rate_limit: 20/min"},
            None,
            None,
        ),
        (
            {"agent": PRICED, **LOAD},
            "Agent has a token bill nobody watches.",
            "spend_cap",
        ),
        ({"agent": PRICED, "metric": "token cost per day", **LOAD}, None, None),
        ({"agent": PRICED, "metric": SPEND, **LOAD}, None, None),  # beside the one on the agent
        ({"agent": ", spend_cap: $4k/month", "edges": ACTS, "people": ", public: yes"}, None, None),
        ({"api": "mode: batch", "edges": ACTS}, None, None),
        (
            {"edges": ACTS, "people": ", public: yes"},
            (
                "Agent has no limit on output tokens; Agent has no limit on steps and no deadline; "
                "api has no rate limit per user."
            ),
            "max_output_tokens",
        ),
    ],
)
def test_every_missing_limit_is_in_one_finding(found_by, stated, message, field):
    found = found_by("LLM806", agent(**stated))
    assert ([message] if message else []) == [one.message for one in found]
    assert all((field,) == one.at.fields for one in found)


@pytest.mark.parametrize(
    ("code", "text", "weights"),
    [
        ("LLM804", answers(**JSON), [W, E, E, E]),
        ("LLM804", answers(**GRAVE), [W, E, E, E]),
        ("LLM805", PINS % ("", "", ""), [Severity.INFO, W, E, E]),
        ("LLM806", agent(), [None, W, E, E]),
    ],
)
def test_more_is_expected_of_the_experienced(found_by, code, text, weights):
    found = [found_by(code, text, level=level) for level in Level]
    assert weights == [one[0].severity if one else None for one in found]
