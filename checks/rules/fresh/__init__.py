"""FRESH: how old data is when it is used, and whether jobs come in time."""

from checks.rule import Family, Topic

FAMILY = Family(
    prefix="FRESH",
    title="Freshness and data timing",
    order=7,
    description="How old data is when it is used, and whether jobs come in time.",
    topic=Topic.DATA,
)
