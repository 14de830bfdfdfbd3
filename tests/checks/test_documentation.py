"""The pages in docs/rules are those the rules make."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.documentation import (
    GENERATED,
    drawn_examples,
    explanation,
    index,
    page,
    pages,
    pictures,
)
from checks.registry import all_families, all_rules

FOLDER = Path(__file__).parents[2] / "docs" / "rules"


every_rule = pytest.mark.parametrize("rule", all_rules().values(), ids=lambda rule: rule.code)


@every_rule
def test_the_page_is_current(rule):
    assert page(rule) == (FOLDER / f"{rule.code}.md").read_text(encoding="utf-8")


def test_the_index_is_current():
    assert index() == (FOLDER / "README.md").read_text(encoding="utf-8")


@every_rule
def test_what_is_found_and_what_is_not_is_drawn(rule):
    drawn = pictures(rule)

    assert [f"images/{rule.code}-bad.svg", f"images/{rule.code}-good.svg"] == list(drawn)
    for name, text in drawn.items():
        assert text == (FOLDER / name).read_text(encoding="utf-8")
        assert f"]({name})" in page(rule)


def test_there_is_no_page_and_no_drawing_without_a_rule():
    drawn = {name for rule in all_rules().values() for name in drawn_examples(rule)}
    there = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.*")}

    assert {*pages(), *drawn} == there


def test_the_first_line_says_that_a_page_is_generated():
    assert {GENERATED} == {text.partition("\n")[0] for text in pages().values()}


def test_a_page_shows_severity_by_level_the_question_and_the_sources_in_full():
    shown = page(all_rules()["CAP301"])
    assert "| `below_peak` | warning | error | error | error |" in shown
    assert "> One pod dies at peak: what happens to the other pods?" in shown
    assert "Site Reliability Engineering, O'Reilly 2016, 21, 22 (chapter or page not" in shown


def test_the_index_names_every_rule_once_under_its_family():
    shown = index()
    for rule in all_rules().values():
        assert 1 == shown.count(f"]({rule.code}.md)")
    for family in all_families().values():
        assert f"## {family.prefix} · {family.title}" in shown


def test_the_explanation_for_a_terminal_has_no_markup():
    shown = explanation(all_rules()["LAT202"])
    assert shown.startswith("LAT202 path-exceeds-budget\n")
    assert not [mark for mark in ("##", "```", "**", "<!--") if mark in shown]
    assert shown.endswith("\n")
