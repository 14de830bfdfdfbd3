"""What of a design's findings a candidate may see while they practise, and what is counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from checks.engine import evaluate
from checks.finding import Evaluation, Finding, Status
from design.brief import Lane, Level
from design.changes import AnswerFinding, apply
from prompts_library import shipped
from whiteboard.rounds.attempts import (
    EVENTS,
    Asked,
    Attempt,
    AttemptRecord,
    Diagnosed,
    Ended,
    LeftOpen,
    Looked,
    Revealed,
    Step,
    Task,
    Thrown,
    TimedPhase,
)

BEGAN = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
RECORD = AttemptRecord(
    room="room-1",
    task=Task.PROMPT,
    task_id="churn-daily",
    version="1",
    title="Churn",
    lane=Lane.TABULAR,
    level=Level.SENIOR,
    minutes=45,
    phases=(TimedPhase(name="Frame", minutes=15), TimedPhase(name="Draw", minutes=30)),
    began=BEGAN,
)
WEAK = shipped().entry("churn-daily").weak


@pytest.fixture(scope="module")
def judged() -> Evaluation:
    return evaluate(WEAK)


def at(minutes: float) -> datetime:
    return BEGAN + timedelta(minutes=minutes)


def revealed(finding: Finding, step: Step, minutes: float = 1) -> Revealed:
    return Revealed(
        at=at(minutes),
        fingerprint=finding.fingerprint,
        code=finding.code,
        severity=finding.severity.value,
        step=step,
        question="Why?",
        hint=f"Look at {step.name}.",
    )


def attempt_with(*events) -> Attempt:
    made = Attempt(RECORD)
    for event in events:
        made = made.after(event)
    return made


EVERY_EVENT = (
    Asked(at=at(1), question="How often?", answered=2),
    Asked(at=at(1), question="Nonsense", answered=None),
    Revealed(
        at=at(2), fingerprint="CAP301@api", code="CAP301", severity="error", step=Step.HINT,
        question="Why?", hint="Look.",
    ),
    Looked(at=at(3), overlay="latency"),
    Thrown(at=at(4), curveball="crowd", opened=("CAP301@api",)),
    Diagnosed(at=at(5), node="api", cause="capacity", fix="More.", place_score=1, cause_score=2),
    Ended(
        at=at(6),
        left=(LeftOpen(fingerprint="CAP301@api", code="CAP301", severity="error"),),
        numbers_given=3,
        numbers_missing=4,
    ),
)  # fmt: skip


@pytest.mark.parametrize("event", EVERY_EVENT, ids=range(len(EVERY_EVENT)))
def test_an_event_reads_back_as_it_was_kept(event):
    assert event == EVENTS.validate_json(event.model_dump_json())
    assert event == EVENTS.validate_python(event.model_dump(mode="json"))


def test_a_record_reads_back_as_it_was_kept():
    assert RECORD == AttemptRecord.model_validate_json(RECORD.model_dump_json())


def test_what_a_newer_whiteboard_adds_to_an_event_is_let_go():
    kept = '{"type": "looked", "at": "2026-03-01T09:00:00Z", "overlay": "cost", "seconds": 4}'

    assert Looked(at=BEGAN, overlay="cost") == EVENTS.validate_json(kept)


def test_what_is_no_event_is_refused():
    with pytest.raises(ValidationError):
        EVENTS.validate_json('{"type": "slept", "at": "2026-03-01T09:00:00Z"}')


def test_at_first_nothing_is_shown_and_everything_open_is_hidden(judged):
    attempt = attempt_with()
    shown = attempt.shown(judged)

    assert judged.findings
    assert judged.missing
    assert ((), (), (), {}) == (shown.findings, shown.suppressed, shown.outcomes, shown.missing)
    assert judged.findings == attempt.hidden(judged)


def test_the_numbers_that_are_given_are_no_secret(judged):
    shown = attempt_with().shown(judged)

    assert (judged.numbers_given, judged.numbers_missing) == (
        shown.numbers_given,
        shown.numbers_missing,
    )


@pytest.mark.parametrize("step", [Step.QUESTION, Step.HINT])
def test_a_question_and_a_hint_show_no_finding_but_are_no_longer_hidden(judged, step):
    first = judged.findings[0]
    attempt = attempt_with(revealed(first, step))

    assert () == attempt.shown(judged).findings
    assert {} == attempt.shown(judged).missing
    assert first not in attempt.hidden(judged)
    assert len(judged.findings) - 1 == len(attempt.hidden(judged))


def test_a_finding_that_was_revealed_is_shown_and_no_other(judged):
    first, second = judged.findings[:2]
    attempt = attempt_with(
        *(revealed(first, step) for step in Step), revealed(second, Step.QUESTION)
    )

    assert (first,) == attempt.shown(judged).findings


def test_the_fields_a_revealed_finding_names_are_shown_as_missing_and_no_others(judged):
    asking = next(
        one for one in judged.findings
        if any(field in judged.missing.get(one.at.nodes[0], ()) for field in one.at.fields)
        or any(field in judged.missing.get(node, ()) for node, field in one.at.blanks)
    )  # fmt: skip
    named = {(asking.at.nodes[0], field) for field in asking.at.fields} | {*asking.at.blanks}

    hinted = attempt_with(revealed(asking, Step.HINT))
    found = attempt_with(revealed(asking, Step.FINDING))

    assert {} == hinted.shown(judged).missing
    shown = {
        (node, field) for node, fields in found.shown(judged).missing.items() for field in fields
    }
    every = {(node, field) for node, fields in judged.missing.items() for field in fields}
    assert named & every == shown
    assert shown
    assert shown < every


def test_what_is_settled_is_not_shown_any_more(judged):
    first = judged.findings[0]
    attempt = attempt_with(revealed(first, Step.FINDING))

    assert () == attempt.shown(replace(judged, findings=judged.findings[1:])).findings


def test_what_the_candidate_answered_after_it_was_revealed_stays_in_sight(judged):
    finding = next(one for one in judged.findings if not one.contradiction)
    answer = AnswerFinding(finding.fingerprint, "accepted", "We can live with that.")
    after = evaluate(apply(WEAK, (answer,)).design)
    (answered,) = (one for one in after.findings if one.fingerprint == finding.fingerprint)

    attempt = attempt_with(revealed(finding, Step.FINDING))

    assert Status.OPEN is not answered.status
    assert (answered,) == attempt.shown(after).findings
    assert answered not in attempt.hidden(after)


def test_after_the_end_everything_is_shown(judged):
    attempt = attempt_with(Ended(at=at(45), left=(), numbers_given=1, numbers_missing=2))

    assert judged is attempt.shown(judged)


def test_cards_are_numbered_in_the_order_of_their_first_reveal(judged):
    first, second, third = judged.findings[:3]
    attempt = attempt_with(
        revealed(second, Step.QUESTION),
        revealed(first, Step.QUESTION),
        revealed(second, Step.HINT),
        revealed(third, Step.QUESTION),
        revealed(second, Step.FINDING),
    )

    assert [
        (1, second.fingerprint, Step.FINDING),
        (2, first.fingerprint, Step.QUESTION),
        (3, third.fingerprint, Step.QUESTION),
    ] == [(one.number, one.fingerprint, one.step) for one in attempt.cards]
    assert "Look at FINDING." == attempt.cards[0].hint
    assert Counter({Step.QUESTION: 3, Step.HINT: 1, Step.FINDING: 1}) == attempt.reveals()


def test_an_attempt_tells_its_events_apart():
    attempt = attempt_with(*EVERY_EVENT, Looked(at=at(7), overlay="latency"))

    assert EVERY_EVENT[:2] == attempt.asked
    assert ("latency",) == attempt.overlays
    assert (EVERY_EVENT[4],) == attempt.thrown
    assert EVERY_EVENT[6] == attempt.ended
    assert 3 == attempt.diagnosis.score


def test_of_a_drill_the_last_answer_counts():
    first, *_ = (one for one in EVERY_EVENT if isinstance(one, Diagnosed))
    again = first.model_copy(update={"place_score": 2})

    assert attempt_with().diagnosis is None
    assert again == attempt_with(first, again).diagnosis


def test_an_attempt_is_not_changed_by_what_happens_after_it():
    before = attempt_with()

    after = before.after(EVERY_EVENT[0])

    assert ((), (EVERY_EVENT[0],)) == (before.events, after.events)
