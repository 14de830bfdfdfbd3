"""Which overlay is drawn by what."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from checks.board import Board
from checks.overlays.cost import cost
from checks.overlays.freshness import freshness
from checks.overlays.latency import latency
from checks.overlays.leakage import leakage
from checks.overlays.load import load
from checks.overlays.mark import OverlayName
from checks.overlays.monitoring import monitoring

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from checks.overlays.mark import Overlay
    from design.brief import Lane
    from design.model import Design

_DRAWN_BY: Mapping[OverlayName, Callable[[Board], Overlay]] = MappingProxyType(
    {
        OverlayName.LATENCY: latency,
        OverlayName.LOAD: load,
        OverlayName.FRESHNESS: freshness,
        OverlayName.LEAKAGE: leakage,
        OverlayName.MONITORING: monitoring,
        OverlayName.COST: cost,
    }
)


def overlay(design: Design, name: OverlayName, *, lane: Lane | None = None) -> Overlay:
    """The overlay *name* of *design*, seen in *lane* (the design's own where none is given).

    Any valid design has every overlay, if only an empty one; equal designs have equal overlays.
    """
    drawn = design if lane in (None, design.lane) else replace(design, lane=lane or design.lane)
    return _DRAWN_BY[name](Board(drawn))
