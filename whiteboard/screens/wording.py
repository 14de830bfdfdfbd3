"""Words of the design as people read them on the pages around the board."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from checks.severity import Severity
from design.brief import Lane, Level, Skill

if TYPE_CHECKING:
    from design.model import Design

_MOST_NAMED: Final = 40
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:^=@])")

_COLOURS: Final[Mapping[str, str]] = MappingProxyType(
    {
        Severity.ERROR: "red",
        Severity.WARNING: "orange",
        Severity.INFO: "blue",
        Severity.OFF: "gray",
    }
)


def plain(text: str) -> str:
    """*text* for a Markdown place, so that it reads as it was typed and does nothing."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def titled(word: Lane | Level | Skill) -> str:
    """A lane, a level or a skill where it stands alone: "Deep learning", "Senior"."""
    return capitalised(word.value if isinstance(word, Level) else word.label)


def capitalised(words: str) -> str:
    """*words* as a sentence begins."""
    return f"{words[:1].upper()}{words[1:]}"


def badge(severity: str, words: str) -> str:
    """*words* on a ground of the colour of *severity*, as Markdown."""
    return f":{_COLOURS.get(severity, _COLOURS[Severity.OFF])}-badge[{words}]"


def rule_link(code: str, name: str) -> str:
    """The code and the *name* of a rule as a link to its page, as Markdown."""
    return f"[{code} {plain(name.replace('-', ' '))}](?rule={code})"


def described_board(design: Design) -> str:
    """The picture of *design* in words, for whoever cannot see it."""
    boxes, arrows = len(design.nodes), len(design.edges)
    names = [node.title for node in design.nodes.values()]
    more = ", …" if len(names) > _MOST_NAMED else ""
    return f"A board of {boxes} boxes and {arrows} arrows: {', '.join(names[:_MOST_NAMED])}{more}"
