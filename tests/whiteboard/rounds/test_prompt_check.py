"""A prompt that is not what it says is told so, part by part."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks.engine import evaluate
from design.brief import Level
from design.changes import AddNode, RemoveNode, apply
from design.model import Position
from design.vocabulary.kinds import Kind
from prompts_library import Entry, read_entry, shipped
from prompts_library.edits import Edit, edited
from tests.fakes.prompts import TINY
from whiteboard.rounds.prompt_check import mismatches

SOUND = shipped().entry("churn-daily")


def told(entry: Entry, part: str) -> list[str]:
    return [one.message for one in mismatches(entry) if one.part == part]


def with_prompt(entry: Entry, **parts: object) -> Entry:
    return replace(entry, prompt=entry.prompt.model_copy(update=parts))


def with_weak(findings: tuple[object, ...]) -> Entry:
    return with_prompt(
        SOUND, weak=SOUND.prompt.weak.model_copy(update={"findings": tuple(findings)})
    )


def test_a_sound_prompt_is_told_nothing():
    assert () == mismatches(SOUND)


def test_a_finding_that_is_not_listed_is_told_as_it_should_stand_in_the_file():
    first, *rest = SOUND.prompt.weak.findings

    (message,) = told(with_weak(tuple(rest)), "weak.findings")

    assert message.startswith(f"not listed: {{finding: {first.finding}, severity: ")


def test_a_finding_that_is_listed_and_not_there_is_told():
    first = SOUND.prompt.weak.findings[0]
    invented = first.model_copy(update={"finding": "CAP301@nobody"})

    assert ["CAP301@nobody is listed and not found"] == told(
        with_weak((*SOUND.prompt.weak.findings, invented)), "weak.findings"
    )


def test_a_finding_of_another_weight_is_told_with_both():
    first, *rest = SOUND.prompt.weak.findings
    lighter = first.model_copy(update={"severity": {**first.severity, Level.SENIOR: "info"}})
    assert "info" != first.severity[Level.SENIOR]

    (message,) = told(with_weak((lighter, *rest)), "weak.findings")

    said, _, claimed = message.removeprefix(f"{first.finding} weighs ").partition(", not ")
    assert ("I", 4, 4) == (claimed.split("/")[2], len(said.split("/")), len(claimed.split("/")))


def test_a_finding_of_the_reference_is_told_as_one_of_the_reference():
    assert told(replace(SOUND, reference=SOUND.weak), "reference.findings")


def test_a_reference_with_an_open_error_is_no_reference():
    found = evaluate(SOUND.weak, level=Level.SENIOR, strict=True).findings
    error = next(one for one in found if one.severity == "error")

    assert any(error.fingerprint in one for one in told(replace(SOUND, reference=SOUND.weak),
                                                        "reference"))  # fmt: skip


def test_a_curveball_that_needs_the_board_of_the_reference_is_told_so():
    haste = SOUND.prompt.curveballs[0]
    node = next(iter(SOUND.reference.nodes.keys() - SOUND.starter.nodes.keys()))
    edits = (Edit.model_validate({"node": node, "set": {"name": "Other"}}),)
    changed = haste.model_copy(update={"edits": edits})

    message = told(with_prompt(SOUND, curveballs=(changed,)), f"curveballs.{haste.id}")[0]

    assert message.startswith("edits[0] cannot be made on the starter")
    assert f"there is no node `{node}`" in message


def test_a_curveball_that_opens_something_else_is_told_with_what_it_opens():
    first, *rest = SOUND.prompt.curveballs
    wrong = first.model_copy(update={"opens": ("LEAK402",)})

    ((part, message),) = [
        (one.part, one.message) for one in mismatches(with_prompt(SOUND, curveballs=(wrong, *rest)))
    ]

    assert f"curveballs.{first.id}" == part
    assert message.startswith("it says LEAK402; on the reference it opens ")
    assert all(f"{code}@" in message for code in first.opens)


def test_a_curveball_that_opens_nothing_is_told():
    first = SOUND.prompt.curveballs[0]
    idle = first.model_copy(update={"edits": ()})

    assert f"curveballs.{first.id}" in {
        one.part for one in mismatches(with_prompt(SOUND, curveballs=(idle,)))
    }
    (message,) = told(with_prompt(SOUND, curveballs=(idle,)), f"curveballs.{first.id}")
    assert message.endswith("on the reference it opens nothing")


def test_a_rule_that_does_not_exist_is_told_with_the_nearest():
    first, *rest = SOUND.prompt.follow_ups
    wrong = first.model_copy(update={"when": first.when.model_copy(update={"codes": ("LEAK43",)})})

    assert ["there is no rule `LEAK43`; did you mean `LEAK403`?"] == told(
        with_prompt(SOUND, follow_ups=(wrong, *rest)), "follow_ups[0]"
    )


def test_a_starter_with_a_model_gives_too_much_away():
    starter = apply(SOUND.starter, (AddNode("scorer", Kind.MODEL, "Scorer", (900, 900)),)).design

    assert ["a starter holds requirements and consumers; found model"] == told(
        replace(SOUND, starter=starter), "starter"
    )


def test_a_box_without_a_place_is_told():
    nowhere = replace(SOUND.reference, layout={"api": Position(0, 0)})

    (message,) = told(replace(SOUND, reference=nowhere), "reference.design")
    assert message.startswith("no place under `layout` for ")


def test_a_requirement_the_starter_does_not_have_is_told():
    one = SOUND.prompt.requirements[0]
    number = sum(other.node == one.node for other in SOUND.prompt.requirements)
    bare = apply(SOUND.starter, (RemoveNode(one.node),)).design

    found = [each for each in mismatches(replace(SOUND, starter=bare))
             if each.part.startswith("requirements")]  # fmt: skip
    assert number == len(found)
    assert "requirements[0]" == found[0].part
    assert f"the starter has no node `{one.node}`" in found[0].message


def test_a_requirement_of_another_number_than_the_starter_is_told():
    tiny = read_entry(TINY.replace("peak_qps, value: 600 QPS", "peak_qps, value: 700 QPS"), name="")

    assert ["`traffic.peak_qps` of the starter is not `700 QPS`"] == told(tiny, "requirements[1]")


def test_what_is_wrong_comes_in_the_order_of_the_file():
    parts = [one.part.split(".")[0].split("[")[0] for one in mismatches(read_entry(TINY, name=""))]

    assert ["curveballs", "reference", "weak"] == [*dict.fromkeys(parts)]


@pytest.mark.parametrize("curveball", SOUND.prompt.curveballs, ids=lambda one: one.id)
def test_what_a_curveball_opens_was_not_open_before(curveball):
    before = {one.code for one in evaluate(SOUND.reference, level=Level.SENIOR).findings}
    after, _ = edited(curveball.edits, SOUND.reference)

    new = {one.code for one in evaluate(after, level=Level.SENIOR).findings} - before
    assert new <= {*curveball.opens}
