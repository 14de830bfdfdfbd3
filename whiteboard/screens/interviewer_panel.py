"""What whoever asks needs of a prompt: answers, phases, levels, good answers, the rubric."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

import streamlit as st

from design.brief import Level
from prompts_library.schema import LENGTHS, SCORES
from whiteboard.screens.wording import plain, titled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prompts_library import Prompt
    from prompts_library.schema import Anchors


def for_whoever_asks(asked: Prompt) -> None:
    """Everything about *asked* that a candidate should not see, each under a title to open."""
    with st.expander("Questions and their answers"):
        st.caption("For whoever asks: open it when you have decided what you would ask.")
        st.markdown("\n\n".join(_with_answer(one.ask, one.answer) for one in asked.to_ask))
    with st.expander("Phases"):
        for minutes in LENGTHS:
            st.markdown(f"**{minutes} minutes**")
            st.markdown(phases(asked, minutes))
    with st.expander("What each level reaches"):
        st.markdown(reaches(asked))
    with st.expander("Follow-ups"):
        st.markdown(
            "\n\n".join(_with_answer(one.question, one.good_answer) for one in asked.follow_ups)
        )
    with st.expander("Curveballs"):
        st.markdown(
            "\n\n".join(
                f"**{plain(one.title)}.** {plain(one.say)}\n\n*A good answer:*"
                f" {plain(one.good_answer)}"
                for one in asked.curveballs
            )
        )
    with st.expander("Rubric"):
        for title, anchors in rubric(asked):
            st.markdown(f"**{title}**\n\n{scores(anchors)}")


def phases(asked: Prompt, minutes: int) -> str:
    """The phases of a round of *minutes* as a Markdown list: when each ends, what it is for."""
    parts = asked.phases.of(minutes)
    ends = accumulate(one.minutes for one in parts)
    return "\n".join(
        f"- **{plain(one.name)}**, until {end} min: {plain(one.aim)}"
        for one, end in zip(parts, ends, strict=True)
    )


def reaches(asked: Prompt, yours: Level | None = None) -> str:
    """What each level is expected to reach, as a list in Markdown that marks *yours*."""
    return "\n".join(
        f"- **{titled(level)}**{' (judged as)' if level is yours else ''}:"
        f" {plain(asked.levels.at(level))}"
        for level in Level
    )


def rubric(asked: Prompt) -> Iterator[tuple[str, Anchors]]:
    """The title of each topic and skill, and what each score looks like."""
    for topic, anchors in asked.rubric.topics.items():
        yield topic.label, anchors
    for skill, anchors in asked.rubric.skills.items():
        yield titled(skill), anchors


def scores(anchors: Anchors) -> str:
    """*anchors* as a numbered list in Markdown, from 1 to 4."""
    numbered = zip(SCORES, anchors, strict=True)
    return "\n".join(f"{score}. {plain(anchor)}" for score, anchor in numbered)


def _with_answer(question: str, answer: str) -> str:
    return f"**{plain(question)}**\n\n{plain(answer)}"
