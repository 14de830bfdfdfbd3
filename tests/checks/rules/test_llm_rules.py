"""Language models: what fits, what is injected, what they may do, and what ends them."""

from __future__ import annotations

import pytest

from checks.engine import evaluate
from checks.finding import Certainty
from checks.registry import all_rules
from checks.severity import Severity
from design.brief import Level
from design.changes import apply

# LLM801

WINDOW = """
lane: llm
nodes:
  writer: {kind: llm, name: Writer, context_window: "8192", history_tokens: 1.5k,
           query_tokens: "200", max_output_tokens: 1k}
  prompt: {kind: prompt, system_tokens: "800"}
  search: {kind: retriever, k: top-%s, chunk_tokens: "700"}
edges: ["writer -> prompt: uses", "writer -> search: calls"]
"""


def writer(fields):
    return f"lane: llm\nnodes: {{writer: {{kind: llm, name: Writer, {fields}}}}}"


def test_ten_passages_of_700_tokens_do_not_fit_8_192(found_by):
    (found,) = found_by("LLM801", WINDOW % 10)
    assert (
        "Writer: system prompt 800 + passages 10 x 700 + history 1500 + question 200 + reserved "
        "answer 1000 = 10 500 tokens, above the 8 192 of the context window."
    ) == found.message
    assert ("800 + 10 x 700 + 1500 + 200 + 1000 = 10 500",) == found.working
    assert "Passages down to 4 692 tokens, or a window of 10 500." == found.remedy


def test_the_remedy_fits(found_by):
    # 4 692 tokens are six passages; they fit, and are more than four fifths
    (found,) = found_by("LLM801", WINDOW % 6)
    assert "tight" == found.variant
    assert [] == found_by("LLM801", WINDOW.replace("8192", "13130") % 10)


@pytest.mark.parametrize(
    ("fields", "variant"),
    [
        ("context_window: 10k context, tokens_in: 8k", None),
        ("context_window: 10k context, tokens_in: 8.1k", None),  # rounding
        ("context_window: 10k context, tokens_in: 8.2k", "tight"),
        ("context_window: 10k context, tokens_in: 10k", "tight"),
        ("context_window: 10k context, tokens_in: 10.3k", "overflow"),
        ("context_window: 10k context, tokens_in: 7k, tokens_out: 1.5k", "tight"),
        ("context_window: 10k context, tokens_in: 7k, max_output_tokens: 4k", "overflow"),
        (
            "context_window: 10k context, tokens_in: 7k, max_output_tokens: 500, tokens_out: 9k",
            None,
        ),
        ("context_window: 10k context, tokens_in: 4k, max_steps: 6, step_tokens: 500", None),
        ("context_window: 10k context, tokens_in: 4k, max_steps: 9, step_tokens: 1k", "overflow"),
        ("context_window: 128k context, tokens_in: 10.3k", None),
    ],
)
def test_four_fifths_is_tight_and_all_of_it_an_overflow(found_by, fields, variant):
    found = found_by("LLM801", writer(fields))
    assert ([variant] if variant else []) == [one.variant for one in found]


def test_a_tight_window_says_its_share(found_by):
    (found,) = found_by("LLM801", writer("context_window: 10k context, tokens_in: 9k"))
    assert "Writer: input 9000 = 9 000 tokens, 90 % of the 10 000 of the context window." == (
        found.message
    )
    assert "Input down to 8 000 tokens, or a window of 11 250." == found.remedy


def test_a_rough_input_may_overflow(found_by):
    (found,) = found_by("LLM801", writer('context_window: 10k context, tokens_in: "~10k"'))
    assert ("overflow", Certainty.POSSIBLE) == (found.variant, found.certainty)


def test_a_known_system_prompt_does_not_hide_the_whole_input(found_by):
    text = """
    lane: llm
    nodes:
      writer: {kind: llm, context_window: "8192", tokens_in: 7.5k, max_output_tokens: 1k}
      prompt: {kind: prompt, system_tokens: "800"}
    edges: ["writer -> prompt: uses"]
    """
    (found,) = found_by("LLM801", text)
    assert ("7500 + 1000 = 8 500",) == found.working


