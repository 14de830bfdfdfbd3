"""EVAL706: offline and online metrics stand side by side and nothing joins them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.metric_names import same_metric
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
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The two metrics."""

    offline: str
    online: str


class OfflineOnlineGap(Rule["tuple[Node, Node]", Facts]):
    """Offline and online metrics stand side by side and nothing joins them.

    ## What it does
    Where a model is measured offline and the business has a metric online, looks for an experiment,
    a staged release with a concurrent control, or a decision on what to do when the two disagree.

    ## Why it matters
    Offline goes up, the test is flat. Without a plan the argument is settled by rank.

    ## How to fix it
    An experiment on the online metric, and a sentence on what happens when it does not follow.

    ## When it does not apply
    A backtest on the very metric the decision is paid by; a first launch with a planned experiment.

    ## References
    - MLTS Model 2: offline proxies correlate with online metrics.
    - PB: the gap between them.
    - IN 2: metrics conflict.
    - KTX 7.
    """

    code = "EVAL706"
    name = "offline-online-gap"
    severity = ByLevel.of("-/W/W/E")
    skills = (Skill.DECISIONS, Skill.COMMUNICATION)
    question = "Offline is up 3%, the A/B is flat. What are your first three hypotheses?"
    sources = ("MLTS Model 2", "PB", "IN 2", "KTX 7")
    checks_what = "the gap between metrics"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "an AUC here, a conversion rate there",
            """
            nodes:
              goal: {kind: requirement, about: business, metric: conversion rate, value: ">= 3%"}
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: nn}
              offline: {kind: evaluation, metric: ROC-AUC}
            edges: ["goal -> api: constrains", "api -> ranker: calls",
                  "offline -> ranker: evaluates"]
            """,
            at=("offline",),
        ),
        Good(
            "an experiment joins them",
            """
            nodes:
              goal: {kind: requirement, about: business, metric: conversion rate, value: ">= 3%"}
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: nn}
              offline: {kind: evaluation, metric: ROC-AUC}
              test: {kind: experiment, metric: conversion rate}
            edges: ["goal -> api: constrains", "api -> ranker: calls",
                  "offline -> ranker: evaluates", "test -> ranker: evaluates"]
            """,
        ),
        Good(
            "the backtest is on the money itself",
            """
            nodes:
              goal: {kind: requirement, about: business, metric: stock cost, value: "<= 5"}
              api: {kind: endpoint, mode: batch}
              forecast: {kind: model, type: gbdt}
              backtest: {kind: evaluation, metric: stock cost}
            edges: ["goal -> api: constrains", "api -> forecast: calls",
                  "backtest -> forecast: evaluates"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[tuple[Node, Node]]:
        """The first offline measurement with the first online metric, where there are both."""
        offline = next((one for one in board.evaluations.all if one.get(a.METRIC)), None)
        online = next(_online(board), None)
        return ((offline, online),) if offline is not None and online is not None else ()

    def judge(
        self, board: Board, subject: tuple[Node, Node]
    ) -> Iterator[Observation[Facts] | Demand]:
        """Look for what joins them."""
        offline, online = subject
        metric = online.get(a.METRIC) or online.title
        if (
            board.of_kind(Kind.EXPERIMENT)
            or _is_backtest(board, metric)
            or _is_compared(board, metric)
        ):
            return
        if any(_disagrees(one) for one in board.of_kind(Kind.DECISION)):
            return
        yield Observation(
            at=Place((offline.id, online.id)),
            facts=Facts(offline.get(a.METRIC) or "", metric),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Name both."""
        return Explanation(
            message=(
                f"{facts.offline} offline and {facts.online} online are both named, and nothing "
                "links them: no "
                "experiment, no comparison in the release, no plan for when they disagree."
            ),
            remedy=f"An experiment on {facts.online}, or a decision on what happens when the two "
            "disagree.",
        )


_ONLINE = frozenset({"business", "quality-online"})
_DISAGREE = re.compile(
    r"disagree|conflict|correlat|\bgap\b|offline\b.*\bonline\b|online\b.*\boffline\b"
)


def _online(board: Board) -> Iterator[Node]:
    for requirement in board.of_kind(Kind.REQUIREMENT):
        if requirement.get(a.ABOUT) in _ONLINE and requirement.get(a.METRIC) is not None:
            yield requirement
    for monitor in board.of_kind(Kind.MONITOR):
        if monitor.get(a.SIGNAL) == "business":
            yield monitor


def _is_backtest(board: Board, metric: str) -> bool:
    """Whether the online metric itself is measured offline."""
    return any(same_metric(one.get(a.METRIC) or "", metric) for one in board.evaluations.all)


def _is_compared(board: Board, metric: str) -> bool:
    """Whether a careful stage of a release compares the online metric with a control."""
    return any(
        release.exposed
        and release.deployment.get(a.CONTROL) in (None, "concurrent")
        and any(same_metric(criterion.metric, metric) for criterion in release.criteria)
        for release in board.releases.all
    )


def _disagrees(decision: Node) -> bool:
    said = f"{decision.title} {decision.get(a.CHOICE) or ''} {decision.get(a.BECAUSE) or ''}"
    return bool((decision.get(a.BECAUSE) or "").strip()) and bool(_DISAGREE.search(said.casefold()))
