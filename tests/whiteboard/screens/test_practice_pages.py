"""The pages of practice as Streamlit runs them: beside the board, after it, and the history."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from design.brief import Level
from prompts_library import shipped
from whiteboard.rounds.room import Room
from whiteboard.screens import history_page, start_page
from whiteboard.wiring.services import Services, services

APP = Path(__file__).parents[3] / "app.py"
ENTRY = shipped().entry("churn-daily")


@pytest.fixture
def made(tmp_path, monkeypatch) -> Services:
    monkeypatch.setenv("WHITEBOARD_HOME", str(tmp_path))
    return services()


@pytest.fixture
def room(made: Services) -> Room:
    return made.practice.begin(ENTRY, level=Level.STAFF, minutes=60)


@pytest.fixture
def app(made, monkeypatch) -> AppTest:
    for page in (start_page, history_page):
        monkeypatch.setattr(page, "is_local", lambda: True)
    return AppTest.from_file(APP, default_timeout=30)


def at(app: AppTest, **address: str) -> AppTest:
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def text(app: AppTest) -> str:
    shown = (*app.markdown, *app.caption, *app.title, *app.warning, *app.subheader)
    return "\n".join(one.value for one in shown).replace("\\", "")


def asked(app: AppTest, question: str) -> str:
    app.text_input(key="practice_question").set_value(question).run()
    assert not app.exception
    return text(app)


def test_what_is_asked_is_answered_beside_the_board(app, room):
    at(app, board=room.id)
    answer = ENTRY.prompt.to_ask[5]
    assert answer.answer not in text(app)

    assert answer.answer in asked(app, answer.ask)
    assert "That is a hard requirement." in asked(app, "What is the monthly budget?")
    assert "I have no number for that." in asked(app, "Who designed the logo?")
    assert f"{len(ENTRY.prompt.to_ask) - 1} more things are known if you ask." in text(app)


def test_a_curveball_is_said_and_changes_what_is_required(app, room):
    at(app, board=room.id)
    assert "Ready by: **06:00 UTC**" in text(app)

    app.button(key="practice_curveball").click().run()

    assert ENTRY.prompt.curveballs[0].say in text(app)
    assert "Ready by: **02:30 UTC**, before: ~~06:00 UTC~~" in text(app)


def test_looking_back_shows_what_each_level_reaches_and_marks_ones_own(app, room, made):
    made.practice.end(room)
    at(app, board=room.id, debrief="1")

    assert f"**Staff** (judged as): {ENTRY.prompt.levels.staff}" in text(app)
    assert f"**Senior**: {ENTRY.prompt.levels.senior}" in text(app)
    for phase in ENTRY.prompt.phases.of(60):
        assert phase.aim in text(app)


def test_looking_back_before_the_end_is_said_in_words(app, room):
    at(app, board=room.id, debrief="1")

    assert "end the attempt first" in app.info[0].value


def test_what_to_practise_next_begins_as_the_last_attempt_did(app, room, made):
    made.practice.end(room)
    at(app, history="1")
    (first, *_) = [one for one in app.button if (one.key or "").startswith("next-")]

    first.click().run()

    assert not app.exception
    later, earlier = made.practice.attempts()
    assert (Level.STAFF, 60, room.id) == (
        later.record.level,
        later.record.minutes,
        earlier.record.room,
    )
    assert {"board": later.record.room} == dict(app.query_params)


def test_the_history_can_be_deleted_and_boards_stay(app, room, made):
    at(app, history="1")
    assert "Daily churn scores" in text(app)

    app.button(key="delete-attempts").click().run()

    assert "No attempt yet." in text(app)
    assert [room.id] == [one.id for one in made.rooms.recent()]


def test_the_history_of_nobody_is_said_in_words(app):
    assert "No attempt yet." in text(at(app, history="1"))


def test_whoever_asks_sees_answers_levels_and_the_rubric(app, made):
    board = made.rooms.create(ENTRY.starter)
    prompt = ENTRY.prompt

    shown = text(at(app, board=board.id))

    assert [] == [one for one in for_the_interviewer() if one not in shown]
    assert {"Phases", "Rubric"} <= {one.label for one in app.expander}
    assert all(phase.aim in shown for phase in prompt.phases.of(45))


def test_whoever_practises_sees_nothing_of_it(app, room):
    shown = text(at(app, board=room.id))

    assert [] == [one for one in for_the_interviewer() if one in shown]


def for_the_interviewer() -> list[str]:
    prompt = ENTRY.prompt
    return [
        *(one.answer for one in prompt.to_ask),
        *(one.good_answer for one in (*prompt.follow_ups, *prompt.curveballs)),
        prompt.levels.mid,
        *(anchor for anchors in prompt.rubric.topics.values() for anchor in anchors),
        *(anchor for anchors in prompt.rubric.skills.values() for anchor in anchors),
    ]


def test_a_drill_that_cannot_be_read_is_said_with_its_place(app, tmp_path, monkeypatch):
    folder = tmp_path / "ours"
    (folder / "drills").mkdir(parents=True)
    (folder / "drills" / "broken.yaml").write_text("id: broken\n", encoding="utf-8")
    monkeypatch.setenv("WHITEBOARD_PROMPTS", str(folder))
    monkeypatch.setenv("WHITEBOARD_HOME", str(tmp_path / "home"))

    at(app)

    assert "The drill broken cannot be read" in {one.label for one in app.expander}
    assert any("broken.yaml:1" in one.value for one in app.code)
