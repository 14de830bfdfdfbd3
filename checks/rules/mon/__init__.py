"""MON: whether anybody would notice that the predictions went wrong."""

from checks.rule import Family, Topic

FAMILY = Family(
    prefix="MON",
    title="Monitoring",
    order=13,
    description="Whether anybody would notice that the predictions went wrong, and how soon.",
    topic=Topic.MONITORING,
)
