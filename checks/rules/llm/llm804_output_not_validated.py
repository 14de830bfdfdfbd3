"""LLM804: what a model writes is used without a look at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.impact import GRAVE
from checks.facts.trust import guards_of
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Demand,
    Evidence,
    Example,
    Explanation,
    Good,
    Lane,
    Observation,
    Place,
    Rule,
    Skill,
)
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The model, what it writes and who uses it."""

    llm: str
    format: str
    consumer: str


class OutputNotValidated(Rule["Node", Facts]):
    """What a model writes is used without a look at it.

    ## What it does
    Looks at models that write code, SQL, HTML or JSON for an output guardrail, or constrained
    decoding where a schema is enough; and at free text in consequential decisions for a check that
    it is supported.

    ## Why it matters
    A model's output is input from outside. Five percent of it is malformed or made up, and it
    arrives in an interpreter or in somebody's decision.

    ## How to fix it
    A schema, an allow-list, a sandbox or escaping on the output; a groundedness check and the right
    to abstain.

    ## When it does not apply
    Constrained decoding with a schema; output a person reads before it counts; internal drafts.

    ## References
    - OWASP LLM05, LLM09: improper output handling; misinformation.
    - RAGAS: faithfulness.
    """

    code = "LLM804"
    name = "output-not-validated"
    severity = ByLevel.of("W/E/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "structured": ByLevel.of("W/E/E/E"),
        "consequential": ByLevel.of("W/E/E/E"),
    }
    lanes = frozenset({Lane.LLM})
    skills = (Skill.DEBUGGING, Skill.END_TO_END)
    question = "5% of answers are malformed or unsupported: who sees them?"
    sources = ("OWASP LLM05, LLM09", "RAGAS")
    checks_what = "what a model writes"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "SQL goes straight to the database",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online}
              writer: {kind: llm, output_format: sql}
            edges: ["api -> writer: calls"]
            """,
            at=("writer",),
            variant="structured",
        ),
        Bad(
            "a decision about a person rests on free text",
            """
            lane: llm
            nodes:
              officer: {kind: consumer, action: grants the benefit, impact: consequential}
              api: {kind: endpoint, mode: online}
              writer: {kind: llm, output_format: text}
            edges: ["officer -> api: consumes", "api -> writer: calls"]
            """,
            at=("writer",),
            variant="consequential",
        ),
        Good(
            "a schema is all it can write",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online}
              reader: {kind: llm, output_format: json, constrained_decoding: yes}
            edges: ["api -> reader: calls"]
            """,
        ),
        Good(
            "an allow-list stands behind it",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online}
              writer: {kind: llm, output_format: sql}
              allowed: {kind: guardrail}
            edges: ["api -> writer: calls", {edge: "allowed -> writer: guards", stage: output}]
            """,
        ),
        Good(
            "a draft for a colleague",
            """
            lane: llm
            nodes:
              agents: {kind: consumer, action: edits and sends the draft, impact: advisory}
              api: {kind: endpoint, mode: online}
              writer: {kind: llm, output_format: text}
            edges: ["agents -> api: consumes", "api -> writer: calls"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """Every model that writes for somebody."""
        return board.of_kind(Kind.LLM)

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Ask who looks at what it writes."""
        callers = (subject.id, *board.monitoring.callers_of(subject.id))
        if any(guards_of(board, one) & {"output"} for one in callers) or _is_read(board, callers):
            return
        written = subject.get(a.OUTPUT_FORMAT) or "text"
        if written in _EXECUTED or (
            written == "json" and subject.get(a.CONSTRAINED_DECODING) is not True
        ):
            yield Observation(
                at=Place((subject.id,)),
                facts=Facts(subject.title, written, ""),
                variant="structured",
            )
        elif written == "text":
            consumer = next(_deciding(board, callers), None)
            if consumer is not None and not _is_measured(board, callers):
                yield Observation(
                    at=Place((subject.id, consumer.id)),
                    facts=Facts(subject.title, written, consumer.title),
                    variant="consequential",
                )

    def explain(self, facts: Facts) -> Explanation:
        """Say where it goes."""
        if facts.consumer:
            return Explanation(
                message=(
                    f"{facts.llm} writes free text for {facts.consumer}, whose decision is "
                    "consequential, "
                    "and nothing checks that it is supported."
                ),
                remedy=f"An output guardrail on {facts.llm}: supported by a source, or abstain.",
            )
        schema = " or constrained decoding with its schema" if facts.format == "json" else ""
        return Explanation(
            message=f"{facts.llm} writes {_NAMES[facts.format]} that is used without validation.",
            remedy=f"An output guardrail on {facts.llm}{schema}.",
        )


_EXECUTED = frozenset({"code", "sql", "html"})
_NAMES = {"code": "code", "sql": "SQL", "html": "HTML", "json": "JSON"}


def _is_read(board: Board, callers: tuple[str, ...]) -> bool:
    """Whether people look at every answer before it counts."""
    return any(
        node.kind is Kind.HUMAN_REVIEW
        and ((share := board.number(node, a.SHARE)) is None or share.low >= 1)
        for one in callers
        for node in board.targets_of(one, Relation.CALLS, Relation.FEEDS)
    )


def _deciding(board: Board, callers: tuple[str, ...]) -> Iterator[Node]:
    for one in callers:
        for consumer in board.sources_of(one, Relation.CONSUMES):
            if {consumer.get(a.IMPACT), board.node(one).get(a.IMPACT)} & GRAVE:
                yield consumer


def _is_measured(board: Board, callers: tuple[str, ...]) -> bool:
    """Whether the support of answers is watched in production."""
    return "groundedness" in board.monitoring.signals(*callers)
