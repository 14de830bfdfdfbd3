"""OVER: whether something simpler would do."""

from checks.rule import Family, Topic

FAMILY = Family(
    prefix="OVER",
    title="Over-engineering",
    order=21,
    description="Whether something simpler would do.",
    topic=Topic.MODEL,
)
