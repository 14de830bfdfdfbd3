"""LAT204: a call goes on after its caller has given up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic import whole
from checks.arithmetic.latency import doublings, worst_wait
from checks.facts.durations import duration_text
from checks.facts.serving import ANSWERING, is_sync, mode_of
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
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.changes import Change
    from design.model import Edge, Node


@dataclass(frozen=True, slots=True)
class Facts:
    """Times in seconds."""

    caller: str
    callee: str
    attempts: float
    timeout: float
    backoff: float
    worst: float
    deadline: float


class DeadlineInversion(Rule["Edge", Facts]):
    """A call goes on after its caller has given up.

    ## What it does
    Multiplies the attempts of a call by its timeout, adds the pauses in between (each twice the one
    before), and compares the sum with the timeout of whoever waits for the caller.

    ## Why it matters
    The work is done for nobody, on machines that are needed for those who still wait, and the
    client asks again.

    ## How to fix it
    Fewer attempts, a shorter timeout, or hand the deadline down with the request.

    ## When it does not apply
    Percentile budgets: a retry of one request in a thousand moves no p95. Asynchronous calls.

    ## References
    - ABL: timeouts and retries.
    - SRE 22: deadlines.
    """

    code = "LAT204"
    name = "deadline-inversion"
    severity = ByLevel.of("-/W/E/E")
    skills = (Skill.END_TO_END, Skill.DEBUGGING)
    question = "Who is still working on the request after the client has left?"
    sources = ("ABL", "SRE 22")
    checks_what = "deadlines"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "three attempts of 150 ms for a caller that waits 500",
            """
            nodes:
              api: {kind: endpoint, mode: online, timeout: 500 ms}
              scorer: {kind: model, type: nn}
            edges: [{edge: "api -> scorer: calls", timeout: 150 ms, attempts: 3 tries,
                  backoff: 50 ms}]
            """,
            at=("api",),
        ),
        Good(
            "two attempts",
            """
            nodes:
              api: {kind: endpoint, mode: online, timeout: 500 ms}
              scorer: {kind: model, type: nn}
            edges: [{edge: "api -> scorer: calls", timeout: 150 ms, attempts: 2, backoff: 50 ms}]
            """,
        ),
        Good(
            "nobody waits for it",
            """
            nodes:
              api: {kind: endpoint, mode: online, timeout: 500 ms}
              audit: {kind: tool}
            edges: [{edge: "api -> audit: calls", timeout: 1 s, attempts: 3 tries, mode: async}]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Edge]:
        """The calls that are waited for and have a timeout."""
        return (
            edge
            for edge in board.edges
            if edge.relation in _CALLS
            and is_sync(edge)
            and board.number(edge, a.TIMEOUT) is not None
            and _is_waited_for(board.node(edge.source))
        )

    def judge(self, board: Board, subject: Edge) -> Iterator[Observation[Facts] | Demand]:
        """Compare the longest it can take with the deadline above it."""
        number = board.number
        timeout, deadline = number(subject, a.TIMEOUT), _deadline(board, subject.source)
        attempts = number(subject, a.ATTEMPTS) or Number.exactly(1.0)
        backoff = number(subject, a.BACKOFF) or Number.exactly(0.0)
        if timeout is None or deadline is None:
            return
        pauses = Number.exactly(doublings(attempts.value))
        worst = attempts * timeout + backoff * pauses
        verdict = exceeds(worst, deadline)
        if verdict is Verdict.HOLDS:
            return
        yield Observation(
            at=Place((subject.source, subject.target), (subject.key,)),
            facts=Facts(
                board.title(subject.source),
                board.title(subject.target),
                attempts.value,
                timeout.value,
                backoff.value,
                worst_wait(timeout.value, attempts.value, backoff.value),
                deadline.value,
            ),
            certainty=Certainty(verdict.value),
            numbers=(worst, deadline),
            fix=_shorter(subject, attempts, backoff, deadline),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say how long it may run, and until when anybody waits."""
        worst, deadline, timeout = map(duration_text, (facts.worst, facts.deadline, facts.timeout))
        pauses = facts.worst - facts.attempts * facts.timeout
        terms = f"{facts.attempts:g} x {timeout}" + (
            f" + {duration_text(pauses)}" if pauses else ""
        )
        left = facts.deadline - pauses
        fits = (
            f"a timeout of {duration_text(left / facts.attempts)}" if left > 0 else "fewer attempts"
        )
        return Explanation(
            message=(
                f"The call of {facts.caller} to {facts.callee} may run {worst} ({terms}), but "
                "whoever waits for "
                f"{facts.caller} gives up after {deadline}."
            ),
            working=(f"{terms} = {worst} > {deadline}",),
            remedy=f"{fits[0].upper()}{fits[1:]}, or a deadline of {worst}.",
        )


_CALLS = (Relation.CALLS, Relation.READS)


def _deadline(board: Board, caller: str) -> Number | None:
    """When whoever waits for *caller* gives up: the timeout on it, or on a call to it."""
    node = board.node(caller)
    stated = [board.number(node, a.TIMEOUT)] if node.kind is Kind.ENDPOINT else []
    stated += [
        board.number(edge, a.TIMEOUT) for edge in board.into(caller, *_CALLS) if is_sync(edge)
    ]
    known = [one for one in stated if one is not None]
    return min(known, key=lambda number: number.value, default=None)


def _shorter(edge: Edge, attempts: Number, backoff: Number, deadline: Number) -> tuple[Change, ...]:
    """The longest timeout with which every attempt is over in time."""
    pauses = backoff.high * doublings(attempts.high)
    left = whole.at_most((deadline.low - pauses) / attempts.high * 1000)
    if left < 1:
        return ()
    return (SetField(field=a.TIMEOUT.name, value=f"{left} ms", edge=edge.key),)


def _is_waited_for(caller: Node) -> bool:
    return caller.kind is not Kind.ENDPOINT or mode_of(caller) in ANSWERING
