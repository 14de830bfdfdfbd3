"""The first page: begin a board, or go on with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from design.model import Design

if TYPE_CHECKING:
    from whiteboard.wiring.services import Services


def show_start(made: Services) -> None:
    """Offer what a board can start from."""
    st.title("Whiteboard")
    if st.button("Blank board", type="primary"):
        begin(made, Design(title="Untitled board"))


def begin(made: Services, design: Design) -> None:
    """Make a room of *design* and go there."""
    room = made.rooms.create(design)
    st.query_params["board"] = room.id
    st.rerun()
