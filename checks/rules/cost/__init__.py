"""COST: what it costs, and whether it is worth it."""

from checks.rule import Family, Topic

FAMILY = Family(
    prefix="COST",
    title="Cost",
    order=16,
    description="What it costs, and whether it is worth it.",
    topic=Topic.MODEL,
)
