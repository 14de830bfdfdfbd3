"""Beside the board: what is asked, its numbers, and how the answer is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from design.brief import Lane, Level
from design.formats import FormatError
from prompts_library.requirements import stated
from whiteboard.canvas.component import hides_findings
from whiteboard.rounds.attempts import Task
from whiteboard.rounds.ports import StoreError
from whiteboard.rounds.rooms import RoomRefusedError
from whiteboard.screens.drill_panel import drill_panel
from whiteboard.screens.interviewer_panel import for_whoever_asks
from whiteboard.screens.practice_panel import practice_panel
from whiteboard.screens.wording import plain, titled

if TYPE_CHECKING:
    from collections.abc import Collection

    from prompts_library import Entry
    from prompts_library.requirements import Stated
    from whiteboard.rounds.room import Room
    from whiteboard.wiring.services import Services

PANEL: Final = "brief_panel"
_DRAWN: Final = "brief_drawn"


def judged_as(room: Room) -> tuple[str, ...]:
    """What the panel shows of the design; when it differs, the panel has to be drawn again."""
    design = room.state.design
    hidden = "hidden" if hides_findings() else ""
    attempt = room.state.attempt
    events = "" if attempt is None else str(len(attempt.events))
    return (design.title, design.lane.value, design.level.value, design.prompt, hidden, events)


def is_stale(room: Room) -> bool:
    """Whether somebody has changed what the panel shows."""
    return _DRAWN in st.session_state and judged_as(room) != st.session_state[_DRAWN]


@st.fragment(key=PANEL)
def brief_panel(made: Services, room: Room) -> None:
    """The title, level and lane of the design, and the prompt it answers."""
    st.session_state[_DRAWN] = judged_as(room)
    attempt = room.state.attempt
    if attempt is None:
        _judged_as(made, room)
    elif attempt.record.task is Task.DRILL:
        drill_panel(made, room, attempt)
    _prompt(made, room)


def _judged_as(made: Services, room: Room) -> None:
    design = room.state.design
    st.session_state["title"] = design.title
    st.session_state["level"] = design.level
    st.session_state["lane"] = design.lane
    st.text_input(
        "Title",
        key="title",
        max_chars=200,
        placeholder="Untitled board",
        on_change=_set,
        args=(made, room, "title"),
    )
    level, lane = st.columns([4, 5], gap="xsmall")
    level.selectbox(
        "Level",
        [*Level],
        format_func=titled,
        key="level",
        on_change=_set,
        args=(made, room, "level"),
        help="How deep the same skills are judged. It changes how much a finding weighs.",
    )
    lane.selectbox(
        "Lane",
        [*Lane],
        format_func=titled,
        key="lane",
        on_change=_set,
        args=(made, room, "lane"),
        help="The kind of ML system. Rules that make no sense in a lane are silent there.",
    )


def _set(made: Services, room: Room, part: str) -> None:
    try:
        made.rooms.act(room, [{"type": "set_design", part: str(st.session_state[part])}])
    except RoomRefusedError as error:
        st.toast(plain(str(error)), icon=":material/error:")
    except StoreError as error:
        st.toast(plain(error.message), icon=":material/error:")


def _prompt(made: Services, room: Room) -> None:
    design = room.state.design
    if not design.prompt:
        return
    if design.prompt not in made.library.ids:
        st.warning(f"The prompt {plain(design.prompt)} is not in the library of this whiteboard.")
        return
    try:
        entry = made.library.entry(design.prompt)
    except FormatError as error:
        st.error("The prompt of this board cannot be read.")
        st.code(str(error), language=None, wrap_lines=True)
        return
    asked, attempt = entry.prompt, room.state.attempt
    _show(entry, () if attempt is None else attempt.curveballs)
    version = design.prompt_version
    if version and version != asked.version:
        st.caption(
            f"The board was made from version {plain(version)} of the prompt;"
            f" this is version {plain(asked.version)}."
        )
    if attempt is not None:
        practice_panel(made, room, entry)
    elif hides_findings():
        st.caption("Answers and follow-ups are hidden, as the findings are.")
    else:
        for_whoever_asks(asked)


def _show(entry: Entry, thrown: Collection[str]) -> None:
    asked = entry.prompt
    st.markdown(f"**{plain(asked.title)}**\n\n{plain(asked.brief)}")
    st.markdown(
        "**Hard requirements**\n\n"
        + "\n".join(f"- {_requirement(one)}" for one in stated(entry, thrown))
    )
    with st.expander("What is given"):
        st.markdown("\n".join(f"- {plain(one)}" for one in asked.given))


def _requirement(one: Stated) -> str:
    said = f"{plain(one.label)}: **{plain(one.value)}**"
    if one.before:
        return f"{said}, before: ~~{plain(one.before)}~~"
    return f"{said}, new" if one.is_new else said
