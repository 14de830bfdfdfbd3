"""Drawings of other programs become designs, and designs become drawings they open."""

from design.exchange.dot_read import read_dot
from design.exchange.dot_write import write_dot
from design.exchange.drawio_read import read_drawio
from design.exchange.drawio_write import write_drawio
from design.exchange.imported import Doubt, Imported
from design.exchange.mermaid_read import read_mermaid
from design.exchange.mermaid_write import write_mermaid

__all__ = [
    "Doubt",
    "Imported",
    "read_dot",
    "read_drawio",
    "read_mermaid",
    "write_dot",
    "write_drawio",
    "write_mermaid",
]
