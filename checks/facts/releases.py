"""How each change goes out and back: what it changes, to whom, and who would notice."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from checks.board import as_number
from checks.facts.metric_names import concerns, same_metric, signals_meant
from checks.facts.serving import mode_of
from checks.numbers import Number, State
from design.quantities.quantity import Basis, Comparator, Direction
from design.vocabulary import attributes as a
from design.vocabulary.attribute import QuantityAttribute
from design.vocabulary.kinds import Kind
from design.vocabulary.records import Stage
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from checks.board import Board
    from checks.facts.sampling import Trial
    from design.model import Node
    from design.quantities.quantity import Quantity
    from design.vocabulary.attribute import Attribute
    from design.vocabulary.records import Criterion

# Signals of which a part has one: whatever its metric is called, it is the one that is meant.
_ONE_OF_A_KIND = frozenset(
    {"prediction_drift", "input_drift", "latency", "errors", "saturation", "groundedness"}
)
_BY_REQUEST = _ONE_OF_A_KIND | {"data_quality", "safety"}
_READ = frozenset({Kind.INDEX, Kind.FEATURE, Kind.FEATURE_STORE, Kind.TRANSFORM, Kind.LABEL})
_VERSIONS = frozenset(
    "arm build canary challenger cohort control experiment group model release treatment variant "
    "version".split()
)
_CALIBRATED = frozenset("alpha significance significant significantly sprt sequential".split())


@dataclass(frozen=True, slots=True)
class Release:
    """A deployment and what it touches.

    ``artefacts`` are what it rolls out, ``parts`` the ids of everything that answers with them.
    ``stages`` are the rollout as stated; a share or duration on the deployment itself is one
    canary stage.
    """

    deployment: Node
    artefacts: tuple[Node, ...]
    parts: tuple[str, ...]
    endpoints: tuple[Node, ...]
    stages: tuple[Stage, ...]

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The rollback criteria as stated."""
        return self.deployment.get(a.CRITERIA) or ()

    @property
    def is_batch(self) -> bool:
        """Whether everything it touches is scored in batches."""
        return bool(self.endpoints) and all(mode_of(one) == "batch" for one in self.endpoints)

    @property
    def exposed(self) -> tuple[Stage, ...]:
        """The stages in which some, and not all, people see the new version."""
        return tuple(stage for stage in self.stages if 0 < share_of(stage) < 1)

    @property
    def is_by_hand(self) -> bool:
        """Whether neither a machine nor a named person decides on going back."""
        return self.deployment.get(a.AUTOMATIC) is not True and not self.deployment.get(a.DECIDER)


