"""NUM: the numbers the checks need, and whether they can be read in one way only."""

from checks.rule import Family

FAMILY = Family(
    prefix="NUM",
    title="Missing or unusable numbers",
    order=2,
    description="Which load-bearing numbers are missing, and which can be read in two ways.",
)
