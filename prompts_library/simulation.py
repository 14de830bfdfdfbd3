"""Metrics over time of a system in which something goes wrong: a small seeded simulation.

A signal is stated (a level with its day, its noise and what happens to it) or follows from others
(a blend of two by a share, a product, the time spent waiting at a utilisation). So charts of one
drill agree with each other. The same simulation gives the same numbers everywhere: the noise is a
hash of seed, signal and step, not a generator.
"""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING, Annotated, Final, Self

from pydantic import AfterValidator, Field, model_validator

from design.text import did_you_mean
from prompts_library.clock import HOURS_A_DAY, Clock, read_clock
from prompts_library.words import Part, Words, at_least

if TYPE_CHECKING:
    from collections.abc import Mapping

FEWEST_CHARTS: Final = 2
MOST_CHARTS: Final = 4
MOST_LINES: Final = 2
MOST_STEPS: Final = 1_000
_UNIFORMS: Final = 12  # their sum less six is nearly normal, of variance 1
_FULLEST: Final = 0.995  # of a queue: beyond it the wait only grows with time

Number = Annotated[float, Field(strict=False)]


class Turn(Part):
    """What happens to a signal: from hour ``at`` it goes to ``to`` within ``over`` hours."""

    at: Number
    to: Number
    over: Annotated[float, Field(strict=False, ge=0)] = 0.0


class Blend(Part):
    """Of two levels: ``good`` where the signal ``share`` is 0, ``bad`` where it is 1."""

    good: Number
    bad: Number
    share: Words


class Waiting(Part):
    """Mean time in an M/M/1 queue, ``service`` / (1 - load / capacity), of two signals or numbers.

    Kleinrock, Queueing Systems, volume 1, 3.2. Beyond the capacity it stays at its fullest.
    """

    service: Number
    load: Words
    capacity: Number


class Signal(Part):
    """One metric. Exactly one of ``level``, ``blend``, ``product`` and ``waiting``.

    ``day`` is how far it swings within a day and ``noise`` its standard deviation, both as a share
    of its value; ``most`` and ``least`` bound it.
    """

    level: Number | None = None
    blend: Blend | None = None
    product: tuple[Words, ...] = ()
    waiting: Waiting | None = None
    turns: tuple[Turn, ...] = ()
    day: Annotated[float, Field(strict=False, ge=0, le=1)] = 0.0
    noise: Annotated[float, Field(strict=False, ge=0, le=1)] = 0.0
    least: Number | None = None
    most: Number | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        said = (self.level is not None, bool(self.blend), bool(self.product), bool(self.waiting))
        if sum(said) != 1:
            raise ValueError("expected one of `level`, `blend`, `product` and `waiting`")
        if self.turns and self.level is None:
            raise ValueError("`turns` happen to a signal with a `level`")
        return self

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The signals it follows from."""
        blend = () if self.blend is None else (self.blend.share,)
        waiting = () if self.waiting is None else (self.waiting.load,)
        return (*blend, *self.product, *waiting)


def _lines(signals: tuple[str, ...]) -> tuple[str, ...]:
    if len(signals) > MOST_LINES:
        raise ValueError(f"expected one or two lines in a chart, found {len(signals)}")
    return signals


class Chart(Part):
    """What is drawn: one or two signals of one unit under a title."""

    title: Words
    unit: Words
    signals: Annotated[tuple[Words, ...], AfterValidator(at_least(1)), AfterValidator(_lines)]


def _few(charts: tuple[Chart, ...]) -> tuple[Chart, ...]:
    if not FEWEST_CHARTS <= len(charts) <= MOST_CHARTS:
        raise ValueError(
            f"expected {FEWEST_CHARTS} to {MOST_CHARTS} charts, found {len(charts)}; keep what the"
            " customer sees, what tells the causes apart, and at most one that misleads"
        )
    return charts


def _told_time(text: str) -> str:
    read_clock(text)
    return text


class Simulation(Part):
    """``hours`` of metrics, a value each ``step`` hours; a signal stands after what it rests on.

    ``begins`` is when the hour 0 is, as the log tells time: `day 0`, `Mon 00:00` or `18:00`.
    """

    seed: Annotated[int, Field(strict=False, ge=0)]
    begins: Annotated[str, AfterValidator(_told_time)]
    hours: Annotated[float, Field(strict=False, gt=0)]
    step: Annotated[float, Field(strict=False, gt=0)]
    signals: dict[str, Signal]
    charts: Annotated[tuple[Chart, ...], AfterValidator(_few)]

    @property
    def clock(self) -> Clock:
        """How its hours are told."""
        return read_clock(self.begins)

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.hours / self.step > MOST_STEPS:
            raise ValueError(f"more than {MOST_STEPS} steps; take a longer `step`")
        known: list[str] = []
        for name, signal in self.signals.items():
            for other in signal.rests_on:
                if other not in known:
                    hint = did_you_mean(other, tuple(known))
                    raise ValueError(f"signals.{name}: no signal `{other}` above it{hint}")
            known.append(name)
        for number, chart in enumerate(self.charts):
            for one in chart.signals:
                if one not in self.signals:
                    hint = did_you_mean(one, tuple(known))
                    raise ValueError(f"charts[{number}]: there is no signal `{one}`{hint}")
        return self


def hours_of(simulation: Simulation) -> tuple[float, ...]:
    """The hours at which there is a value."""
    count = round(simulation.hours / simulation.step)
    return tuple(number * simulation.step for number in range(count + 1))


def simulated(simulation: Simulation) -> Mapping[str, tuple[float, ...]]:
    """The values of every signal at ``hours_of`` the simulation."""
    hours = hours_of(simulation)
    found: dict[str, tuple[float, ...]] = {}
    for name, signal in simulation.signals.items():
        found[name] = tuple(
            _value(signal, hour, {other: found[other][step] for other in signal.rests_on})
            * (1 + signal.noise * _normal(f"{simulation.seed}:{name}:{step}"))
            for step, hour in enumerate(hours)
        )
        found[name] = tuple(_bounded(signal, value) for value in found[name])
    return found


def _value(signal: Signal, hour: float, others: Mapping[str, float]) -> float:
    swing = 1 + signal.day * math.sin(2 * math.pi * (hour / HOURS_A_DAY - 0.25))
    if signal.blend is not None:
        share = min(1.0, max(0.0, others[signal.blend.share]))
        return (signal.blend.good * (1 - share) + signal.blend.bad * share) * swing
    if signal.waiting is not None:
        busy = min(_FULLEST, others[signal.waiting.load] / signal.waiting.capacity)
        return signal.waiting.service / (1 - busy) * swing
    if signal.product:
        return math.prod(others[one] for one in signal.product) * swing
    return _turned(signal, hour) * swing


def _turned(signal: Signal, hour: float) -> float:
    value = signal.level or 0.0
    for turn in signal.turns:
        if hour >= turn.at:
            passed = 1.0 if turn.over == 0 else min(1.0, (hour - turn.at) / turn.over)
            value += (turn.to - value) * passed
    return value


def _bounded(signal: Signal, value: float) -> float:
    low = -math.inf if signal.least is None else signal.least
    high = math.inf if signal.most is None else signal.most
    return min(high, max(low, value))


def _normal(word: str) -> float:
    digest = hashlib.sha256(word.encode()).digest()
    parts = (int.from_bytes(digest[2 * one : 2 * one + 2]) for one in range(_UNIFORMS))
    return sum(part / 0xFFFF for part in parts) - _UNIFORMS / 2
