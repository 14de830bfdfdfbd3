"""Every example of every rule shows what it says it shows."""

from __future__ import annotations

import textwrap

import pytest

from checks.registry import all_rules
from checks.rule import Bad, Good
from design.brief import Level

EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.code}-{example.title}")
    for rule in all_rules().values()
    for example in rule.examples
]


def place(finding):
    if finding.at.nodes:
        return finding.at.nodes[0]
    return str(finding.at.edges[0]) if finding.at.edges else ""


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_example(rule, example, found_by):
    lane = None if len(rule.lanes) == 3 or "lane:" in example.design else min(rule.lanes)
    level = None if "level:" in example.design else Level.STAFF
    found = found_by(rule.code, textwrap.dedent(example.design), level=level, lane=lane)
    if isinstance(example, Good):
        assert [] == [one.message for one in found]
        return
    assert isinstance(example, Bad)
    assert example.at == tuple(place(one) for one in found)
    assert {example.variant} == {one.variant for one in found}
    assert {example.certainty} == {one.certainty for one in found}
