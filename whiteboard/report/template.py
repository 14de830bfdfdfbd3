"""What the PDF template prints, as plain values: every word, and the page of the diagram."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from checks.finding import OutcomeState
from checks.severity import Severity
from design.drawing.picture import SMALLEST_TEXT, Picture
from whiteboard.report.clean import one_line, printable
from whiteboard.report.content import (
    STATE_WORDS,
    STATUS_WORDS,
    FindingLine,
    NodeLine,
    ReportContent,
    StatementLine,
)
from whiteboard.report.sentences import counted, rules_applied

_SMALLEST: Final = 6.0  # points, the smallest text on a printed page
_TOP_FINDINGS: Final = 5
_TOP_LENGTH: Final = 220  # characters of a finding on the first page; the whole is inside
_MOST_CODES: Final = 4
_LONG: Final = 1_800  # characters beyond which a block may be split over pages
_MARGIN: Final = 34.0
_TOP: Final = 58.0
_HEADING: Final = 34.0
_LARGEST_PAGE: Final = 14_000.0  # points; readers refuse 14 400
_SHEETS: Final = ((842.0, 595.0), (1191.0, 842.0))  # A4 and A3, landscape

Json = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]


def covered(value: Json) -> Json:
    """*value* with every text in characters the report's fonts can print."""
    match value:
        case str():
            return printable(value)
        case Mapping():
            return {key: covered(item) for key, item in value.items()}
        case Sequence():
            return [covered(item) for item in value]
        case _:
            return value


def template_data(content: ReportContent, picture: Picture) -> dict[str, Json]:
    """What the template prints, as plain values."""
    opened = content.open_findings
    anchors = {id(finding): f"finding-{n}" for n, finding in enumerate(content.findings)}
    top = opened[:_TOP_FINDINGS]
    more = sum(content.severities.values()) - len(top)
    return {
        "title": content.title,
        "short-title": one_line(content.title, limit=90),
        "subtitle": f"{content.level} · {content.lane.label}",
        "prompt": content.prompt,
        "short-hash": content.design_hash[:19],
        "rules-version": content.rules_version,
        "facts": _facts(content),
        "counts": [
            *(
                {"tone": severity.value, "number": str(number), "word": counted(severity, number)}
                for severity, number in content.severities.items()
            ),
            {"tone": "", "number": str(content.answered), "word": "answered with a reason"},
        ],
        "sentences": [rules_applied(content), _numbers_sentence(content)],
        "top": [
            {
                "severity": finding.severity.value,
                "message": _shortened(finding.message),
                "code": finding.code,
                "place": _shortened(finding.where[0], 60),
                "anchor": anchors[id(finding)],
            }
            for finding in top
        ],
        "top-more": f"… {more} more under Findings." if more > 0 else "",
        "topics": [
            {
                "title": row.title,
                "stated": row.stated or "nothing",
                "missing": _codes(row.missing),
                "at-odds": _codes(row.at_odds),
            }
            for row in content.topics
        ],
        "skills": [
            {
                "title": f"{row.title} ({row.skill.value})",
                "errors": str(row.errors),
                "warnings": str(row.warnings),
                "infos": str(row.infos),
                "answered": str(row.answered),
                "passed": str(len(row.passed)),
                "codes": _codes(row.codes),
            }
            for row in content.skills
        ],
        "drawing": _drawing(content, picture),
        "groups": _groups(content, anchors),
        "more-findings": (
            f"… {content.more_findings} more findings are not listed here; "
            "the JSON report has them counted."
            if content.more_findings
            else ""
        ),
        "numbers": _numbers(content),
        "statements": [
            {
                "title": title,
                "items": [_said(item) for item in content.statements if item.kind == kind],
            }
            for kind, title in dict.fromkeys(
                (item.kind, f"{item.kind}s") for item in content.statements
            )
        ],
        "note": content.note,
        "nodes": [_said(item) for item in content.nodes if item.fields],
        "silent": _silent(content),
        "more-nodes": _more_nodes(content),
        "rule-sentences": [rules_applied(content)],
        "rules": _rules(content),
        "suppressed": [list(row) for row in content.suppressed],
        "command": content.command,
        "reproduce": [
            ["design", content.design_hash],
            ["rules", content.rules_version],
            ["prompt", content.prompt_version or "none"],
            ["whiteboard", content.source.whiteboard_version],
        ],
    }


def _shortened(text: str, most: int = _TOP_LENGTH) -> str:
    flat = one_line(text)
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"


def _codes(codes: Sequence[str]) -> str:
    shown = ", ".join(codes[:_MOST_CODES])
    more = len(codes) - _MOST_CODES
    return f"{shown} … {more} more" if more > 0 else shown or "none"


def _numbers(content: ReportContent) -> list[Json]:
    rows: list[Json] = []
    before = ""
    for row in content.numbers:
        rows.append(
            {
                "owner": row.owner,
                "again": row.owner == before,
                "label": row.label,
                "typed": row.typed,
                "meaning": row.meaning,
                "state": row.state,
            }
        )
        before = row.owner
    return rows


def _silent(content: ReportContent) -> str:
    """The nodes of which only a name and numbers are given, in one sentence."""
    names = [f"{node.title} ({node.kind.lower()})" for node in content.nodes if not node.fields]
    return f"Named, with nothing else in words: {'; '.join(names)}." if names else ""


