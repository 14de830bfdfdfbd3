"""MON605: a monitor that no number turns into an action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.wording import several
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
    Place,
    Rule,
    Skill,
)
from design.vocabulary import attributes as a

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node
    from design.vocabulary.attribute import Attribute

_CHUNKS = 6  # reference chunks from which a control chart knows its own noise
_NAMED = 5
_REFERENCE = a.REFERENCE.label.lower()
_DRIFTS = frozenset({"input_drift", "prediction_drift"})


@dataclass(frozen=True, slots=True)
class Facts:
    """Each monitor with what it watches and what it lacks."""

    lacking: tuple[tuple[str, str, tuple[str, ...]], ...]


class MonitorWithoutThreshold(Rule[tuple["Node", ...], Facts]):
    """A monitor has no threshold, no window or nobody it tells.

    ## What it does
    Lists the monitors of the design that have no threshold or no window, on themselves or on the
    alert they raise, with everything they lack. Drift monitors that do not say what they compare
    with are listed as well, more quietly.

    ## Why it matters
    A chart without a threshold is looked at after the incident. The threshold is the decision: at
    what value somebody stops what they are doing.

    ## How to fix it
    Give each monitor the value at which somebody acts, the window it is taken over, and an alert.

    ## When it does not apply
    A dashboard with an owner and a review cadence. A statistical detector with its significance
    level. A control chart over at least six reference chunks. A burn rate.

    ## References
    - SRE 6: every alert is actionable.
    - NML: thresholds from reference chunks.
    """

    code = "MON605"
    name = "monitor-without-threshold"
    severity = ByLevel.of("I/W/W/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "no_threshold": ByLevel.of("I/W/W/E"),
        "no_reference": ByLevel.of("-/I/I/W"),
    }
    skills = (Skill.DEBUGGING, Skill.COMMUNICATION)
    question = "At what value do you act, and how did you choose it?"
    sources = ("PB alerting thresholds", "SRE 6", "NML thresholds from reference chunks")
    checks_what = "alerting"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "drift is watched, and nothing says when it is too much",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              drift: {kind: monitor, signal: prediction_drift}
            edges: ["drift -> api: monitors"]
            """,
            at=("drift",),
            variant="no_threshold",
        ),
        Bad(
            "drift from what is not said",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              drift: {kind: monitor, signal: prediction_drift, threshold: 0.2, window: 1 d}
            edges: ["drift -> api: monitors"]
            """,
            at=("drift",),
            variant="no_reference",
        ),
        Good(
            "a threshold, a window and an alert",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              errors: {kind: monitor, signal: errors, threshold: 1%, window: 5 min}
              failing: {kind: alert, severity: page}
            edges: ["errors -> api: monitors", "errors -> failing: raises"]
            """,
        ),
        Good(
            "a dashboard somebody reviews every week",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              cost: {kind: monitor, signal: cost, severity: dashboard, owner: search,
                     review_period: weekly}
            edges: ["cost -> api: monitors"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[tuple[Node, ...]]:
        """The monitors of the design together."""
        monitors = board.monitoring.monitors
        return (monitors,) if monitors else ()

    def judge(
        self, board: Board, subject: tuple[Node, ...]
    ) -> Iterator[Observation[Facts] | Demand]:
        """List what each lacks."""
        open_ended = [one for one in subject if _unbounded(board, one)]
        if open_ended:
            yield _observation(board, open_ended, "no_threshold")
            return
        vague = [one for one in subject if _has_no_reference(board, one)]
        if vague:
            yield _observation(board, vague, "no_reference")

    def explain(self, facts: Facts) -> Explanation:
        """Name every monitor with what it lacks."""
        shown = facts.lacking[:_NAMED]
        listed = [f"{title} ({watched}) has no {_or(parts)}" for title, watched, parts in shown]
        wanted = [f"the {several(parts)} of {title}" for title, _, parts in shown]
        only_reference = all(parts == (_REFERENCE,) for _, _, parts in facts.lacking)
        effect = "nobody can say what moved" if only_reference else "nobody will act"
        rest = len(facts.lacking) - len(shown)
        if rest:
            listed.append(f"{rest} more monitors lack some of these")
            wanted.append(f"those of the {rest} others")
        return Explanation(
            message=f"{'; '.join(listed)}: {effect}.",
            remedy=f"State {'; '.join(wanted)}.",
        )


def _observation(board: Board, monitors: list[Node], variant: str) -> Observation[Facts]:
    fields = [_empty_fields(board, one) for one in monitors]
    return Observation(
        at=Place(
            tuple(one.id for one in monitors),
            fields=tuple(one.name for one in fields[0]),
            blanks=tuple(
                (node.id, one.name)
                for node, empty in zip(monitors[1:], fields[1:], strict=True)
                for one in empty
            ),
        ),
        facts=Facts(
            tuple(
                (one.title, _watched(board, one), _parts(board, one, empty))
                for one, empty in zip(monitors, fields, strict=True)
            )
        ),
        variant=variant,
    )


def _watched(board: Board, monitor: Node) -> str:
    signals = sorted(board.monitoring.signals_of(monitor))
    return several([signal.replace("_", " ") for signal in signals]) or "no signal named"


def _empty_fields(board: Board, monitor: Node) -> tuple[Attribute[object], ...]:
    empty = (*_unbounded(board, monitor),)
    return (*empty, a.REFERENCE) if _has_no_reference(board, monitor) else empty


def _parts(board: Board, monitor: Node, empty: tuple[Attribute[object], ...]) -> tuple[str, ...]:
    parts = tuple(one.label.lower() for one in empty)
    has_route = board.monitoring.alerts(monitor) or monitor.get(a.SEVERITY) == "dashboard"
    return parts if has_route else (*parts, "alert")


def _unbounded(board: Board, monitor: Node) -> tuple[Attribute[object], ...]:
    """Which of threshold and window it lacks although it needs them."""
    told = (monitor, *board.monitoring.alerts(monitor))
    if any(one.get(a.BURN_RATE) is not None for one in told) or _is_reviewed(monitor):
        return ()
    bounds = (one.get(a.THRESHOLD) for one in board.monitoring.bounding(monitor))
    known = any(one is not None for one in bounds) or _knows_its_noise(board, monitor)
    missing: list[Attribute[object]] = [] if known else [a.THRESHOLD]
    has_window = any(one.get(a.WINDOW) is not None for one in told)
    if not has_window and monitor.get(a.N_CUR) is None:
        missing.append(a.WINDOW)
    return tuple(one for one in missing if not board.is_na(monitor, one))


def _is_reviewed(monitor: Node) -> bool:
    return (
        monitor.get(a.SEVERITY) == "dashboard"
        and bool(monitor.get(a.OWNER))
        and monitor.get(a.REVIEW_PERIOD) is not None
    )


def _knows_its_noise(board: Board, monitor: Node) -> bool:
    if monitor.get(a.ALPHA) is not None:
        return True
    span, window = board.number(monitor, a.REF_SPAN), board.number(monitor, a.WINDOW)
    if monitor.get(a.REFERENCE) is None or span is None or window is None or window.value <= 0:
        return False
    return span.value / window.value >= _CHUNKS


def _has_no_reference(board: Board, monitor: Node) -> bool:
    return (
        bool(board.monitoring.signals_of(monitor) & _DRIFTS)
        and monitor.get(a.REFERENCE) is None
        and not board.is_na(monitor, a.REFERENCE)
        and not _is_reviewed(monitor)
    )


def _or(parts: tuple[str, ...]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} or {parts[-1]}"
