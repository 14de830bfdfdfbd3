"""What the attempts have in common: what keeps failing, what to practise next, and the export."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from checks.coverage import topics_of_rule
from design.brief import Lane, Level, Topic
from prompts_library import read_entry
from prompts_library.schema import Prompt
from tests.fakes.prompts import TINY
from whiteboard.rounds.attempts import (
    EVENTS,
    Asked,
    Attempt,
    AttemptRecord,
    Ended,
    LeftOpen,
    Revealed,
    Step,
    Task,
)
from whiteboard.rounds.history import SUGGESTED, exported, history, next_prompts, troubled

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
TINY_PROMPT = read_entry(TINY, name="tiny.yaml").prompt


def attempt(
    *left: str,
    revealed: tuple[str, ...] = (),
    ended: bool = True,
    task_id: str = "tiny",
    task: Task = Task.PROMPT,
    lane: Lane = Lane.TABULAR,
) -> Attempt:
    record = AttemptRecord(
        room=f"secret-room-{task_id}",
        task=task,
        task_id=task_id,
        version="1",
        title="Tiny – “klein”",
        lane=lane,
        level=Level.SENIOR,
        minutes=0,
        phases=(),
        began=NOW,
    )
    events = [
        Revealed(
            at=NOW, fingerprint=f"{code}@x", code=code, severity="error", step=Step.QUESTION,
            question="Why?", hint="Look.",
        )
        for code in revealed
    ]  # fmt: skip
    found = Attempt(record, tuple(events))
    if not ended:
        return found
    open_ = tuple(LeftOpen(fingerprint=f"{code}@x", code=code, severity="error") for code in left)
    return found.after(Ended(at=NOW, left=open_, numbers_given=1, numbers_missing=2))


def prompt(id_: str, *stresses: Topic, lane: Lane = Lane.TABULAR) -> Prompt:
    return TINY_PROMPT.model_copy(update={"id": id_, "stresses": stresses, "lane": lane})


def test_no_attempt_says_nothing():
    found = history(())

    assert (0, (), ()) == (found.ended, found.rules, found.topics)


def test_what_had_to_be_revealed_or_was_left_open_is_trouble_once():
    assert {"CAP301", "MON601"} == troubled(attempt("CAP301", revealed=("CAP301", "MON601")))


def test_a_rule_that_is_no_more_is_no_trouble():
    assert frozenset() == troubled(attempt("OLD999", revealed=("GONE123",)))


def test_rules_are_counted_by_attempt_the_most_frequent_first():
    found = history(
        (attempt("MON601", "CAP301"), attempt(revealed=("CAP301", "LEAK403")), attempt("LEAK403"))
    )

    assert 3 == found.ended
    assert (("CAP301", 2), ("LEAK403", 2), ("MON601", 1)) == found.rules


def test_an_attempt_that_goes_on_is_not_counted():
    found = history((attempt(revealed=("CAP301",), ended=False),))

    assert (0, ()) == (found.ended, found.rules)


def test_a_topic_is_counted_once_for_an_attempt_however_many_rules_it_has():
    found = history((attempt("MON601", "MON602", "MON603"),))

    assert topics_of_rule("MON601")
    assert {1} == {count for _, count in found.topics}
    assert {*topics_of_rule("MON601")} <= {topic for topic, _ in found.topics}


def test_next_comes_what_was_not_tried_and_stresses_what_fails():
    failing = topics_of_rule("MON601")
    topic = next(iter(failing))
    other = next(one for one in Topic if one not in failing)
    prompts = (
        prompt("a-other", other),
        prompt("b-failing", topic),
        prompt("c-tried", topic),
        prompt("d-other", other),
    )

    found = next_prompts((attempt("MON601", task_id="c-tried"),), prompts)

    assert ["b-failing", "a-other", "d-other"] == [one.id for one in found]


def test_of_equals_the_lane_that_is_practised_comes_first():
    prompts = (prompt("a", Topic.DATA, lane=Lane.LLM), prompt("b", Topic.DATA))

    assert ["b", "a"] == [one.id for one in next_prompts((attempt(task_id="z"),), prompts)]


def test_drills_are_no_prompts_that_were_tried():
    prompts = (prompt("a", Topic.DATA), prompt("b", Topic.DATA))

    found = next_prompts((attempt(task_id="a", task=Task.DRILL),), prompts)

    assert ["a", "b"] == [one.id for one in found]


@pytest.mark.parametrize("count", [0, 1, SUGGESTED, SUGGESTED + 3])
def test_no_more_is_suggested_than_can_be_shown(count):
    prompts = [prompt(f"p{number}", Topic.DATA) for number in range(count)]

    assert min(count, SUGGESTED) == len(next_prompts((), prompts))
    assert next_prompts((), prompts) == next_prompts((), [*reversed(prompts)])


def test_the_export_has_every_event_and_no_key_to_a_board():
    one = attempt("CAP301", revealed=("MON601",)).after(
        Asked(at=NOW, question="Warum?", answered=None)
    )

    text = exported((one, attempt(ended=False)))

    (first, second) = json.loads(text)["attempts"]
    assert one.events == tuple(EVENTS.validate_python(event) for event in first["events"])
    assert ("Tiny – “klein”", []) == (first["attempt"]["title"], second["events"])
    assert "secret-room" not in text
    assert "klein”" in text
