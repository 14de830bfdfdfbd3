"""The one judgement of a design: rules in, an evaluation out, the same for the same design."""

from __future__ import annotations

from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from checks.answers import answered
from checks.board import Board
from checks.finding import (
    Certainty,
    Demand,
    Evaluation,
    Explanation,
    Finding,
    Observation,
    Omission,
    Outcome,
    OutcomeState,
    Posted,
    Suppressed,
)
from checks.numbers import State, exactly
from checks.precedence import DISPUTES, apply_precedence, folds
from checks.registry import all_families, all_rules, family_of, rules_version
from checks.rule import Phase, Rule
from checks.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checks.board import WhatIf
    from checks.finding import Place
    from checks.numbers import Binding
    from checks.severity import ByLevel
    from design.brief import Lane, Level
    from design.model import Design

_FIRST_FAMILIES = ("FRAME", "NUM", "LEAK", "ROLL", "MON")  # what an interviewer asks first
_NAMED = 3
_UNSURE = {
    State.ASSUMED: "assumed on the board",
    State.DEFAULTED: "not stated, so taken for granted",
}


def evaluate(
    design: Design,
    *,
    level: Level | None = None,
    lane: Lane | None = None,
    rules: Iterable[Rule[object, object]] | None = None,
    strict: bool = False,
) -> Evaluation:
    """Judge *design* at *level* and in *lane*, the design's own where none is given.

    ``rules`` are all there are unless given. A rule that raises is recorded as crashed and the
    others go on; ``strict`` lets the error through instead, as every test wants.
    """
    level = design.level if level is None else level
    lane = design.lane if lane is None else lane
    chosen = sorted(all_rules().values() if rules is None else rules, key=lambda rule: rule.code)
    run = _Run(level, lane, strict)
    drawn = design if lane is design.lane else replace(design, lane=lane)
    board = Board(drawn, what_if=_what_if(drawn, chosen, level))
    for phase in Phase:
        board = run.judge(board, [rule for rule in chosen if rule.phase is phase])
    findings = run.findings(board)
    shown, silenced = apply_precedence(findings, board)
    missing = run.missing()
    return Evaluation(
        level=level,
        lane=lane,
        rules_version=rules_version(),
        findings=tuple(sorted(_folded(shown, silenced), key=_place_in_list)),
        suppressed=tuple(sorted(silenced, key=lambda one: _place_in_list(one.finding))),
        outcomes=tuple(run.outcomes[rule.code] for rule in chosen),
        numbers_given=len(board.stated_numbers),
        numbers_missing=sum(len(fields) for fields in missing.values()),
        missing=missing,
    )


@dataclass(slots=True)
class _Seen:
    """An observation with the rule that made it and the words for it."""

    rule: Rule[object, object]
    observation: Observation[object]
    words: Explanation


@dataclass(slots=True)
class _Run:
    """What is collected while the rules run, phase by phase."""

    level: Level
    lane: Lane
    strict: bool
    seen: list[_Seen] = field(default_factory=list)
    posted: list[Posted] = field(default_factory=list)
    omissions: list[Omission] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def judge(self, board: Board, rules: list[Rule[object, object]]) -> Board:
        """Run *rules* and give the board the rules of the next phase see."""
        for rule in rules:
            try:
                self.outcomes[rule.code] = self._outcome(board, rule)
            except Exception as error:  # whatever a rule does wrong, the others still speak
                if self.strict:
                    raise
                self.outcomes[rule.code] = Outcome(
                    rule.code, OutcomeState.CRASHED, f"{type(error).__name__}: {error}"
                )
        return board.after(demands=tuple(self.posted), omissions=tuple(self.omissions))

    def findings(self, board: Board) -> tuple[Finding, ...]:
        """Every finding, weighed, named and answered, in a fixed order."""
        disputed = _disputed(self.seen)
        named = _fingerprinted([_finding(one, self.level, disputed) for one in self.seen])
        return tuple(
            answered(finding, one.rule, board)
            for one, finding in zip(self.seen, named, strict=True)
        )

    def missing(self) -> dict[str, tuple[str, ...]]:
        """The empty load-bearing fields of each node, in id order."""
        blanks: dict[str, dict[str, None]] = {}
        for omission in self.omissions:
            for node, name in _blanks(omission.at):
                blanks.setdefault(node, {})[name] = None
        return {node: tuple(names) for node, names in sorted(blanks.items())}

    def _outcome(self, board: Board, rule: Rule[object, object]) -> Outcome:
        reason = _silent_because(rule, self.level, self.lane)
        if reason:
            return Outcome(rule.code, OutcomeState.NOT_APPLICABLE, reason)
        found: list[Observation[object]] = []
        wanted: list[Demand] = []
        applies = False
        for subject in rule.subjects(board):
            applies = True
            for result in rule.judge(board, subject):
                if isinstance(result, Observation):
                    found.append(result)
                elif self.level in result.levels:
                    wanted.append(result)
        found = [one for one in found if _weight(rule, one).at(self.level) is not Severity.OFF]
        # A rule that fails half way leaves nothing behind: it is said to have crashed.
        seen = [_Seen(rule, one, rule.explain(one.facts)) for one in found]
        self.seen.extend(seen)
        self.posted.extend(Posted(one, rule.code, rule.name, rule.checks_what) for one in wanted)
        self.omissions.extend(_omissions(rule, seen))
        if found:
            return Outcome(rule.code, OutcomeState.FOUND)
        if wanted:
            return Outcome(rule.code, OutcomeState.NOT_JUDGED, _wants(wanted, board))
        if not applies:
            return Outcome(
                rule.code, OutcomeState.NOT_APPLICABLE, "nothing it judges is on the board"
            )
        return Outcome(rule.code, OutcomeState.PASSED)