@pytest.mark.parametrize(
    ("fields", "level", "asked"),
    [
        ("context_window: 8k context", Level.MID, "input tokens"),
        ("tokens_in: 3k", Level.SENIOR, "context window"),
        ("tokens_in: 3k", Level.MID, None),
        ("tokens_in: 3k, context_window: 8k context", Level.STAFF, None),
        ("tokens_out: 3k", Level.STAFF, None),
    ],
)
def test_what_is_missing_is_asked_for(found_by, fields, level, asked):
    found = found_by("NUM109", writer(fields), level=level)
    about = [one.message for one in found if "blocking the sum of the tokens" in one.message]
    assert ([f"Writer lacks {asked}, blocking the sum of the tokens."] if asked else []) == about


@pytest.mark.parametrize(
    ("passages", "level", "severity"),
    [
        (10, Level.JUNIOR, Severity.WARNING),
        (10, Level.MID, Severity.ERROR),
        (6, Level.JUNIOR, Severity.INFO),
        (6, Level.STAFF, Severity.WARNING),
    ],
)
def test_an_overflow_weighs_more_than_a_tight_window(found_by, passages, level, severity):
    (found,) = found_by("LLM801", WINDOW % passages, level=level)
    assert severity is found.severity


# LLM802 and LLM803

REFUNDS = """
lane: llm
nodes:
  tickets: {kind: source, name: Tickets}
  passages: {kind: index}
  search: {kind: retriever}
  agent: {kind: llm, name: Agent}
  filter: {kind: guardrail}
  refund: {kind: tool, name: Refund, %s}
edges: ["tickets -> passages: feeds", "search -> passages: reads", "agent -> search: calls",
        "agent -> refund: calls"%s]
"""


def guard(target, stage):
    return f', {{edge: "filter -> {target}: guards", stage: {stage}}}'


def test_a_ticket_may_ask_for_a_refund(found_by):
    (found,) = found_by("LLM802", REFUNDS % ("side_effect: pay", ""))
    assert (
        "Untrusted Tickets reaches Agent and then Refund (pay) with no guard in between: indirect "
        "prompt injection (Tickets → passages → search → Agent → Refund)."
    ) == found.message
    assert {"agent", "tickets", "refund"} <= set(found.at.nodes)


@pytest.mark.parametrize(
    ("tool", "edges", "variant"),
    [
        ("side_effect: send", "", "unguarded"),
        ("side_effect: read", "", None),
        ("side_effect: pay, dry_run: yes", "", None),
        ("side_effect: pay, approval: yes", "", None),
        ("side_effect: pay, approval: no", "", "unguarded"),
        ("side_effect: pay", guard("search", "retrieved"), "guarded"),
        ("side_effect: pay", guard("passages", "input"), "guarded"),
        ("side_effect: pay", guard("agent", "input"), "guarded"),
        ("side_effect: pay", guard("refund", "tool"), "guarded"),
        ("side_effect: pay", guard("refund", "input"), "guarded"),
        ("side_effect: pay", guard("refund", "output"), "unguarded"),  # it is paid by then
        ("side_effect: pay", guard("agent", "output"), "unguarded"),
        ("side_effect: pay, approval: yes", guard("agent", "input"), None),
    ],
)
def test_a_guard_lessens_an_injection_and_an_approval_ends_it(found_by, tool, edges, variant):
    found = found_by("LLM802", REFUNDS % (tool, edges), level=Level.STAFF)
    assert ([variant] if variant else []) == [one.variant for one in found]


ACCOUNTS = """
lane: llm
nodes:
  reviews: {kind: source, name: Reviews}
  agent: {kind: llm, name: Agent}
  filter: {kind: guardrail}
  lookup: {kind: tool, name: Look-up%s}
  accounts: {kind: %s}
edges: ["agent -> reviews: reads", "agent -> lookup: calls", %s]
"""
BY_TOOL = '"lookup -> accounts: reads"'
STAFF_ONLY = "source, name: Accounts, acl: required"


