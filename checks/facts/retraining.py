"""How long a model takes to learn something new, and to be put right once it is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from checks.board import as_number
from checks.numbers import Number, State, total_of
from design.vocabulary import attributes as a
from design.vocabulary.attribute import QuantityAttribute
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.board import Board
    from checks.facts.releases import Release
    from design.model import Node

_ZERO = Number.exactly(0.0)
_STAGES = QuantityAttribute(name=a.STAGES.name, label=a.STAGES.label)
_FIXABLE = frozenset(
    {"quality", "business", "groundedness", "input_drift", "prediction_drift", "data_quality"}
)
_OFF = re.compile(r"\b(?:switch\w*|kill|disabl\w*|turn\w* (?:it |\w+ \w+ )?off|fall\w* ?back)\b")


@dataclass(frozen=True, slots=True)
class Loop:
    """From an event to a model that has learnt it, in seconds.

    ``delay`` until its label is known, ``period`` until the next run, None where nobody states
    them; ``training`` and ``rollout`` are 0 where nobody does, which makes the sum a lower bound.
    """

    labels: tuple[str, ...]
    jobs: tuple[str, ...]
    delay: Number | None
    training: Number
    rollout: Number
    period: Number | None


@dataclass(frozen=True, slots=True)
class Way:
    """A way from a monitor to a new model: each delay by name, in seconds."""

    monitor: Node
    through: tuple[str, ...]
    parts: tuple[tuple[str, Number], ...]
    waits_for: tuple[str, ...] = ()  # labels whose delay nobody states: the sum is a lower bound

    @property
    def total(self) -> Number:
        """All delays together."""
        return total_of((_ZERO, *(number for _, number in self.parts)))


class Retraining:
    """The loops of the fitted models of a board."""

    def __init__(self, board: Board) -> None:
        """Read the loops off *board*."""
        self._board = board
        self._loops: dict[str, Loop | None] = {}

    def of(self, model: str) -> Loop | None:
        """The loop of *model*, or None where no training job is drawn."""
        if model not in self._loops:
            self._loops[model] = self._loop(model)
        return self._loops[model]

    @cached_property
    def _spans(self) -> dict[str, Number]:
        """The longest span of examples each fitted model is trained on, in seconds."""
        longest: dict[str, Number] = {}
        for one in self._board.of_kind(Kind.TRAINING_JOB, Kind.DATASET):
            span = self._board.number(one, a.WINDOW)
            if span is None:
                continue
            for model in self._board.lineage.models_of(one.id):
                if model not in longest or span.value > longest[model].value:
                    longest[model] = span
        return longest

    def longest_span(self, models: tuple[str, ...]) -> Number | None:
        """The longest of the spans *models* are trained on."""
        return _largest([self._spans[model] for model in models if model in self._spans])

    def ways_to_fix(self, model: Node) -> tuple[Way, ...]:
        """The ways from a monitor of *model* to a new version that are drawn.

        None where a monitor or its alert switches to something else by itself.
        """
        loop = self.of(model.id)
        if loop is None:
            return ()
        found: list[Way] = []
        for monitor in self._watching(model):
            starters = (monitor, *self._board.monitoring.alerts(monitor))
            started = {
                target.id: target
                for one in starters
                for target in self._board.targets_of(one.id, Relation.TRIGGERS)
            }
            if any(target.kind is Kind.FALLBACK for target in started.values()):
                return ()
            found.extend(self._ways(monitor, starters, started, loop))
        return tuple(found)

    def _watching(self, model: Node) -> Iterator[Node]:
        monitoring = self._board.monitoring
        for monitor in monitoring.watching(model.id, *sorted(monitoring.inputs_of(model.id))):
            if monitoring.signals_of(monitor) & _FIXABLE:
                yield monitor

    def _ways(
        self, monitor: Node, starters: tuple[Node, ...], started: dict[str, Node], loop: Loop
    ) -> Iterator[Way]:
        jobs = [one for one in loop.jobs if one in started]
        people = [
            person
            for one in starters
            for person in self._board.targets_of(one.id, Relation.PAGES, Relation.TICKETS)
        ]
        if not jobs and not people:
            return
        number = self._board.number
        answered = self._quickest(people, a.ACK_TIME)
        waits = monitor.get(a.NEEDS_LABELS) is True or (
            monitor.get(a.NEEDS_LABELS) is None
            and "quality" in self._board.monitoring.signals_of(monitor)
            and number(monitor, a.SAMPLES_PER_DAY) is None
        )
        stated = number(monitor, a.METRIC_DELAY)
        delay = stated or (loop.delay if waits else None) or _ZERO
        unknown = waits and stated is None and loop.delay is None
        waits_for = loop.labels if unknown else ()
        noticed = (
            ("window", number(monitor, a.WINDOW) or _ZERO),
            ("label wait", delay),
            ("evaluation", number(monitor, a.PERIOD) or _ZERO),
        )
        woken = tuple(dict.fromkeys(person.id for person in people))
        yield Way(
            monitor,
            tuple(jobs) or woken,
            (
                *noticed,
                ("answer", _ZERO if jobs else answered),
                ("training", loop.training),
                ("rollout", loop.rollout),
            ),
            waits_for=waits_for,
        )
        if any(map(_switches_off, self._runbooks(starters, people))):
            switch = ("switch", self._quickest(people, a.MITIGATE_TIME))
            yield Way(monitor, woken, (*noticed, ("answer", answered), switch), waits_for)

    def _quickest(self, people: list[Node], attribute: QuantityAttribute) -> Number:
        times = [
            one for person in people if (one := self._board.number(person, attribute)) is not None
        ]
        return min(times, key=lambda number: number.value, default=_ZERO)

    def _runbooks(self, starters: tuple[Node, ...], people: list[Node]) -> Iterator[Node]:
        """The runbooks of whoever is told, and of what tells them; none where nobody is told."""
        for one in (*starters, *people) if people else ():
            yield from self._board.targets_of(one.id, Relation.HANDLED_BY)

    def _loop(self, model: str) -> Loop | None:
        board = self._board
        jobs = [
            edge.source
            for edge in board.into(model, Relation.TRAINS)
            if board.node(edge.source).kind is Kind.TRAINING_JOB
        ]
        if not jobs:
            return None
        labels = board.lineage.targets(model)
        delays = [
            one for label in labels if (one := board.number(board.node(label), a.LABEL_DELAY))
        ]
        periods = [one for job in jobs if (one := board.number(board.node(job), a.PERIOD))]
        runs = [one for job in jobs if (one := board.number(board.node(job), a.DURATION))]
        return Loop(
            labels=labels,
            jobs=tuple(jobs),
            delay=_largest(delays),
            training=_largest(runs) or _ZERO,
            rollout=self._rollout(model),
            period=_largest(periods),
        )

    def _rollout(self, model: str) -> Number:
        """How long the careful stages of its release take, those that end before everybody."""
        releases = self._board.releases.all
        for release in releases:
            if any(node.id == model for node in release.artefacts):
                return _length(release)
        for release in releases:  # of the endpoint it answers within, or of all there is
            kinds = {node.kind for node in release.artefacts}
            if model in release.parts and (not kinds or Kind.ENDPOINT in kinds):
                return _length(release)
        return _ZERO


def tolerated_of(board: Board, model: Node) -> Number | None:
    """How long *model* may be wrong: as it says, else as who answers with it says."""
    own = board.number(model, a.MAX_DEGRADED_TIME)
    if own is not None:
        return own
    stated = [
        one
        for caller in board.monitoring.callers_of(model.id)
        if (one := board.number(board.node(caller), a.MAX_DEGRADED_TIME)) is not None
    ]
    return min(stated, key=lambda number: number.value, default=None)


def _switches_off(runbook: Node) -> bool:
    """Whether its first action takes the model out: going back to an old one cures no drift."""
    return bool(_OFF.search((runbook.get(a.FIRST_ACTION) or "").casefold()))


def _largest(numbers: list[Number]) -> Number | None:
    return max(numbers, key=lambda number: number.value, default=None)


def _length(release: Release) -> Number:
    lengths = (
        as_number(release.deployment.id, _STAGES, stage.duration, State.GIVEN)
        for stage in release.stages
        if stage.duration is not None
    )
    return total_of((_ZERO, *lengths))