def _what_if(drawn: Design, rules: list[Rule[object, object]], level: Level) -> WhatIf:
    """A look at other designs through the rules no reason can excuse.

    A rule that is judged alone sees through all rules there are. What is true of the design as it
    is drawn is worked out once, however many ask.
    """

    @cache  # most designs ask nothing
    def arithmetic() -> tuple[Rule[object, object], ...]:
        return tuple(
            rule
            for rule in (rules if len(rules) > 1 else all_rules().values())
            if not rule.waivable
            and rule.phase is Phase.DESIGN
            and not _silent_because(rule, level, drawn.lane)
        )

    known: dict[str, frozenset[tuple[str, str]]] = {}

    def contradictions(
        design: Design, codes: frozenset[str], *, to_the_digit: bool
    ) -> frozenset[tuple[str, str]]:
        as_drawn = design is drawn and not codes and not to_the_digit
        if as_drawn and known:
            return known["drawn"]
        board = Board(design)
        with exactly() if to_the_digit else nullcontext():
            found = frozenset(
                (rule.code, observation.at.nodes[0] if observation.at.nodes else "")
                for rule in arithmetic()
                if not codes or rule.code in codes
                for observation in _contradictions(rule, board, level)
            )
        if as_drawn:
            known["drawn"] = found
        return found

    return contradictions


def _contradictions(
    rule: Rule[object, object], board: Board, level: Level
) -> Iterator[Observation[object]]:
    """What is wrong for certain, weighs something, and rests on nothing taken for granted."""
    for subject in rule.subjects(board):
        for result in rule.judge(board, subject):
            if not isinstance(result, Observation):
                continue
            granted = any(number.state is State.DEFAULTED for number in result.numbers)
            is_certain = result.certainty is Certainty.CERTAIN and result.cap is Severity.ERROR
            weighs = _weight(rule, result).at(level) in {Severity.ERROR, Severity.WARNING}
            if is_certain and weighs and not granted:
                yield result


@cache
def _silent_because(rule: Rule[object, object], level: Level, lane: Lane) -> str:
    if lane not in rule.lanes:
        return f"not for the {lane.label} lane"
    if not rule.is_asked(level):
        return f"not asked at {level.value} level"
    return ""


def _weight(rule: Rule[object, object], observation: Observation[object]) -> ByLevel:
    return rule.variants.get(observation.variant, rule.severity)


def _wants(wanted: list[Demand], board: Board) -> str:
    parts = dict.fromkeys(
        f"{one.missing[0].label if one.missing else one.group.value} of {board.title(one.owner)}"
        for one in wanted
    )
    named = ", ".join(list(parts)[:_NAMED])
    more = f" and {len(parts) - _NAMED} more" if len(parts) > _NAMED else ""
    return f"needs {named}{more}"


def _omissions(rule: Rule[object, object], seen: list[_Seen]) -> Iterator[Omission]:
    if rule.phase is not Phase.DEMANDS:
        return
    for one in seen:
        yield Omission(rule.code, one.observation.at, one.words.message)


def _blanks(at: Place) -> tuple[tuple[str, str], ...]:
    own = tuple((at.nodes[0], name) for name in at.fields) if at.nodes else ()
    return (*own, *at.blanks)


