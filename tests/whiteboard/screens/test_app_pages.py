"""The pages, run as Streamlit runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from checks.registry import all_rules
from design.brief import Lane, Level
from design.formats import read_design
from design.model import Design
from prompts_library import shipped
from tests.fakes.rooms import added
from whiteboard.rounds.rooms import Rooms
from whiteboard.screens import start_page
from whiteboard.screens.exports import REPORTS, design_file, report_file
from whiteboard.wiring.services import services

APP = Path(__file__).parents[3] / "app.py"
SECONDS = 30
PROMPTS = [one.prompt for one in shipped().readable().values()]


@pytest.fixture
def rooms(tmp_path, monkeypatch) -> Rooms:
    monkeypatch.setenv("WHITEBOARD_HOME", str(tmp_path))
    return services().rooms


@pytest.fixture
def app(rooms, monkeypatch) -> AppTest:
    monkeypatch.setattr(start_page, "is_local", lambda: True)
    return AppTest.from_file(APP, default_timeout=SECONDS)


def opened(app: AppTest, room: str) -> AppTest:
    app.query_params["board"] = room
    return app.run()


def board_data(app: AppTest) -> dict[str, str]:
    return json.loads(app.get("bidi_component")[0].proto.json)


def is_of_a_board(key: str) -> bool:
    return key.startswith("open-") and not key.startswith("open-prompt-")


def text(app: AppTest) -> str:
    return "\n".join(one.value for one in (*app.markdown, *app.caption, *app.title))


def test_the_start_page_offers_every_prompt_with_its_numbers(app):
    app.run()

    assert not app.exception
    for prompt in PROMPTS:
        assert app.button(key=f"practise-{prompt.id}")
        assert prompt.title in text(app).replace("\\", "")
        for requirement in prompt.requirements[:4]:
            assert requirement.value in text(app).replace("\\", "")


def test_a_blank_board_opens_at_an_address_of_its_own(app, rooms):
    app.run()
    app.button(key="blank").click().run()

    assert not app.exception
    (record,) = rooms.recent()
    assert record.id == app.query_params["board"]
    data = board_data(app)
    assert record.id == data["room"]
    assert f"board/{record.id}/ws" == data["socket"]
    assert data["vocabulary"].startswith("board-assets/vocabulary-")
    assert record.id not in data["token"]


def test_practising_starts_from_the_starter_of_the_prompt(app, rooms):
    entry = shipped().entry(PROMPTS[0].id)
    app.run()
    app.button(key=f"practise-{entry.prompt.id}").click().run()

    assert not app.exception
    assert entry.starter == rooms.open(rooms.recent()[0].id).state.design
    assert entry.prompt.requirements[0].value in text(app).replace("\\", "")


def test_a_worked_example_is_the_reference_of_the_prompt(app, rooms):
    id_ = PROMPTS[0].id
    app.run()
    app.button(key=f"example-{id_}").click().run()

    assert shipped().entry(id_).reference == rooms.open(rooms.recent()[0].id).state.design


def test_the_start_page_lists_boards_and_opens_them(app, rooms):
    room = rooms.create(Design(title="Churn *daily*"))
    app.run()

    assert "churn\\-daily\\.yaml" in text(app)
    app.button(key=f"open-{room.id}").click().run()
    assert room.id == app.query_params["board"]
    assert room.id == board_data(app)["room"]


def test_a_board_can_be_deleted_and_its_file_stays(app, rooms, tmp_path):
    room = rooms.create(Design(title="Churn"))
    app.run()

    app.button(key=f"delete-{room.id}").click().run()

    assert not app.exception
    assert () == rooms.recent()
    assert (tmp_path / "churn.yaml").is_file()


def test_the_list_of_boards_is_for_the_machine_of_the_server_alone(app, rooms, monkeypatch):
    room = rooms.create(Design(title="Churn"))
    monkeypatch.setattr(start_page, "is_local", lambda: False)

    app.run()

    assert not app.exception
    assert room.id not in str([one.key for one in app.button])


@pytest.mark.parametrize(
    ("address", "host", "expected"),
    [
        (None, "localhost:8501", True),
        (None, "127.0.0.1", True),
        (None, "[::1]:8501", True),
        (None, "boards.example", False),
        (None, "", False),
        (None, "[", False),
        ("10.0.0.7", "localhost:8501", False),
    ],
)
def test_who_is_at_the_machine_of_the_server(address, host, expected):
    assert expected is start_page.comes_from_here(address, host)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"host": "localhost:8501", "origin": "http://localhost:8501"}, False),
        ({"host": "localhost:8501"}, False),
        ({"host": "localhost:8501", "origin": "https://boards.example"}, True),
        ({"host": "localhost:8501", "origin": "null"}, True),
        ({"host": "localhost:8501", "x-forwarded-for": "10.0.0.7"}, True),
        ({"host": "localhost:8501", "via": "1.1 proxy"}, True),
    ],
)
def test_who_comes_through_a_proxy_is_not_at_the_machine_of_the_server(headers, expected):
    assert expected is start_page.is_relayed(headers)


def test_a_long_list_of_boards_is_cut_and_says_so(app, rooms, monkeypatch):
    monkeypatch.setattr(start_page, "OLDER", 2)
    for number in range(start_page.RECENT + 5):
        rooms.create(Design(title=f"Board {number}"))

    app.run()

    assert start_page.RECENT + 2 == len([x for x in app.button if is_of_a_board(x.key)])
    assert "3 more are not listed" in text(app)


@pytest.mark.parametrize("name", ["../../x", "x" * 5000, "a\x00b", "' OR 1=1 --", "模型"])
def test_any_junk_in_an_address_is_no_board(app, name):
    opened(app, name)

    assert not app.exception
    assert "There is no such board here" in app.error[0].value


@pytest.mark.parametrize("junk", ["[a](https://evil.example)", "![a](//evil.example/x)", "<b>x"])
def test_junk_for_a_rule_is_said_and_never_markup(app, junk):
    app.query_params["rule"] = junk
    app.run()

    assert not app.exception
    (said,) = [one.value for one in app.error]
    assert junk in said.replace("\\", "")
    assert junk not in said


def test_a_board_that_does_not_exist_is_said_in_words(app):
    opened(app, "nowhere")

    assert not app.exception
    assert ["There is no such board here. The link may be incomplete, or of another server."] == [
        one.value for one in app.error
    ]


def test_a_home_that_cannot_be_used_is_said_in_words(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("WHITEBOARD_HOME", str(tmp_path / "file"))

    app = AppTest.from_file(APP, default_timeout=SECONDS).run()

    assert not app.exception
    assert "WHITEBOARD_HOME" in app.error[0].value.replace("\\", "")


def test_level_and_lane_are_stored_changes_of_the_design(app, rooms):
    room = rooms.create(Design(title="Churn"))
    opened(app, room.id)

    app.selectbox(key="level").select(Level.STAFF).run()
    app.selectbox(key="lane").select(Lane.LLM).run()
    app.text_input(key="title").set_value("Churn, weekly").run()

    design = room.state.design
    assert (Level.STAFF, Lane.LLM, "Churn, weekly") == (design.level, design.lane, design.title)
    assert 3 == room.state.revision
    assert not app.exception


def test_the_page_shows_what_somebody_else_has_changed(app, rooms):
    room = rooms.create(Design(title="Churn", level=Level.JUNIOR))
    opened(app, room.id)

    rooms.act(room, [{"type": "set_design", "level": "mid", "title": "New"}])
    app.run()

    assert (Level.MID, "New") == (
        app.selectbox(key="level").value,
        app.text_input(key="title").value,
    )


def upload(app: AppTest, key: str, name: str, content: str) -> AppTest:
    return app.file_uploader(key=key).set_value((name, content.encode(), "text/yaml")).run()


def test_a_design_file_opens_as_a_new_board(app, rooms):
    upload(app.run(), "start_upload", "churn.yaml", "title: From a file\n")
    app.button(key="start_open").click().run()

    assert "From a file" == rooms.recent()[0].title
    assert rooms.recent()[0].id == app.query_params["board"]


def test_a_file_that_is_no_design_is_said_with_its_places(app, rooms):
    upload(app.run(), "start_upload", "churn.yaml", "nodes:\n  a: {kind: modell}\n")

    assert not app.exception
    assert "nothing was opened" in app.error[0].value
    assert "churn.yaml:2:" in app.code[0].value
    assert "model" in app.code[0].value
    assert () == rooms.recent()


def test_a_file_takes_the_place_of_a_board_and_that_can_be_taken_back(app, rooms):
    room = rooms.create(Design(title="Old"))
    rooms.act(room, [added("a")])
    upload(opened(app, room.id), "board_upload", "new.yaml", "title: New\n")

    app.button(key="board_replace").click().run()
    assert ("New", {}) == (room.state.design.title, room.state.design.nodes)
    app.button(key="board_undo").click().run()

    assert ("Old", ["a"]) == (room.state.design.title, [*room.state.design.nodes])
    assert not app.exception


def test_a_prompt_that_is_not_in_the_library_is_said_in_words(app, rooms):
    opened(app, rooms.create(Design(prompt="gone")).id)

    assert not app.exception
    assert "gone" in app.warning[0].value


def test_titles_are_never_markup(app, rooms):
    title = "<b>x</b> [a](javascript:alert(1)) $x$ :red[y] **z**"
    rooms.create(Design(title=title))

    app.run()

    (label,) = [one.label for one in app.button if is_of_a_board(one.key)]
    assert title == label.replace("\\", "")
    assert "\\[a\\]\\(javascript\\:alert" in label


def test_a_rule_has_a_page(app):
    app.query_params["rule"] = "CAP301"
    app.run()

    assert not app.exception
    assert "CAP301" in text(app)


def test_the_page_of_a_rule_draws_its_examples(app):
    app.query_params["rule"] = "LEAK401"
    app.run()

    assert not app.exception
    assert len(all_rules()["LEAK401"].examples) == len(app.get("image"))


def test_every_rule_is_listed_and_a_search_narrows_them_down(app):
    app.query_params["rules"] = "all"
    app.run()
    assert all(f"?rule={code})" in text(app) for code in all_rules())

    app.text_input(key="rule_search").input("replicas PEAK").run()

    assert "?rule=CAP301)" in text(app)
    assert "?rule=LEAK401)" not in text(app)


def test_the_rules_of_a_family_have_an_address(app):
    app.query_params["rules"] = "CAP"
    app.run()

    assert "?rule=CAP301)" in text(app)
    assert "?rule=LEAK401)" not in text(app)


def test_a_rule_that_does_not_exist_is_said_in_words(app):
    app.query_params["rule"] = "CAP999"
    app.run()

    assert not app.exception
    assert "CAP999" in app.error[0].value


@pytest.mark.parametrize("form", REPORTS, ids=lambda form: form.suffix)
def test_every_report_can_be_taken_away(rooms, form):
    room = rooms.create(shipped().entry(PROMPTS[0].id).reference)

    assert len(report_file(room, form.suffix, shipped())) > 500


@pytest.mark.parametrize("suffix", [".yaml", ".json"])
def test_the_design_can_be_taken_away_and_opened_again(rooms, suffix):
    room = rooms.create(shipped().entry(PROMPTS[0].id).reference)

    again = read_design(design_file(room, suffix), name=f"board{suffix}").design

    assert room.state.design == again