def _facts(content: ReportContent) -> list[list[str]]:
    return [
        ["Level", content.level],
        ["Lane", content.lane.label],
        ["Design", content.design_hash[:23] + "…"],
        ["Rules", content.rules_version],
        ["Prompt version", content.prompt_version or "no prompt"],
        ["File", one_line(content.source.file, limit=60) or "from a board"],
    ]


def _numbers_sentence(content: ReportContent) -> str:
    return (
        f"Numbers: {content.numbers_given} given, "
        f"{content.numbers_missing} missing that a rule needed."
    )


def _drawing(content: ReportContent, picture: Picture) -> dict[str, Json]:
    """The picture with the page it is printed on: A4, A3, or as large as it needs to be."""
    scale, width, height = page_for(picture)
    return {
        "width": picture.width,
        "height": picture.height,
        "scale": scale,
        "page-width": width,
        "page-height": height,
        "margin": _MARGIN,
        "top": _TOP,
        "alt": (
            f"Diagram of the design: {len(content.statements) + len(content.nodes)} nodes. "
            "Their names, numbers and findings are listed in this report."
        ),
        "note": _more_nodes(content),
        "labels": [
            {
                "x": label.x,
                "y": label.y,
                "text": one_line(label.text),
                "size": label.size,
                "colour": label.colour,
                "bold": label.bold,
                "anchor": label.anchor,
            }
            for label in picture.labels
        ],
    }


def page_for(picture: Picture) -> tuple[float, float, float]:
    """(scale, page width, page height) in points: text of at least 6 pt, nothing cut off."""
    extra_height = _TOP + _HEADING + _MARGIN
    for width, height in _SHEETS:
        room = min(
            (width - 2 * _MARGIN) / picture.width, (height - extra_height) / picture.height, 1.25
        )
        if room * SMALLEST_TEXT >= _SMALLEST:
            return round(room, 4), width, height
    scale = min(
        1.0,
        (_LARGEST_PAGE - 2 * _MARGIN) / picture.width,
        (_LARGEST_PAGE - extra_height) / picture.height,
    )
    return (
        round(scale, 4),
        round(picture.width * scale + 2 * _MARGIN, 2),
        round(picture.height * scale + extra_height, 2),
    )


def _more_nodes(content: ReportContent) -> str:
    if not content.more_nodes:
        return ""
    return f"… {content.more_nodes} more nodes are on the board and not shown here."


def _groups(content: ReportContent, anchors: Mapping[int, str]) -> list[Json]:
    titles = {
        Severity.ERROR: "Errors",
        Severity.WARNING: "Warnings",
        Severity.INFO: "Info",
    }
    groups: list[Json] = []
    for severity, title in titles.items():
        own = [one for one in content.open_findings if one.severity is severity]
        if own:
            groups.append(_group(f"{title} ({content.severities[severity]})", "", own, anchors))
    answered = content.answered_findings
    if answered:
        note = (
            "People answered these with a reason. They stay visible and count as no open finding."
        )
        groups.append(_group(f"Answered ({content.answered})", note, answered, anchors))
    return groups


def _group(
    title: str, note: str, findings: Iterable[FindingLine], anchors: Mapping[int, str]
) -> dict[str, Json]:
    return {
        "title": title,
        "note": note,
        "findings": [_finding(one, anchors[id(one)]) for one in findings],
    }


def _finding(finding: FindingLine, anchor: str) -> dict[str, Json]:
    rows = [
        ["Answer", f"{STATUS_WORDS[finding.status]}: {finding.because}"]
        if not finding.is_open
        else ["", ""],
        ["Smallest change", finding.remedy],
        ["Follow-up", finding.question],
    ]
    evidence = [", ".join(skill.value for skill in finding.skills), "; ".join(finding.sources)]
    size = len(finding.message) + sum(map(len, (*finding.working, *finding.bullets)))
    size += sum(len(text) for _, text in rows)
    return {
        "severity": finding.severity.value,
        "code": finding.code,
        "name": finding.name,
        "place": " · ".join(finding.where),
        "certainty": "" if finding.certainty == "certain" else "possible, not certain",
        "message": finding.message,
        "bullets": list(finding.bullets),
        "working": list(finding.working),
        "rows": [row for row in rows if row[1]],
        "evidence": " · ".join(part for part in evidence if part),
        "anchor": anchor,
        "long": size > _LONG,
    }


def _said(item: StatementLine | NodeLine) -> dict[str, Json]:
    return {
        "title": item.title,
        "kind": item.kind.lower(),
        "fields": [list(row) for row in item.fields],
        "long": sum(len(text) for _, text in item.fields) > _LONG,
    }


def _rules(content: ReportContent) -> list[Json]:
    """Rules that gave no verdict are listed with the reason; the rest by their codes."""
    groups: list[Json] = []
    for state in (OutcomeState.CRASHED, OutcomeState.NOT_JUDGED):
        reasons: dict[str, list[str]] = {}
        for row in content.rules:
            if row.state is state:
                reasons.setdefault(row.reason or "no reason given", []).append(row.code)
        if reasons:
            title = f"{STATE_WORDS[state].capitalize()} ({sum(map(len, reasons.values()))})"
            rows = [[reason, ", ".join(codes)] for reason, codes in reasons.items()]
            groups.append({"title": title, "rows": rows, "codes": ""})
    for state in (OutcomeState.FOUND, OutcomeState.PASSED, OutcomeState.NOT_APPLICABLE):
        codes = [row.code for row in content.rules if row.state is state]
        if codes:
            title = f"{STATE_WORDS[state].capitalize()} ({len(codes)})"
            groups.append({"title": title, "rows": [], "codes": ", ".join(codes)})
    return groups
