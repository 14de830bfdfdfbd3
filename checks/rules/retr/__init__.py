"""RETR: whether the model learns in time, and from more than its own actions."""

from checks.rule import Family, Topic

FAMILY = Family(
    prefix="RETR",
    title="Retraining loop",
    order=11,
    description="Whether the model learns in time, and from more than its own actions.",
    topic=Topic.MONITORING,
)
