"""Beside the board while somebody practises: the interviewer who answers, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from whiteboard.rounds.attempts import Thrown
from whiteboard.rounds.ports import StoreError
from whiteboard.rounds.practice import PracticeRefusedError
from whiteboard.rounds.questions import LONGEST, reply
from whiteboard.screens.wording import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from prompts_library import Entry, Prompt
    from whiteboard.rounds.attempts import Attempt
    from whiteboard.rounds.room import Room
    from whiteboard.wiring.services import Services

QUESTION: Final = "practice_question"
DEBRIEF: Final = "debrief"
_NO_NUMBER: Final = (
    "I have no number for that. Assume one, write it on the board, and say what it rests on."
)


def practice_panel(made: Services, room: Room, entry: Entry) -> None:
    """What a candidate can do beside drawing: ask, take a curveball, end."""
    attempt = room.state.attempt
    if attempt is None:
        return
    if attempt.ended is not None:
        st.markdown("**This attempt has ended.** Every finding is in sight.")
        if st.button("Look back", icon=":material/flag:", type="primary", width="stretch"):
            look_back()
        return
    _interviewer(made, room, entry, attempt)
    _curveballs(made, room, entry.prompt, attempt)
    ends = st.button(
        "End and look back",
        icon=":material/flag:",
        key="practice_end",
        width="stretch",
        help="Shows every finding, the comparison with the reference and what was covered.",
    )
    if ends and attempted(lambda: made.practice.end(room)):
        look_back()


def _interviewer(made: Services, room: Room, entry: Entry, attempt: Attempt) -> None:
    st.markdown("**Ask the interviewer**")
    st.text_input(
        "Your question",
        key=QUESTION,
        max_chars=LONGEST,
        placeholder="How late are the labels?",
        label_visibility="collapsed",
        on_change=_ask,
        args=(made, room, entry),
    )
    for one in reversed(attempt.asked):
        said = reply(one.question, entry, attempt)
        st.markdown(f"*{plain(one.question)}*")
        st.markdown(_NO_NUMBER if said is None else plain(said.text))
    left = len(entry.prompt.to_ask) - len(attempt.answers)
    if attempt.asked and left:
        st.caption(f"{left} more {'thing is' if left == 1 else 'things are'} known if you ask.")


def _curveballs(made: Services, room: Room, asked: Prompt, attempt: Attempt) -> None:
    said = {one.id: one for one in asked.curveballs}
    for thrown in attempt.thrown:
        if thrown.curveball in said:
            st.warning(plain(said[thrown.curveball].say), icon=":material/bolt:")
            st.caption(_opened(thrown, room))
    left = len(asked.curveballs) - len(attempt.thrown)
    st.button(
        "Throw me a curveball" if not attempt.thrown else "Another curveball",
        icon=":material/bolt:",
        key="practice_curveball",
        disabled=left <= 0,
        on_click=_throw,
        args=(made, room, asked),
        width="stretch",
        help="A constraint changes. You can take it back with undo; the findings stay hidden.",
    )


def _opened(thrown: Thrown, room: Room) -> str:
    count, left = len(thrown.opened), thrown.unsettled(room.state.evaluation)
    if count == 0:
        return "It opened nothing on your board: either it holds, or the numbers are not there yet."
    things = "thing" if count == 1 else "things"
    return f"It opened {count} {things} on your board; {count - left} settled since."


def _ask(made: Services, room: Room, entry: Entry) -> None:
    question = str(st.session_state[QUESTION])
    if question.strip():
        attempted(lambda: made.practice.ask(room, question, entry))
    st.session_state[QUESTION] = ""


def _throw(made: Services, room: Room, asked: Prompt) -> None:
    attempted(lambda: made.practice.throw(room, asked.curveballs))


def look_back() -> None:
    """Go to the page that looks back at the attempt."""
    st.query_params[DEBRIEF] = "1"
    st.rerun(scope="app")


def attempted(act: Callable[[], object]) -> bool:
    """Whether *act* could be done; what stands in its way is said in a sentence."""
    try:
        act()
    except PracticeRefusedError as error:
        st.toast(plain(str(error)), icon=":material/info:")
        return False
    except StoreError as error:
        st.toast(plain(error.message), icon=":material/error:")
        return False
    return True
