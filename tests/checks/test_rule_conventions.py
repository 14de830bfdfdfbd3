"""What every rule promises its reader, held for all of them."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from checks.bibliography import WORKS, key_of
from checks.documentation import HEADINGS, sections, summary
from checks.registry import all_families, all_rules, family_of, module_name
from checks.rule import Bad, Good
from checks.severity import Severity
from design.brief import Level

RULES = [pytest.param(rule, id=rule.code) for rule in all_rules().values()]
every_rule = pytest.mark.parametrize("rule", RULES)


@every_rule
def test_the_manual_has_its_five_headings_in_order_and_something_under_each(rule):
    assert HEADINGS == tuple(heading for heading, _ in sections(rule))
    assert [] == [heading for heading, text in sections(rule) if not text]


@every_rule
def test_the_first_line_of_the_manual_is_a_sentence(rule):
    assert summary(rule).endswith(".")


@every_rule
def test_it_shows_what_it_finds_and_what_it_does_not(rule):
    kinds = {type(example) for example in rule.examples}
    assert {Bad, Good} <= kinds
    titles = [example.title for example in rule.examples]
    assert len(set(titles)) == len(titles)


@every_rule
def test_every_variant_an_example_shows_is_one_of_the_rule(rule):
    shown = {one.variant for one in rule.examples if isinstance(one, Bad)}
    assert shown <= {"", *rule.variants}


@every_rule
def test_the_file_is_named_after_code_and_name(rule):
    assert module_name(rule.code, rule.name) == Path(inspect.getfile(type(rule))).stem
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)


@every_rule
def test_the_code_belongs_to_a_family(rule):
    assert family_of(rule.code) in all_families()


@every_rule
def test_the_question_is_a_question(rule):
    assert rule.question.endswith("?")


@every_rule
def test_its_sources_are_known_works(rule):
    assert rule.sources
    assert [] == [one for one in rule.sources if key_of(one) not in WORKS]


@every_rule
def test_it_says_what_it_checks_and_which_skills_it_shows(rule):
    assert rule.checks_what
    assert rule.skills
    assert rule.lanes


@every_rule
def test_the_weight_never_falls_as_the_level_rises(rule):
    for weight in (rule.severity, *rule.variants.values()):
        ranks = [weight.at(level).rank for level in Level]
        assert sorted(ranks, reverse=True) == ranks


@every_rule
def test_it_is_on_at_staff_level(rule):
    assert Severity.OFF is not rule.severity.at(Level.STAFF)
