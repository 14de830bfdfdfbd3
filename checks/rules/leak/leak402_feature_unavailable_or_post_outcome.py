"""LEAK402: a feature is not known yet when its model predicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.availability import Reason
from checks.facts.durations import as_stated, duration_text
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Certainty,
    Demand,
    Example,
    Explanation,
    Good,
    Observation,
    Place,
    Rule,
    Skill,
)
from design.changes import SetField
from design.vocabulary import attributes as a

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from checks.facts.availability import Unavailable
    from design.changes import Change
    from design.model import Node

_SUSPECT = "suspect"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is not available, why, and how late where numbers tell."""

    feature: str
    reason: Reason
    path: str  # from the source written after the outcome; empty where there is none
    label: str  # that the feature is named like
    parts: tuple[str, ...]  # the numbers of the sum, as stated
    late: str
    certain: bool


class FeatureUnavailableOrPostOutcome(Rule["Node", Facts]):
    """A feature holds what is only known after the moment of the prediction.

    ## What it does
    Looks at when each input of a fitted model can be read: whether the outcome process writes it,
    whether its window ends after the prediction, and whether a batch job that is joined by its
    latest value had finished. A feature named like the label, with no time stated, is only a
    suspicion.

    ## Why it matters
    A case note, a cancellation reason, a refund status: a near copy of the label that is filled
    in afterwards. Offline it wins every comparison; in production it is empty.

    ## How to fix it
    Drop the column, end its window at the prediction, or take the value as it was known then.

    ## When it does not apply
    Label and feature share a source and their windows do not overlap; the caller sends the field
    with the request; the feature is logged at serving and replayed.

    ## References
    - KN L2: illegitimate features.
    - PB: the near-duplicate feature.
    - HUYEN 5: data leakage.
    - RoML 31: a table may change between training and serving.
    """

    code = "LEAK402"
    name = "feature-unavailable-or-post-outcome"
    severity = ByLevel.of("E/E/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "unavailable": ByLevel.of("E/E/E/E"),
        _SUSPECT: ByLevel.of("I/I/I/I"),
    }
    skills = (Skill.DEBUGGING, Skill.END_TO_END)
    question = "Who writes this column, and at what moment relative to the prediction?"
    sources = ("KN L2", "PB near-duplicate feature", "HUYEN 5", "RoML 31")
    checks_what = "availability at the prediction"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "the case notes are written by the chargeback desk",
            """
            nodes:
              case_notes: {kind: source, written_after_outcome: true}
              note_length: {kind: feature}
              training_set: {kind: dataset, split: time}
              fraud: {kind: label, label_delay: 30 d}
              model: {kind: model, type: gbdt}
            edges:
              - case_notes -> note_length
              - note_length -> training_set
              - fraud -> training_set
              - training_set -> model
            """,
            at=("note_length",),
            variant="unavailable",
        ),
        Bad(
            "the window ends a day after the prediction",
            """
            nodes:
              sessions: {kind: feature, window: 7 d, window_end_offset: 1 d}
              model: {kind: model, type: gbdt}
            edges: [sessions -> model]
            """,
            at=("sessions",),
            variant="unavailable",
        ),
        Bad(
            "a feature named like the label",
            """
            nodes:
              refund: {kind: label, label_delay: 14 d}
              refund_status: {kind: feature}
              model: {kind: model, type: gbdt}
            edges:
              - refund_status -> model
              - {edge: refund -> model, role: target}
            """,
            at=("refund_status",),
            variant="suspect",
        ),
        Good(
            "label and feature share a source, and the window ends at the prediction",
            """
            nodes:
              transactions: {kind: source}
              spend: {kind: feature, window: 30 d, window_end_offset: 0 d}
              fraud: {kind: label, horizon: 30 d}
              model: {kind: model, type: gbdt}
            edges:
              - transactions -> spend
              - transactions -> fraud
              - spend -> model
              - {edge: fraud -> model, role: target}
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The inputs of fitted models."""
        return board.availability.inputs

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Say why the value is not there yet, if it is not."""
        found = board.availability.of(subject)
        if found is None:
            return
        path = found.path
        yield Observation(
            at=(
                Place((subject.id, found.label) if found.label else (subject.id,), (), _FIELDS)
                if path is None
                else Place(path.shown_nodes, path.shown_edges)
            ),
            facts=Facts(
                feature=subject.title,
                reason=found.reason,
                path="" if path is None else board.label_paths.text(path),
                label=board.node(found.label).title if found.label else "",
                parts=tuple(as_stated(number) for number in found.numbers),
                late="" if found.late is None else duration_text(found.late.high),
                certain=found.verdict.value == Certainty.CERTAIN.value,
            ),
            certainty=Certainty(found.verdict.value),
            variant=_SUSPECT if found.reason is Reason.SUSPECT else "unavailable",
            numbers=found.numbers,
            fix=_fix(found),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say what is late and by how much."""
        if facts.reason is Reason.SUSPECT:
            return Explanation(
                message=(
                    f"{facts.feature} is named like the label {facts.label}, and nothing says "
                    "when it is known: is it a near copy of the answer?"
                ),
                remedy="state the lag of the feature, or the end of its window",
            )
        return Explanation(
            message=f"{facts.feature} is not available when you predict ({_why(facts)}).",
            working=_working(facts),
            remedy=_remedy(facts),
        )


_FIELDS = (a.WINDOW_END_OFFSET.name,)


def _why(facts: Facts) -> str:
    if facts.reason is Reason.OUTCOME:
        return facts.reason.value + (f": {facts.path}" if facts.path else "")
    may = "" if facts.certain else "possibly "
    if facts.reason is Reason.WINDOW:
        return f"{may}window ends {facts.parts[0]} after it"
    total = " + ".join(facts.parts)
    return f"{may}computed {facts.late} too late: {total} = {facts.late} after it"


def _working(facts: Facts) -> tuple[str, ...]:
    if facts.path:
        return (f"path: {facts.path}",)
    if not facts.parts:
        return ()
    return (f"readable {' + '.join(facts.parts)} = {facts.late} after the prediction; legal: <= 0",)


def _remedy(facts: Facts) -> str:
    if facts.reason is Reason.OUTCOME:
        return f"leave {facts.feature} out, or join it point-in-time"
    if facts.reason is Reason.WINDOW:
        return "a window that ends at the prediction (0 d) or before"
    return f"end the window {facts.late} earlier, or join point-in-time"


def _fix(found: Unavailable) -> tuple[Change, ...]:
    if found.path is not None:
        return (SetField(a.JOIN.name, "point_in_time", edge=found.path.shown_edges[-1]),)
    if found.reason is Reason.WINDOW:
        return (SetField(a.WINDOW_END_OFFSET.name, "0 d", id=found.node),)
    return ()
