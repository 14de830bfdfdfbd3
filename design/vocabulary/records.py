"""The small records a node can list: rollout stages, rollback criteria, alternatives."""

from __future__ import annotations

from dataclasses import dataclass

from design.quantities.quantity import Comparator, Quantity


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a rollout: what kind of exposure, to what share of traffic, for how long."""

    kind: str  # one of attributes.STAGE_KINDS
    share: Quantity | None = None  # FRACTION of traffic
    duration: Quantity | None = None  # DURATION


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition that ends a rollout: metric, bound, how long it is watched, what is done.

    Every part may be absent: ROLL502 says which parts a usable criterion needs.
    """

    metric: str = ""
    comparator: Comparator | None = None
    threshold: Quantity | None = None  # CHANGE, FRACTION, DURATION or a bare number
    window: Quantity | None = None  # DURATION
    min_samples: Quantity | None = None  # COUNT
    action: str = ""  # what happens, and who or what decides it
    text: str = ""  # the words, where the person wrote a sentence


@dataclass(frozen=True, slots=True)
class Alternative:
    """An option a decision weighed."""

    name: str
    kind: str = ""  # one of attributes.ALTERNATIVE_KINDS
    rejected_because: str = ""
