"""Practising alone, from the first question to the end, and what is refused on the way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks.finding import Status
from design.brief import Lane, Level
from design.changes import AnswerFinding, RemoveNode
from prompts_library import Cause, Drill, DrillEntry
from prompts_library.drill import Planted
from tests.fakes.rooms import added
from tests.whiteboard.rounds.practising import CURVEBALLS, ENTRY, attempt_of, reopened
from whiteboard.rounds.attempts import Step, Task
from whiteboard.rounds.documents import changes_json
from whiteboard.rounds.practice import PracticeRefusedError, hint


def test_a_round_begins_with_the_starter_at_the_level_and_the_phases_of_its_time(outside, room):
    record = attempt_of(room).record

    assert replace(ENTRY.starter, level=Level.SENIOR) == room.state.design
    assert (room.id, Task.PROMPT, "tiny", "1", "Tiny") == (
        record.room,
        record.task,
        record.task_id,
        record.version,
        record.title,
    )
    assert (Level.SENIOR, 45, outside.clock.moment) == (record.level, record.minutes, record.began)
    assert [("Frame", 10), ("Draw", 25), ("Curveball", 10)] == [
        (one.name, one.minutes) for one in record.phases
    ]
    assert attempt_of(room) == outside.attempts.attempt(room.id)


def test_a_board_is_judged_at_the_level_that_is_practised(practice):
    junior = practice.begin(ENTRY, level=Level.JUNIOR, minutes=0)

    assert Level.JUNIOR is junior.state.evaluation.level


def test_without_a_clock_there_are_no_phases(practice):
    record = attempt_of(practice.begin(ENTRY, level=Level.MID, minutes=0)).record

    assert (0, ()) == (record.minutes, record.phases)


def test_at_first_everything_is_found_and_nothing_shown(room):
    assert room.state.evaluation.findings
    assert () == room.state.shown.findings


def test_what_is_asked_is_noted_with_the_number_of_its_answer(practice, room):
    assert "After a week." == practice.ask(room, "  When do\n labels   arrive? ", ENTRY)
    assert practice.ask(room, "hello there", ENTRY) is None
    assert [("When do labels arrive?", 1), ("hello there", None)] == [
        (one.question, one.answered) for one in attempt_of(room).asked
    ]


@pytest.mark.parametrize("question", ["", "  \n "])
def test_no_question_is_refused(practice, room, question):
    with pytest.raises(PracticeRefusedError, match="Type a question first"):
        practice.ask(room, question, ENTRY)
    assert () == attempt_of(room).events


def test_a_question_of_any_length_is_cut(practice, room):
    practice.ask(room, "why " * 100_000, ENTRY)

    assert 500 >= len(attempt_of(room).asked[0].question)


def test_a_finding_is_revealed_in_three_steps_the_gravest_first(practice, room):
    gravest = room.state.evaluation.findings[0]

    first = practice.reveal(room).cards[0]
    shown_first = room.state.shown.findings
    second = practice.reveal(room, 1).cards[0]
    shown_second = room.state.shown.findings
    third = practice.reveal(room, 1).cards[0]

    assert {(1, gravest.fingerprint, gravest.code)} == {
        (one.number, one.fingerprint, one.code) for one in (first, second, third)
    }
    assert [Step.QUESTION, Step.HINT, Step.FINDING] == [first.step, second.step, third.step]
    assert first.question
    assert hint(gravest, room.state.design) == second.hint
    assert ((), ()) == (shown_first, shown_second)
    assert (gravest,) == room.state.shown.findings


def test_without_a_number_another_finding_is_begun(practice, room):
    count = len(room.state.evaluation.findings)

    for _ in range(count):
        practice.reveal(room)

    assert [*range(1, count + 1)] == [one.number for one in attempt_of(room).cards]
    assert count == len({one.fingerprint for one in attempt_of(room).cards})
    with pytest.raises(PracticeRefusedError, match="Nothing is hidden"):
        practice.reveal(room)


def test_what_cannot_be_revealed_is_refused_and_counts_nothing(practice, room):
    for _ in Step:
        practice.reveal(room, 1 if attempt_of(room).cards else None)
    before = attempt_of(room)

    with pytest.raises(PracticeRefusedError, match="All of it has been revealed"):
        practice.reveal(room, 1)
    with pytest.raises(PracticeRefusedError, match="no such card"):
        practice.reveal(room, 2)
    assert before is attempt_of(room)


def test_what_was_mended_is_not_revealed_further(outside, practice, room):
    practice.reveal(room)
    (card,) = attempt_of(room).cards
    finding = room.state.evaluation.findings[0]
    outside.rooms.act(room, changes_json([RemoveNode(id_) for id_ in finding.at.nodes]))
    assert card.fingerprint not in {one.fingerprint for one in room.state.evaluation.findings}

    with pytest.raises(PracticeRefusedError, match="It is settled"):
        practice.reveal(room, 1)


def test_a_finding_the_candidate_answers_is_not_begun_again(outside, practice, room):
    gravest = next(one for one in room.state.evaluation.findings if not one.contradiction)
    outside.rooms.act(
        room, changes_json([AnswerFinding(gravest.fingerprint, "accepted", "For now.")])
    )

    practice.reveal(room)

    assert gravest.fingerprint != attempt_of(room).cards[0].fingerprint


def test_each_overlay_is_counted_once(practice, room):
    for name in ("latency", "cost", "latency"):
        practice.look(room, name)

    assert ("latency", "cost") == attempt_of(room).overlays
    assert 2 == len(attempt_of(room).events)


def test_a_curveball_changes_the_board_says_what_it_opened_and_reveals_nothing(outside, room):
    before = {one.fingerprint for one in room.state.evaluation.findings}

    blow = outside.practice.throw(room, CURVEBALLS)

    assert CURVEBALLS[0] == blow.curveball
    assert "6000 QPS" == room.state.design.nodes["traffic"].fields["peak_qps"].text
    opened = [one.fingerprint for one in blow.opened]
    assert ["CAP301@api"] == opened
    assert not before & {*opened}
    assert () == room.state.shown.findings
    assert (("crowd", ("CAP301@api",)),) == tuple(
        (one.curveball, one.opened) for one in attempt_of(room).thrown
    )
    assert room.state.design == reopened(outside, room).state.design


def test_curveballs_come_one_after_the_other_until_all_are_thrown(practice, room):
    thrown = [practice.throw(room, CURVEBALLS).curveball.id for _ in CURVEBALLS]

    assert [one.id for one in CURVEBALLS] == thrown
    with pytest.raises(PracticeRefusedError, match="Every curveball of this prompt has been"):
        practice.throw(room, CURVEBALLS)


def test_a_curveball_that_meets_nothing_on_the_board_is_thrown_all_the_same(outside, room):
    outside.rooms.act(room, changes_json([RemoveNode("traffic")]))
    revision = room.state.revision

    blow = outside.practice.throw(room, CURVEBALLS)

    assert () == blow.opened
    assert revision == room.state.revision
    assert ["crowd"] == [one.curveball for one in attempt_of(room).thrown]


def test_a_curveball_that_does_not_fit_the_board_is_refused_and_nothing_happens(outside, room):
    outside.rooms.act(room, changes_json([RemoveNode("service")]))
    before = room.state

    with pytest.raises(PracticeRefusedError, match="“Haste” does not fit this board: there is no"):
        outside.practice.throw(room, CURVEBALLS[1:])
    assert before is room.state


def test_a_curveball_adds_a_node_beside_one_of_the_candidate(outside, room):
    outside.rooms.act(room, [added("other")])

    with pytest.raises(PracticeRefusedError, match="does not fit this board"):
        outside.practice.throw(room, CURVEBALLS[2:])


def test_the_end_shows_everything_and_keeps_what_was_left_open(outside, practice, room):
    outside.clock.tick(60)
    practice.end(room)

    ended = attempt_of(room).ended
    evaluation = room.state.evaluation
    assert evaluation is room.state.shown
    assert outside.clock.moment == ended.at
    assert [one.fingerprint for one in evaluation.findings if one.status is Status.OPEN] == [
        one.fingerprint for one in ended.left
    ]
    assert (evaluation.numbers_given, evaluation.numbers_missing) == (
        ended.numbers_given,
        ended.numbers_missing,
    )


def test_after_the_end_nothing_more_happens_and_the_board_can_still_be_drawn_on(
    outside, practice, room
):
    ended = practice.end(room)

    for act in (
        lambda: practice.ask(room, "Why?", ENTRY),
        lambda: practice.reveal(room),
        lambda: practice.throw(room, CURVEBALLS),
        lambda: practice.end(room),
    ):
        with pytest.raises(PracticeRefusedError, match="This attempt has ended"):
            act()
    practice.look(room, "cost")
    assert ended is attempt_of(room)
    outside.rooms.act(room, [added("spare")])
    assert "spare" in room.state.design.nodes
    assert [one.fingerprint for one in ended.ended.left] == [
        one.fingerprint for one in attempt_of(room).ended.left
    ]


def test_on_a_board_where_nobody_practises_all_is_refused(outside, practice):
    room = outside.rooms.create(ENTRY.reference)

    for act in (
        lambda: practice.ask(room, "Why?", ENTRY),
        lambda: practice.reveal(room),
        lambda: practice.throw(room, CURVEBALLS),
        lambda: practice.end(room),
    ):
        with pytest.raises(PracticeRefusedError, match="Nobody practises on this board"):
            act()
    practice.look(room, "cost")
    assert room.state.attempt is None


@pytest.mark.parametrize(
    ("node", "cause", "expected"),
    [
        ("api", "capacity", (2, 2)),
        ("ranker", "capacity", (1, 2)),
        ("service", "season", (1, 0)),
        ("nobody", "nothing", (0, 0)),
    ],
)
def test_a_drill_is_answered_with_a_score_and_ends(practice, room, node, cause, expected):
    planted = Planted.model_construct(node="api", also=(), cause=Cause.CAPACITY)
    drill = DrillEntry(
        "tiny.yaml",
        Drill.model_construct(planted=planted),
        Lane.TABULAR,
        ENTRY.reference,
        ENTRY.reference,
    )

    attempt = practice.diagnose(room, drill, node=node, cause=cause, fix="More of them.")

    assert expected == (attempt.diagnosis.place_score, attempt.diagnosis.cause_score)
    assert sum(expected) == attempt.diagnosis.score
    assert "More of them." == attempt.diagnosis.fix
    assert attempt.ended


def test_everybody_at_the_board_is_told_what_may_be_seen_now(practice, room):
    told = []
    room.join("client-alice", (), listener=told.append)

    practice.reveal(room)
    practice.end(room)

    assert [(0, False), (len(room.state.evaluation.findings), True)] == [
        (len(one.after.shown.findings), one.after.attempt.ended is not None) for one in told
    ]


def test_a_hint_says_where_and_not_what(room):
    design = room.state.design
    for finding in room.state.evaluation.findings:
        said = hint(finding, design)

        assert finding.message not in said
        if finding.at.nodes:
            first = design.nodes[finding.at.nodes[0]]
            assert (first.name or first.id) in said
        else:
            assert "Look at the design as a whole, not at one box." == said