class Releases:
    """Every deployment on a board, and what is served without one."""

    def __init__(self, board: Board) -> None:
        """Read the releases off *board*; ``trials`` keeps what was worked out of criteria."""
        self._board = board
        self.trials: dict[tuple[str, Criterion], Trial | None] = {}

    @cached_property
    def all(self) -> tuple[Release, ...]:
        """One for each deployment, in id order."""
        return tuple(self._release(node) for node in self._board.of_kind(Kind.DEPLOYMENT))

    @cached_property
    def unplanned(self) -> tuple[Node, ...]:
        """What is served and touched by no deployment; endpoints first."""
        touched = {part for release in self.all for part in release.parts}
        return tuple(node for node in self._board.monitoring.served if node.id not in touched)

    def monitors_of(self, release: Release, criterion: Criterion) -> tuple[Node, ...]:
        """The monitors that measure the metric of *criterion* on what is released."""
        return tuple(
            monitor
            for monitor in self._reaching(release)
            if self._measures(monitor, criterion.metric)
        )

    def experiments_of(self, release: Release, criterion: Criterion) -> tuple[Node, ...]:
        """The experiments that measure the metric of *criterion* by arm on what is released."""
        return tuple(
            experiment
            for experiment in self._experiments
            if self._concerns(experiment, release)
            and any(
                same_metric(name, criterion.metric)
                for name in (
                    experiment.get(a.METRIC) or experiment.title,
                    *(experiment.get(a.GUARDRAILS) or ()),
                )
            )
        )

    def is_measured(self, release: Release, criterion: Criterion) -> bool:
        """Whether anybody looks at the metric; so it is taken where the design has no monitors."""
        return (
            not self._board.monitoring.monitors
            or bool(self.monitors_of(release, criterion))
            or bool(self.experiments_of(release, criterion))
        )

    def is_split(self, release: Release, monitor: Node) -> bool:
        """Whether it tells the new version from the old one."""
        on_deployment = release.deployment in self._board.monitoring.targets(monitor)
        named = words_in(monitor.get(a.SEGMENT_BY) or "")
        return on_deployment or not _VERSIONS.isdisjoint(named)

    def labels_of(self, release: Release) -> tuple[Node, ...]:
        """The labels of the models that are released, in id order."""
        lineage = self._board.lineage
        found = {label for part in release.parts for label in lineage.targets(part)}
        return tuple(self._board.node(one) for one in sorted(found))

    def delay_of(self, release: Release, criterion: Criterion) -> Number | None:
        """How long after a request the metric of *criterion* is known, in seconds, if stated.

        The delay of what measures it; else, for a metric made of labels, that of the label.
        """
        monitors = self.monitors_of(release, criterion)
        measuring = (*monitors, *self.experiments_of(release, criterion))
        stated = [self._board.number(node, a.METRIC_DELAY) for node in measuring]
        known = [number for number in stated if number is not None]
        if known:
            return min(known, key=lambda number: number.value)
        if any(monitor.get(a.NEEDS_LABELS) is False for monitor in monitors):
            return None
        delays = [
            self._board.number(label, a.LABEL_DELAY)
            for label in self.labels_behind(release, criterion)
        ]
        late = [number for number in delays if number is not None]
        return min(late, key=lambda number: number.value) if late else None

    def labels_behind(self, release: Release, criterion: Criterion) -> tuple[Node, ...]:
        """The labels without which the metric of *criterion* is not known."""
        labels = self.labels_of(release)
        named = tuple(one for one in labels if concerns(criterion.metric, one.title))
        if named:
            return named
        needs = any(
            monitor.get(a.NEEDS_LABELS) is True for monitor in self.monitors_of(release, criterion)
        )
        return labels if needs or "quality" in signals_meant(criterion.metric) else ()

    def base_rate_of(self, release: Release, criterion: Criterion) -> Number | None:
        """The rate the metric of *criterion* has today, a fraction, where somebody states it."""
        measuring = (
            *self.monitors_of(release, criterion),
            *self.experiments_of(release, criterion),
            *(
                one
                for one in self._requirements
                if same_metric(one.get(a.METRIC) or one.title, criterion.metric)
            ),
            *(one for one in self.labels_of(release) if concerns(criterion.metric, one.title)),
        )
        for attribute in (a.BASE_RATE, a.BASELINE):
            for node in measuring:
                number = self._board.number(node, attribute)
                if number is not None and 0 < number.low <= number.high < 1:
                    return number
        return None

    def volume_of(self, release: Release, criterion: Criterion | None = None) -> Number | None:
        """How many units a second the release could be shown to.

        The entrants of an experiment on it, as one person is one unit there; else the requests,
        or rows of batches, at its endpoints. Errors and answers are never counted by the person.
        """
        entered = (
            self._board.number(experiment, a.ENTRANTS_PER_DAY)
            for experiment in self._experiments
            if self._concerns(experiment, release)
        )
        owners = release.endpoints or tuple(self._board.node(one) for one in release.parts)
        asked = (self._board.load.volume(node.id) for node in owners)
        by_request = criterion is not None and self._is_by_request(release, criterion)
        order = (asked,) if by_request else (entered, asked)
        return next((one for one in chain(*order) if one is not None), None)

    def _is_by_request(self, release: Release, criterion: Criterion) -> bool:
        """Whether each request shows it, and not what a person does after some of them."""
        monitors = self.monitors_of(release, criterion)
        watched = frozenset().union(*map(self._board.monitoring.signals_of, monitors))
        signals = watched or signals_meant(criterion.metric)
        return bool(signals) and signals <= _BY_REQUEST

    def keeps_yesterday(self, release: Release) -> bool:
        """Whether a batch is published only past a gate, with the last table as the way back."""
        if not release.is_batch:
            return False
        promoted = self._board.into(release.deployment.id, Relation.PROMOTES)
        gated = release.deployment.get(a.GATE) is True or any(
            edge.get(a.GATE) is True or self._board.node(edge.source).get(a.GATE) is True
            for edge in promoted
        )
        return gated and self.has_way_back(release)

    def has_way_back(self, release: Release) -> bool:
        """Whether something named can answer instead."""
        return bool(release.deployment.get(a.ROLLBACK_TARGET)) or any(
            self._board.out_of(part, Relation.FALLS_BACK_TO) for part in release.parts
        )

    @cached_property
    def _experiments(self) -> tuple[Node, ...]:
        return self._board.of_kind(Kind.EXPERIMENT)

    @cached_property
    def _requirements(self) -> tuple[Node, ...]:
        return self._board.of_kind(Kind.REQUIREMENT)

    def _release(self, deployment: Node) -> Release:
        board = self._board
        artefacts = board.targets_of(deployment.id, Relation.ROLLS_OUT)
        if artefacts:
            parts = self._touched(tuple(node.id for node in artefacts))
        else:
            parts = tuple(node.id for node in board.monitoring.served)
        endpoints = tuple(board.node(one) for one in parts if board.node(one).kind is Kind.ENDPOINT)
        return Release(deployment, artefacts, parts, endpoints, _stages(deployment))

    def _touched(self, artefacts: tuple[str, ...]) -> tuple[str, ...]:
        """What is rolled out, who answers with it, and what else answers there; in id order."""
        monitoring = self._board.monitoring
        found = set(artefacts)
        for artefact in artefacts:
            found.update(monitoring.callers_of(artefact))
            found.update(self._readers_of(artefact))
        for one in tuple(found):
            found.update(monitoring.part_of(one))
        return tuple(sorted(found))

    def _readers_of(self, artefact: str) -> set[str]:
        """The endpoints that end up with a rolled out index, feature or prompt."""
        if self._board.node(artefact).kind not in _READ:
            return set()
        served = self._board.monitoring.served
        return {one.id for one in served if artefact in self._board.monitoring.inputs_of(one.id)}

    def _reaching(self, release: Release) -> tuple[Node, ...]:
        asking = {
            edge.source
            for endpoint in release.endpoints
            for edge in self._board.into(endpoint.id, Relation.CONSUMES)
        }
        return self._board.monitoring.watching(
            release.deployment.id, *release.parts, *sorted(asking)
        )

    def _measures(self, monitor: Node, metric: str) -> bool:
        if not metric:
            return False
        named = monitor.get(a.METRIC)
        if same_metric(named or monitor.title, metric):
            return True
        shared = self._board.monitoring.signals_of(monitor) & signals_meant(metric)
        return bool(shared if named is None else shared & _ONE_OF_A_KIND)

    def _concerns(self, experiment: Node, release: Release) -> bool:
        evaluated = {edge.target for edge in self._board.out_of(experiment.id, Relation.EVALUATES)}
        used = {edge.target for edge in self._board.out_of(experiment.id, Relation.USES)}
        promoted = self._board.out_of(experiment.id, Relation.PROMOTES)
        joined = evaluated | used
        return not joined.isdisjoint(release.parts) or any(
            edge.target == release.deployment.id for edge in promoted
        )


