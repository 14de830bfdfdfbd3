"""CAP307: work arrives faster than it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic.queueing import replicas_needed
from checks.facts.durations import duration_text
from checks.facts.rates import rate_text
from checks.facts.schedules import starts_of
from checks.facts.serving import mode_of
from checks.facts.tokens import chunk_tokens_of_index
from checks.facts.wording import count
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Certainty,
    Demand,
    Example,
    Explanation,
    Good,
    Number,
    Observation,
    Place,
    Rule,
    Skill,
    Verdict,
    exceeds,
)
from design.changes import SetField
from design.quantities.showing import figure
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.changes import Change
    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """Work, what is done of it a second, and the time there is."""

    title: str
    what: str  # the variant
    work: float  # rows, vectors or tokens; a rate where it arrives all the time
    workers: float
    each: float
    takes: float  # seconds it takes, or what is done a second
    has: float  # seconds there are, or what is allowed
    needed: int
    unit: str


class ThroughputBelowArrival(Rule["Node", Facts]):
    """Work arrives faster than it is done.

    ## What it does
    For a batch, divides the rows of a run by what the workers do and compares that with the window.
    For a stream or a queue, compares the average arrivals with what is done, and the backlog of the
    peak with the lag that is allowed. For a re-embedding, the vectors with what the embedder does
    in the planned time.

    ## Why it matters
    A batch that is late once is late every day after. A queue that fills faster than it drains has
    no length that is enough.

    ## How to fix it
    More workers, fewer rows (only what changed), or a longer window.

    ## When it does not apply
    Incremental runs: state the rows that changed. Workers that scale: state their most. Backfills
    behind a switch, which may take days: an index whose rebuild is blue/green.

    ## References
    - SREW 13: pipelines.
    - LG08: Little's law.
    - HUYEN 7.
    """

    code = "CAP307"
    name = "throughput-below-arrival"
    severity = ByLevel.of("W/E/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "batch": ByLevel.of("W/E/E/E"),
        "backlog": ByLevel.of("W/E/E/E"),
        "peak_backlog": ByLevel.of("W/E/E/E"),
        "reembedding": ByLevel.of("W/E/E/E"),
    }
    skills = (Skill.END_TO_END, Skill.DECISIONS)
    question = "The job is late once: can it ever catch up?"
    sources = ("SREW 13", "LG08", "HUYEN 7")
    checks_what = "throughput"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "forty million rows in two hours by eight workers",
            """
            nodes:
              scoring: {kind: endpoint, mode: batch, rows_per_run: 40M rows, batch_window: 2 h,
                    replicas: 8,
                        throughput_per_replica: 450 rows/s per worker}
            """,
            at=("scoring",),
            variant="batch",
        ),
        Bad(
            "a queue that never drains",
            """
            nodes:
              moderation: {kind: endpoint, mode: async, avg_qps: 900/s, replicas: 8,
                    throughput_per_replica: 100 rps}
            """,
            at=("moderation",),
            variant="backlog",
        ),
        Bad(
            "a hundred hours of embedding in a day",
            """
            lane: llm
            nodes:
              passages: {kind: index, n_vectors: 20 million chunks, chunk_tokens: "300",
                    duration: 24 h}
              embedder: {kind: model, type: embedder, quota_tpm: 1M TPM}
            edges: ["embedder -> passages: embeds"]
            """,
            at=("passages",),
            variant="reembedding",
        ),
        Good(
            "thirteen workers",
            """
            nodes:
              scoring: {kind: endpoint, mode: batch, rows_per_run: 40M rows, batch_window: 2 h,
                    replicas: 13,
                        throughput_per_replica: 450 rows/s per worker}
            """,
        ),
        Good(
            "only what changed is embedded",
            """
            lane: llm
            nodes:
              passages: {kind: index, n_vectors: 20 million chunks, chunk_tokens: "300",
                    duration: 10 min, trigger: on_change}
              embedder: {kind: model, type: embedder, quota_tpm: 1M TPM}
            edges: ["embedder -> passages: embeds"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """Batches, queues and streams with workers, and indexes that are embedded anew."""
        jobs = (Kind.ENDPOINT, Kind.TRANSFORM, Kind.INDEX)
        return (node for node in board.of_kind(*jobs) if _is_paced(board, node))

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Compare work with time."""
        if subject.kind is Kind.INDEX:
            yield from _reembedding(board, subject)
        elif board.number(subject, a.ROWS_PER_RUN) is not None:
            yield from _batch(board, subject)
        else:
            yield from _queue(board, subject)

    def explain(self, facts: Facts) -> Explanation:
        """Say the work and the time."""
        if facts.what in ("backlog", "peak_backlog"):
            return _of_queue(facts)
        takes, has = duration_text(facts.takes), duration_text(facts.has)
        done = facts.workers * facts.each
        work = f"{count(facts.work)} {facts.unit}"
        pace = f"{figure(done, 4)} {facts.unit}/s"
        many = (
            f"{facts.needed} workers"
            if facts.what == "batch"
            else f"{figure(facts.work / facts.has, 3)} {facts.unit}/s"
        )
        return Explanation(
            message=f"{facts.title}: {work} at {pace} take {takes}, and there are {has}.",
            working=(
                (
                    f"{count(facts.work)} / ({facts.workers:g} x {figure(facts.each, 4)}) = "
                    f"{takes} > "
                    f"{has}"
                ),
            ),
            remedy=f"{many}, or {takes} of time.",
        )


_DAY = 86400.0
_WAITING = frozenset({"stream", "async"})


def _is_paced(board: Board, node: Node) -> bool:
    if node.kind is Kind.INDEX:
        is_behind_a_switch = node.get(a.REBUILD) == "blue_green"
        is_of_changes = node.get(a.TRIGGER) in {"on_change", "continuous"}
        is_planned = board.number(node, a.DURATION) is not None
        return is_planned and not is_behind_a_switch and not is_of_changes
    if board.number(node, a.THROUGHPUT_PER_REPLICA) is None:
        return False
    rows = board.number(node, a.ROWS_PER_RUN) is not None and node.get(a.INCREMENTAL) is not True
    return rows or (node.kind is Kind.ENDPOINT and mode_of(node) in _WAITING)


def _workers(board: Board, node: Node) -> Number | None:
    return board.number(node, a.MAX_REPLICAS) or board.number(node, a.REPLICAS)


def _more(board: Board, node: Node, needed: int) -> tuple[Change, ...]:
    scales = board.number(node, a.MAX_REPLICAS) is not None
    field = a.MAX_REPLICAS if scales else a.REPLICAS
    return (SetField(field=field.name, value=str(needed), id=node.id),)


def _window(board: Board, node: Node) -> Number | None:
    """The time a run has: its window, or from its start to its deadline."""
    stated = board.number(node, a.BATCH_WINDOW)
    if stated is not None:
        return stated
    starts, ends = starts_of(board, node), board.number(node, a.FINISH_BY)
    if starts is not None and ends is not None:
        span = ends - starts
        return span if span.value > 0 else span + Number.exactly(_DAY)
    return None


def _batch(board: Board, node: Node) -> Iterator[Observation[Facts] | Demand]:
    rows, each = board.number(node, a.ROWS_PER_RUN), board.number(node, a.THROUGHPUT_PER_REPLICA)
    workers, window = _workers(board, node), _window(board, node)
    if workers is None:
        yield Demand(node.id, AttributeGroup.COMPUTE, (a.REPLICAS,))
    if window is None and node.kind is Kind.ENDPOINT:
        yield Demand(node.id, AttributeGroup.BATCH, (a.BATCH_WINDOW,))
    window = window or board.number(node, a.PERIOD)  # the next run needs the machines
    if rows is None or each is None or workers is None or window is None:
        return
    if each.low <= 0 or workers.low <= 0 or window.low <= 0:
        return
    done = workers * each
    if done.low <= 0:
        return  # too small for a float
    takes = rows / done
    verdict = exceeds(takes, window)
    if verdict is Verdict.HOLDS:
        return
    needed = replicas_needed(rows.high / window.low, each.low)
    yield Observation(
        at=Place((node.id,), fields=(a.REPLICAS.name,)),
        facts=Facts(
            node.title,
            "batch",
            rows.value,
            workers.value,
            each.value,
            takes.value,
            window.value,
            needed,
            "rows",
        ),
        certainty=Certainty(verdict.value),
        variant="batch",
        numbers=(rows, workers, each, window),
        fix=_more(board, node, needed),
    )


def _queue(board: Board, node: Node) -> Iterator[Observation[Facts] | Demand]:
    each, workers = board.number(node, a.THROUGHPUT_PER_REPLICA), _workers(board, node)
    average, peak = board.load.average(node.id), board.load.peak(node.id)
    if each is None or workers is None or average is None or each.low <= 0:
        return
    done = workers * each
    verdict = exceeds(average, done)
    needed = replicas_needed(average.high, each.low) + 1
    if verdict is not Verdict.HOLDS:
        yield Observation(
            at=Place((node.id,), fields=(a.REPLICAS.name,)),
            facts=Facts(
                node.title,
                "backlog",
                average.value,
                workers.value,
                each.value,
                done.value,
                0.0,
                needed,
                "requests",
            ),
            certainty=Certainty(verdict.value),
            variant="backlog",
            numbers=(average, workers, each),
            fix=_more(board, node, needed),
        )
        return
    lasts = board.number(node, a.PEAK_DURATION)
    allowed = board.number(node, a.FRESHNESS_REQ) or board.number(node, a.LAG)
    if peak is None or lasts is None or allowed is None or done.low <= 0:
        return
    behind = (peak - done) * lasts / done  # seconds until the last request of the peak is done
    verdict = exceeds(behind, allowed)
    if verdict is not Verdict.HOLDS:
        # In time are those whose replicas do peak x lasts in lasts + allowed.
        work = peak.high * lasts.high / (lasts.high + allowed.low)
        needed = replicas_needed(work, each.low)
        yield Observation(
            at=Place((node.id,), fields=(a.REPLICAS.name,)),
            facts=Facts(
                node.title,
                "peak_backlog",
                peak.value,
                workers.value,
                each.value,
                behind.value,
                allowed.value,
                needed,
                "requests",
            ),
            certainty=Certainty(verdict.value),
            variant="peak_backlog",
            numbers=(peak, workers, each, lasts, allowed),
            fix=_more(board, node, needed),
        )


def _of_queue(facts: Facts) -> Explanation:
    done = facts.workers * facts.each
    arriving, out = rate_text(facts.work), rate_text(done)
    if facts.what == "peak_backlog":
        behind, allowed = duration_text(facts.takes), duration_text(facts.has)
        return Explanation(
            message=(
                f"{facts.title}: a peak of {arriving} on {out} leaves a backlog of {behind}; "
                f"{allowed} is "
                "allowed."
            ),
            working=(f"{arriving} - {out} pile up and take {behind}",),
            remedy=f"{facts.needed} workers, or {behind} of lag allowed.",
        )
    return Explanation(
        message=(
            f"{facts.title}: arrivals of {arriving} exceed {out}, so the backlog grows by "
            f"{rate_text(facts.work - done)} and never drains."
        ),
        working=(f"{facts.workers:g} x {rate_text(facts.each)} = {out} < {arriving}",),
        remedy=f"{facts.needed} workers, or fewer requests.",
    )


def _reembedding(board: Board, index: Node) -> Iterator[Observation[Facts]]:
    vectors, has = board.number(index, a.N_VECTORS), board.number(index, a.DURATION)
    if vectors is None or has is None or has.low <= 0:
        return
    for edge in board.into(index.id, Relation.EMBEDS):
        embedder = board.node(edge.source)
        work, each, unit = _embedding(board, index, embedder, vectors)
        if edge.get(a.SIDE) == "query" or work is None or each is None or each.low <= 0:
            continue
        takes = work / each
        verdict = exceeds(takes, has)
        if verdict is not Verdict.HOLDS:
            yield Observation(
                at=Place((index.id, embedder.id), (edge.key,), (a.DURATION.name,)),
                facts=Facts(
                    index.title,
                    "reembedding",
                    work.value,
                    1.0,
                    each.value,
                    takes.value,
                    has.value,
                    0,
                    unit,
                ),
                certainty=Certainty(verdict.value),
                variant="reembedding",
                numbers=(work, each, has),
            )
            return


def _embedding(
    board: Board, index: Node, embedder: Node, vectors: Number
) -> tuple[Number | None, Number | None, str]:
    """The work, what is done of it a second, and in which unit."""
    quota, chunk = board.number(embedder, a.QUOTA_TPM), chunk_tokens_of_index(board, index)
    if quota is not None and chunk is not None:
        return vectors * chunk, quota, "tokens"
    each, workers = board.number(embedder, a.THROUGHPUT_PER_REPLICA), _workers(board, embedder)
    if each is None or workers is None:
        return None, None, ""
    return vectors, workers * each, "vectors"
