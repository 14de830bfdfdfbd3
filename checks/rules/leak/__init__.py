"""LEAK: whether a model sees, in training, what it cannot know when it predicts."""

from checks.rule import Family, Topic

FAMILY = Family(
    prefix="LEAK",
    title="Leakage paths",
    order=8,
    description="Whether a model sees, in training, what it cannot know when it predicts.",
    topic=Topic.FEATURES,
)
