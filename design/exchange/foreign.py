"""Reads a drawing of any program that is known here, by what stands in it and what it is called."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from design.exchange.dot_read import read_dot
from design.exchange.drawio_read import read_drawio
from design.exchange.excalidraw_read import read_excalidraw
from design.exchange.imported import Imported
from design.exchange.mermaid_read import read_mermaid
from design.exchange.refusal import checked, refused
from design.text import did_you_mean, nearest, shortened

_Read = Callable[[str, str], Imported]
_READERS: Final[Mapping[str, _Read]] = MappingProxyType(
    {
        "mermaid": lambda text, name: read_mermaid(text, name=name),
        "drawio": lambda text, name: read_drawio(text, name=name),
        "excalidraw": lambda text, name: read_excalidraw(text, name=name),
        "dot": lambda text, name: read_dot(text, name=name),
    }
)
_SUFFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".mmd": "mermaid",
        ".mermaid": "mermaid",
        ".md": "mermaid",
        ".drawio": "drawio",
        ".xml": "drawio",
        ".excalidraw": "excalidraw",
        ".dot": "dot",
        ".gv": "dot",
    }
)
SUFFIXES: Final = tuple(_SUFFIXES)
_DOT: Final = re.compile(
    r"""(?:strict\s+)?(?:di)?graph\b\s*(?:[\w.\x80-\U0010ffff]{1,200}|"[^"]{0,200}")?\s*\{""",
    re.IGNORECASE,
)
_DOT_COMMENT: Final = re.compile(r"(?:\s+|//[^\n]*|\#[^\n]*|/\*(?:[^*]|\*(?!/))*+\*/)*+")
_MERMAID: Final = re.compile(r"(?:flowchart|graph)\b", re.IGNORECASE)
_MERMAID_START: Final = re.compile(
    r"\s*(?:---[ \t]*\n(?:(?!---)[^\n]*\n)*+---[ \t]*\n)?(?:\s+|%%[^\n]*)*+"
)
_FENCE: Final = re.compile(r"^[ \t]*```+[ \t]*mermaid", re.MULTILINE)
_DESIGN: Final = re.compile(r"^(?:whiteboard:|nodes:)", re.MULTILINE)
_KNOWN: Final = "a Mermaid flowchart, a draw.io file, an Excalidraw drawing or a DOT graph"


def read_foreign(text: str, *, name: str = "") -> Imported:
    """The design in a Mermaid, draw.io, Excalidraw or DOT drawing.

    What stands in *text* decides, then the suffix of *name*, which messages also call the file.
    Raises FormatError.
    """
    shown = name or "the drawing"
    plain = checked(text, shown)
    form = _by_content(plain) or _by_name(name)
    if form is None:
        raise refused(shown, _unknown(plain, name))
    return _READERS[form](plain, shown)


def _by_content(text: str) -> str | None:
    start = text.lstrip()
    if start.startswith("<"):
        return "drawio"
    if start.startswith("{"):
        return "excalidraw"
    comment = _DOT_COMMENT.match(text)
    if _DOT.match(text, comment.end() if comment else 0):
        return "dot"
    head = _MERMAID_START.match(text)
    if _MERMAID.match(text, head.end() if head else 0) or _FENCE.search(text):
        return "mermaid"
    return None


def _by_name(name: str) -> str | None:
    return _SUFFIXES.get(_suffix(name))


def _suffix(name: str) -> str:
    return f".{name.rpartition('.')[2].lower()}" if "." in name else ""


def _unknown(text: str, name: str) -> str:
    if _DESIGN.search(text):
        return "this is a design file already; it needs no import"
    if text.startswith("%PDF") or "\x89PNG" in text[:10]:
        return f"expected {_KNOWN}, found a picture: export its source instead"
    word = shortened(text.lstrip().split("\n")[0].split(" ")[0])
    near = nearest(word, ("flowchart", "graph", "digraph"))
    hint = f"; did you mean `{near}`?" if near else did_you_mean(_suffix(name), SUFFIXES)
    return f"expected {_KNOWN}, found `{word}`{hint}"
