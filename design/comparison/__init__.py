"""Two designs side by side, role by role: what is in one and not in the other.

``compare(left, right)`` pairs parts that do the same, whatever they are called; ``described``
says in words what a part does; ``by_stage`` puts parts under the stages of a design.
"""

from design.comparison.compare import compare
from design.comparison.result import (
    Comparison,
    ConnectionPair,
    Differing,
    Pair,
    StageOfNodes,
    by_stage,
)
from design.comparison.wording import described

__all__ = [
    "Comparison",
    "ConnectionPair",
    "Differing",
    "Pair",
    "StageOfNodes",
    "by_stage",
    "compare",
    "described",
]
