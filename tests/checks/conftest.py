"""Designs from YAML, and what the engine says about them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import pytest

from checks.engine import evaluate
from checks.finding import Evaluation, Finding
from checks.registry import all_rules
from checks.rule import Phase
from design.formats import read_design
from design.model import Design


def design_from(text: str) -> Design:
    return read_design(textwrap.dedent(text)).design


def found_by(code: str, design: Design, **asked) -> list[Finding]:
    """What the rule finds, spoken for or not; alone unless it lives on what others ask for."""
    rule = all_rules()[code]
    rules = [rule] if rule.phase is Phase.DESIGN else None
    evaluation = evaluate(design, rules=rules, strict=True, **asked)
    every = [*evaluation.findings, *(one.finding for one in evaluation.suppressed)]
    return [one for one in every if one.code == code]


@pytest.fixture(name="design_from", scope="session")
def design_from_fixture() -> Callable[[str], Design]:
    return design_from


@pytest.fixture(name="found_by", scope="session")
def found_by_fixture() -> Callable[..., list[Finding]]:
    """`found_by(code, yaml_text, level=...)`: the findings of one rule."""
    return lambda code, text, **asked: found_by(code, design_from(text), **asked)


@pytest.fixture(name="judged", scope="session")
def judged_fixture() -> Callable[..., Evaluation]:
    """`judged(yaml_text, level=...)`: the whole evaluation, with every rule."""
    return lambda text, **asked: evaluate(design_from(text), strict=True, **asked)
