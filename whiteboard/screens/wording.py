"""Words of the design as people read them on the pages around the board."""

from __future__ import annotations

import re
from typing import Final

from design.brief import Lane, Level

_MARKUP: Final = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:^=@])")


def plain(text: str) -> str:
    """*text* for a Markdown place, so that it reads as it was typed and does nothing."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def titled(word: Lane | Level) -> str:
    """A lane or a level where it stands alone: "Deep learning", "Senior"."""
    label = word.label if isinstance(word, Lane) else word.value
    return f"{label[0].upper()}{label[1:]}"
