"""Puts the board on a Streamlit page; all it draws and says goes through its own channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import streamlit as st

from whiteboard.canvas.assets import PREFIX, bundle_file
from whiteboard.canvas.vocabulary import vocabulary_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.components.v2.types import ComponentRenderer


_KEY: Final = "board"


@dataclass(frozen=True, slots=True)
class BoardAddress:
    """Which room the board opens, and with what."""

    room: str
    token: str


@cache
def _loader(bundle: str) -> str:
    """A constant script of some 250 bytes: the bundle itself comes from the browser's cache."""
    return f"""
const program = import(new URL("{PREFIX}/{bundle}", document.baseURI).href);
let mount;
program.then((module) => (mount = module.default));
export default (at) => (mount ? mount(at) : program.then((module) => module.default(at)));
"""


def _component() -> ComponentRenderer:
    return st.components.v2.component("whiteboard_board", js=_loader(bundle_file()))


def board(
    address: BoardAddress, *, height: str | None = None, on_seen: Callable[[], None] | None = None
) -> int | None:
    """Show the board of a room and return the revision it has last told the page of.

    ``height`` is CSS; None fills what is left of the window. Raises ``BundleMissingError``.
    """
    result = _component()(
        key=_KEY,
        data={
            "room": address.room,
            "token": address.token,
            "socket": f"board/{address.room}/ws",
            "vocabulary": f"{PREFIX}/{vocabulary_file()}",
            "height": height,
        },
        height="stretch" if height is None else "content",
        on_seen_change=on_seen or _nothing,
        on_hidden_change=on_seen or _nothing,
    )
    seen = result.get("seen")
    return seen if isinstance(seen, int) else None


def hides_findings() -> bool:
    """Whether the board of this page hides its findings, as on a shared screen."""
    state = st.session_state.get(_KEY)
    return bool(state.get("hidden")) if isinstance(state, Mapping) else False


def _nothing() -> None:
    """The page reads what was seen when it runs."""
