"""ROLL: whether a release can be taken back, and whether anybody would know that it must be."""

from checks.rule import Family, Topic

FAMILY = Family(
    prefix="ROLL",
    title="Rollout and rollback",
    order=12,
    description="Whether a release can be taken back, and what would tell that it must be.",
    topic=Topic.DEPLOYMENT,
)
