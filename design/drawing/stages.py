"""Where each kind of node stands in a drawing that is laid out from left to right."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from design.vocabulary.kinds import Kind

STAGE_NAMES: Final[Mapping[int, str]] = MappingProxyType(
    {
        0: "Framing",
        1: "Data",
        2: "Features and indexes",
        3: "Training and evaluation",
        4: "Serving",
        5: "Operations",
    }
)

_STAGE: Final[Mapping[Kind, int]] = MappingProxyType(
    {
        Kind.REQUIREMENT: 0,
        Kind.ASSUMPTION: 0,
        Kind.DECISION: 0,
        Kind.SOURCE: 1,
        Kind.LABEL: 1,
        Kind.DATASET: 1,
        Kind.LOG: 1,
        Kind.TRANSFORM: 2,
        Kind.FEATURE: 2,
        Kind.FEATURE_STORE: 2,
        Kind.INDEX: 2,
        Kind.MODEL: 3,
        Kind.TRAINING_JOB: 3,
        Kind.REGISTRY: 3,
        Kind.EVALUATION: 3,
        Kind.EXPERIMENT: 3,
        Kind.MONITOR: 5,
        Kind.ALERT: 5,
        Kind.ONCALL: 5,
        Kind.RUNBOOK: 5,
    }
)


def stage_of(kind: Kind) -> int:
    """The number of the band a kind belongs to; whatever takes part in a request is serving."""
    return _STAGE.get(kind, 4)
