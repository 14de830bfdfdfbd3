"""RAI: whether the people a system decides about are protected, heard and told."""

from checks.rule import Family

FAMILY = Family(
    prefix="RAI",
    title="Responsible AI and governance",
    order=19,
    description="Whether the people a system decides about are protected, heard and told.",
)
