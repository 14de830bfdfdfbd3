"""What a candidate asks in their own words is met with the answer the prompt has, or with none."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from design.brief import Lane, Level
from prompts_library import read_entry, shipped
from prompts_library.schema import Clarification
from tests.fakes.prompts import TINY
from whiteboard.rounds.attempts import Attempt, AttemptRecord, Task, Thrown
from whiteboard.rounds.questions import LONGEST, Reply, matched, reply, stems

ANSWERS = (
    Clarification(ask="How often is the model trained?", words=("retraining cadence",), answer="1"),
    Clarification(ask="When do labels arrive?", words=("delay of the outcome",), answer="2"),
    Clarification(
        ask="What does a mistake cost?", words=("euros", "price of an error"), answer="3"
    ),
    Clarification(ask="Who is called when labels are late?", words=("on-call",), answer="4"),
)
ENTRIES = shipped().readable()
every_prompt = pytest.mark.parametrize(
    "to_ask", [one.prompt.to_ask for one in ENTRIES.values()], ids=[*ENTRIES]
)


TINY_ENTRY = read_entry(TINY, name="tiny.yaml")
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def attempt_with(*events: Thrown) -> Attempt:
    record = AttemptRecord(
        room="room",
        task=Task.PROMPT,
        task_id="tiny",
        version="1",
        title="Tiny",
        lane=Lane.TABULAR,
        level=Level.SENIOR,
        minutes=0,
        phases=(),
        began=BEGAN,
    )
    return Attempt(record, events)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How often is the model trained?", 0),
        ("Do you train it daily?", 0),
        ("training", 0),
        ("MODELS TRAINED HOW OFTEN", 0),
        ("what is the retraining cadence", 0),
        ("When does a label arrive", 1),
        ("how long is the delay until the outcome is known?", 1),
        ("cost of mistakes", 2),
        ("In euros, please?", 2),
        ("What's the price of one error…", 2),
        ("Who gets called?", 3),
        ("café: mistäkes?", 2),
    ],
)
def test_a_question_in_other_words_is_met_with_its_answer(question, expected):
    assert expected == matched(question, ANSWERS)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "   \n\t ",
        "?",
        "🙂🙂",
        "何时?",
        "what is it",
        "Can you tell me more about that, please?",
        "hello there",
        "thanks",
        "what should we do then",
        "I am not sure about this",
        "the weather is nice",
        "What would you like me to focus on today?",
        "How long do I have?",
        "Is the answer good?",
    ],
)
def test_small_talk_is_no_question(question):
    assert matched(question, ANSWERS) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("scores", "score"),
        ("cached", "cache"),
        ("caching", "caches"),
        ("queries", "query"),
        ("delays", "delayed"),
        ("training", "trained"),
        ("annotation", "annotations"),
        ("weekly", "weeks"),
        ("Rückgabe", "ruckgabe"),
        ("the label's", "label"),
        ("the label\N{RIGHT SINGLE QUOTATION MARK}s", "label"),
    ],
)
def test_forms_of_a_word_are_one_word(one, other):
    assert stems(one) == stems(other) != frozenset()


def test_without_answers_nothing_is_answered():
    assert matched("How often is the model trained?", ()) is None


def test_a_word_that_one_answer_has_weighs_more_than_one_that_two_share():
    assert 1 == matched("labels arrive", ANSWERS)
    assert 3 == matched("labels late", ANSWERS)


def test_of_equals_the_one_with_the_likest_phrase_is_meant_then_the_first():
    late = Clarification(ask="Why?", words=("labels",), answer="5")

    assert 1 == matched("labels", ANSWERS[:2] * 2)
    assert 2 == matched("labels", (ANSWERS[1], ANSWERS[0], late))


def test_a_question_about_something_else_is_not_met_by_one_word_of_it():
    assert matched("Do vendors charge euros for hosted vector indexes and GPUs?", ANSWERS) is None


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What's the latency budget?", "Answer within: p95 200 ms"),
        ("How fast must it be?", "Answer within: p95 200 ms"),
        ("How many requests per second?", "Peak: 600 QPS"),
        ("what QPS", "Peak: 600 QPS"),
    ],
)
def test_a_number_of_the_brief_is_told_again(question, said):
    again = reply(question, TINY_ENTRY)

    assert again is not None
    assert again.text.startswith(said)
    assert again.number is None


def test_a_number_of_the_brief_is_told_as_a_curveball_has_left_it():
    attempt = attempt_with(Thrown(at=BEGAN, curveball="haste", opened=()))

    again = reply("What's the latency budget?", TINY_ENTRY, attempt)

    assert again is not None
    assert again.text.startswith("Answer within: p95 20 ms")


def test_an_answer_of_the_prompt_comes_with_its_number():
    assert Reply("After a week.", 1) == reply("When do labels arrive?", TINY_ENTRY)
    assert reply("hello there", TINY_ENTRY) is None


def test_only_the_beginning_of_a_very_long_text_is_read_and_that_quickly():
    long = "padding " * 200_000
    began = time.perf_counter()

    assert 2 == matched(f"mistake {long}", ANSWERS)
    assert matched(f"{'zzz ' * LONGEST}mistake", ANSWERS) is None
    assert time.perf_counter() - began < 1


@given(st.text(max_size=200))
def test_any_text_is_answered_the_same_way_twice(question):
    first = matched(question, ANSWERS)

    assert first in (None, *range(len(ANSWERS)))
    assert first == matched(question, ANSWERS)


@given(st.text(max_size=80))
def test_case_and_order_do_not_matter(text):
    words = text.split()

    assert stems(" ".join(words)) == stems(" ".join(reversed(words)))


@every_prompt
def test_every_question_of_a_prompt_is_met_with_its_own_answer(to_ask):
    assert [*range(len(to_ask))] == [matched(one.ask, to_ask) for one in to_ask]


@every_prompt
def test_nearly_every_other_word_of_a_prompt_leads_to_its_answer(to_ask):
    words = [(number, word) for number, one in enumerate(to_ask) for word in one.words]
    led = [number for number, word in words if number == matched(word, to_ask)]

    assert len(led) >= 0.9 * len(words)


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("What's the latency budget?", "latency"),
        ("How many requests per second do we get at peak?", "load"),
        ("How much money do we have per month?", "cost"),
    ],
)
@pytest.mark.parametrize("entry", ENTRIES.values(), ids=[*ENTRIES])
def test_numbers_everybody_asks_for_are_told_where_the_prompt_states_them(entry, question, about):
    if about not in {one.about for one in entry.prompt.requirements}:
        return
    said = reply(question, entry)

    assert said is not None
