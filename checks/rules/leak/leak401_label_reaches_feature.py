"""LEAK401: a feature is computed from the label it predicts, with no lag stated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import as_stated
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
    from collections.abc import Iterable, Iterator

    from checks.facts.label_paths import LabelPath


@dataclass(frozen=True, slots=True)
class Facts:
    """The feature, the label it is made from, and the way between them."""

    feature: str
    label: str
    model: str
    path: str
    delay: str  # as stated; empty where it is not
    joined: bool  # whether a point-in-time join stands on the way


class LabelReachesFeature(Rule["LabelPath", Facts]):
    """A feature is computed from the label that its model is asked to predict.

    ## What it does
    Follows the data from each label to every feature of the model that predicts it, and adds up
    the lags on the way. A way without any lag, without a point-in-time join and without an
    out-of-fold encoding puts the answer into the question. A feature that says it is about the
    label's own row ("this order"), with no lag, window or count, is empty or leaking behind a join
    as well: that is shown as possible.

    ## Why it matters
    In training the column is nearly the label, and the offline metric is superb. At prediction
    time the label does not exist yet, the column is empty or old, and the model is left with
    whatever it learned besides.

    ## How to fix it
    Build the feature from examples old enough to have their label (a lag of at least the label
    delay), join it as of the prediction, or fit a target encoding out of fold.

    ## When it does not apply
    The history of other, already matured examples joined point-in-time; the label of another
    task; a way that ends in monitoring or evaluation.

    ## References
    - KN L2, L3.1: illegitimate features, temporal leakage.
    - FEAST, DBXTS: point-in-time joins.
    - HUYEN 5: data leakage.
    """

    code = "LEAK401"
    name = "label-reaches-feature"
    severity = ByLevel.of("E/E/E/E")
    skills = (Skill.DEBUGGING, Skill.END_TO_END)
    question = "For an order placed now, which past labels are inside this feature?"
    sources = ("KN L2, L3.1", "FEAST", "DBXTS", "HUYEN 5")
    checks_what = "label leakage"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "a merchant's fraud rate is computed from the fraud label",
            """
            nodes:
              chargeback: {kind: label, label_delay: 30 d}
              daily_counts: {kind: transform, op: count per merchant}
              fraud_rate: {kind: feature, window: 7 d}
              training_set: {kind: dataset, split: time}
              model: {kind: model, type: gbdt}
            edges:
              - chargeback -> daily_counts
              - daily_counts -> fraud_rate
              - fraud_rate -> training_set
              - chargeback -> training_set
              - training_set -> model
            """,
            at=("fraud_rate",),
        ),
        Good(
            "the same history joined as of the prediction",
            """
            nodes:
              chargeback: {kind: label, label_delay: 30 d}
              fraud_rate: {kind: feature, window: 7 d}
              training_set: {kind: dataset, split: time}
              model: {kind: model, type: gbdt}
            edges:
              - chargeback -> fraud_rate
              - {edge: fraud_rate -> training_set, join: point_in_time}
              - chargeback -> training_set
              - training_set -> model
            """,
        ),
        Good(
            "a target encoding fitted out of fold",
            """
            nodes:
              converted: {kind: label, label_delay: 1 d}
              encoder: {kind: transform, op: target encoding, fit_scope: train_folds}
              city: {kind: feature}
              training_set: {kind: dataset, split: time}
              model: {kind: model, type: gbdt}
            edges:
              - converted -> encoder
              - encoder -> city
              - city -> training_set
              - converted -> training_set
              - training_set -> model
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[LabelPath]:
        """One path per feature that a label reaches: the one with the least lag."""
        first: dict[str, LabelPath] = {}
        for path in board.label_paths.of_labels:
            known = first.get(path.entry)
            if known is None or (_states_lag(known) and not _states_lag(path)):
                first[path.entry] = path
        return first.values()

    def judge(self, board: Board, subject: LabelPath) -> Iterator[Observation[Facts] | Demand]:
        """A stated lag is left to LEAK403; none at all is the leak."""
        if _states_lag(subject):
            return
        label = board.node(subject.origin)
        delay = board.number(label, a.LABEL_DELAY)
        onward = subject.shown_edges[-1]
        yield Observation(
            at=Place(subject.shown_nodes, subject.shown_edges, (a.LAG.name,)),
            facts=Facts(
                feature=board.node(subject.entry).title,
                label=label.title,
                model=board.node(subject.model).title,
                path=board.label_paths.text(subject),
                delay="" if delay is None else as_stated(delay),
                joined=subject.is_joined,
            ),
            certainty=Certainty.POSSIBLE if subject.is_joined else Certainty.CERTAIN,
            fix=(
                () if subject.is_joined else (SetField(a.JOIN.name, "point_in_time", edge=onward),)
            ),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Show the way, and the lag that would make it legal."""
        if facts.joined:
            return Explanation(
                message=(
                    f"{facts.feature} is computed from {facts.label} of the same example (path "
                    f"{facts.path}), and {facts.model} predicts {facts.label}: joined as of the "
                    "prediction it is empty or leaking."
                ),
                working=(f"path: {facts.path}", "lag, window or count on the path: none"),
                remedy=(
                    f"leave {facts.feature} out, or compute it over earlier examples whose "
                    f"{facts.label} is known"
                ),
            )
        lag = facts.delay or f"the delay of {facts.label} (not stated)"
        return Explanation(
            message=(
                f"{facts.feature} is computed from {facts.label} (path {facts.path}) with no lag "
                f"stated, and {facts.model} predicts {facts.label}; at prediction time that label "
                "does not exist yet."
            ),
            working=(
                f"path: {facts.path}",
                f"lag on the path: none; needed: {lag}",
            ),
            remedy=(
                f"a lag of at least {lag}, or a point-in-time join, "
                f"between {facts.label} and {facts.model}"
            ),
        )


def _states_lag(path: LabelPath) -> bool:
    return path.lag is not None and path.lag.high > 0
