"""LAT: whether the answer comes within the time that is promised."""

from checks.rule import Family, Topic

FAMILY = Family(
    prefix="LAT",
    title="Latency",
    order=5,
    description="Whether the answer comes within the time that is promised.",
    topic=Topic.MODEL,
)
