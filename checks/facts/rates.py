"""How rules write request rates: per second, since that is what machines are sized in."""

from __future__ import annotations

from design.quantities.quantity import Dimension
from design.quantities.showing import figure, show_value

_FEWEST = 0.01  # below that a longer unit says more


def rate_text(per_second: float) -> str:
    """*per_second* as people say it: "2 600/s", "578.7/s", "432/day"."""
    if 0 < per_second < _FEWEST:
        return show_value(per_second, Dimension.RATE)
    return f"{figure(per_second)}/s"
