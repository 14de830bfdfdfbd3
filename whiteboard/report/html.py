"""Prints a report as one HTML file that needs nothing else: no script, no outside address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Final

from checks.finding import OutcomeState
from checks.severity import Severity
from design.drawing.svg import to_svg
from whiteboard.report.clean import safe_link
from whiteboard.report.content import STATE_WORDS, STATUS_WORDS, FindingLine, ReportContent
from whiteboard.report.diagram import picture_of
from whiteboard.report.evidence import topics_as_rows
from whiteboard.report.sentences import counted, rules_applied

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_STYLE: Final = """
:root{--ink:#1b1f24;--soft:#57606a;--accent:#0b3d5c;--paper:#f6f8fa;--line:#d0d7de}
body{font:15px/1.5 'Noto Sans',system-ui,'Segoe UI',sans-serif;color:var(--ink);background:#fff;
max-width:62rem;margin:2.5rem auto;padding:0 1.25rem}
h1,h2{color:var(--accent);line-height:1.2}h2{margin-top:2.5rem}h3{margin:1.6rem 0 .5rem}
h4{margin:0;font-size:1rem}.soft{color:var(--soft)}.counts{display:flex;gap:.75rem;flex-wrap:wrap}
.counts div{flex:1 1 8rem;background:var(--paper);border-left:3px solid var(--soft);
padding:.5rem .9rem}.counts b{display:block;font-size:1.6rem}
table{border-collapse:collapse;width:100%;font-size:.88rem}
th{text-align:left;color:var(--accent);border-bottom:2px solid var(--accent);padding:.3rem .5rem}
td{border-bottom:1px solid var(--line);padding:.3rem .5rem;vertical-align:top;
overflow-wrap:anywhere}.diagram{overflow:auto;border:1px solid var(--line)}
.finding{border-left:3px solid;padding:.5rem .9rem;margin:1rem 0;overflow-wrap:anywhere}
.finding p{margin:.35rem 0}.error{border-color:#b42318}.warning{border-color:#9a5b00}
.info{border-color:#1f5fa8}pre{background:var(--paper);padding:.6rem .8rem;white-space:pre-wrap;
overflow-wrap:anywhere;margin:.5rem 0}dl{display:grid;grid-template-columns:9rem 1fr;
gap:.15rem .8rem;margin:.4rem 0;font-size:.92rem}dt{color:var(--soft)}dd{margin:0}
.mark{font-size:.75rem;font-weight:700;padding:.1rem .45rem;border:1.5px solid;border-radius:2px;
text-transform:uppercase;margin-right:.5rem}.mark.error{background:#b42318;color:#fff}
.mark.warning{color:#9a5b00}.mark.info{color:#1f5fa8;border-radius:1em}
@media print{.diagram svg{max-width:100%;height:auto}}
"""


def to_html(content: ReportContent) -> str:
    """The whole report as one page."""
    return "\n".join(_page(content)) + "\n"


def _page(content: ReportContent) -> Iterator[str]:
    title = escape(content.title)
    yield '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width,initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>{title}</title><style>{_STYLE}</style></head><body>"
    yield f'<p class="soft">ML system design review</p><h1>{title}</h1>'
    if content.prompt:
        yield f"<p>{escape(content.prompt)}</p>"
    yield _pairs(
        [
            ("Level", content.level),
            ("Lane", content.lane.label),
            ("Design", content.design_hash),
            ("Rules", content.rules_version),
            ("Prompt", content.prompt_version or "none"),
        ]
    )
    yield '<div class="counts">'
    for severity, number in content.severities.items():
        kind = f'class="{severity.value}"'
        yield f"<div {kind}><b>{number}</b>{counted(severity, number)}</div>"
    yield f"<div><b>{content.answered}</b>answered with a reason</div></div>"
    numbers = f"Numbers: {content.numbers_given} given, {content.numbers_missing} missing."
    yield f'<p class="soft">{escape(rules_applied(content))} {numbers}</p>'
    yield "<h2>What was talked through</h2>"
    yield _table(("Topic", "Stated", "Missing", "At odds"), topics_as_rows(content.topics))
    yield "<h2>Evidence by skill</h2>"
    yield _table(
        ("Skill", "Errors", "Warnings", "Info", "Answered", "Rules passed", "Open findings"),
        (
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
        ),
    )
    alt = f"Diagram of {content.title}"
    yield f'<h2>Diagram</h2><div class="diagram">{to_svg(picture_of(content), title=alt)}</div>'
    yield from _findings(content)
    yield "<h2>Numbers</h2>"
    yield _table(
        ("Where", "Number", "As typed", "As understood", "State"),
        ((row.owner, row.label, row.typed, row.meaning, row.state) for row in content.numbers),
    )
    yield from _said(content)
    yield from _rules(content)
    yield "<h2>How to make this report again</h2>"
    yield "<p>The same design, rules and level give the same report, byte for byte.</p>"
    yield f"<pre>{escape(content.command)}</pre></body></html>"


def _findings(content: ReportContent) -> Iterator[str]:
    titles = {Severity.ERROR: "Errors", Severity.WARNING: "Warnings", Severity.INFO: "Info"}
    yield "<h2>Findings</h2>"
    if not content.findings:
        yield "<p>No findings.</p>"
    for severity, title in titles.items():
        own = [one for one in content.open_findings if one.severity is severity]
        if own:
            yield f"<h3>{title} ({content.severities[severity]})</h3>"
            yield from map(_finding, own)
    if content.answered_findings:
        yield f"<h3>Answered ({content.answered})</h3>"
        yield from map(_finding, content.answered_findings)
    if content.more_findings:
        yield f"<p><b>… {content.more_findings} more findings are not listed here.</b></p>"


def _finding(finding: FindingLine) -> str:
    word = finding.severity.value
    certainty = "" if finding.certainty == "certain" else " · possible, not certain"
    pairs = [("Smallest change", finding.remedy), ("Follow-up", finding.question)]
    if not finding.is_open:
        pairs.insert(0, ("Answer", f"{STATUS_WORDS[finding.status]}: {finding.because}"))
    bullets = "".join(f"<li>{_lines(bullet)}</li>" for bullet in finding.bullets)
    working = "\n".join(finding.working)
    evidence = [", ".join(skill.value for skill in finding.skills)]
    sources = "; ".join(map(_source, finding.sources))
    return "".join(
        (
            f'<section class="finding {word}"><h4><span class="mark {word}">{word}</span>',
            f"{escape(finding.code)} {escape(finding.name)}</h4>",
            f'<p class="soft">{escape(" · ".join(finding.where))}{certainty}</p>',
            f"<p>{_lines(finding.message)}</p>",
            f"<ul>{bullets}</ul>" if bullets else "",
            f"<pre>{escape(working)}</pre>" if working else "",
            _pairs([pair for pair in pairs if pair[1]]),
            f'<p class="soft">{escape(" ".join(evidence))} · {sources}</p></section>',
        )
    )


def _source(text: str) -> str:
    address = safe_link(text)
    if address is None:
        return escape(text)
    return f'<a rel="noreferrer noopener" href="{escape(address)}">{escape(text)}</a>'


def _said(content: ReportContent) -> Iterator[str]:
    yield "<h2>Requirements, assumptions and decisions</h2>"
    for item in content.statements:
        yield f'<h4>{escape(item.title)} <span class="soft">{escape(item.kind)}</span></h4>'
        yield _pairs(item.fields)
    if content.note:
        yield f"<p>{_lines(content.note)}</p>"
    yield "<h2>Everything else on the board</h2>"
    for node in content.nodes:
        yield f'<h4>{escape(node.title)} <span class="soft">{escape(node.kind)}</span></h4>'
        yield _pairs(node.fields)
    if content.more_nodes:
        yield f"<p><b>… {content.more_nodes} more nodes are not shown here.</b></p>"


def _rules(content: ReportContent) -> Iterator[str]:
    yield f"<h2>What the rules did</h2><p>{escape(rules_applied(content))}</p>"
    unjudged = (OutcomeState.CRASHED, OutcomeState.NOT_JUDGED)
    rows = [
        (row.code, row.name, STATE_WORDS[row.state], row.reason)
        for row in content.rules
        if row.state in unjudged
    ]
    if rows:
        yield _table(("Rule", "Name", "Outcome", "Why"), rows)
    for state in (OutcomeState.FOUND, OutcomeState.PASSED, OutcomeState.NOT_APPLICABLE):
        codes = ", ".join(row.code for row in content.rules if row.state is state)
        if codes:
            yield f"<p><b>{STATE_WORDS[state].capitalize()}:</b> {escape(codes)}</p>"
    if content.suppressed:
        yield _table(("Rule", "Spoken for by", "Why"), content.suppressed)


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{_lines(value)}</dd>" for name, value in pairs)
    return f"<dl>{rows}</dl>" if rows else ""


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(word)}</th>' for word in header)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
