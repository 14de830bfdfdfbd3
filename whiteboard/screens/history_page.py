"""The practice on this machine: attempts, what keeps failing, what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from checks.registry import all_rules
from prompts_library.drill import MOST_POINTS
from whiteboard.rounds.attempts import Task
from whiteboard.rounds.history import SHOWN, exported, history
from whiteboard.rounds.ports import StoreError
from whiteboard.screens.chrome import dress
from whiteboard.screens.practice_panel import DEBRIEF, attempted
from whiteboard.screens.prompt_cards import suggested
from whiteboard.screens.start_page import begin, is_local
from whiteboard.screens.wording import plain, rule_link, titled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whiteboard.rounds.attempts import Attempt
    from whiteboard.wiring.services import Services


def show_history(made: Services) -> None:
    """Draw the page; like the list of boards it is for somebody at this machine only."""
    dress()
    with st.container(key="start_page"):
        st.markdown("[Boards](?)")
        st.title("Your practice")
        if not is_local():
            st.info("The history is shown at the machine of this whiteboard only.")
            return
        try:
            attempts = made.practice.attempts()
        except StoreError as error:
            st.error(plain(error.message))
            return
        if not attempts:
            st.markdown("No attempt yet. [Pick a prompt](?) and practise.")
            return
        _failing(attempts)
        st.subheader("Practise next")
        suggested(made, attempts, begin)
        st.subheader("Attempts")
        with st.container(key="attempts", gap="xsmall"):
            for attempt in attempts:
                _attempt(made, attempt)
        _away(made, attempts)


def _failing(attempts: Sequence[Attempt]) -> None:
    found = history(attempts)
    if not found.ended:
        st.markdown("No attempt has ended yet; what keeps failing is counted then.")
        return
    topics, rules = st.columns(2)
    of = f"of {found.ended} {'attempt' if found.ended == 1 else 'attempts'}"
    with topics:
        st.subheader("Topics that keep failing")
        st.markdown(
            "\n".join(f"- {plain(one.label)}: {count} {of}" for one, count in found.topics[:SHOWN])
        )
    with rules:
        st.subheader("Rules that keep failing")
        st.markdown(
            "\n".join(
                f"- {rule_link(code, all_rules()[code].name)}: {count} {of}"
                for code, count in found.rules[:SHOWN]
            )
        )


def _attempt(made: Services, attempt: Attempt) -> None:
    record, ended = attempt.record, attempt.ended
    if record.task is Task.DRILL:
        diagnosis = attempt.diagnosis
        said = "not answered" if diagnosis is None else f"{diagnosis.score} of {MOST_POINTS} points"
    elif ended is None:
        said = "goes on"
    else:
        reveals = sum(attempt.reveals().values())
        said = f"{reveals} reveals, {len(ended.left)} left open"
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        where = f"?board={record.room}" + (f"&{DEBRIEF}=1" if ended is not None else "")
        st.markdown(f"[{plain(record.title)}]({where})")
        st.caption(
            f"{record.began.astimezone():%d %b %Y, %H:%M} · {titled(record.level)} · {plain(said)}"
        )
        with st.popover("Delete…", type="tertiary", key=f"forget-attempt-{record.room}"):
            st.markdown("The attempt and its reveals are deleted. The board stays.")
            st.button(
                "Delete this attempt",
                key=f"delete-attempt-{record.room}",
                on_click=_forget,
                args=(made, record.room),
            )


def _away(made: Services, attempts: Sequence[Attempt]) -> None:
    with st.container(horizontal=True):
        st.download_button(
            "Export all as JSON",
            exported(attempts),
            file_name="practice.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
        )
        with st.popover("Delete all…"):
            st.markdown("Every attempt is deleted from this machine. Boards stay.")
            st.button(
                "Delete every attempt",
                key="delete-attempts",
                on_click=_forget_all,
                args=(made, tuple(one.record.room for one in attempts)),
            )


def _forget(made: Services, room: str) -> None:
    attempted(lambda: made.practice.forget(room))


def _forget_all(made: Services, rooms: tuple[str, ...]) -> None:
    for room in rooms:
        _forget(made, room)
