"""CALL: whether somebody is told, and knows what to do."""

from checks.rule import Family, Topic

FAMILY = Family(
    prefix="CALL",
    title="Alerts and on-call",
    order=14,
    description="Whether somebody is told, and knows what to do.",
    topic=Topic.ON_CALL,
)
