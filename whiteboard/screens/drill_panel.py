"""A debugging drill beside its board: the page, the charts, the answer; and what was right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from checks.registry import all_rules
from design.drawing.draw import design_svg
from design.formats import FormatError
from prompts_library.drill import CAUSE_POINTS, MOST_POINTS, PLACE_POINTS, Cause
from prompts_library.library import UnknownDrill
from whiteboard.screens.metric_charts import metric_charts
from whiteboard.screens.practice_panel import attempted, look_back
from whiteboard.screens.wording import described_board, plain, rule_link

if TYPE_CHECKING:
    from prompts_library import Drill, DrillEntry
    from whiteboard.rounds.attempts import Attempt, Diagnosed
    from whiteboard.rounds.room import Room
    from whiteboard.wiring.services import Services

FIX_LENGTH: Final = 1_000


def drill_of(made: Services, attempt: Attempt) -> DrillEntry | None:
    """The drill of *attempt*; None, and a sentence, where it cannot be read any more."""
    try:
        return made.library.drill(attempt.record.task_id)
    except UnknownDrill as error:
        st.warning(plain(error.message))
    except FormatError as error:
        st.error("The drill of this board cannot be read.")
        st.code(str(error), language=None, wrap_lines=True)
    return None


def drill_panel(made: Services, room: Room, attempt: Attempt) -> None:
    """What the on-call engineer knows, and the form of the answer."""
    entry = drill_of(made, attempt)
    if entry is None:
        return
    drill = entry.drill
    st.markdown(f"**{plain(drill.title)}**")
    st.warning(plain(drill.page), icon=":material/notifications_active:")
    metric_charts(drill.simulation)
    st.markdown("**What else is known**")
    st.markdown("\n".join(f"- {plain(one)}" for one in drill.log))
    if attempt.ended is None:
        _form(made, room, entry)
    elif st.button("What it was", icon=":material/flag:", type="primary", width="stretch"):
        look_back()


def _form(made: Services, room: Room, entry: DrillEntry) -> None:
    nodes = room.state.design.nodes
    names = {id_: node.title for id_, node in nodes.items()}
    with st.form("drill_answer", border=False):
        st.markdown("**What is wrong?**")
        node = st.selectbox(
            "Which box is it in?",
            sorted(names, key=lambda id_: names[id_].casefold()),
            index=None,
            format_func=lambda id_: names.get(id_, id_),
            placeholder="Find the box",
        )
        cause = st.selectbox(
            "What is the cause?",
            [*Cause],
            index=None,
            format_func=lambda one: one.label,
            placeholder="Say the cause",
        )
        fix = st.text_area(
            "What do you do about it?",
            max_chars=FIX_LENGTH,
            placeholder="Stop the harm first, then mend it, then keep it from coming back.",
        )
        sent = st.form_submit_button("Answer", type="primary", width="stretch")
    if not sent:
        return
    if node is None or cause is None:
        st.toast("Say the box and the cause first.", icon=":material/info:")
        return
    if attempted(lambda: made.practice.diagnose(room, entry, node=node, cause=cause, fix=fix)):
        look_back()


def show_diagnosis(made: Services, room: Room, attempt: Attempt) -> None:
    """The page after a drill: the score, how the charts lead to the cause, what mends it."""
    st.markdown(f"[Boards](?) / [The board](?board={room.id})")
    st.title(plain(attempt.record.title))
    entry, given = drill_of(made, attempt), attempt.diagnosis
    if entry is None or given is None:
        return
    drill = entry.drill
    _score(given, entry, sum(attempt.reveals().values()))
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown("#### How the charts lead there")
        st.markdown("\n".join(f"1. {plain(one)}" for one in drill.reasoning))
        _tempting(drill, given)
        _rules(drill, room)
    with right:
        metric_charts(drill.simulation)
    _fixes(drill, given)
    st.markdown("#### The board that failed")
    st.image(design_svg(entry.board), width="stretch", alt=described_board(entry.board))
    st.markdown("[Another drill](?) or [your practice so far](?history=1).")


def _tempting(drill: Drill, given: Diagnosed) -> None:
    """Why it is not one of the causes it looks like, the one that was said first."""
    st.markdown("#### What it looks like and is not")
    causes = sorted(drill.tempting, key=lambda one: one != given.cause)
    st.markdown("\n".join(f"- {_not_it(drill, one, given)}" for one in causes))


def _not_it(drill: Drill, cause: Cause, given: Diagnosed) -> str:
    yours = " (your answer)" if cause == given.cause else ""
    return f"**{plain(cause.label)}**{yours}. {plain(drill.tempting[cause])}"


def _fixes(drill: Drill, given: Diagnosed) -> None:
    """What was proposed beside what mends it. People compare the two; no points are given."""
    repair = drill.repair
    yours, answer = st.columns([2, 3], gap="large")
    with yours:
        st.markdown("#### Your fix")
        lines = given.fix.strip().splitlines()
        st.markdown("  \n".join(map(plain, lines)) or "You proposed none.")
        if lines:
            st.caption("Not scored. Which of the three steps has it, and with which numbers?")
    with answer:
        st.markdown("#### A good fix")
        steps = (
            ("Stop the harm.", repair.stop),
            ("Mend it.", repair.mend),
            ("Keep it from coming back.", repair.keep),
        )
        st.markdown("\n".join(f"1. **{step}** {plain(say)}" for step, say in steps))


def _score(given: Diagnosed, entry: DrillEntry, reveals: int) -> None:
    drill = entry.drill
    total, place, cause = st.columns([1, 2, 3])
    with total, st.container(gap=None):
        st.metric("Score", f"{given.score} of {MOST_POINTS}")
        if reveals:
            st.caption(f"with {reveals} {'reveal' if reveals == 1 else 'reveals'}")
    with place, st.container(gap=None):
        st.metric("Place", f"{given.place_score} of {PLACE_POINTS}")
        chosen = entry.board.nodes.get(given.node)
        box = plain(chosen.name or given.node) if chosen is not None else plain(given.node)
        if given.place_score == PLACE_POINTS:
            st.markdown(f"{box}: right.")
        else:
            near = " is next to it" if given.place_score else " is not it"
            st.markdown(f"{box}{near}. {_right_boxes(entry)}")
    with cause, st.container(gap=None):
        st.metric("Cause", f"{given.cause_score} of {CAUSE_POINTS}")
        if given.cause_score == CAUSE_POINTS:
            st.markdown(f"{plain(drill.planted.cause.label)}: right.")
        else:
            said = next((one.label for one in Cause if one == given.cause), given.cause)
            st.markdown(f"You said: {plain(said)}.")
            st.markdown(f"It was: **{plain(drill.planted.cause.label)}**.")


def _right_boxes(entry: DrillEntry) -> str:
    planted = entry.drill.planted
    also = [plain(entry.board.nodes[one].title) for one in planted.also]
    counted = f" {' or '.join(also)} would have counted as well." if also else ""
    return f"It was **{plain(entry.board.nodes[planted.node].title)}**.{counted}"


def _rules(drill: Drill, room: Room) -> None:
    still = {one.code for one in room.state.evaluation.open_findings}
    st.markdown("#### What would have caught it")
    for code in drill.planted.opens:
        link = rule_link(code, all_rules()[code].name)
        word = "still found on your board" if code in still else "no longer found on your board"
        st.markdown(f"- {link}: {word}")
