"""After an attempt: what was found and how, what the reference has, what an interviewer scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from checks.coverage import coverage
from checks.registry import all_rules
from design.comparison import by_stage, compare, described
from design.drawing.draw import design_svg
from prompts_library.schema import LENGTHS
from whiteboard.rounds.attempts import Step, Task
from whiteboard.screens.chrome import dress
from whiteboard.screens.drill_panel import show_diagnosis
from whiteboard.screens.exports import report_button
from whiteboard.screens.interviewer_panel import phases, reaches, rubric, scores
from whiteboard.screens.practice_panel import DEBRIEF
from whiteboard.screens.prompt_cards import suggested
from whiteboard.screens.start_page import begin
from whiteboard.screens.wording import badge, capitalised, described_board, plain, titled

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable

    from checks.finding import Finding
    from design.comparison import Comparison
    from design.model import Design
    from prompts_library import Entry
    from whiteboard.rounds.attempts import Attempt, Ended
    from whiteboard.rounds.room import Room
    from whiteboard.wiring.services import Services

_STEPS: Final = {
    Step.QUESTION: "after the question",
    Step.HINT: "after the hint",
    Step.FINDING: "after the finding was shown",
}


def show_debrief(made: Services, room: Room) -> None:
    """Draw the page that looks back at the attempt of *room*."""
    dress()
    attempt = room.state.attempt
    with st.container(key="start_page"):
        if attempt is None or attempt.ended is None:
            st.info("There is nothing to look back at yet: end the attempt first.")
            st.markdown(f"[Back to the board](?board={room.id})")
            return
        if attempt.record.task is Task.DRILL:
            show_diagnosis(made, room, attempt)
            return
        _head(made, room, attempt, attempt.ended)
        findings, against, covered, score = st.tabs(
            ["Findings", "Against the reference", "Coverage", "How it is scored"]
        )
        entry = made.library.found(attempt.record.task_id)
        with findings:
            _findings(room, attempt)
            if entry is not None:
                _curveballs(entry, attempt, room)
                _follow_ups(entry, room)
        with against:
            _against(room, entry)
        with covered:
            _coverage(room)
        with score:
            _scored(entry, attempt)
        st.markdown("#### Practise next")
        suggested(made, made.practice.attempts(), begin)
        st.markdown("[Pick another](?) or see [your practice so far](?history=1).")


def _head(made: Services, room: Room, attempt: Attempt, ended: Ended) -> None:
    record = attempt.record
    st.markdown(f"[Boards](?) / [The board](?board={room.id})")
    st.title(f"Looking back: {plain(record.title)}")
    minutes = round((ended.at - record.began).total_seconds() / 60)
    reveals = attempt.reveals()
    left = {one.fingerprint for one in ended.left}
    settled = sum(1 for one in attempt.cards if one.fingerprint not in left)
    figures = (
        ("Minutes", str(minutes), f"of {record.minutes}" if record.minutes else "no clock"),
        ("Numbers on the board", str(ended.numbers_given), f"{ended.numbers_missing} missing"),
        ("Answers asked for", str(len(attempt.answers)), ""),
        ("Reveals", str(sum(reveals.values())), _counted(reveals)),
        ("Settled after a reveal", f"{settled} of {len(attempt.cards)}", ""),
        ("Left open", str(len(ended.left)), f"judged as {record.level.value}"),
    )
    for column, (label, value, below) in zip(st.columns(len(figures)), figures, strict=True):
        with column, st.container(gap=None):
            st.metric(label, value)
            if below:
                st.caption(below)
    with st.container(horizontal=True):
        if st.button("Back to the board", icon=":material/arrow_back:"):
            del st.query_params[DEBRIEF]
            st.rerun()
        report_button(room, made.library)


def _counted(reveals: Counter[Step]) -> str:
    words = {Step.QUESTION: "question", Step.HINT: "hint", Step.FINDING: "finding"}
    counts = ((reveals[step], word) for step, word in words.items())
    return ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts)


def _findings(room: Room, attempt: Attempt) -> None:
    now = {one.fingerprint: one for one in room.state.evaluation.open_findings}
    seen = {one.fingerprint for one in attempt.cards}
    st.markdown("#### What you worked on")
    if not attempt.cards:
        st.markdown("You revealed nothing.")
    for card in attempt.cards:
        is_open = card.fingerprint in now
        word = "still open" if is_open else f"settled {_STEPS[card.step]}"
        name = all_rules()[card.code].name.replace("-", " ") if card.code in all_rules() else ""
        weight = badge(card.severity, card.severity)
        st.markdown(
            f"{weight} **{plain(name)}** [{card.code}](?rule={card.code}), {word}."
            f" {plain(card.question)}"
        )
    never = [one for key, one in now.items() if key not in seen]
    st.markdown("#### What nobody asked you about")
    if not never:
        st.markdown("Nothing is left open that you have not seen.")
    for one in never:
        _finding(one)


def _finding(one: Finding) -> None:
    with st.expander(f"{badge(one.severity, one.severity.value)} {plain(one.message)}"):
        st.markdown(f"*{plain(one.question)}*")
        if one.working:
            st.code("\n".join(one.working), language=None, wrap_lines=True)
        st.markdown(f"{plain(one.remedy)} [{one.code}](?rule={one.code})")


def _curveballs(entry: Entry, attempt: Attempt, room: Room) -> None:
    if not attempt.thrown:
        return
    st.markdown("#### Curveballs")
    said = {one.id: one for one in entry.prompt.curveballs}
    for thrown in attempt.thrown:
        curveball = said.get(thrown.curveball)
        if curveball is None:
            continue
        left = thrown.unsettled(room.state.evaluation)
        st.markdown(f"**{plain(curveball.title)}.** {plain(curveball.say)}")
        st.caption(f"Findings it opened: {len(thrown.opened)}. Open still: {left}.")
        st.markdown(f"A good answer: {plain(curveball.good_answer)}")


def _follow_ups(entry: Entry, room: Room) -> None:
    codes = {one.code for one in room.state.evaluation.open_findings}
    kinds = {node.kind for node in room.state.design.nodes.values()}
    fitting = [one for one in entry.prompt.follow_ups if one.when.fits(codes, kinds)]
    if not fitting:
        return
    st.markdown("#### What this board would be asked next")
    for one in fitting:
        with st.expander(plain(one.question)):
            st.markdown(plain(one.good_answer))


def _against(room: Room, entry: Entry | None) -> None:
    if entry is None:
        st.info("This prompt has no reference in the library of this whiteboard.")
        return
    yours, reference = room.state.design, entry.reference
    st.markdown(plain(entry.prompt.reference.about))
    left, right = st.columns(2)
    with left:
        st.markdown("#### Yours")
        _picture(yours)
    with right:
        st.markdown("#### The reference")
        _picture(reference)
    compared = compare(yours, reference)
    st.caption(
        "Compared by what a part does, not by its name."
        f" {len(compared.pairs)} parts play the same role in both."
    )
    left, right = st.columns(2)
    with left:
        st.markdown(f"#### Only in yours ({len(compared.only_left)})")
        _roles(yours, compared.only_left)
    with right:
        st.markdown(f"#### Only in the reference ({len(compared.only_right)})")
        _roles(reference, compared.only_right)
    _numbers(compared, yours, reference)
    st.markdown("#### Why the reference is as it is")
    st.markdown("\n".join(f"- {plain(one)}" for one in entry.prompt.reference.reasons))


def _picture(design: Design) -> None:
    if design.nodes:
        st.image(design_svg(design), width="stretch", alt=described_board(design))
    else:
        st.caption("Nothing is drawn.")


def _roles(design: Design, ids: Iterable[str]) -> None:
    stages = by_stage(design, ids)
    if not stages:
        st.markdown("Nothing.")
    for stage in stages:
        st.markdown(f"**{stage.name}**")
        st.markdown("\n".join(f"- {_role(design, one)}" for one in stage.ids))


def _role(design: Design, id_: str) -> str:
    role = plain(capitalised(described(design, id_)))
    name = design.nodes[id_].name
    return role + (f" (*{plain(name)}*)" if name else "")


def _numbers(compared: Comparison, yours: Design, reference: Design) -> None:
    rows = [
        {
            "Part": yours.nodes[pair.left].name or pair.left,
            "In the reference": reference.nodes[pair.right].name or pair.right,
            "Field": one.field.replace("_", " "),
            "Yours": one.left or "not stated",
            "Reference": one.right or "not stated",
        }
        for pair in compared.pairs
        for one in pair.differing
    ]
    if rows:
        with st.expander(f"{len(rows)} fields the two state differently"):
            st.dataframe(rows, hide_index=True, width="stretch")


def _coverage(room: Room) -> None:
    found = coverage(room.state.design, room.state.evaluation)
    left, right = st.columns(2)
    with left:
        st.markdown("#### Seven topics")
        for topic in found.topics:
            open_ = len(topic.missing) + len(topic.at_odds)
            said = f"{len(topic.stated)} things stated"
            st.markdown(f"**{topic.topic.label}**: {said}, {_left(open_)}")
    with right:
        st.markdown("#### Five skills")
        for skill in found.skills:
            open_ = len(skill.missing) + len(skill.at_odds)
            st.markdown(
                f"**{titled(skill.skill)}**: {len(skill.passed)} rules passed, {_left(open_)}"
            )
    st.caption("Evidence, not marks: what is stated and what is open. People judge it.")


def _left(count: int) -> str:
    return "nothing open" if count == 0 else f"{count} open"


def _scored(entry: Entry | None, attempt: Attempt) -> None:
    if entry is None:
        st.info("This prompt has no rubric in the library of this whiteboard.")
        return
    prompt, record = entry.prompt, attempt.record
    st.markdown("#### What each level reaches")
    st.markdown(reaches(prompt, yours=record.level))
    st.markdown("#### What each phase is for")
    st.markdown(phases(prompt, record.minutes or LENGTHS[0]))
    st.markdown("#### Topics and skills")
    st.markdown("Read your board as an interviewer would, and be honest: which line is yours?")
    for title, anchors in rubric(prompt):
        with st.expander(title):
            st.markdown(scores(anchors))