def _disputed(seen: list[_Seen]) -> dict[str, frozenset[tuple[str, str]]]:
    """By code: the stated numbers a finding contradicts and that code may have computed with."""
    found: dict[str, frozenset[tuple[str, str]]] = {}
    for one in seen:
        certain = one.observation.certainty is Certainty.CERTAIN
        if not certain or one.observation.cap is not Severity.ERROR:
            continue
        bound = frozenset(
            (binding.owner, binding.attribute)
            for number in one.observation.numbers
            for binding in number.bindings
        )
        for code in DISPUTES.get(one.rule.code, ()):
            found[code] = found.get(code, frozenset()) | bound
    return found


def _finding(seen: _Seen, level: Level, disputed: dict[str, frozenset[tuple[str, str]]]) -> Finding:
    rule, observation, words = seen.rule, seen.observation, seen.words
    bindings = tuple(
        dict.fromkeys(binding for number in observation.numbers for binding in number.bindings)
    )
    doubtful = [
        binding
        for binding in bindings
        if (binding.owner, binding.attribute) in disputed.get(rule.code, ())
    ]
    certainty = Certainty.POSSIBLE if doubtful else observation.certainty
    severity = _weight(rule, observation).at(level)
    if certainty is Certainty.POSSIBLE:
        severity = severity.lowered()
    if any(binding.state is State.DEFAULTED for binding in bindings):
        severity = severity.capped(Severity.WARNING)
    return Finding(
        code=rule.code,
        name=rule.name,
        family=family_of(rule.code),
        severity=severity.capped(observation.cap),
        certainty=certainty,
        at=observation.at,
        message=words.message,
        working=(
            *words.working,
            *(_unsure(binding) for binding in bindings if binding.state in _UNSURE),
            *(_doubt(binding) for binding in doubtful),
        ),
        remedy=words.remedy,
        question=words.question or rule.question,
        skills=rule.skills,
        sources=rule.sources,
        fingerprint=_plain_fingerprint(rule.code, observation.at),
        variant=observation.variant,
        bindings=bindings,
        fix=observation.fix,
        contradiction=not rule.waivable and certainty is Certainty.CERTAIN,
    )


def _unsure(binding: Binding) -> str:
    return f"{_UNSURE[binding.state]}: {binding.text}"


def _doubt(binding: Binding) -> str:
    return f"possible only: another number contradicts {binding.text} ({binding.attribute})"


def _plain_fingerprint(code: str, at: Place) -> str:
    return f"{code}@{'+'.join(at.nodes) if at.nodes else _edges(at)}"


def _edges(at: Place) -> str:
    return "+".join(str(edge) for edge in at.edges)


def _fingerprinted(findings: list[Finding]) -> list[Finding]:
    """Make every fingerprint its own: by variant, edges, what it is about, number."""
    for tell in (_by_variant, _by_edges, _by_subject):
        counts = Counter(one.fingerprint for one in findings)
        findings = [
            replace(one, fingerprint=f"{one.fingerprint}/{tell(one)}")
            if counts[one.fingerprint] > 1 and tell(one)
            else one
            for one in findings
        ]
    met: Counter[str] = Counter()
    named: list[Finding] = []
    for one in findings:
        met[one.fingerprint] += 1
        number = met[one.fingerprint]
        named.append(replace(one, fingerprint=f"{one.fingerprint}#{number}") if number > 1 else one)
    return named


def _by_variant(finding: Finding) -> str:
    return finding.variant


def _by_edges(finding: Finding) -> str:
    return _edges(finding.at) if finding.at.nodes else ""


def _by_subject(finding: Finding) -> str:
    return finding.at.about or "+".join(finding.at.fields)


def _folded(shown: tuple[Finding, ...], silenced: tuple[Suppressed, ...]) -> Iterator[Finding]:
    for finding in shown:
        spoken_for = sorted(
            (one.finding for one in silenced if one.speaker == finding.fingerprint),
            key=_place_in_list,
        )
        bullets = tuple(one.message for one in spoken_for if folds(finding.code, one.code))
        yield replace(finding, bullets=(*finding.bullets, *bullets)) if bullets else finding


def _place_in_list(finding: Finding) -> tuple[int, bool, tuple[int, int], str, str]:
    return (
        finding.severity.rank,
        finding.certainty is Certainty.POSSIBLE,
        _family_place(finding.family),
        finding.code,
        finding.fingerprint,
    )


def _family_place(prefix: str) -> tuple[int, int]:
    if prefix in _FIRST_FAMILIES:
        return (0, _FIRST_FAMILIES.index(prefix))
    family = all_families().get(prefix)
    return (1, family.order if family else 0)
