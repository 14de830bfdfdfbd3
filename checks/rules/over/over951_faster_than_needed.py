"""OVER951: it answers at once, and is asked once a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import duration_text
from checks.facts.reasons import is_reasoned
from checks.facts.serving import answering_endpoints
from checks.facts.wording import agree, several
from checks.rule import (
    Bad,
    Board,
    ByLevel,
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
from design.quantities.showing import figure
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Edge, Node


@dataclass(frozen=True, slots=True)
class Facts:
    """What is fast, who needs it, and how fresh; in seconds."""

    title: str
    consumers: tuple[str, ...]
    period: float
    required: float
    batch: float


class FasterThanNeeded(Rule["Node", Facts]):
    """It answers at once, and is asked once a day.

    ## What it does
    Looks for online endpoints all of whose consumers come by the clock, an hour or more apart (or
    do not wait, where answers may be a day old), and for streams whose freshness would be met ten
    times over by an hourly job of 12 minutes.

    ## Why it matters
    A service round the clock for a weekly list is on-call for nothing. Batch is cheaper, simpler,
    and can be run again.

    ## How to fix it
    Score in batches, compute the feature by the hour; or say what needs it sooner.

    ## When it does not apply
    Inputs that are known on the request only; a hundred million rows or more; a need nobody stated;
    a decision that gives a reason, such as a platform that is there already.

    ## References
    - HUYEN 7: batch and online.
    - RoML 4, 8.
    - PB: runs daily.
    - IN 3: over-optimizing complexity.
    """

    code = "OVER951"
    name = "faster-than-needed"
    severity = ByLevel.of("W/W/W/W")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "online": ByLevel.of("W/W/W/W"),
        "stream": ByLevel.of("W/W/W/W"),
    }
    skills = (Skill.DECISIONS, Skill.PROBLEM_FRAMING)
    question = "What breaks if this runs nightly?"
    sources = ("HUYEN 7", "RoML 4, 8", "PB", "IN 3")
    checks_what = "the need for speed"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "an online service for a weekly campaign",
            """
            nodes:
              campaign: {kind: consumer, action: mails the riskiest, period: weekly}
              api: {kind: endpoint, mode: online}
            edges: [{edge: "campaign -> api: consumes", mode: scheduled}]
            """,
            at=("api",),
            variant="online",
        ),
        Bad(
            "a stream for what may be a day old",
            """
            nodes:
              clicks: {kind: source}
              ctr: {kind: feature, computed: stream, freshness_req: 24 h}
            edges: ["clicks -> ctr: feeds"]
            """,
            at=("ctr",),
            variant="stream",
        ),
        Good(
            "somebody waits as well",
            """
            nodes:
              campaign: {kind: consumer, action: mails the riskiest, period: weekly}
              shop: {kind: consumer, action: shows the offer}
              api: {kind: endpoint, mode: online}
            edges: [{edge: "campaign -> api: consumes", mode: scheduled}, "shop -> api: consumes"]
            """,
        ),
        Good(
            "a reason is given",
            """
            nodes:
              campaign: {kind: consumer, action: mails the riskiest, period: weekly}
              api: {kind: endpoint, mode: online}
              shared: {kind: decision, choice: the shared service,
                    because: checkout uses it from May on}
            edges: [{edge: "campaign -> api: consumes", mode: scheduled}, "shared -> api: supports"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """What answers or computes at once."""
        yield from answering_endpoints(board)
        yield from (
            node
            for node in board.of_kind(Kind.FEATURE, Kind.TRANSFORM)
            if node.get(a.COMPUTED) == "stream"
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Compare the need with the speed."""
        if is_reasoned(board, subject.id):
            return
        if subject.kind is Kind.ENDPOINT:
            yield from _endpoint(board, subject)
            return
        required = _required(board, subject)
        batch = Number.default(_HOURLY, a.PERIOD.name, "an hourly job of 12 min")
        if (
            required is None
            or exceeds(batch * Number.exactly(_TIMES), required) is not Verdict.HOLDS
        ):
            return
        yield Observation(
            at=Place((subject.id,), fields=(a.COMPUTED.name,)),
            facts=Facts(subject.title, (), 0.0, required.value, _HOURLY),
            variant="stream",
            numbers=(required, batch),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say who needs it when."""
        if facts.consumers and not facts.period:
            who, required = several(facts.consumers), duration_text(facts.required)
            waits = "do not wait" if len(facts.consumers) > 1 else "does not wait"
            return Explanation(
                message=f"{facts.title} serves online, {who} {waits} and answers may be {required} "
                "old: a batch would do.",
                working=(f"nobody waits, and {required} is a day or more",),
                remedy=f"Score in batches before {who}, or say what needs an answer at once.",
            )
        if facts.period:
            who, period = several(facts.consumers), duration_text(facts.period)
            return Explanation(
                message=f"{facts.title} serves online, and {who} "
                f"{'come' if len(facts.consumers) > 1 else 'comes'} every {period}: a batch would "
                "do.",
                working=(f"every consumer comes by the clock, {period} apart or more",),
                remedy=f"Score in batches before {who}, or say what needs an answer at once.",
            )
        required, batch = duration_text(facts.required), duration_text(facts.batch)
        return Explanation(
            message=(
                f"{facts.title} {agree(facts.title, 'is', 'are')} computed as a stream and may "
                f"be {required} old: an hourly job, {batch} old at worst, meets "
                f"that {facts.required / facts.batch:.0f} times over."
            ),
            working=(f"{required} / {batch} = {figure(facts.required / facts.batch, 3)}",),
            remedy="An hourly job, or the reason for the stream.",
        )


_HOUR, _DAY = 3600.0, 86400.0
_HOURLY = 72 * 60.0
_TIMES = 10.0
_MANY = 1e8  # rows from which a nightly table is no simple answer


def _endpoint(board: Board, endpoint: Node) -> Iterator[Observation[Facts]]:
    edges = board.into(endpoint.id, Relation.CONSUMES)
    required = board.number(endpoint, a.FRESHNESS_REQ)
    may_be_old = required is not None and required.low >= _DAY
    periods = [_period(board, edge) for edge in edges]
    relaxed = all(
        period.low >= _HOUR if period is not None else may_be_old and _does_not_wait(edge)
        for edge, period in zip(edges, periods, strict=True)
    )
    if not edges or not relaxed or _is_vast(board, endpoint) or _needs_the_request(board, endpoint):
        return
    known = tuple(one for one in periods if one is not None)
    rarest = min((one.value for one in known), default=0.0)
    consumers = [board.node(edge.source) for edge in edges]
    yield Observation(
        at=Place((endpoint.id, *(one.id for one in consumers)), fields=(a.MODE.name,)),
        facts=Facts(
            endpoint.title,
            tuple(one.title for one in consumers),
            rarest if len(known) == len(edges) else 0.0,
            required.value if required is not None else 0.0,
            0.0,
        ),
        variant="online",
        numbers=known if len(known) == len(edges) or required is None else (*known, required),
    )


def _period(board: Board, edge: Edge) -> Number | None:
    """How often a consumer comes, where it comes by the clock."""
    consumer = board.node(edge.source)
    if edge.get(a.CALL_MODE) == "sync":
        return None
    return board.number(consumer, a.PERIOD)


def _does_not_wait(edge: Edge) -> bool:
    return edge.get(a.CALL_MODE) in {"async", "scheduled"}


def _is_vast(board: Board, endpoint: Node) -> bool:
    """Whether there are too many rows for a table, or more requests a day than that."""
    rows = board.number(endpoint, a.ROWS_PER_RUN)
    daily = board.number(endpoint, a.REQUESTS_PER_DAY)
    if rows is not None:
        return rows.value >= _MANY
    return daily is not None and daily.value * _DAY >= _MANY


def _needs_the_request(board: Board, endpoint: Node) -> bool:
    """Whether a feature is known on the request only."""
    around = board.monitoring.inputs_of(endpoint.id)
    return any(board.node(one).get(a.COMPUTED) == "request" for one in around)


def _required(board: Board, node: Node) -> Number | None:
    """How fresh it has to be: the strictest of its own need and that of what it feeds."""
    found = [
        one
        for owner in (node, *board.targets_of(node.id, Relation.FEEDS))
        if (one := board.number(owner, a.FRESHNESS_REQ)) is not None
    ]
    return min(found, key=lambda number: number.value, default=None)
