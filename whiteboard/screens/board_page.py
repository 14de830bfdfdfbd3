"""The page of one board."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from whiteboard.canvas.assets import BundleMissingError
from whiteboard.canvas.component import BoardAddress, board

if TYPE_CHECKING:
    from whiteboard.rounds.room import Room
    from whiteboard.wiring.services import Services


def show_board(made: Services, room: Room) -> None:
    """Show the board."""
    try:
        board(BoardAddress(room.id, made.tokens.token(room.id)))
    except BundleMissingError as error:
        st.error(str(error))
