"""Prints a report as Markdown: readable as it is, harmless wherever it is rendered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from checks.finding import OutcomeState
from checks.severity import Severity
from whiteboard.report.clean import no_command, safe_link
from whiteboard.report.content import (
    STATE_WORDS,
    STATUS_WORDS,
    FindingLine,
    NodeLine,
    ReportContent,
    StatementLine,
)
from whiteboard.report.evidence import topics_as_rows
from whiteboard.report.sentences import rules_applied, tally

_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>#|~$&@]|:(?=//))")
# What begins a list or a heading, and `::`, which a build server takes for a command.
_STARTS: Final = re.compile(r"^([-+=](?=[\s=-]|$)|\d+[.)](?=\s|$)|:(?=:))")


def plain(text: str) -> str:
    """*text* as Markdown that renders as these very characters, on one line."""
    flat = " ".join(text.split())
    return _STARTS.sub(_escaped_start, _SPECIAL.sub(r"\\\1", flat))


def _escaped_start(match: re.Match[str]) -> str:
    start = match.group(1)
    return f"{start[:-1]}\\{start[-1]}"


def code(text: str) -> str:
    """*text* as an inline code span, whatever back ticks it holds."""
    flat = " ".join(text.split())
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", flat)), default=0))
    pad = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{fence}{pad}{flat}{pad}{fence}" if flat else ""


def to_markdown(content: ReportContent) -> str:
    """The whole report as one Markdown document."""
    return "\n".join(_lines(content)).rstrip() + "\n"


def _lines(content: ReportContent) -> Iterator[str]:
    yield f"# {plain(content.title)}"
    yield ""
    if content.prompt:
        yield plain(content.prompt)
        yield ""
    yield from _table(
        ("Level", "Lane", "Design", "Rules", "Prompt"),
        [
            (
                content.level,
                content.lane.label,
                code(content.design_hash),
                plain(content.rules_version),
                plain(content.prompt_version or "none"),
            )
        ],
    )
    yield f"**{tally(content)}.** {rules_applied(content)} "
    yield f"Numbers: {content.numbers_given} given, {content.numbers_missing} missing."
    yield ""
    yield "## What was talked through"
    yield ""
    yield from _table(
        ("Topic", "Stated", "Missing", "At odds"),
        [tuple(map(plain, row)) for row in topics_as_rows(content.topics)],
    )
    yield "## Evidence by skill"
    yield ""
    yield from _table(
        ("Skill", "Errors", "Warnings", "Info", "Answered", "Rules passed", "Open findings"),
        [
            (
                f"{row.title} ({row.skill.value})",
                str(row.errors),
                str(row.warnings),
                str(row.infos),
                str(row.answered),
                str(len(row.passed)),
                ", ".join(row.codes) or "none",
            )
            for row in content.skills
        ],
    )
    yield from _findings(content)
    yield from _numbers(content)
    yield from _said(content)
    yield from _rules(content)
    yield "## How to make this report again"
    yield ""
    yield "The same design, rules and level give the same report, byte for byte."
    yield ""
    yield f"    {content.command}"
    yield ""


def _findings(content: ReportContent) -> Iterator[str]:
    titles = {Severity.ERROR: "Errors", Severity.WARNING: "Warnings", Severity.INFO: "Info"}
    for severity, title in titles.items():
        own = [one for one in content.open_findings if one.severity is severity]
        if own:
            yield f"## {title} ({content.severities[severity]})"
            yield ""
            for finding in own:
                yield from _finding(finding)
    if content.answered_findings:
        yield f"## Answered ({content.answered})"
        yield ""
        for finding in content.answered_findings:
            yield from _finding(finding)
    if content.more_findings:
        yield f"**… {content.more_findings} more findings are not listed here.**"
        yield ""


def _finding(finding: FindingLine) -> Iterator[str]:
    yield f"### {finding.severity.value}: {finding.code} {plain(finding.name)}"
    yield ""
    certainty = "" if finding.certainty == "certain" else " (possible, not certain)"
    yield f"{' · '.join(map(plain, finding.where))}{certainty}"
    yield ""
    yield plain(finding.message)
    yield ""
    if finding.bullets:
        yield from (f"- {plain(bullet)}" for bullet in finding.bullets)
        yield ""
    if finding.working:
        yield from (no_command(f"    {' '.join(step.split())}") for step in finding.working)
        yield ""
    if not finding.is_open:
        yield f"- **{STATUS_WORDS[finding.status].capitalize()}:** {plain(finding.because)}"
    if finding.remedy:
        yield f"- **Smallest change:** {plain(finding.remedy)}"
    if finding.question:
        yield f"- **Follow-up:** {plain(finding.question)}"
    if finding.skills:
        yield f"- **Evidence for:** {', '.join(skill.value for skill in finding.skills)}"
    if finding.sources:
        yield f"- **Sources:** {'; '.join(map(_source, finding.sources))}"
    yield ""


def _source(text: str) -> str:
    address = safe_link(text)
    return f"<{address}>" if address else plain(text)


def _numbers(content: ReportContent) -> Iterator[str]:
    yield "## Numbers"
    yield ""
    if not content.numbers:
        yield "No numbers were stated."
        yield ""
        return
    yield from _table(
        ("Where", "Number", "As typed", "As understood", "State"),
        [
            (plain(row.owner), plain(row.label), plain(row.typed), plain(row.meaning), row.state)
            for row in content.numbers
        ],
    )


def _said(content: ReportContent) -> Iterator[str]:
    yield "## Requirements, assumptions and decisions"
    yield ""
    if not content.statements:
        yield "None are on the board."
        yield ""
    for item in content.statements:
        yield from _item(item)
    if content.nodes:
        yield "## Everything else on the board"
        yield ""
    for node in content.nodes:
        yield from _item(node)
    if content.more_nodes:
        yield f"**… {content.more_nodes} more nodes are on the board and not shown here.**"
        yield ""
    if content.note:
        yield f"**Note:** {plain(content.note)}"
        yield ""


def _item(item: StatementLine | NodeLine) -> Iterator[str]:
    yield f"**{plain(item.title)}** ({item.kind.lower()})"
    yield ""
    for label, value in item.fields:
        yield f"- {plain(label)}: {plain(value)}"
    if item.fields:
        yield ""


def _rules(content: ReportContent) -> Iterator[str]:
    yield "## What the rules did"
    yield ""
    yield rules_applied(content)
    yield ""
    unjudged = (OutcomeState.CRASHED, OutcomeState.NOT_JUDGED)
    rows = [
        (row.code, plain(row.name), STATE_WORDS[row.state], plain(row.reason))
        for row in content.rules
        if row.state in unjudged
    ]
    if rows:
        yield from _table(("Rule", "Name", "Outcome", "Why"), rows)
    for state in (OutcomeState.FOUND, OutcomeState.PASSED, OutcomeState.NOT_APPLICABLE):
        codes = [row.code for row in content.rules if row.state is state]
        if codes:
            yield f"- {STATE_WORDS[state].capitalize()}: {', '.join(codes)}"
    yield ""
    if content.suppressed:
        said = [(code_, by, plain(why)) for code_, by, why in content.suppressed]
        yield from _table(("Rule", "Spoken for by", "Why"), said)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""
