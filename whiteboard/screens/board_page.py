"""The page of one board: the brief at its side, a row of tools, and the board in all the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from whiteboard.canvas.assets import BundleMissingError
from whiteboard.canvas.component import BoardAddress, board
from whiteboard.rounds.ports import StoreError
from whiteboard.rounds.rooms import RoomRefusedError
from whiteboard.screens.brief_panel import PANEL, brief_panel, is_stale
from whiteboard.screens.chrome import ABOVE_BOARD, dress
from whiteboard.screens.exports import export_buttons, save_buttons
from whiteboard.screens.uploads import ACCEPTED, uploaded_design
from whiteboard.screens.wording import plain

if TYPE_CHECKING:
    from design.model import Design
    from whiteboard.rounds.gestures import Settled
    from whiteboard.rounds.room import Room
    from whiteboard.wiring.services import Services

_IMPORTED: Final = "imported"


def show_board(made: Services, room: Room) -> None:
    """Draw the page of *room*."""
    dress()
    with st.sidebar:
        brief_panel(made, room)
    with st.container(key="board_page"):
        _tools(made, room)
        _board(made, room)


@st.fragment
def _board(made: Services, room: Room) -> None:
    """The board. It tells the page when the brief has changed, and that is drawn again."""

    def seen() -> None:
        if is_stale(room):
            st.rerun(PANEL)

    try:
        board(
            BoardAddress(room.id, made.tokens.token(room.id)),
            height=f"calc(100dvh - {ABOVE_BOARD})",
            on_seen=seen,
        )
    except BundleMissingError as error:
        st.error(str(error))


@st.fragment
def _tools(made: Services, room: Room) -> None:
    with st.container(key="board_tools", horizontal=True, vertical_alignment="center"):
        if st.button("Boards", icon=":material/arrow_back:", type="tertiary", key="home"):
            st.query_params.clear()
            st.rerun(scope="app")
        with st.popover("Save", icon=":material/download:"):
            save_buttons(room)
        with st.popover("Open…", icon=":material/folder_open:"):
            _open(made, room)
        with st.popover("Export", icon=":material/picture_as_pdf:"):
            export_buttons(room, made.library)
        st.caption(f"Saved as you draw in {plain(made.rooms.saved_to(room.state.record))}")


def _open(made: Services, room: Room) -> None:
    design = uploaded_design(ACCEPTED, key="board_upload")
    if design is not None:
        st.caption("It takes the place of what is on the board. You can take that back.")
        st.button(
            "Replace the board", key="board_replace", on_click=_replace, args=(made, room, design)
        )
    done: Settled | None = st.session_state.get(_IMPORTED)
    if done is not None and done.state.record.id == room.id:
        st.button(
            "Bring back what was there", key="board_undo", on_click=_undo, args=(made, room, done)
        )


def _replace(made: Services, room: Room, design: Design) -> None:
    try:
        st.session_state[_IMPORTED] = made.rooms.replace(room, design)
    except RoomRefusedError as error:
        st.toast(plain(str(error)), icon=":material/error:")
    except StoreError as error:
        st.toast(plain(error.message), icon=":material/error:")


def _undo(made: Services, room: Room, done: Settled) -> None:
    try:
        made.rooms.undo(room, done)
    except RoomRefusedError as error:
        st.toast(
            f"The board has changed since, and that stands in the way: {plain(str(error))}",
            icon=":material/error:",
        )
    except StoreError as error:
        st.toast(plain(error.message), icon=":material/error:")
    else:
        del st.session_state[_IMPORTED]
