"""RAI932: a decision cannot be reconstructed afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import as_stated, duration_text
from checks.facts.impact import GRAVE, impact_at
from checks.facts.records import Record, Served
from checks.facts.releases import words_in
from checks.facts.serving import ANSWERING, mode_of
from checks.facts.wording import several
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Certainty,
    Demand,
    Evidence,
    Example,
    Explanation,
    Good,
    Number,
    Observation,
    Place,
    Rule,
    Severity,
    Skill,
    Topic,
    Verdict,
    exceeds,
)
from design.changes import SetField
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_CONSEQUENTIAL = "consequential"
_PLAIN = "plain"
_RETENTION = "retention"
_SIX_MONTHS = Number.exactly(182.5 * 86400)  # half of 365 d
_LEAST = "183 d"
_LIMITS = ("privacy", "minimis", "minimiz", "hash", "pseudonym", "redact", "anonym")


@dataclass(frozen=True, slots=True)
class Facts:
    """The endpoint and what of a decision is not kept, or how long its log is.

    ``logs`` are those there are; ``kept`` is the retention as stated, empty where it is not.
    """

    endpoint: str
    variant: str
    missing: tuple[str, ...] = ()
    logs: tuple[str, ...] = ()
    kept: str = ""


class NoTraceability(Rule[Served, Facts]):
    """A decision cannot be reconstructed afterwards.

    ## What it does
    For each endpoint at which a model answers requests, or decides about people in any mode, looks
    for a log that keeps the answer and the version that gave it. Where the impact is consequential
    or safety, that log has to last six months.

    ## Why it matters
    Somebody will ask about one decision, months later: the person concerned, a court, a regulator,
    or whoever debugs it. Without answer and version in one record there is nothing to show.

    ## How to fix it
    Write one record per decision with inputs, answer, and the versions of model and prompt, and
    keep it for as long as the decision can be challenged.

    ## When it does not apply
    A decision on privacy limits the record to hashed or minimised content: that is a record. Batch
    scores without consequences for people.

    ## References
    - EUAI 12, 19, 26(6): logging, and logs kept for at least six months.
    - MLTS Infra 1, 5: reproducible training, following one example. NIST Measure.
    """

    code = "RAI932"
    name = "no-traceability"
    severity = ByLevel.of("I/W/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        _CONSEQUENTIAL: ByLevel.of("I/W/E/E"),
        _RETENTION: ByLevel.of("I/W/E/E"),
        _PLAIN: ByLevel.of("I/W/W/W"),
    }
    skills = (Skill.DEBUGGING, Skill.COMMUNICATION)
    question = "A regulator asks about decision 48213 from March: what can you show?"
    sources = ("EUAI 12, 19, 26(6)", "MLTS Infra 1,5", "NIST MEASURE")
    checks_what = "whether a decision can be traced"
    evidence = Evidence.MISSING
    topics: ClassVar[tuple[Topic, ...] | None] = (Topic.MONITORING,)
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "loans are refused and nothing is kept",
            """
            nodes:
              bank: {kind: consumer, action: refuses below the cut-off, impact: consequential}
              api: {kind: endpoint, mode: online}
              risk: {kind: model, type: gbdt}
            edges: [bank -> api, api -> risk]
            """,
            at=("api",),
            variant="consequential",
        ),
        Bad(
            "the record does not say which version answered",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: gbdt}
              served: {kind: log, content: features and scores}
            edges: [api -> ranker, api -> served]
            """,
            at=("api",),
            variant="plain",
        ),
        Bad(
            "decisions are kept for a month",
            """
            nodes:
              bank: {kind: consumer, action: refuses below the cut-off, impact: consequential}
              api: {kind: endpoint, mode: online}
              risk: {kind: model, type: gbdt}
              served: {kind: log, content: "features, decision and model version",
                       retention: 30 d}
            edges: [bank -> api, api -> risk, api -> served]
            """,
            at=("served",),
            variant="retention",
        ),
        Good(
            "decisions are kept for half a year",
            """
            nodes:
              bank: {kind: consumer, action: refuses below the cut-off, impact: consequential}
              api: {kind: endpoint, mode: online}
              risk: {kind: model, type: gbdt}
              served: {kind: log, content: "features, decision and model version",
                       retention: 180 d}
            edges: [bank -> api, api -> risk, api -> served]
            """,
        ),
        Good(
            "a decision on privacy limits what is kept",
            """
            nodes:
              bank: {kind: consumer, action: refuses below the cut-off, impact: consequential}
              api: {kind: endpoint, mode: online}
              risk: {kind: model, type: gbdt}
              served: {kind: log, content: hashed application, retention: 400 d}
              minimal: {kind: decision, choice: keep a hashed record only,
                        because: privacy review of March}
            edges: [bank -> api, api -> risk, api -> served, minimal -> served]
            """,
        ),
        Good(
            "advice that nobody is harmed by is kept for a month",
            """
            nodes:
              shop: {kind: consumer, action: orders the shelf, impact: advisory}
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: gbdt}
              served: {kind: log, content: "features, scores, model version", retention: 30 d}
            edges: [shop -> api, api -> ranker, api -> served]
            """,
        ),
        Good(
            "a nightly batch of advice needs no record of each row",
            """
            nodes:
              scoring: {kind: endpoint, mode: batch}
              ranker: {kind: model, type: gbdt}
            edges: [scoring -> ranker]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Served]:
        """The endpoints that answer requests, and those that decide about people in any mode."""
        return (
            one
            for one in board.records.all
            if mode_of(one.endpoint) in ANSWERING or impact_at(board, one.endpoint) in GRAVE
        )

    def judge(self, board: Board, subject: Served) -> Iterator[Observation[Facts] | Demand]:
        """Something of the decision is not kept, or not for long enough."""
        grave = impact_at(board, subject.endpoint) in GRAVE
        whole = [one for one in subject.records if one.answer and one.version]
        if not (subject.keeps_answer and subject.keeps_version) and not _is_limited(board, subject):
            variant = _CONSEQUENTIAL if grave else _PLAIN
            nodes = (subject.endpoint, *subject.models)
            yield Observation(
                at=Place(tuple(one.id for one in nodes)),
                facts=Facts(
                    subject.endpoint.title,
                    variant,
                    _missing(subject),
                    tuple(one.log.title for one in subject.records),
                ),
                variant=variant,
            )
        elif grave:
            yield from _too_short(board, subject, whole or [*subject.records])

    def explain(self, facts: Facts) -> Explanation:
        """Say what is not kept, or not for long enough."""
        if facts.variant == _RETENTION:
            log = several(facts.logs)
            if not facts.kept:
                message = (
                    f"{log} keeps the decisions of {facts.endpoint} for a time nobody states; "
                    "six months is the least."
                )
            else:
                message = (
                    f"Decisions of {facts.endpoint} cannot be reconstructed after {facts.kept}: "
                    f"{log} is gone by then, and six months is the least."
                )
            return Explanation(
                message=message,
                working=(f"{facts.kept} < {duration_text(_SIX_MONTHS.value)}, half a year",)
                if facts.kept
                else (),
                remedy=f"a retention of {_LEAST} or more on {log}",
            )
        beside = f" (not in {several(facts.logs)})" if facts.logs else ""
        what = several(facts.missing)
        return Explanation(
            message=(
                f"Decisions of {facts.endpoint} cannot be reconstructed: no log keeps "
                f"{what}{beside}."
            ),
            remedy=(
                f"log {what} of each request to {facts.endpoint}"
                + (f", and keep it for {_LEAST} or more" if facts.variant == _CONSEQUENTIAL else "")
            ),
        )


def _missing(served: Served) -> tuple[str, ...]:
    """What a record of a decision lacks; inputs are named only where more than they is missing."""
    parts = (
        ("the inputs", served.keeps_inputs),
        ("the answer", served.keeps_answer),
        (_version_of(served), served.keeps_version),
    )
    return tuple(words for words, kept in parts if not kept)


def _version_of(served: Served) -> str:
    prompted = any(one.kind is Kind.LLM for one in served.models)
    return "the versions of model and prompt" if prompted else "the model version"


def _too_short(board: Board, served: Served, records: list[Record]) -> Iterator[Observation[Facts]]:
    """The longest of the logs is gone before half a year has passed, or does not say when."""
    if any(board.is_na(one.log, a.RETENTION) for one in records):
        return
    kept = [(board.number(one.log, a.RETENTION), one.log.id) for one in records]
    known = [(number, log) for number, log in kept if number is not None]
    if not known:
        yield _gone(board, served, kept[0][1], None, Certainty.CERTAIN)
        return
    longest, log = max(known, key=lambda one: one[0].value)
    verdict = exceeds(_SIX_MONTHS, longest)
    if verdict is not Verdict.HOLDS:
        yield _gone(board, served, log, longest, Certainty(verdict.value))


def _gone(
    board: Board, served: Served, log: str, kept: Number | None, certainty: Certainty
) -> Observation[Facts]:
    return Observation(
        at=Place((log,), fields=(a.RETENTION.name,)),
        facts=Facts(
            served.endpoint.title,
            _RETENTION,
            logs=(board.title(log),),
            kept="" if kept is None else as_stated(kept),
        ),
        certainty=certainty,
        variant=_RETENTION,
        numbers=() if kept is None else (kept,),
        fix=(SetField(field=a.RETENTION.name, value=_LEAST, id=log),),
        cap=Severity.WARNING if kept is None else Severity.ERROR,
    )


def _is_limited(board: Board, served: Served) -> bool:
    """Whether a decision on privacy says why the record there is holds no more."""
    for record in served.records:
        for node in (record.log, served.endpoint):
            for edge in board.into(node.id, Relation.SUPPORTS):
                giver = board.node(edge.source)
                said = (giver.title, giver.get(a.CHOICE), giver.get(a.BECAUSE), edge.get(a.BECAUSE))
                words = words_in(" ".join(part for part in said if part))
                if any(word.startswith(_LIMITS) for word in words):
                    return True
    return False
