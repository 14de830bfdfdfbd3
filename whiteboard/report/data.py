"""Prints reports as JSON: one document for one design or many, in the published form."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TypeAlias

from whiteboard.report.content import FindingLine, ReportContent

Json: TypeAlias = str | int | float | bool | list["Json"] | dict[str, "Json"] | None


def to_json(contents: Sequence[ReportContent]) -> str:
    """The document of all *contents*, indented, ending in a line break."""
    return json.dumps(document(contents), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def document(contents: Sequence[ReportContent]) -> dict[str, Json]:
    """The same as plain values. ``level`` is null when the designs were judged at several."""
    levels = {content.level for content in contents}
    return {
        "whiteboard": contents[0].source.whiteboard_version if contents else "",
        "rules_version": contents[0].rules_version if contents else "",
        "level": levels.pop() if len(levels) == 1 else None,
        "designs": [_design(content) for content in contents],
    }


def _design(content: ReportContent) -> dict[str, Json]:
    return {
        "file": content.source.file,
        "title": content.title,
        "hash": content.design_hash,
        "lane": content.lane.value,
        "level": content.level,
        "prompt": content.prompt,
        "prompt_version": content.prompt_version,
        "numbers": {"given": content.numbers_given, "missing": content.numbers_missing},
        "outcomes": {state.value: number for state, number in content.states.items()},
        "topics": [
            {
                "topic": one.topic.value,
                "title": one.title,
                "stated": one.stated_count,
                "missing": list(one.missing),
                "at_odds": list(one.at_odds),
                "answered": list(one.answered),
            }
            for one in content.topics
        ],
        "skills": [
            {
                "skill": one.skill.value,
                "title": one.title,
                "missing": list(one.missing),
                "at_odds": list(one.at_odds),
                "answered": one.answered,
                "passed": list(one.passed),
                "not_judged": list(one.not_judged),
                "not_applicable": list(one.not_applicable),
            }
            for one in content.skills
        ],
        "findings": [_finding(finding) for finding in content.findings],
        "more_findings": content.more_findings,
        "rules": [
            {"code": rule.code, "state": rule.state.value, "reason": rule.reason}
            for rule in content.rules
        ],
        "suppressed": [
            {"code": code, "by": by, "why": why} for code, by, why in content.suppressed
        ],
    }


def _finding(finding: FindingLine) -> dict[str, Json]:
    return {
        "code": finding.code,
        "name": finding.name,
        "family": finding.family,
        "severity": finding.severity.value,
        "certainty": finding.certainty,
        "nodes": list(finding.nodes),
        "edges": list(finding.edges),
        "message": finding.message,
        "working": list(finding.working),
        "remedy": finding.remedy,
        "question": finding.question,
        "skills": [skill.value for skill in finding.skills],
        "sources": list(finding.sources),
        "status": finding.status.value,
        "because": finding.because,
        "bullets": list(finding.bullets),
        "fingerprint": finding.fingerprint,
        "line": finding.line,
    }
