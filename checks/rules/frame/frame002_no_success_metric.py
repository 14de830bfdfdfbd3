"""FRAME002: nothing says how the business would notice that it works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

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
    Topic,
)
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node

_SUCCESS = frozenset({"business", "quality-online"})
_SERVED = frozenset({Kind.CONSUMER, Kind.ENDPOINT})
_GROUNDED = ("grounded", "faithful", "hallucinat")


@dataclass(frozen=True, slots=True)
class Facts:
    """The offline metrics that are named, and a success metric that hangs on nothing."""

    offline: tuple[str, ...]
    loose: str


class NoSuccessMetric(Rule[tuple[str, ...], Facts]):
    """Nothing says how the business would notice that it works.

    ## What it does
    Looks for a requirement about the business or the quality users see, with a metric and a value,
    that constrains a consumer or an endpoint.

    ## Why it matters
    An offline metric can rise while the number the work was paid for does not move; without that
    number nobody can say whether to ship.

    ## How to fix it
    Write one requirement with metric, bound and value, and connect it to who benefits.

    ## When it does not apply
    Platform work whose product is a service level; a metric without a value is asked for by
    NUM108. Groundedness alone is not success: tasks solved or tickets deflected are.

    ## References
    - RoML 2, 12, 39: metrics, objectives, launches.
    - HUYEN 2: business and ML objectives.
    - AWSML: business goal phase.
    """

    code = "FRAME002"
    name = "no-success-metric"
    severity = ByLevel.of("E/E/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "offline_only": ByLevel.of("E/E/E/E"),
        "none": ByLevel.of("E/E/E/E"),
    }
    skills = (Skill.PROBLEM_FRAMING, Skill.COMMUNICATION)
    question = "If AUC goes up and this business number does not move, do you ship?"
    sources = ("RoML 2, 12, 39", "HUYEN 2", "AWSML business")
    checks_what = "the success metric"
    evidence = Evidence.MISSING
    topics: ClassVar[tuple[Topic, ...] | None] = (Topic.EVALUATION,)
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "success is an AUC",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: gbdt}
              offline: {kind: evaluation, metric: AUC, quality_target: AUC >= 0.8}
            edges: ["api -> ranker: uses", "offline -> ranker: evaluates"]
            """,
            at=("",),
            variant="offline_only",
        ),
        Bad(
            "success is nothing at all",
            """
            nodes:
              api: {kind: endpoint, mode: online}
            """,
            at=("",),
            variant="none",
        ),
        Good(
            "retention up by a point",
            """
            nodes:
              goal: {kind: requirement, about: business, metric: retention, value: ">= 62%"}
              crm: {kind: consumer, action: calls the hundred riskiest}
              scoring: {kind: endpoint, mode: batch}
            edges: ["goal -> crm: constrains", "crm -> scoring: consumes"]
            """,
        ),
        Good(
            "a metric without a value is another question",
            """
            nodes:
              goal: {kind: requirement, about: business, metric: retention}
              crm: {kind: consumer, action: calls the hundred riskiest}
              scoring: {kind: endpoint, mode: batch}
            edges: ["goal -> crm: constrains", "crm -> scoring: consumes"]
            """,
        ),
        Good(
            "a platform is measured by its service level",
            """
            nodes:
              up: {kind: requirement, about: availability, value: 99.9%}
              api: {kind: endpoint, mode: online}
            edges: ["up -> api: constrains"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[tuple[str, ...]]:
        """The design as a whole, once something is served; with the offline metrics it names."""
        if not board.of_kind(Kind.ENDPOINT, Kind.MODEL, Kind.LLM):
            return ()
        named = (node.get(a.METRIC) or "" for node in board.of_kind(Kind.EVALUATION))
        return (tuple(dict.fromkeys(one for one in named if one)),)

    def judge(
        self, board: Board, subject: tuple[str, ...]
    ) -> Iterator[Observation[Facts] | Demand]:
        """One tied requirement is enough."""
        requirements = board.of_kind(Kind.REQUIREMENT)
        success = [one for one in requirements if _is_success(one)]
        tied = [one for one in success if _is_tied(board, one)]
        if tied or _is_platform(board, requirements):
            return
        yield Observation(
            at=Place(),
            facts=Facts(subject, success[0].title if success else ""),
            variant="offline_only" if subject else "none",
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say what is stated instead."""
        if facts.loose:
            return Explanation(
                message=f"{facts.loose} is tied to no consumer or endpoint of the launch.",
                remedy=f"Connect {facts.loose} to the consumer or endpoint it constrains.",
            )
        tail = "no business or user metric with a target is tied to the launch."
        if facts.offline:
            message = f"Success is only stated as {', '.join(facts.offline[:3])}; {tail}"
        else:
            message = f"Success is not stated: {tail}"
        return Explanation(
            message=message,
            remedy="A requirement about the business with metric, bound and value, on the consumer "
            "it is for.",
        )


def _is_success(requirement: Node) -> bool:
    metric = (requirement.get(a.METRIC) or "").lower()
    value = requirement.get(a.VALUE)
    named = metric or (value is not None and value.metric) or ""
    if requirement.get(a.ABOUT) not in _SUCCESS or not named:
        return False
    return not any(word in named.lower() for word in _GROUNDED)


def _is_tied(board: Board, requirement: Node) -> bool:
    return any(one.kind in _SERVED for one in board.targets_of(requirement.id, Relation.CONSTRAINS))


def _is_platform(board: Board, requirements: tuple[Node, ...]) -> bool:
    """Whether a service level is the product: one is stated, and nothing predicts."""
    if board.of_kind(Kind.MODEL, Kind.LLM, Kind.EVALUATION, Kind.LABEL, Kind.TRAINING_JOB):
        return False
    levels = {"availability", "latency"}
    return any(one.get(a.ABOUT) in levels and _is_tied(board, one) for one in requirements)
