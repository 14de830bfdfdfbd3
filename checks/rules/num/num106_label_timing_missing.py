"""NUM106: nobody says when the truth is known."""

from __future__ import annotations

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
    Phase,
    Rule,
    Skill,
    Topic,
)
from checks.rules.num._asking import Missing, asked, blocked_by, excused, labels, listed, observed
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node

_ANNOTATED = (a.COST_PER_LABEL, a.LABELS_PER_DAY)
_TIMING = (a.LABEL_DELAY,)


class LabelTimingMissing(Rule[str, Missing]):
    """Nobody says when the truth is known.

    ## What it does
    Asks every label that the world supplies, rather than an annotator, for the time from the
    prediction to the moment the label is final.

    ## Why it matters
    The delay decides what may be a feature, when a canary can be judged, how late a drop in
    quality is seen and how often training makes sense.

    ## How to fix it
    State the label delay; it is at least as long as the horizon.

    ## When it does not apply
    Annotated or synthetic labels; applications without labels; a label with a horizon and a lag,
    whose delay is their sum.

    ## References
    - HUYEN 4: the length of the feedback loop.
    - CHAP: delayed feedback.
    - NML: performance without targets.
    - MLTS Monitor 7: prediction quality.
    """

    code = "NUM106"
    name = "label-timing-missing"
    severity = ByLevel.of("W/E/E/E")
    skills = (Skill.PROBLEM_FRAMING, Skill.END_TO_END, Skill.DEBUGGING)
    question = "When do you learn the truth for today's prediction?"
    sources = ("HUYEN 4", "CHAP", "NML", "MLTS Monitor 7")
    checks_what = "label timing"
    evidence = Evidence.MISSING
    topics: ClassVar[tuple[Topic, ...] | None] = (Topic.DATA,)
    phase = Phase.DEMANDS
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "churn is the target, known some day",
            """
            nodes:
              churned: {kind: label, horizon: 30 d, origin: natural}
              churn: {kind: model, type: gbdt}
            edges: ["churned -> churn: trains"]
            """,
            at=("churned",),
        ),
        Good(
            "known thirty-one days later",
            """
            nodes:
              churned: {kind: label, horizon: 30 d, label_delay: 31 d}
              churn: {kind: model, type: gbdt}
            edges: ["churned -> churn: trains"]
            """,
        ),
        Good(
            "annotators do not make one wait",
            """
            nodes:
              toxic: {kind: label, origin: annotated}
              filter: {kind: model, type: nn}
            edges: ["toxic -> filter: trains"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[str]:
        """Every natural label that is used, and wherever another rule asked for timing."""
        natural = {node.id for node in board.of_kind(Kind.LABEL) if _is_natural_target(board, node)}
        return sorted(natural | set(asked(board, AttributeGroup.LABEL_TIMING)))

    def judge(self, board: Board, subject: str) -> Iterator[Observation[Missing] | Demand]:
        """The delay first; what else was asked for goes with it."""
        demands = asked(board, AttributeGroup.LABEL_TIMING).get(subject, ())
        node = board.design.nodes.get(subject)
        wanted = dict.fromkeys(one for posted in demands for one in posted.demand.missing)
        if node is not None and _is_natural_target(board, node) and not _has_delay(board, node):
            wanted = {a.LABEL_DELAY: None, **wanted}
        missing = tuple(one for one in wanted if not excused(board, subject, (one,)))
        if missing:
            facts = Missing(board.title(subject), labels(missing), blocked_by(demands))
            yield observed(board, subject, missing, facts)

    def explain(self, facts: Missing) -> Explanation:
        """Say what cannot be checked; by default everything a delay decides."""
        usual = ("leakage lag", "monitoring", "canary and retraining timing")
        blocked = facts.blocked or usual
        named = f"{', '.join(blocked[:3])}"
        lacks = listed(facts.lacks)
        no = "no delay" if facts.lacks == ("label delay",) else f"no {lacks}"
        return Explanation(
            message=f"Label {facts.title} has {no}: cannot check {named}.",
            remedy=f'State the {lacks} of {facts.title}, as in "T+30 days".',
        )


def _is_natural_target(board: Board, label: Node) -> bool:
    if label.kind is not Kind.LABEL or label.get(a.ROLE) == "input":
        return False
    origin = label.get(a.ORIGIN)
    if origin is None and any(label.get(one) is not None for one in _ANNOTATED):
        return False
    used = board.out_of(label.id, Relation.TRAINS, Relation.FEEDS)
    return origin in {None, "natural"} and bool(used)


def _has_delay(board: Board, label: Node) -> bool:
    if board.number(label, a.LABEL_DELAY) is not None:
        return True
    return all(board.number(label, one) is not None for one in (a.HORIZON, a.LAG))
