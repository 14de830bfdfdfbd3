"""A design file a person brings: read, or every problem of it said where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from design.formats import FormatError, read_design

if TYPE_CHECKING:
    from design.formats import Problem
    from design.model import Design

SUFFIXES: Final = ("yaml", "yml", "json")
_SHOWN: Final = 8


def uploaded_design(label: str, *, key: str) -> Design | None:
    """Ask for a file; the design in it, or None while there is none that can be read."""
    file = st.file_uploader(label, type=[*SUFFIXES], key=key)
    if file is None:
        return None
    try:
        return read_design(file.getvalue(), name=file.name).design
    except FormatError as error:
        _show(error.problems)
        return None


def _show(problems: tuple[Problem, ...]) -> None:
    count = len(problems)
    st.error(f"{count} {'problem' if count == 1 else 'problems'} in the file; nothing was opened.")
    lines = [str(one) for one in problems[:_SHOWN]]
    if count > _SHOWN:
        lines.append(f"… and {count - _SHOWN} more")
    # As code: what stands in a file is never read as markup.
    st.code("\n".join(lines), language=None, wrap_lines=True)
