"""SKEW453: a missing value is filled in and nobody would notice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Certainty,
    Demand,
    Evidence,
    Example,
    Explanation,
    Good,
    Lane,
    Number,
    Observation,
    Place,
    Rule,
    Skill,
    Verdict,
    exceeds,
)
from design.quantities.quantity import Dimension
from design.quantities.showing import figure, show_value
from design.vocabulary import attributes as a

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node

_FILLED = "filled"
_SHIFTED = "null_shift"
_POINTS = Number.exactly(0.05)  # the difference of null rates that counts as a shift
_TOLERANCE = 0.005  # half a point, as for every share


@dataclass(frozen=True, slots=True)
class Facts:
    """The feature, what it is filled with, and its null rates as fractions where stated."""

    feature: str
    fill: str
    window: str  # as stated; empty where it is not
    train: float | None
    serve: float | None
    shifted: bool
    indicator: bool


class SilentImputation(Rule["Node", Facts]):
    """A served feature is filled in when missing, and its null rate is not watched.

    ## What it does
    Looks for a data quality monitor that sees each served feature with an imputed value, and
    compares the null rates of training and serving where both are stated: more than 5 points apart
    is a shift.

    ## Why it matters
    A feature populated 99 % of the time falls to 60 %. The pipeline fills it with a mean computed
    months ago, every dashboard stays green, and the model quietly loses its best input.

    ## How to fix it
    Watch the null rate of the feature and alert on it, add a missing indicator, and recompute the
    fill with each training run.

    ## When it does not apply
    A monitor on the null rate of the feature, its store or the model that reads it; attributes
    that never change.

    ## References
    - PB Stage 3: the feature that went from 99 % to 60 %.
    - MLTS Monitor 2: data invariants hold in serving.
    - RoML 10: watch for silent failures. DV: data validation.
    """

    code = "SKEW453"
    name = "silent-imputation"
    severity = ByLevel.of("I/W/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        _FILLED: ByLevel.of("I/W/E/E"),
        _SHIFTED: ByLevel.of("W/E/E/E"),
    }
    lanes = frozenset({Lane.TABULAR, Lane.DEEP_LEARNING})
    skills = (Skill.DEBUGGING,)
    question = (
        "The populated rate falls from 99% to 60%: what alarms, and what did the mean come from?"
    )
    sources = ("PB Stage 3", "MLTS Monitor 2", "RoML 10", "DV")
    checks_what = "silent imputation"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "populated 99 % in training and 60 % in serving, filled with the mean",
            """
            nodes:
              income: {kind: feature, impute: mean, null_rate: 1%, serving_null_rate: 40%}
              model: {kind: model, type: gbdt}
              api: {kind: endpoint, mode: online}
            edges: [income -> model, api -> model]
            """,
            at=("income",),
            variant="null_shift",
        ),
        Bad(
            "filled with zero and not watched",
            """
            nodes:
              income: {kind: feature, impute: zero}
              model: {kind: model, type: gbdt}
              api: {kind: endpoint, mode: online}
            edges: [income -> model, api -> model]
            """,
            at=("income",),
            variant="filled",
        ),
        Good(
            "a monitor on the store sees the nulls",
            """
            nodes:
              income: {kind: feature, impute: mean, null_rate: 1%, serving_null_rate: 40%}
              store: {kind: feature_store}
              nulls: {kind: monitor, signal: data_quality, threshold: "> 5%"}
              model: {kind: model, type: gbdt}
              api: {kind: endpoint, mode: online}
            edges: [income -> store, income -> model, nulls -> store, api -> store, api -> model]
            """,
        ),
        Good(
            "nothing is filled in",
            """
            nodes:
              income: {kind: feature, impute: none}
              model: {kind: model, type: gbdt}
              api: {kind: endpoint, mode: online}
            edges: [income -> model, api -> model]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The served features that are filled in when missing."""
        return (
            node
            for node in board.serving_inputs.features
            if node.get(a.IMPUTE) not in (None, "none") and node.get(a.STATIC) is not True
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """No monitor of data quality sees it; a shift of the null rate makes it worse."""
        if board.serving_inputs.monitored_for(subject, "data_quality"):
            return
        train = board.number(subject, a.NULL_RATE)
        serve = board.number(subject, a.SERVING_NULL_RATE)
        shift = _shift(train, serve)
        shifted = shift is not Verdict.HOLDS
        window = subject.get(a.WINDOW)
        yield Observation(
            at=Place((subject.id, *_models(board, subject)), fields=(a.SERVING_NULL_RATE.name,)),
            facts=Facts(
                feature=subject.title,
                fill=(subject.get(a.IMPUTE) or "").replace("_", " "),
                window="" if window is None else window.text,
                train=None if train is None else train.value,
                serve=None if serve is None else serve.value,
                shifted=shifted,
                indicator=subject.get(a.MISSING_INDICATOR) is True,
            ),
            certainty=Certainty(shift.value) if shifted else Certainty.CERTAIN,
            variant=_SHIFTED if shifted else _FILLED,
            numbers=tuple(one for one in (train, serve) if one is not None) if shifted else (),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say what it is filled with, and how far the null rates are apart."""
        fill = "the value of a model" if facts.fill == "model" else f"its {facts.fill}"
        filled = "zero" if facts.fill == "zero" else fill
        working: tuple[str, ...] = ()
        apart = ""
        if facts.train is not None and facts.serve is not None:
            points = f"{figure(abs(facts.serve - facts.train) * 100)} pp"
            left, right = _percent(facts.serve), _percent(facts.train)
            if facts.shifted:
                apart = (
                    f" It is missing in {left} of requests against {right} of training rows: "
                    f"{points} apart."
                )
            sign = ">" if facts.shifted else "<="
            working = (f"|{left} - {right}| = {points} {sign} 5 pp",)
        usual = 0.0 if facts.train is None else facts.train
        return Explanation(
            message=(
                f"{facts.feature} is filled with {filled} when missing and its null rate is not "
                f"monitored.{apart}"
            ),
            working=working,
            remedy=(
                f"a data quality monitor on {facts.feature} that alerts when its null rate passes "
                f"{_percent(usual + _POINTS.value)}"
                + ("" if facts.indicator else ", and a missing indicator")
            ),
        )


def _shift(train: Number | None, serve: Number | None) -> Verdict:
    """Whether the two null rates are further apart than what counts as a shift, either way."""
    if train is None or serve is None:
        return Verdict.HOLDS
    limit = _POINTS + Number.exactly(_TOLERANCE)
    ways = {
        exceeds(serve - train, limit, tolerance=0.0),
        exceeds(train - serve, limit, tolerance=0.0),
    }
    return next(one for one in Verdict if one in ways)


def _models(board: Board, feature: Node) -> tuple[str, ...]:
    return board.lineage.models_of(feature.id)


def _percent(fraction: float) -> str:
    return show_value(fraction, Dimension.FRACTION)
