"""FRAME: which decision the prediction influences, and what success is."""

from checks.rule import Family

FAMILY = Family(
    prefix="FRAME",
    title="Problem framing",
    order=1,
    description="Which decision the prediction influences, and what success is.",
)
