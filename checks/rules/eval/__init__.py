"""EVAL: whether the measurements can carry what is claimed from them."""

from checks.rule import Family, Topic

FAMILY = Family(
    prefix="EVAL",
    title="Offline and online evaluation",
    order=10,
    description="Whether the measurements can carry what is claimed from them.",
    topic=Topic.EVALUATION,
)