def share_of(stage: Stage) -> float:
    """The share of people who see the new version; 0 where a canary does not say."""
    if stage.kind == "shadow":
        return 0.0
    if stage.share is not None:
        return stage.share.value
    return 1.0 if stage.kind in ("full", "blue_green") else 0.0


def as_stated_on(node: Node, attribute: Attribute[object], quantity: Quantity) -> Number:
    """A number from a row of *node*, bound to the field the row is in."""
    named = QuantityAttribute(name=attribute.name, label=attribute.label)
    return as_number(node.id, named, quantity, State.GIVEN)


def is_change(threshold: Quantity) -> bool:
    """Whether it bounds a change of the metric rather than its level."""
    if threshold.direction is not None or threshold.basis is Basis.RELATIVE:
        return True
    return threshold.in_percent and threshold.basis is Basis.ABSOLUTE


def goes_down(criterion: Criterion) -> bool:
    """Whether the metric has to fall for the release to be taken back."""
    threshold = criterion.threshold
    if threshold is not None and threshold.direction is not None:
        return threshold.direction is Direction.DROP
    return criterion.comparator in (Comparator.BELOW, Comparator.AT_MOST)


def is_calibrated(criterion: Criterion) -> bool:
    """Whether it is a statistical test, which needs no threshold of its own."""
    words = words_in(f"{criterion.metric} {criterion.text}")
    return not words.isdisjoint(_CALIBRATED) or {"p", "value"} <= words


def is_burn(criterion: Criterion) -> bool:
    """Whether it watches an error budget, whose window goes without saying."""
    return not words_in(f"{criterion.metric} {criterion.text}").isdisjoint({"burn", "burns"})


def words_in(text: str) -> frozenset[str]:
    """The words of *text* in lower case, without signs."""
    cleaned = "".join(sign if sign.isalnum() else " " for sign in text.casefold())
    return frozenset(cleaned.split())


def _stages(deployment: Node) -> tuple[Stage, ...]:
    stated = deployment.get(a.STAGES)
    if stated:
        return stated
    share = deployment.get(a.SHARE)
    return () if share is None else (Stage("canary", share, deployment.get(a.DURATION)),)
