"""NUM110: a number can be read in two ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import as_stated
from checks.facts.request_paths import budget_of
from checks.facts.serving import ANSWERING, mode_of
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Demand,
    Example,
    Explanation,
    Good,
    Observation,
    Place,
    Rule,
    Severity,
    Skill,
)
from design.quantities.quantity import Dimension, Quantity
from design.vocabulary import attributes as a
from design.vocabulary.kinds import KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node

_CHANGES = (a.THRESHOLD, a.MDE, a.CLAIMED_GAIN)
_NAMES_OF_CHANGES = frozenset(one.name for one in _CHANGES)
_NOT_RATES = ("latency", "p95", "p99", "p50", "duration", "time", "cost", "revenue", "ttft")
_READINGS = {
    "percentile": "no percentile is stated",
    "mean": "a mean or median stands against a tail percentile",
    "basis": "it is not said whether percent of the rate or percentage points",
    "unit": "no unit is stated",
    "delay": "the delay is shorter than the horizon",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is written, where, and how it can be read in two ways."""

    title: str
    field: str
    text: str
    reading: str
    inferred: str = ""


class AmbiguousNumber(Rule["Node", Facts]):
    """A number can be read in two ways.

    ## What it does
    Points at a latency without a percentile that stands against a percentile, a mean or median
    that stands against a tail, a change in percent that is neither relative nor in points, a number
    whose unit was guessed, and a label delay shorter than the window it waits for.

    ## Why it matters
    Two people who read the same board differently both think they agree.

    ## How to fix it
    Write the percentile, the basis or the unit: "p95 200 ms", "drops 5% relative", "2k QPS".

    ## When it does not apply
    Changes of metrics that are no rates; labels that are known early by definition.

    ## References
    - SRE 4: percentiles rather than means.
    - KTX 17: relative and absolute effects.
    - ABL: timeouts and percentiles.
    - NIM: "definitions differ".
    """

    code = "NUM110"
    name = "ambiguous-number"
    severity = ByLevel.of("I/W/W/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        reading: ByLevel.of("I/W/W/E") for reading in _READINGS
    }
    skills = (Skill.DECISIONS, Skill.COMMUNICATION)
    question = "Is that 5 percent of the rate or 5 points?"
    sources = ("SRE 4", "KTX 17", "ABL", "NIM")
    checks_what = "what the number means"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "a budget without a percentile",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: 200 ms}
            """,
            at=("api",),
            variant="percentile",
        ),
        Bad(
            "a mean against a p95",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
              ranker: {kind: model, type: gbdt, latency_mean: 40 ms}
            edges: ["api -> ranker: calls"]
            """,
            at=("ranker",),
            variant="mean",
        ),
        Bad(
            "five percent of what?",
            """
            nodes:
              watch: {kind: monitor, metric: conversion, threshold: drops 5%, window: 1 d}
            """,
            at=("watch",),
            variant="basis",
        ),
        Bad(
            "known before the window has closed",
            """
            nodes:
              churned: {kind: label, horizon: 30 d, label_delay: 7 d}
            """,
            at=("churned",),
            variant="delay",
        ),
        Good(
            "percentile, basis and unit are written",
            """
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 200 ms, peak_qps: 2k QPS}
              ranker: {kind: model, type: gbdt, latency_p50: 20 ms, latency_p95: 40 ms}
              watch: {kind: monitor, metric: conversion, threshold: drops 5% relative, window: 1 d}
            edges: ["api -> ranker: calls"]
            """,
        ),
        Good(
            "a latency that rises by a fifth is relative by nature",
            """
            nodes:
              watch: {kind: monitor, signal: latency, metric: p95 latency, threshold: rises 20%,
                      window: 1 h}
            """,
        ),
        Good(
            "a click is known early, and the rule for the rest is stated",
            """
            nodes:
              clicked: {kind: label, horizon: 7 d, label_delay: 1 h, maturity_rule: censor_model}
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """Every node that states something."""
        return (node for node in board.nodes if node.fields)

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """One finding a field."""
        yield from _without_percentile(board, subject)
        yield from _against_a_tail(board, subject)
        yield from _without_basis(board, subject)
        yield from _without_unit(subject)
        yield from _too_early(board, subject)

    def explain(self, facts: Facts) -> Explanation:
        """Quote what is written and say what is open."""
        rest = f"; read as {facts.inferred}" if facts.inferred else ""
        field = f"{facts.field[:1].upper()}{facts.field[1:]}"
        return Explanation(
            message=(
                f"{field} {facts.text} on {facts.title} is ambiguous: "
                f"{_READINGS[facts.reading]}{rest}."
            ),
            remedy={
                "percentile": f'Write the percentile: "p95 {facts.text}".',
                "mean": f"State the p95 of {facts.title} as well.",
                "basis": f'Write "{facts.text} relative" or the same in "pp".',
                "unit": f"Write the unit of {facts.text}.",
                "delay": "State a delay of at least the horizon, or how young labels are treated.",
            }[facts.reading],
            question=_QUESTIONS.get(facts.reading, ""),
        )


_QUESTIONS = {
    "percentile": "Is that the median, the p95 or the worst case?",
    "mean": "What do the slowest five in a hundred take?",
    "unit": "Per second, per minute or per day?",
    "delay": "How can the label be final before its window has closed?",
}


def _seen(
    node: Node, field: str, label: str, text: str, reading: str, *, inferred: str = ""
) -> Observation[Facts]:
    return Observation(
        at=Place((node.id,), fields=(field,)),
        facts=Facts(node.title, label, text, reading, inferred),
        variant=reading,
        cap=Severity.INFO if inferred else Severity.ERROR,
    )


def _without_percentile(board: Board, node: Node) -> Iterator[Observation[Facts]]:
    if node.kind is Kind.ENDPOINT and mode_of(node) in ANSWERING:
        budget = budget_of(board, node)
        stated = budget.quantity if budget is not None else None
        if stated is not None and stated.percentile is None and not stated.is_mean:
            yield _seen(node, a.LATENCY_BUDGET.name, "budget", stated.text, "percentile")
    bare = board.number(node, a.LATENCY)
    quantity = bare.quantity if bare is not None else None
    if quantity is None or quantity.percentile is not None or quantity.is_mean:
        return
    if any(path.budget is not None for path in board.paths.through(node.id)):
        yield _seen(node, a.LATENCY.name, "latency", quantity.text, "percentile")


def _against_a_tail(board: Board, node: Node) -> Iterator[Observation[Facts]]:
    for path in board.paths.through(node.id):
        stage = next(one for one in path.stages if one.node == node.id)
        if path.budget is None or path.q < 0.9 or stage.latency is None or stage.latency.exact:
            continue
        about = stage.latency.about
        names = {binding.attribute for binding in about.bindings}
        if names & {a.LATENCY_MEAN.name, a.LATENCY_P50.name}:
            label = "mean" if a.LATENCY_MEAN.name in names else "median"
            yield _seen(node, min(names), label, as_stated(about), "mean")
            return


def _without_basis(board: Board, node: Node) -> Iterator[Observation[Facts]]:
    metric = node.get(a.METRIC) or ""
    for attribute in _CHANGES if board.has_number(node, _NAMES_OF_CHANGES) else ():
        stated = board.number(node, attribute)
        if stated is not None and stated.quantity is not None:
            yield from _basis_of(node, attribute.name, attribute.label, metric, stated.quantity)
    for criterion in node.get(a.CRITERIA) or ():
        if criterion.threshold is not None:
            metric = criterion.metric
            yield from _basis_of(node, a.CRITERIA.name, "Criterion", metric, criterion.threshold)


def _basis_of(
    node: Node, field: str, label: str, metric: str, stated: Quantity
) -> Iterator[Observation[Facts]]:
    if stated.dimension is not Dimension.CHANGE or stated.basis is not None:
        return
    # A bound without a direction ("< 1%") is a level of the metric, not a change of it.
    if not stated.in_percent or stated.direction is None:
        return
    words = f"{metric} {stated.metric or ''} {node.get(a.SIGNAL) or ''}".lower()
    if any(word in words for word in _NOT_RATES):
        return
    yield _seen(node, field, label.lower(), stated.text, "basis", inferred=_only(node, stated))


def _only(node: Node, stated: Quantity) -> str:
    """The one reading that is possible: a rate cannot drop by more points than it has."""
    rate = node.get(a.BASE_RATE)
    drops = stated.direction is not None and stated.direction.value == "drop"
    if rate is not None and drops and stated.value > rate.value:
        return "relative, since the rate has no such points to lose"
    return ""


def _without_unit(node: Node) -> Iterator[Observation[Facts]]:
    known = KINDS[node.kind].fields
    for name, value in sorted(node.fields.items()):
        if isinstance(value, Quantity) and not value.unit_stated and name in known:
            yield _seen(node, name, known[name].label, value.text, "unit")


def _too_early(board: Board, node: Node) -> Iterator[Observation[Facts]]:
    if node.kind is not Kind.LABEL or node.get(a.MATURITY_RULE) in {"wait", "censor_model"}:
        return
    delay, horizon = board.number(node, a.LABEL_DELAY), board.number(node, a.HORIZON)
    if delay is not None and horizon is not None and delay.high < horizon.low * 0.98:
        yield _seen(node, a.LABEL_DELAY.name, "label delay", as_stated(delay), "delay")
