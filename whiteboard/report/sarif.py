"""Prints findings as SARIF 2.1.0, for code hosts and editors."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from checks.finding import Status
from checks.severity import Severity
from whiteboard.report.content import FindingLine, ReportContent
from whiteboard.report.data import Json

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVEL: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def to_sarif(contents: Sequence[ReportContent]) -> str:
    """One run over all *contents*, indented, ending in a line break."""
    return json.dumps(log(contents), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def log(contents: Sequence[ReportContent]) -> dict[str, Json]:
    """The same as plain values. Findings a person answered are suppressed with their reason."""
    rules = _rules(contents)
    index = {str(rule["id"]): number for number, rule in enumerate(rules)}
    driver: dict[str, Json] = {
        "name": "whiteboard",
        "version": contents[0].source.whiteboard_version if contents else "",
        "properties": {"rulesVersion": contents[0].rules_version if contents else ""},
        "rules": list[Json](rules),
    }
    results: list[Json] = [
        _result(finding, content, index[finding.code])
        for content in contents
        for finding in content.findings
    ]
    run: dict[str, Json] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rules(contents: Sequence[ReportContent]) -> list[dict[str, Json]]:
    """The metadata of every rule that found something, in code order."""
    first: dict[str, FindingLine] = {}
    for content in contents:
        for finding in content.findings:
            first.setdefault(finding.code, finding)
    return [
        {
            "id": code,
            "name": _pascal(finding.name),
            "shortDescription": {"text": finding.name.replace("-", " ")},
            "help": {"text": finding.question or finding.name},
            "properties": {
                "family": finding.family,
                "tags": [skill.value for skill in finding.skills],
                "sources": list(finding.sources),
            },
        }
        for code, finding in sorted(first.items())
    ]


def _pascal(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("-"))


def _result(finding: FindingLine, content: ReportContent, rule: int) -> dict[str, Json]:
    text = "\n".join(part for part in (finding.message, *finding.bullets, *finding.working) if part)
    result: dict[str, Json] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVEL.get(finding.severity, "none"),
        "kind": "fail",
        "message": {"text": text},
        "locations": [_location(finding, content)],
        "partialFingerprints": {"whiteboard/v1": finding.fingerprint},
        "properties": {
            "certainty": finding.certainty,
            "remedy": finding.remedy,
            "question": finding.question,
        },
    }
    if finding.status is not Status.OPEN:
        result["suppressions"] = [
            {"kind": "inSource", "status": "accepted", "justification": finding.because}
        ]
    return result


def _location(finding: FindingLine, content: ReportContent) -> dict[str, Json]:
    places = [("nodes", node) for node in finding.nodes]
    places += [("edges", edge) for edge in finding.edges]
    location: dict[str, Json] = {
        "logicalLocations": [
            {"name": name, "fullyQualifiedName": f"{part}/{name}", "kind": "object"}
            for part, name in places
        ]
    }
    if content.source.file:
        uri = quote(content.source.file.replace("\\", "/"))
        place: dict[str, Json] = {"artifactLocation": {"uri": uri}}
        if finding.line is not None:
            place["region"] = {"startLine": finding.line}
        location["physicalLocation"] = place
    return location
