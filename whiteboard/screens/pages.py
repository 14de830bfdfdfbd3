"""Which page is shown: the start, or the board the address names."""

from __future__ import annotations

import gc
from typing import Final

import streamlit as st

from whiteboard.rounds.ports import StoreError
from whiteboard.rounds.rooms import RoomUnknownError
from whiteboard.screens.board_page import show_board
from whiteboard.screens.debrief_page import show_debrief
from whiteboard.screens.history_page import show_history
from whiteboard.screens.practice_panel import DEBRIEF
from whiteboard.screens.rule_page import show_rule, show_rules
from whiteboard.screens.start_page import show_start
from whiteboard.screens.wording import plain
from whiteboard.wiring.services import services
from whiteboard.wiring.settings import HomeError

SIDEBAR_PIXELS: Final = 300


@st.cache_resource(show_spinner=False)
def _settle_memory() -> None:
    """Once in a process: what was imported lives as long as it does (docs/decisions/0003)."""
    gc.collect()
    gc.freeze()


def show_page() -> None:
    """Draw the page of this address; whatever goes wrong is said in a sentence."""
    _settle_memory()
    st.set_page_config(page_title="Whiteboard", layout="wide", initial_sidebar_state=SIDEBAR_PIXELS)
    rule = st.query_params.get("rule")
    if rule:
        show_rule(rule)
        return
    family = st.query_params.get("rules")
    if family:
        show_rules(family)
        return
    try:
        made = services()
    except (HomeError, StoreError) as error:
        st.error(plain(str(error)))
        return
    if st.query_params.get("history"):
        show_history(made)
        return
    name = st.query_params.get("board")
    if not name:
        show_start(made)
        return
    try:
        room = made.rooms.open(name)
    except RoomUnknownError:
        st.error("There is no such board here. The link may be incomplete, or of another server.")
        show_start(made)
    except StoreError as error:
        st.error(plain(error.message))
    else:
        if st.query_params.get(DEBRIEF):
            show_debrief(made, room)
        else:
            show_board(made, room)