@pytest.mark.parametrize(
    ("tool", "data", "edges", "variant"),
    [
        ("", STAFF_ONLY, BY_TOOL, "unguarded"),
        (", side_effect: read", STAFF_ONLY, BY_TOOL, "unguarded"),
        (", acl: none", STAFF_ONLY, BY_TOOL, "unguarded"),
        (", acl: required", "source", BY_TOOL, "unguarded"),
        ("", "log, acl: required", BY_TOOL, "unguarded"),
        ("", STAFF_ONLY, '"agent -> accounts: reads"', "unguarded"),
        (", acl: enforced", STAFF_ONLY, '"agent -> accounts: reads"', "unguarded"),
        (", acl: enforced", STAFF_ONLY, BY_TOOL, None),  # by the rights of who asks
        ("", "source, acl: none", BY_TOOL, None),
        ("", "source", BY_TOOL, None),
        ("", STAFF_ONLY, '"lookup -> reviews: reads"', None),
        ("", "retriever, acl: required", '"agent -> accounts: calls"', None),  # RAG823
        (", approval: yes", STAFF_ONLY, BY_TOOL, None),
        ("", STAFF_ONLY, BY_TOOL + guard("lookup", "tool"), "guarded"),
        ("", STAFF_ONLY, BY_TOOL + guard("lookup", "output"), "guarded"),
        ("", STAFF_ONLY, BY_TOOL + guard("agent", "input"), "guarded"),
    ],
)
def test_a_stranger_may_ask_for_what_only_some_may_see(found_by, tool, data, edges, variant):
    found = found_by("LLM802", ACCOUNTS % (tool, data, edges), level=Level.STAFF)
    assert ([variant] if variant else []) == [one.variant for one in found]


def test_what_strangers_wrote_is_no_secret_from_them(found_by):
    text = ACCOUNTS % ("", "source", '"lookup -> reviews: reads"')
    mine = text.replace("name: Reviews", "name: Reviews, acl: required")
    assert [] == found_by("LLM802", mine)


def test_what_is_read_is_named_and_its_rights_are_the_remedy(found_by):
    (found,) = found_by("LLM802", ACCOUNTS % ("", STAFF_ONLY, BY_TOOL))
    assert (
        "Untrusted Reviews reaches Agent and then Accounts (read) with no guard in between: "
        "indirect prompt injection (Reviews → Agent → Look-up → Accounts)."
    ) == found.message
    assert (
        "The rights of who asks, enforced on Accounts, or a guardrail on what Agent reads."
    ) == found.remedy
    text = ACCOUNTS % ("", STAFF_ONLY, BY_TOOL + guard("agent", "input"))
    (guarded,) = found_by("LLM802", text, level=Level.STAFF)
    assert "Reviews reaches Agent, which may read through Accounts" in guarded.message
    assert "The rights of who asks, enforced on Accounts." == guarded.remedy


@pytest.mark.parametrize(
    ("edges", "remedy"),
    [
        ("", "An approval of Refund, or a guardrail on what Agent reads."),
        (guard("agent", "input"), "An approval of Refund by a person or a fixed policy."),
    ],
)
def test_a_deed_is_approved_by_a_person_or_a_policy(found_by, edges, remedy):
    (found,) = found_by("LLM802", REFUNDS % ("side_effect: pay", edges), level=Level.STAFF)
    assert remedy == found.remedy


@pytest.mark.parametrize(
    ("first", "second", "tool"),
    [
        ("side_effect: pay", "side_effect: write", "Refund"),
        ("side_effect: pay, approval: yes", "side_effect: write", "Note"),
        ("side_effect: read", "side_effect: write", "Note"),
    ],
)
@pytest.mark.parametrize("edges", ["", guard("agent", "input")])
def test_the_first_open_deed_is_named_behind_a_filter_too(found_by, first, second, tool, edges):
    text = REFUNDS.replace(
        "  refund:", f"  writes: {{kind: tool, name: Note, {second}}}\n  refund:"
    ).replace('"agent -> refund', '"agent -> writes: calls", "agent -> refund')
    (found,) = found_by("LLM802", text % (first, edges), level=Level.STAFF)
    assert tool in found.message


