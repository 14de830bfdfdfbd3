"""How marks put a part beside a whole."""

from __future__ import annotations

import math

from checks.facts.wording import percent
from design.quantities.quantity import Dimension
from design.quantities.showing import show_value


def share_of(part: float, whole: float) -> float | None:
    """How much of a bar *part* fills where *whole* fills it; None where that says nothing."""
    if not (math.isfinite(part) and math.isfinite(whole)) or whole <= 0:
        return None
    return min(max(part / whole, 0.0), 1.0)


def with_share(text: str, part: float, whole: float) -> str:
    """*text* with the share behind it: "82 ms · 41 %"."""
    if share_of(part, whole) is None:
        return text
    return f"{text} · {percent(part / whole)}"


def against(part: str, whole: str) -> str:
    """Two values beside each other, a common unit once: "182 of 200 ms"."""
    number, _, unit = part.rpartition(" ")
    same = bool(number) and unit == whole.rpartition(" ")[2]
    return f"{number if same else part} of {whole}"


def money(amount: float, currency: str) -> str:
    """A month's money, to the unit: "$13 140/month"."""
    whole = round(amount) if math.isfinite(amount) else amount
    return show_value(whole, Dimension.MONEY_PER_MONTH, currency=currency, digits=6)
