"""The prompts to choose from: narrowed by lane and topic, begun at a level and with a clock."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

import streamlit as st

from design.brief import Lane, Level, Topic
from prompts_library.schema import LENGTHS
from whiteboard.rounds.history import next_prompts
from whiteboard.screens.wording import plain, titled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from design.formats import FormatError
    from prompts_library import Entry, Prompt
    from whiteboard.rounds.attempts import Attempt, AttemptRecord
    from whiteboard.rounds.room import Room
    from whiteboard.wiring.services import Services

    Begin = Callable[[Callable[[], Room]], None]

T = TypeVar("T")

COLUMNS: Final = 3
BRIEF_LENGTH: Final = 220
_KEPT: Final = "\N{NO-BREAK SPACE}"
NO_CLOCK: Final = 0
_SENTENCE: Final = re.compile(r"(?<=[.?!])\s+")
_TOPIC_WORDS: Final = {
    Topic.DATA: "Data",
    Topic.FEATURES: "Features",
    Topic.MODEL: "Model",
    Topic.EVALUATION: "Evaluation",
    Topic.DEPLOYMENT: "Deployment",
    Topic.MONITORING: "Monitoring",
    Topic.ON_CALL: "On-call",
}


def prompt_cards(made: Services, begin: Begin) -> None:
    """Offer every prompt of the library; *begin* makes a room and goes there."""
    entries, broken = made.library.sorted_out()
    unreadable("prompt", broken)
    lane, topic, level, minutes = _wanted()
    fitting = (one for one in entries.values() if _fits(one.prompt, lane, topic))
    chosen = sorted(fitting, key=lambda one: (in_order(one.prompt.lane), one.prompt.title))
    st.caption(f"{len(chosen)} of {len(entries)} prompts")
    with st.container(key="prompt_cards"):
        for entry in in_cards(chosen):
            _card(made, entry, begin, level=level, minutes=minutes)


def _wanted() -> tuple[Lane | None, Topic | None, Level, int]:
    with st.container(horizontal=True, vertical_alignment="bottom", key="prompt_choice"):
        lane = st.selectbox(
            "Lane", [*Lane], index=None, format_func=titled, placeholder="every lane", key="lane_"
        )
        topic = st.selectbox(
            "Topic that decides it",
            [*Topic],
            index=None,
            format_func=_TOPIC_WORDS.__getitem__,
            placeholder="every topic",
            key="topic_",
        )
        level = st.selectbox(
            "Your level", [*Level], index=[*Level].index(Level.SENIOR), format_func=titled
        )
        minutes = st.selectbox("Time", (NO_CLOCK, *LENGTHS), format_func=_time, key="minutes_")
    return lane, topic, level, minutes


def _time(minutes: int) -> str:
    return "no clock" if minutes == NO_CLOCK else f"{minutes} minutes"


def _fits(prompt: Prompt, lane: Lane | None, topic: Topic | None) -> bool:
    return lane in (None, prompt.lane) and (topic is None or topic in prompt.stresses)


def _card(made: Services, entry: Entry, begin: Begin, *, level: Level, minutes: int) -> None:
    prompt = entry.prompt
    st.markdown(f"**{plain(prompt.title)}**")
    st.caption(f"{titled(prompt.lane)} · {named_topics(prompt.stresses)}")
    st.markdown(plain(beginning(prompt.brief)))
    st.markdown(
        " · ".join(f"{plain(one.label)} **{plain(one.value)}**" for one in prompt.requirements[:4])
    )
    with st.container(horizontal=True):
        if st.button(
            "Practise",
            key=f"practise-{prompt.id}",
            type="primary",
            help="Findings stay hidden until you ask for them, one at a time.",
        ):
            begin(lambda: made.practice.begin(entry, level=level, minutes=minutes))
        if st.button(
            "Open",
            key=f"open-prompt-{prompt.id}",
            help="For an interview or a design of your own: findings are shown as you draw.",
        ):
            begin(lambda: made.rooms.create(replace(entry.starter, level=level)))
        if st.button("Worked example", key=f"example-{prompt.id}", type="tertiary"):
            begin(lambda: made.rooms.create(entry.reference))


def unreadable(what: str, broken: Mapping[str, FormatError]) -> None:
    """Say of each file in *broken*, by its id, why it is not offered."""
    for id_, error in broken.items():
        with st.expander(f"The {what} {plain(id_)} cannot be read", icon=":material/error:"):
            st.code(str(error), language=None, wrap_lines=True)


def in_order(lane: Lane) -> int:
    """The place of *lane* among the lanes."""
    return [*Lane].index(lane)


def in_cards(chosen: Sequence[T]) -> Iterator[T]:
    """Each of *chosen*, while what is drawn goes into a card of its own, three in a row."""
    for first in range(0, len(chosen), COLUMNS):
        row = chosen[first : first + COLUMNS]
        for column, one in zip(st.columns(COLUMNS), row, strict=False):
            with column, st.container(border=True, height="stretch"):
                yield one


def suggested(made: Services, attempts: Sequence[Attempt], begin: Begin) -> None:
    """Offer what to practise after *attempts*, at the level and with the clock of the last."""
    if not attempts:
        return
    last = attempts[0].record
    entries = made.library.readable()
    with st.container(key="suggested", gap="xsmall"):
        for one in next_prompts(attempts, [entry.prompt for entry in entries.values()]):
            with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
                if st.button(
                    plain(one.title), key=f"next-{one.id}", icon=":material/arrow_forward:"
                ):
                    begin(partial(_again, made, entries[one.id], last))
                st.caption(f"{titled(one.lane)} · {named_topics(one.stresses)}")


def _again(made: Services, entry: Entry, last: AttemptRecord) -> Room:
    return made.practice.begin(entry, level=last.level, minutes=last.minutes)


def beginning(text: str, length: int = BRIEF_LENGTH) -> str:
    """The first sentences of *text* that fit into *length*, at least one; "…" where it is cut."""
    sentences = _SENTENCE.split(text)
    shown = sentences[0]
    for sentence in sentences[1:]:
        if len(shown) + len(sentence) >= length:
            return f"{shown}{_KEPT}…"
        shown = f"{shown} {sentence}"
    return shown


def named_topics(topics: Iterable[Topic]) -> str:
    """*topics* as short words, for a line: "data, monitoring"."""
    return ", ".join(_TOPIC_WORDS[one].lower() for one in topics)
