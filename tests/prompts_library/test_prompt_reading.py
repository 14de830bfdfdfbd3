"""What is wrong with the file of a prompt is said with its line, field and nearest word."""

from __future__ import annotations

import pytest

from design.brief import Level
from design.formats import FormatError
from prompts_library import UnknownPrompt, prompt, starter
from prompts_library.reading import read_prompt

GOOD = """\
id: tiny
title: Tiny
lane: tabular
version: 1
brief: Design something small.
requirements:
  - node: service
    label: Answer within
    about: latency
    metric: latency
    attribute: latency_budget
    value: p95 200 ms
given: [a table]
to_ask:
  - ask: How often?
    answer: Daily.
follow_ups:
  - question: And now faster?
    good_answer: Says what goes.
    change: {node: service, attribute: latency_budget, value: p95 100 ms}
    related: [LAT202]
reference:
  about: A good one.
flawed:
  about: A bad one.
  findings:
    - finding: NUM101@api
      severity: W/E/E/-
      why: The load is not stated.
"""


def problems(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(FormatError) as caught:
        read_prompt(text, name="prompt.yaml")
    return [(one.line, one.path, one.message) for one in caught.value.problems]


def test_a_prompt_is_read():
    one = read_prompt(GOOD)

    assert ("tiny", 60, "1") == (one.id, one.minutes, one.version)
    assert {"NUM101@api": "warning"} == one.flawed.at(Level.JUNIOR)
    assert {} == one.flawed.at(Level.STAFF)
    assert "NUM101" == one.flawed.findings[0].code


def test_an_unknown_field_is_named_with_the_nearest():
    text = GOOD.replace("given:", "givens:")

    assert (13, "givens", "unknown field; did you mean `given`?") in problems(text)


def test_an_unknown_field_of_a_part_is_named_with_the_nearest():
    text = GOOD.replace("    label:", "    lable:")

    assert (8, "requirements[0].lable", "unknown field; did you mean `label`?") in problems(text)


def test_a_missing_field_is_named_where_it_belongs():
    assert (7, "requirements[0].metric", "is missing") in problems(
        GOOD.replace("    metric: latency\n", "")
    )


def test_a_number_that_cannot_be_read_is_refused_at_its_requirement():
    ((line, path, message),) = problems(GOOD.replace("p95 200 ms", "p95 soon"))

    assert (7, "requirements[0]") == (line, path)
    assert message.startswith("latency_budget: ")


def test_a_field_that_no_requirement_has_is_refused():
    ((line, path, message),) = problems(
        GOOD.replace(
            "    attribute: latency_budget\n    value: p95 200",
            "    attribute: latency_budgt\n    value: p95 200",
        )
    )

    assert (11, "requirements[0].attribute") == (line, path)
    assert message.endswith("did you mean `latency_budget`?")


def test_a_change_of_what_is_not_required_is_refused():
    ((_, _, message),) = problems(GOOD.replace("{node: service", "{node: servce"))

    assert "no requirement `servce`; did you mean `service`?" in message


def test_a_requirement_that_is_stated_twice_is_refused():
    part = GOOD[GOOD.index("  - node: service") : GOOD.index("given:")]

    ((_, path, message),) = problems(GOOD.replace(part, part + part))

    assert "requirements" == path
    assert "`latency_budget` of `service` is stated twice; keep one" == message


@pytest.mark.parametrize("severity", ["W/E/E", "W/E/E/X", "WEEE"])
def test_a_severity_is_one_letter_for_each_level(severity):
    ((line, path, message),) = problems(GOOD.replace("W/E/E/-", severity))

    assert (28, "flawed.findings[0].severity") == (line, path)
    assert message.startswith("expected one of E, W, I or -")


def test_every_problem_is_told_at_once_in_the_order_of_the_file():
    text = GOOD.replace("lane: tabular", "lane: tabula").replace("given: [a table]", "given: []")

    assert [3, 13] == [line for line, _, _ in problems(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a list", "expected a prompt: a mapping that starts with `id:`"),
        ("id: [", "not YAML: "),
        ("id: a\nid: b\n", "`id` is written twice, on lines 1 and 2; keep one"),
    ],
)
def test_what_is_no_prompt_at_all_is_said_in_words(text, expected):
    assert any(expected in message for _, _, message in problems(text))


@pytest.mark.parametrize("ask", [prompt, starter])
def test_an_unknown_prompt_names_the_nearest(ask):
    with pytest.raises(UnknownPrompt, match="no prompt `card-frad`; did you mean `card-fraud`?"):
        ask("card-frad")


@pytest.mark.parametrize("hostile", ["../card-fraud", "", "card-fraud/..", "\x00", "a" * 10_000])
def test_no_id_leaves_the_folder_of_prompts(hostile):
    with pytest.raises(UnknownPrompt):
        starter(hostile)
