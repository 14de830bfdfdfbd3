"""GRAPH: whether what is drawn hangs together: the structure the other rules read."""

from checks.rule import Family

FAMILY = Family(
    prefix="GRAPH",
    title="Structure",
    order=20,
    description="Whether what is drawn hangs together: the structure the other rules read.",
)
