"""Words that many findings share: shares, counts and lists of titles."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from design.quantities.quantity import Dimension
from design.quantities.showing import figure, show_value

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST = 5
_LIMITS = re.compile(r" (?:at|by|for|from|in|of|on|per|to|with|within)\b.*")
_ONE_WITH_S = ("ss", "us", "is", "ics", "news", "'s")


def percent(share: float) -> str:
    """*share* of one as a percentage of three digits: "22.7 %"."""
    return show_value(share, Dimension.FRACTION, digits=3)


def count(number: float) -> str:
    """A whole number with its thousands set apart: "20 308"."""
    return figure(round(number) if math.isfinite(number) else number)


def several(titles: Sequence[str], *, most: int = _MOST) -> str:
    """The first of *titles* in a sentence, and how many more: "a, b and 3 more"."""
    shown = [*titles[:most]]
    rest = len(titles) - len(shown)
    if rest:
        shown.append(f"{rest} more")
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def agree(title: str, one: str, many: str) -> str:
    """The verb of a sentence about *title*: "Patients take", "Team of nurses takes"."""
    head = _LIMITS.sub("", title.strip())
    last = head.rpartition(" ")[2]
    is_plural = len(last) > 3 and last.endswith("s")
    ends_alike = last.casefold().endswith(_ONE_WITH_S)
    return many if " and " in head or (is_plural and not ends_alike) else one
