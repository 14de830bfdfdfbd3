"""CALL972: somebody is woken up and has nothing to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import as_stated
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Demand,
    Evidence,
    Example,
    Explanation,
    Good,
    Number,
    Observation,
    Place,
    Rule,
    Skill,
)
from design.changes import SetField
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The alert, its runbook and the slow signal, where there is one."""

    alert: str
    runbook: str = ""
    signal: str = ""
    window: str = ""


class PageWithoutRunbookOrAction(Rule["Node", Facts]):
    """Somebody is woken up and has nothing to do.

    ## What it does
    Looks at every alert that pages: whether a runbook says what to do first, and whether the signal
    is one on which something can be done tonight. Drift over a day and more, and quality that waits
    for labels, can wait for the morning unless they switch something by themselves.

    ## Why it matters
    A page without an action teaches people to silence pages. With a runbook the repair takes a
    third of the time.

    ## How to fix it
    Draw the runbook and write its first action; make slow signals a ticket.

    ## When it does not apply
    A drift page that switches to a fallback or rolls back; a decision that says drift is an attack
    here.

    ## References
    - PB: what runbook do they follow.
    - SRE 1, 6, 11: playbooks, monitoring, on-call.
    - SREW 5: page or ticket.
    """

    code = "CALL972"
    name = "page-without-runbook-or-action"
    severity = ByLevel.of("-/W/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "no_runbook": ByLevel.of("-/W/E/E"),
        "no_first_action": ByLevel.of("-/W/E/E"),
        "slow_signal": ByLevel.of("-/W/E/E"),
    }
    skills = (Skill.DEBUGGING, Skill.COMMUNICATION)
    question = "What are the first three lines of the runbook?"
    sources = ("PB", "SRE 1, 6, 11", "SREW 5")
    checks_what = "what is done about a page"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "a page and no runbook",
            """
            nodes:
              down: {kind: alert, severity: page}
              people: {kind: oncall}
            edges: ["down -> people: pages"]
            """,
            at=("down",),
            variant="no_runbook",
        ),
        Bad(
            "a runbook without a first line",
            """
            nodes:
              down: {kind: alert, severity: page}
              people: {kind: oncall}
              book: {kind: runbook}
            edges: ["down -> people: pages", "down -> book: handled_by"]
            """,
            at=("down",),
            variant="no_first_action",
        ),
        Bad(
            "drift of a week wakes somebody",
            """
            nodes:
              ranker: {kind: model, type: gbdt}
              drift: {kind: monitor, signal: input_drift, threshold: 0.2, window: 7 d}
              odd: {kind: alert, severity: page}
              book: {kind: runbook, first_action: look at the features that moved}
            edges: ["drift -> ranker: monitors", "drift -> odd: raises", "odd -> book: handled_by"]
            """,
            at=("odd",),
            variant="slow_signal",
        ),
        Good(
            "the first line says what to do",
            """
            nodes:
              down: {kind: alert, severity: page}
              people: {kind: oncall}
              book: {kind: runbook, first_action: roll back the last release}
            edges: ["down -> people: pages", "down -> book: handled_by"]
            """,
        ),
        Good(
            "drift is a ticket",
            """
            nodes:
              ranker: {kind: model, type: gbdt}
              drift: {kind: monitor, signal: input_drift, threshold: 0.2, window: 7 d}
              odd: {kind: alert, severity: ticket}
            edges: ["drift -> ranker: monitors", "drift -> odd: raises"]
            """,
        ),
        Good(
            "drift switches to the rules by itself",
            """
            nodes:
              ranker: {kind: model, type: gbdt}
              rules: {kind: fallback, type: heuristic}
              drift: {kind: monitor, signal: input_drift, threshold: 0.2, window: 7 d}
              odd: {kind: alert, severity: page}
              book: {kind: runbook, first_action: check that the rules took over}
            edges: ["drift -> ranker: monitors", "drift -> odd: raises",
                  "odd -> book: handled_by", "odd -> rules: triggers"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The alerts that wake somebody."""
        return (node for node in board.of_kind(Kind.ALERT) if _is_page(board, node))

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Ask for the runbook, its first action, and whether it can wait."""
        books = _books(board, subject)
        if not books:
            yield Observation(
                at=Place((subject.id,)), facts=Facts(subject.title), variant="no_runbook"
            )
        elif not any(book.get(a.FIRST_ACTION) for book in books):
            yield Observation(
                at=Place((subject.id, books[0].id), blanks=((books[0].id, a.FIRST_ACTION.name),)),
                facts=Facts(subject.title, books[0].title),
                variant="no_first_action",
            )
        slow = _slow(board, subject, books) if books else None
        if slow is not None:
            monitor, window = slow
            signals = sorted(board.monitoring.signals_of(monitor) & _SLOW)
            yield Observation(
                at=Place((subject.id, monitor.id), fields=(a.SEVERITY.name,)),
                facts=Facts(
                    subject.title,
                    signal=signals[0].replace("_", " "),
                    window="" if window is None else as_stated(window),
                ),
                variant="slow_signal",
                numbers=() if window is None else (window,),
                fix=(SetField(field=a.SEVERITY.name, value="ticket", id=subject.id),)
                if not board.out_of(subject.id, Relation.PAGES)
                else (),
            )

    def explain(self, facts: Facts) -> Explanation:
        """Say what is missing for the person who is woken."""
        if facts.signal:
            over = f" over {facts.window}" if facts.window else " that waits for labels"
            return Explanation(
                message=(
                    f"{facts.alert} wakes somebody for {facts.signal}{over}, and nothing is "
                    "switched: "
                    "there is nothing to do tonight."
                ),
                remedy=f"Make {facts.alert} a ticket, or let it switch to a fallback or roll back.",
                question="What will they do at 3 a.m. that cannot be done at nine?",
            )
        if facts.runbook:
            return Explanation(
                message=f"{facts.alert} pages a human, and {facts.runbook} has no first action.",
                remedy=f"Write the first action of {facts.runbook}.",
            )
        return Explanation(
            message=f"{facts.alert} pages a human with no runbook.",
            remedy=f"Draw the runbook of {facts.alert}, with its first action.",
        )


_SLOW = frozenset({"input_drift", "prediction_drift", "quality"})
_A_DAY = 86400.0
_AT_ONCE = frozenset({Kind.FALLBACK, Kind.DEPLOYMENT})
_SWITCHES = ("roll back", "rollback", "rolls back", "fall back", "fallback", "switch", "kill")


def _is_page(board: Board, alert: Node) -> bool:
    severity = alert.get(a.SEVERITY)
    return severity == "page" or (severity is None and bool(board.out_of(alert.id, Relation.PAGES)))


def _books(board: Board, alert: Node) -> tuple[Node, ...]:
    """The runbooks of the alert, else of whoever it pages."""
    own = board.targets_of(alert.id, Relation.HANDLED_BY)
    if own:
        return own
    people = board.targets_of(alert.id, Relation.PAGES)
    return tuple(
        book for person in people for book in board.targets_of(person.id, Relation.HANDLED_BY)
    )


def _slow(board: Board, alert: Node, books: tuple[Node, ...]) -> tuple[Node, Number | None] | None:
    """A monitor behind the alert whose news can wait, with its window."""
    monitors = board.sources_of(alert.id, Relation.RAISES)
    if not monitors or _switches(board, alert, monitors, books):
        return None
    slow = [_can_wait(board, monitor) for monitor in monitors]
    return slow[0] if all(slow) else None


def _can_wait(board: Board, monitor: Node) -> tuple[Node, Number | None] | None:
    signals = board.monitoring.signals_of(monitor)
    window = board.number(monitor, a.WINDOW)
    if signals and signals <= _SLOW - {"quality"}:
        return (monitor, window) if window is not None and window.low >= _A_DAY else None
    needs_labels = signals == {"quality"} and monitor.get(a.NEEDS_LABELS) is True
    return (monitor, None) if needs_labels else None


def _switches(
    board: Board, alert: Node, monitors: tuple[Node, ...], books: tuple[Node, ...]
) -> bool:
    """Whether something is done at once: by itself, or as the first line of the runbook."""
    for one in (alert, *monitors):
        if any(node.kind in _AT_ONCE for node in board.targets_of(one.id, Relation.TRIGGERS)):
            return True
    first = " ".join(book.get(a.FIRST_ACTION) or "" for book in books).casefold()
    return any(word in first for word in _SWITCHES)
