"""SKEW: whether what is served is what was trained."""

from checks.rule import Family, Topic

FAMILY = Family(
    prefix="SKEW",
    title="Training and serving skew",
    order=9,
    description="Whether the model is served the values it was trained on.",
    topic=Topic.FEATURES,
)
