"""How much a rollback criterion gets to see, and what chance alone makes of it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from checks.arithmetic import statistics
from checks.facts.metric_names import signals_meant
from checks.facts.releases import as_stated_on, goes_down, is_calibrated, is_change, share_of
from checks.facts.wording import count
from checks.numbers import Number
from design.quantities.quantity import Basis, Comparator
from design.vocabulary import attributes as a

if TYPE_CHECKING:
    from collections.abc import Callable

    from checks.board import Board
    from checks.facts.releases import Release
    from design.vocabulary.records import Criterion, Stage

FEW_EXPECTED = 5.0  # below this many expected events the binomial is summed exactly
RISKY_SHARE = 0.5  # a stage beyond it is no experiment any more
_NO_CONTROL = 1e12  # a history so long that its own noise does not count
_NOT_RATES = frozenset(
    {"prediction_drift", "input_drift", "latency", "cost", "saturation", "freshness"}
)
_AMOUNTS = re.compile(
    r"^(?:\w+ )?(?:milliseconds|seconds|minutes|hours|days|duration|waiting time|dollars|euros)\b"
    r"|^(?:mean |median |average |p\d+ )?(?:time|delay|wait|age)\b"
)
_IN_A_ROW = re.compile(r"\b(\d{1,2}) (?:consecutive|successive|checks in a row|windows in a row)\b")


@dataclass(frozen=True)
class Trial:
    """One criterion on the careful stages of a release. Counts are of requests or people.

    ``before`` is today's rate and ``after`` the rate at which the release is taken back.
    ``treated`` is what the stages show in all, ``looked_at`` what one evaluation sees; for each
    treated unit there are ``ratio`` of control. ``looks`` evaluations follow each other in the
    first stage, ``in_a_row`` of which must agree.
    """

    criterion: Criterion
    stage: Stage
    before: Number
    after: Number
    volume: Number
    treated: Number
    looked_at: Number
    ratio: float
    looks: float
    in_a_row: int
    down: bool
    strict: bool

    @property
    def numbers(self) -> tuple[Number, ...]:
        """What the judgement rests on."""
        return (self.treated, self.before, self.after)

    @cached_property
    def power(self) -> Number:
        """The chance to notice that the rate moved to the bound, over all careful stages."""
        return self._spread(self.treated, self._power)

    @cached_property
    def false_alarm(self) -> Number:
        """The chance that one evaluation takes back a release that changes nothing."""
        return self._spread(self.looked_at, self._false_alarm)

    def needed(self) -> float:
        """How many treated units would notice it with the usual power."""
        return statistics.required_treated(self.before.value, self.after.value, ratio=self.ratio)

    def errors_from_noise(self) -> float:
        """How many standard errors the bound lies from today's rate, in one evaluation."""
        treated = self.looked_at.value
        wobble = statistics.null_error(self.before.value, treated, treated * self.ratio)
        return abs(self.after.value - self.before.value) / wobble

    def _spread(self, treated: Number, chance: Callable[[float, float, float], float]) -> Number:
        """The chance at every end of the intervals: it has no turning point between them."""
        middle = chance(treated.value, self.before.value, self.after.value)
        ends = [*product(*map(_ends, (treated, self.before, self.after)))]
        corners = [chance(*corner) for corner in ends] if len(ends) > 1 else [middle]
        bound = (treated + self.before) * self.after  # for its bindings and state alone
        return Number(
            min(*corners, middle), middle, max(*corners, middle), bound.state, bound.bindings
        )

    def _power(self, treated: float, before: float, after: float) -> float:
        if before == after:
            return statistics.ALPHA
        if treated * before >= FEW_EXPECTED:
            return statistics.two_proportion_power(
                before, after, control=treated * self.ratio, treated=treated
            )
        units = math.floor(treated)
        if self.down:
            bound = _last_rare(units, before)
            return statistics.binomial_at_most(bound, units, after) if bound >= 0 else 0.0
        return statistics.binomial_at_least(_first_rare(units, before), units, after)

    def _false_alarm(self, treated: float, before: float, after: float) -> float:
        if treated * before >= FEW_EXPECTED:
            wobble = statistics.null_error(before, treated, treated * self.ratio)
            distance = abs(after - before) / wobble
            chance = statistics.normal_above(distance)
        else:
            chance = self._exact_alarm(math.floor(treated), before, after)
        return float(chance**self.in_a_row)

    def _exact_alarm(self, units: int, before: float, after: float) -> float:
        bound = round(units * after, 9)  # 90 x 2 % must not become 1.8000000000000003
        if self.down:
            most = math.ceil(bound) - 1 if self.strict else math.floor(bound)
            return statistics.binomial_at_most(most, units, before) if most >= 0 else 0.0
        least = math.floor(bound) + 1 if self.strict else math.ceil(bound)
        return statistics.binomial_at_least(least, units, before)


def sample_for_power(needed: float) -> tuple[str, ...]:
    """The line of the working that says how large the sample has to be, unless none is enough."""
    if not math.isfinite(needed):
        return ()
    return (f"for power 80 % at one-sided 5 %: n1 = {count(needed)}",)


