"""Words of the design as people read them on the pages around the board."""

from __future__ import annotations

import re
from typing import Final

from design.brief import Lane, Level

LANES: Final = {
    Lane.TABULAR: "Tabular",
    Lane.DEEP_LEARNING: "Deep learning",
    Lane.LLM: "LLM-applied",
}
LEVELS: Final = {
    Level.JUNIOR: "Junior",
    Level.MID: "Mid",
    Level.SENIOR: "Senior",
    Level.STAFF: "Staff",
}
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:^=@])")


def plain(text: str) -> str:
    """*text* for a Markdown place, so that it reads as it was typed and does nothing."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
