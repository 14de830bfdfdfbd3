"""`whiteboard rules`, `whiteboard explain` and `whiteboard prompts`: what there is, and why."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from checks.documentation import explanation
from checks.registry import all_families, all_rules, family_of, rules_version
from design.brief import Level
from design.text import did_you_mean
from whiteboard.cli.ending import CommandError, Exit

if TYPE_CHECKING:
    from checks.rule import Rule
    from design.brief import Lane


def rules(level: Level | None, lane: Lane | None, *, form: str) -> Exit:
    """List the rules, or those that apply at *level* and in *lane*."""
    listed = [rule for rule in all_rules().values() if rule.is_asked(level, lane)]
    if form == "json":
        document = {"rules_version": rules_version(), "rules": [_as_json(one) for one in listed]}
        print(json.dumps(document, indent=2, ensure_ascii=False))
        return Exit.CLEAN
    width = max((len(rule.name) for rule in listed), default=0)
    for prefix, family in all_families().items():
        own = [rule for rule in listed if family_of(rule.code) == prefix]
        if not own:
            continue
        print(f"{prefix}  {family.title}")
        for rule in own:
            print(f"  {rule.code:<9} {rule.name:<{width}} {_weights(rule)}")
    print(f"\n{len(listed)} of {len(all_rules())} rules. Severity: junior/mid/senior/staff.")
    return Exit.CLEAN


def explain(code: str) -> Exit:
    """Print the manual page of one rule, found by its code or its name."""
    wanted = code.strip()
    for rule in all_rules().values():
        if wanted.upper() == rule.code or wanted.lower() == rule.name:
            sys.stdout.write(explanation(rule).rstrip() + "\n")
            return Exit.CLEAN
    raise CommandError(f"no rule {wanted}{_near(wanted)}\n`whiteboard rules` lists them all.")


def _near(wanted: str) -> str:
    """The rules *wanted* may stand for: those of a family, with that word, or the nearest."""
    rules = all_rules()
    meant = [code for code in rules if family_of(code) == wanted.upper()] or [
        f"{code} {rule.name}" for code, rule in rules.items() if wanted.lower() in rule.name
    ]
    if wanted and meant:
        return f"; there are {', '.join(meant)}" if len(meant) > 1 else f"; there is {meant[0]}"
    known = tuple(name for rule in rules.values() for name in (rule.code, rule.name))
    return did_you_mean(wanted, known)


def _weights(rule: Rule[object, object]) -> str:
    return "/".join(_weight(rule, level) for level in Level)


def _weight(rule: Rule[object, object], level: Level) -> str:
    """The heaviest the rule can be at *level*: its own severity or that of a variant."""
    weights = rule.variants.values() or (rule.severity,)
    heaviest = min(weights, key=lambda one: one.at(level).rank)
    return heaviest.at(level).value


def _as_json(rule: Rule[object, object]) -> dict[str, object]:
    return {
        "code": rule.code,
        "name": rule.name,
        "family": family_of(rule.code),
        "summary": (rule.__doc__ or "").strip().splitlines()[0],
        "severity": {level.value: _weight(rule, level) for level in Level},
        "lanes": sorted(lane.value for lane in rule.lanes),
        "skills": [skill.value for skill in rule.skills],
        "question": rule.question,
        "sources": list(rule.sources),
    }