@pytest.mark.parametrize(
    ("edges", "level", "severity"),
    [
        ("", Level.JUNIOR, Severity.WARNING),
        ("", Level.MID, Severity.ERROR),
        (guard("agent", "input"), Level.MID, None),
        (guard("agent", "input"), Level.SENIOR, Severity.INFO),
    ],
)
def test_only_the_experienced_hear_that_filters_are_not_enough(found_by, edges, level, severity):
    found = found_by("LLM802", REFUNDS % ("side_effect: pay", edges), level=level)
    assert ([severity] if severity else []) == [one.severity for one in found]


@pytest.mark.parametrize("drawn", [True, False])
def test_an_open_endpoint_is_a_direct_injection_whoever_is_drawn(found_by, drawn):
    text = f"""
    lane: llm
    nodes:
      people: {{kind: consumer, name: People}}
      api: {{kind: endpoint, name: API, public: yes}}
      agent: {{kind: llm, name: Agent}}
      refund: {{kind: tool, name: Refund, side_effect: pay}}
    edges: ["api -> agent: calls", "agent -> refund: calls"
            {', "people -> api: consumes"' if drawn else ""}]
    """
    (found,) = found_by("LLM802", text)
    way = "People → API → Agent → Refund" if drawn else "API → Agent → Refund"
    assert f"direct prompt injection ({way})" in found.message
    assert "indirect" not in found.message
    assert [] == found_by("LLM802", text.replace(", public: yes", ""))


@pytest.mark.parametrize(
    ("tool", "edges", "variant"),
    [
        ("side_effect: pay", "", "irreversible"),
        ("side_effect: delete, limit: 10 rows", "", "irreversible"),
        ("side_effect: send, scope: own thread", "", "irreversible"),
        ("side_effect: delete, reversible: yes, limit: 10 rows", "", None),
        ("side_effect: delete, reversible: yes", "", "unlimited"),
        ("side_effect: write", "", "unlimited"),
        ("side_effect: write, limit: 5 rows", "", None),
        ("side_effect: write, scope: own ticket", "", None),
        ("side_effect: write, reversible: no, scope: own ticket", "", "irreversible"),
        ("side_effect: pay, approval: yes", "", None),
        ("side_effect: pay", guard("refund", "tool"), None),
        ("side_effect: pay", guard("refund", "output"), "irreversible"),
        ("side_effect: send, dry_run: yes", "", None),
        ("side_effect: read", "", None),
        ("side_effect: none", "", None),
    ],
)
def test_what_cannot_be_taken_back_needs_an_approval(found_by, tool, edges, variant):
    found = found_by("LLM803", REFUNDS % (tool, edges))
    assert ([variant] if variant else []) == [one.variant for one in found]


def test_agency_says_the_deed_and_what_is_missing(found_by):
    (found,) = found_by("LLM803", REFUNDS % ("side_effect: pay", ""))
    assert "Agent can pay through Refund with no approval, and that cannot be taken back." == (
        found.message
    )
    (found,) = found_by("LLM803", REFUNDS % ("side_effect: write", ""))
    assert "Agent can write through Refund with no approval, scope or limit." == found.message


@pytest.mark.parametrize(
    ("effect", "severity"), [("pay", Severity.ERROR), ("write", Severity.WARNING)]
)
def test_an_irreversible_deed_is_an_error_for_a_junior_too(found_by, effect, severity):
    (found,) = found_by("LLM803", REFUNDS % (f"side_effect: {effect}", ""), level=Level.JUNIOR)
    assert severity is found.severity


def test_a_tool_no_model_calls_is_no_agency(found_by):
    text = REFUNDS.replace("agent -> refund", "search -> refund") % ("side_effect: pay", "")
    assert [] == found_by("LLM803", text)


@pytest.mark.parametrize("effect", ["pay", "write"])
def test_the_quick_fix_asks_for_an_approval(design_from, effect):
    design = design_from(REFUNDS % (f"side_effect: {effect}", ""))
    rules = [all_rules()["LLM803"]]
    (found,) = evaluate(design, rules=rules).findings
    assert () == evaluate(apply(design, found.fix).design, rules=rules).findings
