"""CAP: whether the machines drawn can carry the load that is stated."""

from checks.rule import Family, Topic

FAMILY = Family(
    prefix="CAP",
    title="Capacity, memory, storage",
    order=6,
    description="Whether the machines drawn can carry the load that is stated.",
    topic=Topic.MODEL,
)
