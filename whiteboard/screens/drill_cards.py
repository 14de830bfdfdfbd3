"""The debugging drills to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from design.brief import Level
from whiteboard.screens.prompt_cards import beginning, in_cards, in_order, unreadable
from whiteboard.screens.wording import plain, titled

if TYPE_CHECKING:
    from prompts_library import DrillEntry
    from whiteboard.screens.prompt_cards import Begin
    from whiteboard.wiring.services import Services


def drill_cards(made: Services, begin: Begin) -> None:
    """Offer every drill of the library; *begin* makes a room and goes there."""
    entries, broken = made.library.drills_sorted_out()
    unreadable("drill", broken)
    drills = sorted(entries.values(), key=lambda one: (in_order(one.lane), one.file))
    st.markdown(
        "A finished design, one failure in it, and what the on-call engineer sees."
        " Find the box, say the cause, propose the fix."
    )
    with st.container(key="drill_cards"):
        for entry in in_cards(drills):
            _card(made, entry, begin)


def _card(made: Services, entry: DrillEntry, begin: Begin) -> None:
    drill = entry.drill
    st.markdown(f"**{plain(drill.title)}**")
    st.caption(titled(entry.lane))
    st.markdown(plain(beginning(drill.page)))
    with st.container(horizontal=True):
        if st.button("Start", key=f"drill-{drill.id}"):
            begin(lambda: made.practice.begin_drill(entry, level=Level.SENIOR))
