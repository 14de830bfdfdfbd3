"""A design file a person brings: read, or every problem of it said where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from design.exchange import SUFFIXES as FOREIGN_SUFFIXES
from design.exchange import read_foreign
from design.formats import FormatError, read_design

if TYPE_CHECKING:
    from design.exchange import Doubt
    from design.formats import Problem
    from design.model import Design

OWN: Final = ("yaml", "yml", "json")
FOREIGN: Final = tuple(suffix.removeprefix(".") for suffix in FOREIGN_SUFFIXES)
ACCEPTED: Final = "A design file, or a drawing of Mermaid, draw.io, Excalidraw or DOT"
_SHOWN: Final = 8


def uploaded_design(label: str, *, key: str) -> Design | None:
    """Ask for a file; the design in it, or None while there is none that can be read."""
    file = st.file_uploader(label, type=[*OWN, *FOREIGN], key=key)
    if file is None:
        return None
    try:
        if not file.name.lower().endswith(FOREIGN):
            return read_design(file.getvalue(), name=file.name).design
        imported = read_foreign(file.getvalue().decode("utf-8", "replace"), name=file.name)
    except FormatError as error:
        _show(error.problems)
        return None
    _show_doubts(imported.doubts)
    return imported.design


def _show(problems: tuple[Problem, ...]) -> None:
    count = len(problems)
    st.error(f"{count} {'problem' if count == 1 else 'problems'} in the file; nothing was opened.")
    lines = [str(one) for one in problems[:_SHOWN]]
    if count > _SHOWN:
        lines.append(f"… and {count - _SHOWN} more")
    # As code: what stands in a file is never read as markup.
    st.code("\n".join(lines), language=None, wrap_lines=True)


def _show_doubts(doubts: tuple[Doubt, ...]) -> None:
    """What was guessed of a drawing, for the person to confirm once it is a board."""
    if not doubts:
        return
    st.caption(f"{len(doubts)} {'thing' if len(doubts) == 1 else 'things'} to confirm:")
    with st.container(height=200):
        st.code("\n".join(map(str, doubts)), language=None, wrap_lines=True)
