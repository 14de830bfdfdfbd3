"""FRESH354: a feature looks further back than its source is kept."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import duration_text
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
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """What is looked back on and what is kept, in seconds."""

    title: str
    source: str
    window: float
    span: float
    delay: float
    kept: float


class RetentionTooShort(Rule["Node", Facts]):
    """A feature looks further back than its source is kept.

    ## What it does
    Compares the window of a feature with the retention of the sources it is made from, and the
    window plus the training span plus the label delay with the same.

    ## Why it matters
    The window is then shorter than it says, in serving or in training: the first examples have half
    a window, and the model learns the edge.

    ## How to fix it
    Keep the source longer, keep the feature's own history, or shorten the window.

    ## When it does not apply
    Aggregates kept up incrementally, which need no history; features whose own history is kept in a
    store or a log.

    ## References
    - RoML 29: save the features used at serving.
    - FEAST: historical features.
    - HUYEN 10.
    """

    code = "FRESH354"
    name = "retention-too-short"
    severity = ByLevel.of("-/W/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "serving": ByLevel.of("-/W/E/E"),
        "training": ByLevel.of("-/W/E/E"),
    }
    skills = (Skill.END_TO_END, Skill.DEBUGGING)
    question = "You add a 90-day feature tomorrow: when can you train on it?"
    sources = ("RoML 29", "FEAST", "HUYEN 10")
    checks_what = "retention"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "ninety days of thirty that are kept",
            """
            nodes:
              clicks: {kind: source, retention: 30 d}
              spend: {kind: feature, window: 90 d}
            edges: ["clicks -> spend: feeds"]
            """,
            at=("spend",),
            variant="serving",
        ),
        Bad(
            "half a year of examples with ninety days behind each",
            """
            nodes:
              clicks: {kind: source, retention: 120 d}
              spend: {kind: feature, window: 90 d}
              churned: {kind: label, label_delay: 30 d}
              training: {kind: training_job, window: 180 d, period: monthly}
              model: {kind: model, type: gbdt}
            edges:
              - "clicks -> spend: feeds"
              - "spend -> training: feeds"
              - "churned -> training: feeds"
              - "training -> model: trains"
            """,
            at=("spend",),
            variant="training",
        ),
        Good(
            "its own history is kept",
            """
            nodes:
              clicks: {kind: source, retention: 120 d}
              spend: {kind: feature, window: 90 d}
              store: {kind: feature_store, retention: 400 d}
              churned: {kind: label, label_delay: 30 d}
              training: {kind: training_job, window: 180 d, period: monthly}
              model: {kind: model, type: gbdt}
            edges:
              - "clicks -> spend: feeds"
              - "spend -> store: feeds"
              - "spend -> training: feeds"
              - "churned -> training: feeds"
              - "training -> model: trains"
            """,
        ),
        Good(
            "kept up incrementally",
            """
            nodes:
              clicks: {kind: source, retention: 30 d}
              spend: {kind: feature, window: 90 d, incremental: yes}
            edges: ["clicks -> spend: feeds"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The features, jobs and training sets that look back over a window."""
        return (
            node
            for node in board.of_kind(Kind.FEATURE, Kind.TRANSFORM, *_SETS)
            if board.number(node, a.WINDOW) is not None and node.get(a.INCREMENTAL) is not True
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Compare what it looks back on with what is kept of each source."""
        window = board.number(subject, a.WINDOW)
        sources = [
            (source, kept)
            for source in _sources(board, subject)
            if (kept := board.number(source, a.RETENTION)) is not None
        ]
        if window is None or not sources:
            return
        span, delay = _span(board, subject), _delay(board, subject)
        if subject.kind in _SETS:
            # Its window is the span of examples, and each waits for its label.
            window, span = _ZERO, window
        for source, kept in sources:
            variant, needed = "serving", window
            verdict = exceeds(window, kept)
            if verdict is Verdict.HOLDS and span is not None and not _is_kept(board, subject, span):
                variant, needed = "training", window + span + delay
                verdict = exceeds(needed, kept)
            if verdict is Verdict.HOLDS:
                continue
            trains = variant == "training" and span is not None
            yield Observation(
                at=Place((subject.id, source.id)),
                facts=Facts(
                    subject.title,
                    source.title,
                    window.value,
                    span.value if trains and span is not None else 0.0,
                    delay.value if trains else 0.0,
                    kept.value,
                ),
                certainty=Certainty(verdict.value),
                variant=variant,
                numbers=(needed, kept),
                fix=(
                    SetField(
                        field=a.RETENTION.name,
                        value=f"{math.ceil(needed.high / 86400)} d",
                        id=source.id,
                    ),
                ),
            )
            return

    def explain(self, facts: Facts) -> Explanation:
        """Say how far back it looks, and how far back there is anything."""
        window, span, delay, kept = map(
            duration_text, (facts.window, facts.span, facts.delay, facts.kept)
        )
        needed = duration_text(facts.window + facts.span + facts.delay)
        if facts.span and not facts.window:
            return Explanation(
                message=(
                    f"{facts.title} needs {span} of examples with their labels ({delay}), {needed} "
                    f"in all; {facts.source} keeps {kept}."
                ),
                working=(f"{span} + {delay} = {needed} > {kept}",),
                remedy=f"{needed} of retention at {facts.source}, or fewer examples.",
            )
        if not facts.span:
            return Explanation(
                message=f"{facts.title} looks back {window}, and {facts.source} keeps {kept}.",
                working=(f"{window} > {kept}",),
                remedy=f"{needed} of retention at {facts.source}, or a window of {kept} at most.",
            )
        return Explanation(
            message=(
                f"{facts.title} looks back {window} and training needs {span} of examples with "
                "their "
                f"labels ({delay}), {needed} in all; {facts.source} keeps {kept}."
            ),
            working=(f"{window} + {span} + {delay} = {needed} > {kept}",),
            remedy=f"{needed} of retention at {facts.source}, or a store that keeps the feature's "
            "history.",
        )


_ZERO = Number.exactly(0.0)
_SETS = (Kind.DATASET, Kind.TRAINING_JOB)


def _sources(board: Board, node: Node) -> tuple[Node, ...]:
    """The sources and logs it is made from, as far as nothing in between keeps a history."""
    if node.kind in _SETS:
        fed = board.sources_of(node.id, Relation.FEEDS)
        return tuple(source for source in fed if source.kind is Kind.LOG)
    found: dict[str, Node] = {}
    waiting = [node.id]
    met = {node.id}
    while waiting:
        for source in board.sources_of(waiting.pop(), Relation.FEEDS):
            if source.id in met:
                continue
            met.add(source.id)
            if source.kind in (Kind.SOURCE, Kind.LOG):
                found[source.id] = source
            elif source.kind is Kind.TRANSFORM and source.get(a.INCREMENTAL) is not True:
                waiting.append(source.id)
    return tuple(found[one] for one in sorted(found))


def _span(board: Board, node: Node) -> Number | None:
    """The longest span of examples a model that uses it is trained on."""
    return board.retraining.longest_span(board.lineage.models_of(node.id))


def _delay(board: Board, node: Node) -> Number:
    labels = board.lineage.labels_of(node.id)
    delays = [
        one
        for label in labels
        if (one := board.number(board.node(label), a.LABEL_DELAY)) is not None
    ]
    return max(delays, key=lambda number: number.value, default=_ZERO)


def _is_kept(board: Board, node: Node, span: Number) -> bool:
    """Whether the values themselves are kept for training."""
    if node.get(a.LOGGED_AT_SERVING) is True:
        return True
    for keeper in board.targets_of(node.id, Relation.FEEDS):
        if keeper.kind in (Kind.FEATURE_STORE, Kind.LOG, Kind.DATASET):
            kept = board.number(keeper, a.RETENTION)
            if kept is not None and exceeds(span, kept) is Verdict.HOLDS:
                return True
    return False
