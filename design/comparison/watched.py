"""What a monitor watches: its signal with its relatives, else what the words of its metric mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from design.vocabulary import attributes as a

if TYPE_CHECKING:
    from design.model import Node

_WORD: Final = re.compile(r"[a-z0-9]+")
# Signals of one family are watched by one monitor as often as by several.
_FAMILY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "input_drift": "inputs",
        "prediction_drift": "outputs",
        "quality": "outcome",
        "business": "outcome",
        "groundedness": "outcome",
        "safety": "outcome",
        "data_quality": "data",
        "freshness": "data",
        "schema": "data",
        "latency": "service",
        "errors": "service",
        "saturation": "service",
        "cost": "cost",
    }
)
_MEANT: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "inputs": frozenset("drift psi ks js".split()),
        "outputs": frozenset("drift psi ks js".split()),
        "outcome": frozenset(
            "accuracy auc conversion ctr grounded groundedness loss mae ndcg precision quality "
            "recall retention revenue rmse safety toxicity".split()
        ),
        "data": frozenset(
            "age completeness fresh freshness lag late missing null nulls schema stale staleness "
            "volume".split()
        ),
        "service": frozenset(
            "5xx availability cpu error errors latency memory p50 p95 p99 queue saturation timeout "
            "timeouts uptime".split()
        ),
        "cost": frozenset("cost spend".split()),
    }
)


def watched(monitor: Node) -> frozenset[str]:
    """The signal of *monitor* and its family, else the families its metric or its name speaks of.

    Two monitors that watch something and share nothing have different roles.
    """
    signal = monitor.get(a.SIGNAL)
    if signal is not None:
        return frozenset({signal, _FAMILY.get(signal, signal)})
    for text in (monitor.get(a.METRIC) or "", monitor.name):
        words = frozenset(_WORD.findall(text.casefold()))
        meant = frozenset(family for family, known in _MEANT.items() if words & known)
        if meant:
            return meant
    return frozenset()
