"""Drawings of other programs become designs, and designs become drawings they open.

``read_foreign(text, name=...)`` gives an ``Imported``: the design and every ``Doubt`` about it; it
raises ``FormatError`` where the text is no drawing. ``read_mermaid``, ``read_drawio``,
``read_excalidraw`` and ``read_dot`` read one format. ``write_mermaid``, ``write_drawio``,
``write_excalidraw`` and ``write_dot`` write files that those programs open and that read back as
the same design, but for answers to findings and, in Mermaid and DOT, places.
"""

from design.exchange.dot_read import read_dot
from design.exchange.dot_write import write_dot
from design.exchange.drawio_read import read_drawio
from design.exchange.drawio_write import write_drawio
from design.exchange.excalidraw_read import read_excalidraw
from design.exchange.excalidraw_write import write_excalidraw
from design.exchange.foreign import SUFFIXES, read_foreign
from design.exchange.imported import Doubt, Imported
from design.exchange.mermaid_read import read_mermaid
from design.exchange.mermaid_write import write_mermaid

__all__ = [
    "SUFFIXES",
    "Doubt",
    "Imported",
    "read_dot",
    "read_drawio",
    "read_excalidraw",
    "read_foreign",
    "read_mermaid",
    "write_dot",
    "write_drawio",
    "write_excalidraw",
    "write_mermaid",
]
