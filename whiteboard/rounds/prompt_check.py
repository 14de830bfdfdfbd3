"""Whether a prompt is what it says: its boards judged at every level, its curveballs made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from checks.engine import evaluate
from checks.registry import all_rules
from checks.severity import Severity
from design.brief import Level
from design.fields import read_field
from design.text import did_you_mean, listed
from design.vocabulary.kinds import Kind
from prompts_library.edits import EditError, edited
from prompts_library.words import letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from checks.finding import Finding
    from design.model import Design
    from prompts_library.drill import DrillEntry
    from prompts_library.entry import Entry
    from prompts_library.schema import Curveball
    from prompts_library.words import Expected

BRIEF_KINDS: Final = frozenset({Kind.REQUIREMENT, Kind.CONSUMER})
HARMLESS: Final = frozenset({Severity.INFO})


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Something a file says that is not so: the part of the file, and what is the case."""

    part: str
    message: str


def mismatches(entry: Entry) -> tuple[Mismatch, ...]:
    """Everything *entry* says that is not so, in the order of its file."""
    prompt, at_senior = entry.prompt, _open(entry.reference, Level.SENIOR)
    known = {one.fingerprint for one in at_senior}
    found = [
        *_starter(entry),
        *_codes(entry),
        *(one for curveball in prompt.curveballs for one in _curveball(entry, curveball, known)),
        *_clean("reference", at_senior),
        *_exact("reference", entry.reference, prompt.reference.findings),
        *_exact("weak", entry.weak, prompt.weak.findings),
    ]
    return tuple(found)


def drill_mismatches(entry: DrillEntry) -> tuple[Mismatch, ...]:
    """Everything a drill says that is not so: what it opens and where, and that it is mended."""
    planted = entry.drill.planted
    found = _open(entry.board, Level.SENIOR)
    opened = {one.code for one in found}
    wrong: list[Mismatch] = []
    if opened != {*planted.opens}:
        said = listed(tuple(sorted(planted.opens)))
        message = f"it says {said}; it opens {_shown(found) or 'nothing'}"
        wrong.append(Mismatch("planted.opens", message))
    if not any(planted.node in one.at.nodes for one in found):
        wrong.append(Mismatch("planted.node", f"no finding is at `{planted.node}`"))
    left = _open(entry.mended, Level.SENIOR)
    if left:
        wrong.append(Mismatch("repair.edits", f"it leaves open {_shown(left)}"))
    return tuple(wrong)


def _starter(entry: Entry) -> Iterator[Mismatch]:
    nodes = entry.starter.nodes
    for number, one in enumerate(entry.prompt.requirements):
        part = f"requirements[{number}]"
        if one.node not in nodes:
            hint = did_you_mean(one.node, (*nodes,))
            yield Mismatch(part, f"the starter has no node `{one.node}`{hint}")
            continue
        stated = read_field(Kind.REQUIREMENT, one.attribute, one.value).values
        if any(nodes[one.node].fields.get(name) != value for name, value in stated.items()):
            message = f"`{one.node}.{one.attribute}` of the starter is not `{one.value}`"
            yield Mismatch(part, message)
    other = sorted({str(node.kind) for node in nodes.values() if node.kind not in BRIEF_KINDS})
    if other:
        message = f"a starter holds requirements and consumers; found {listed(tuple(other))}"
        yield Mismatch("starter", message)
    for name, board in (("starter", entry.starter), ("reference.design", entry.reference)):
        unplaced = tuple(sorted(board.nodes.keys() - board.layout.keys()))
        if unplaced:
            yield Mismatch(name, f"no place under `layout` for {listed(unplaced, most=40)}")


def _codes(entry: Entry) -> Iterator[Mismatch]:
    known = tuple(all_rules())
    prompt = entry.prompt
    named = [
        *(
            (f"follow_ups[{number}]", code)
            for number, one in enumerate(prompt.follow_ups)
            for code in one.when.codes
        ),
        *((f"curveballs.{one.id}", code) for one in prompt.curveballs for code in one.opens),
    ]
    for part, code in named:
        if code not in known:
            yield Mismatch(part, f"there is no rule `{code}`{did_you_mean(code, known)}")


def _curveball(entry: Entry, curveball: Curveball, known: AbstractSet[str]) -> Iterator[Mismatch]:
    """What it says it opens and does not, or opens and does not say, beside what is *known*.

    A candidate shares only the starter, so a curveball has to be possible there too.
    """
    part = f"curveballs.{curveball.id}"
    try:
        edited(curveball.edits, entry.starter)
    except EditError as error:
        where = f"edits[{error.number}] cannot be made on the starter"
        yield Mismatch(part, f"{where}, which is all a candidate's board shares: {error.message}")
    after, _ = edited(curveball.edits, entry.reference)
    new = [one for one in _open(after, Level.SENIOR) if one.fingerprint not in known]
    opened = {one.code for one in new}
    if opened != {*curveball.opens}:
        said = listed(tuple(sorted(curveball.opens)))
        message = f"it says {said}; on the reference it opens {_shown(new) or 'nothing'}"
        yield Mismatch(part, message)


def _open(design: Design, level: Level) -> tuple[Finding, ...]:
    return evaluate(design, level=level, strict=True).open_findings


def _shown(findings: Iterable[Finding]) -> str:
    return "; ".join(f"{one.fingerprint}: {one.message}" for one in findings)


def _clean(part: str, at_senior: Iterable[Finding]) -> Iterator[Mismatch]:
    for one in at_senior:
        if one.severity not in HARMLESS:
            yield Mismatch(
                part, f"an open {one.severity.value} at senior, {one.fingerprint}: {one.message}"
            )


def _exact(part: str, design: Design, expected: Iterable[Expected]) -> Iterator[Mismatch]:
    """Every finding that is listed and not found, found and not listed, or of another weight."""
    found: dict[str, dict[Level, str]] = {}
    messages: dict[str, str] = {}
    for level in Level:
        for one in evaluate(design, level=level, strict=True).findings:
            found.setdefault(one.fingerprint, {})[level] = one.severity.value
            messages[one.fingerprint] = one.message
    listed_ones = {one.finding: letters(one.severity) for one in expected}
    for fingerprint, severities in found.items():
        weight = letters(severities)
        said = listed_ones.pop(fingerprint, None)
        if said is None:
            message = f"not listed: {{finding: {fingerprint}, severity: {weight}}}"
            yield Mismatch(f"{part}.findings", f"{message}: {messages[fingerprint]}")
        elif said != weight:
            message = f"{fingerprint} weighs {weight}, not {said}"
            yield Mismatch(f"{part}.findings", message)
    for fingerprint in listed_ones:
        yield Mismatch(f"{part}.findings", f"{fingerprint} is listed and not found")
