"""A drill on its pages: what it shows, and what is said after the answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from design.brief import Level
from prompts_library import Cause, shipped
from whiteboard.wiring.services import services

APP = Path(__file__).parents[3] / "app.py"
SECONDS = 30
ENTRY = shipped().drill("only-shoes")
DRILL = ENTRY.drill


@pytest.fixture
def practice(tmp_path, monkeypatch):
    monkeypatch.setenv("WHITEBOARD_HOME", str(tmp_path))
    return services().practice


def shown(app: AppTest) -> str:
    said = (*app.markdown, *app.caption, *app.warning, *app.title)
    return "\n".join(one.value for one in said).replace("\\", "")


def look_at(room: str, **query: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=SECONDS)
    for name, value in {"board": room, **query}.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def answered(practice, *, node=DRILL.planted.node, cause=DRILL.planted.cause, fix=""):
    room = practice.begin_drill(ENTRY, level=Level.SENIOR)
    practice.diagnose(room, ENTRY, node=node, cause=cause, fix=fix)
    return shown(look_at(room.id, debrief="1"))


def test_the_panel_shows_page_charts_and_log_and_nothing_of_the_answer(practice):
    said = shown(look_at(practice.begin_drill(ENTRY, level=Level.SENIOR).id))

    assert DRILL.page in said
    assert all(f"**{chart.title}**, {chart.unit}" in said for chart in DRILL.simulation.charts)
    assert all(one in said for one in DRILL.log)
    assert not [one for one in (*DRILL.reasoning, DRILL.repair.mend) if one in said]
    assert not [one for one in DRILL.tempting.values() if one in said]


def test_the_fix_stands_beside_a_good_one(practice):
    said = answered(practice, fix="Roll back to ranker-62.\nThen move the monitor.")

    assert "Roll back to ranker-62.  \nThen move the monitor." in said
    for step in (DRILL.repair.stop, DRILL.repair.mend, DRILL.repair.keep):
        assert step in said


def test_no_fix_is_said(practice):
    assert "You proposed none." in answered(practice, fix="  \n ")


def test_the_reasoning_and_what_speaks_against_other_causes_is_shown(practice):
    said = answered(practice)

    assert all(one in said for one in DRILL.reasoning)
    assert all(f"**{one.label}**. {why}" in said for one, why in DRILL.tempting.items())
    assert "(your answer)" not in said


def test_a_tempting_answer_is_ruled_out_first(practice):
    said = answered(practice, node="oncall", cause=Cause.FEEDBACK_LOOP)
    at = [said.index(f"- **{one.label}**") for one in DRILL.tempting]

    assert f"**{Cause.FEEDBACK_LOOP.label}** (your answer)" in said
    assert min(at) == said.index(f"- **{Cause.FEEDBACK_LOOP.label}**")
    assert "It was **Ranker**. What the page shows would have counted as well." in said
