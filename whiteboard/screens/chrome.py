"""The frame around every page: as little of it as possible, so that the board has the window."""

from __future__ import annotations

from typing import Final

import streamlit as st

# What stands above the board on its page: the row of buttons and the space around it.
ABOVE_BOARD: Final = "4.1rem"

# Nothing here may match a part of a class: a browser that finds such a rule styles the whole board
# anew whenever a class on it changes.
_STYLE: Final = """<style>
[data-testid="stHeader"] { background: transparent; height: 2.4rem; pointer-events: none; }
[data-testid="stHeader"] button, [data-testid="stHeader"] a { pointer-events: auto; }
[data-testid="stSidebarHeader"] { height: 2.4rem; margin-bottom: 0; padding-bottom: 0; }
[data-testid="stSidebarUserContent"] { padding: 0 0 1rem; }
[data-testid="stSidebarUserContent"] :is(p, li) { font-size: 0.875rem; line-height: 1.45; }
[data-testid="stSidebarUserContent"] [data-testid="stVerticalBlock"] { gap: 0.6rem; }
[data-testid="stSidebarUserContent"] [data-baseweb="select"] { font-size: 0.8125rem; }
[data-testid="stSidebarUserContent"] [data-baseweb="select"] > div > div { padding-right: 0; }
[data-testid="stDecoration"] { display: none; }
[data-testid="stCaptionContainer"] { opacity: 1; color: light-dark(#5a5f6b, #a4a9b6); }
.st-key-board_page { gap: 0.5rem; }
[data-testid="stMainBlockContainer"]:has(.st-key-board_page) {
    padding: 0.5rem 0.75rem 0; max-width: none;
}
.st-key-board_tools { padding: 0 3rem 0 2.6rem; height: 2.5rem; flex-wrap: nowrap; }
.st-key-board_tools > :last-child { min-width: 0; flex: 1 1 0; }
.st-key-board_tools > :last-child p {
    overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
}
[data-testid="stMainBlockContainer"]:has(.st-key-start_page) {
    padding-top: 2.5rem; max-width: 76rem;
}
:is(.st-key-prompt_cards, .st-key-drill_cards) .stVerticalBlock .stVerticalBlock >
[data-testid="stLayoutWrapper"]:last-child {
    margin-top: auto;
}
:is(.st-key-prompt_cards, .st-key-drill_cards) strong { white-space: nowrap; }
</style>"""


def dress() -> None:
    """Take away the empty space Streamlit leaves around a page."""
    st.html(_STYLE)
