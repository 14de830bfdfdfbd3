"""What the engine knows of a design, laid over its drawing: one topic at a time.

``overlay(design, name)`` gives marks for nodes and edges, with the arithmetic behind each. Where a
rule computes the same number, it is the same number: both come from ``checks.facts``.
"""

from checks.overlays.laid import overlay
from checks.overlays.mark import Blank, Mark, Overlay, OverlayName, Tone

__all__ = ["Blank", "Mark", "Overlay", "OverlayName", "Tone", "overlay"]
