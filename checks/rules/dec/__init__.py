"""DEC: whether options are weighed, chosen and can be revisited."""

from checks.rule import Family, Topic

FAMILY = Family(
    prefix="DEC",
    title="Decisions under uncertainty",
    order=3,
    description="Whether options are weighed, chosen and can be revisited.",
    topic=Topic.MODEL,
)
