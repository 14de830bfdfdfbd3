"""REL: what happens when a part fails."""

from checks.rule import Family, Topic

FAMILY = Family(
    prefix="REL",
    title="Reliability",
    order=15,
    description="What happens when a part fails.",
    topic=Topic.DEPLOYMENT,
)
