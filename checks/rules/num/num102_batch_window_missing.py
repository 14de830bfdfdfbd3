"""NUM102: a batch job says neither how much it scores nor by when."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from checks.facts.serving import mode_of
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Demand,
    Evidence,
    Example,
    Explanation,
    Good,
    Observation,
    Phase,
    Rule,
    Skill,
    Topic,
)
from checks.rules.num._asking import (
    Missing,
    asked,
    blocked_by,
    cannot_check,
    excused,
    labels,
    listed,
    observed,
)
from design.vocabulary import attributes as a
from design.vocabulary.attribute import Attribute, AttributeGroup
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node


class BatchWindowMissing(Rule[str, Missing]):
    """A batch job says neither how much it scores nor by when.

    ## What it does
    Asks every batch endpoint for the rows of a run, and for a window or a deadline: its own, or
    that of a consumer of the result.

    ## Why it matters
    Rows over window is the throughput to build for. Without it nobody can say whether the table
    is ready when the consumer opens it.

    ## How to fix it
    State the rows per run and the time by which they must be ready.

    ## When it does not apply
    Endpoints that answer requests; analyses run by hand; training jobs.

    ## References
    - SREW 13: data processing pipelines.
    - PB: "runs daily" in the churn example.
    - HUYEN 7: batch prediction.
    """

    code = "NUM102"
    name = "batch-window-missing"
    severity = ByLevel.of("W/E/E/E")
    skills = (Skill.PROBLEM_FRAMING, Skill.END_TO_END)
    question = "How many rows per run, and by what time must the table be ready for the consumer?"
    sources = ("SREW 13", "PB", "HUYEN 7")
    checks_what = "the batch window"
    evidence = Evidence.MISSING
    topics: ClassVar[tuple[Topic, ...] | None] = (Topic.MODEL,)
    phase = Phase.DEMANDS
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "a nightly job of unknown size",
            """
            nodes:
              scoring: {kind: endpoint, mode: batch, period: daily}
            """,
            at=("scoring",),
        ),
        Bad(
            "rows without a window or deadline",
            """
            nodes:
              scoring: {kind: endpoint, mode: batch, rows_per_run: 40M rows}
            """,
            at=("scoring",),
        ),
        Good(
            "rows, and the deadline of the consumer",
            """
            nodes:
              crm: {kind: consumer, action: calls the riskiest, finish_by: "06:00"}
              scoring: {kind: endpoint, mode: batch, rows_per_run: 40M rows}
            edges: ["crm -> scoring: consumes"]
            """,
        ),
        Good(
            "an online endpoint needs no batch window",
            """
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 20/s}
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[str]:
        """Every batch endpoint, and wherever another rule asked for a batch number."""
        batches = {node.id for node in board.of_kind(Kind.ENDPOINT) if mode_of(node) == "batch"}
        return sorted(batches | set(asked(board, AttributeGroup.BATCH)))

    def judge(self, board: Board, subject: str) -> Iterator[Observation[Missing] | Demand]:
        """List what is missing of rows, and window or deadline."""
        demands = asked(board, AttributeGroup.BATCH).get(subject, ())
        wanted: dict[Attribute[object], None] = {}
        node = board.design.nodes.get(subject)
        if node is not None and node.kind is Kind.ENDPOINT and mode_of(node) == "batch":
            wanted.update(dict.fromkeys(_lacks(board, node)))
        wanted.update(dict.fromkeys(one for posted in demands for one in posted.demand.missing))
        missing = tuple(one for one in wanted if not excused(board, subject, (one,)))
        if missing:
            facts = Missing(board.title(subject), _words(missing), blocked_by(demands))
            yield observed(board, subject, missing, facts)

    def explain(self, facts: Missing) -> Explanation:
        """Say which parts are missing."""
        lacks = listed(facts.lacks, "and no")
        return Explanation(
            message=f"{facts.title} runs in batches but has no {lacks}"
            f"{cannot_check(facts.blocked)}.",
            remedy=f"State {listed(facts.lacks)} of {facts.title}.",
        )


def _lacks(board: Board, job: Node) -> Iterator[Attribute[object]]:
    if board.number(job, a.ROWS_PER_RUN) is None:
        yield a.ROWS_PER_RUN
    consumers = board.sources_of(job.id, Relation.CONSUMES)
    deadlines = [(job, a.BATCH_WINDOW), *((one, a.FINISH_BY) for one in (job, *consumers))]
    excused_window = board.is_na(job, a.BATCH_WINDOW, a.FINISH_BY)
    if not excused_window and all(board.number(*one) is None for one in deadlines):
        yield a.FINISH_BY


def _words(missing: tuple[Attribute[object], ...]) -> tuple[str, ...]:
    return tuple(
        "window or deadline" if one in {a.FINISH_BY, a.BATCH_WINDOW} else labels((one,))[0]
        for one in missing
    )