def is_a_rate(criterion: Criterion) -> bool:
    """Whether the metric is a share of units, as far as its name and its bound tell."""
    threshold = criterion.threshold
    if threshold is None or threshold.measured_in is not None or is_calibrated(criterion):
        return False
    is_share = threshold.in_percent or 0 < threshold.value < 1
    if _AMOUNTS.search(criterion.metric.casefold()):
        return False  # 20 % more minutes is no share of anything
    return is_share and not signals_meant(criterion.metric) & _NOT_RATES


def trial_of(board: Board, release: Release, criterion: Criterion) -> Trial | None:
    """What *criterion* gets to see, or None where a number is missing or it is no rate."""
    known = board.releases.trials
    key = (release.deployment.id, criterion)
    if key not in known:
        known[key] = _trial(board, release, criterion)
    return known[key]


def _trial(board: Board, release: Release, criterion: Criterion) -> Trial | None:
    before = board.releases.base_rate_of(release, criterion)
    volume = board.releases.volume_of(release, criterion)
    careful = careful_stages(release, criterion)
    if before is None or volume is None or not careful or not is_a_rate(criterion):
        return None
    after = _after(release, criterion, before)
    if after is None:
        return None
    treated, control = None, 0.0
    for stage in careful:
        shown = volume * _share(release, stage) * _length(release, stage, criterion)
        treated = shown if treated is None else treated + shown
        share = share_of(stage)
        control += shown.value * (1 - share) / share
    if treated is None or treated.low < 1:
        return None
    first = careful[0]
    shown = volume * _share(release, first) * _length(release, first, criterion)
    looked_at, looks = _one_look(release, first, criterion, volume, shown)
    concurrent = release.deployment.get(a.CONTROL) in (None, "concurrent")
    return Trial(
        criterion=criterion,
        stage=first,
        before=before,
        after=after,
        volume=volume,
        treated=treated,
        looked_at=looked_at,
        ratio=control / treated.value if concurrent else _NO_CONTROL,
        looks=looks,
        in_a_row=_in_a_row(criterion),
        down=after.value < before.value,
        strict=criterion.comparator not in (Comparator.AT_LEAST, Comparator.AT_MOST),
    )


def careful_stages(release: Release, criterion: Criterion) -> tuple[Stage, ...]:
    """The exposed stages up to half of the traffic whose length is known, in order."""
    return tuple(
        stage
        for stage in release.exposed
        if share_of(stage) <= RISKY_SHARE and (stage.duration or criterion.window)
    )


def _after(release: Release, criterion: Criterion, before: Number) -> Number | None:
    threshold = criterion.threshold
    if threshold is None or (is_change(threshold) and threshold.basis is None):
        return None
    bound = as_stated_on(release.deployment, a.CRITERIA, threshold)
    if is_change(threshold):
        step = before * bound if threshold.basis is Basis.RELATIVE else bound
        bound = before - step if goes_down(criterion) else before + step
    return bound if bound.low > 0 and bound.high < 1 else None


def _share(release: Release, stage: Stage) -> Number:
    if stage.share is None:
        return Number.exactly(share_of(stage))
    return as_stated_on(release.deployment, a.STAGES, stage.share)


def _length(release: Release, stage: Stage, criterion: Criterion) -> Number:
    stated = stage.duration or criterion.window
    if stated is None:
        raise ValueError("a careful stage has a length")
    return as_stated_on(release.deployment, a.STAGES, stated)


def _one_look(
    release: Release, stage: Stage, criterion: Criterion, volume: Number, shown: Number
) -> tuple[Number, float]:
    """What one evaluation sees in the first stage, and how many there are of them."""
    looked_at, looks = shown, 1.0
    if criterion.window is not None:
        window = as_stated_on(release.deployment, a.CRITERIA, criterion.window)
        length = _length(release, stage, criterion)
        if 0 < window.value < length.value:
            looked_at = volume * _share(release, stage) * window
            looks = length.value // window.value
    least = criterion.min_samples
    if least is not None and least.value > looked_at.value:
        looked_at = as_stated_on(release.deployment, a.CRITERIA, least)
        looks = max(1.0, shown.value // least.value)
    return looked_at, looks


def _in_a_row(criterion: Criterion) -> int:
    found = _IN_A_ROW.search(f"{criterion.text} {criterion.action}".casefold())
    return max(1, int(found[1])) if found else 1


def _ends(number: Number) -> tuple[float, ...]:
    return (number.low,) if number.low == number.high else (number.low, number.high)


def _first_rare(units: int, rate: float) -> int:
    """The smallest count that chance alone reaches in at most one case of twenty."""
    count = math.floor(units * rate) + 1
    while statistics.binomial_at_least(count, units, rate) > statistics.ALPHA:
        count += 1
    return count


def _last_rare(units: int, rate: float) -> int:
    """The largest count that chance alone stays at in at most one case of twenty; -1 for none."""
    count = math.floor(units * rate)
    while count >= 0 and statistics.binomial_at_most(count, units, rate) > statistics.ALPHA:
        count -= 1
    return count
