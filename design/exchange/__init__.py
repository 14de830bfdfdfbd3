"""Drawings of other programs become designs, and designs become drawings they open."""

from design.exchange.imported import Doubt, Imported
from design.exchange.mermaid_read import read_mermaid
from design.exchange.mermaid_write import write_mermaid

__all__ = ["Doubt", "Imported", "read_mermaid", "write_mermaid"]
