"""What the server gets beside the pages, and what it does when it cannot start."""

from __future__ import annotations

import logging

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from whiteboard.wiring.serving import extras


def test_the_channel_and_the_files_of_the_board_are_served(tmp_path, monkeypatch):
    monkeypatch.setenv("WHITEBOARD_HOME", str(tmp_path))

    paths = {route.path for route in extras()["routes"]}

    assert {
        "/board/{room}/ws",
        "/board-assets/{name}",
        "/open-link",
        "/open-link.js",
    } == paths


def test_a_server_that_cannot_keep_boards_ends_with_a_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("WHITEBOARD_HOME", str(tmp_path / "file"))

    with pytest.raises(SystemExit, match="WHITEBOARD_HOME"):
        extras()


def test_a_server_that_cannot_keep_its_secret_ends_with_a_sentence(tmp_path, monkeypatch):
    (tmp_path / ".secret").mkdir()
    monkeypatch.setenv("WHITEBOARD_HOME", str(tmp_path))

    with pytest.raises(SystemExit, match="Boards cannot be kept in"):
        extras()


def test_streamlit_accepts_what_is_served(tmp_path, monkeypatch):
    monkeypatch.setenv("WHITEBOARD_HOME", str(tmp_path))
    (tmp_path / "page.py").write_text("")

    st.App(tmp_path / "page.py", **extras())


def test_an_error_on_a_page_is_logged_and_said_without_a_traceback(caplog):
    def page() -> None:
        from whiteboard.wiring.serving import report_error

        assert report_error(RuntimeError("secret detail"))

    with caplog.at_level(logging.ERROR):
        app = AppTest.from_function(page).run()

    assert "secret detail" in caplog.text
    assert "Your board is saved" in app.error[0].value
    assert "secret" not in app.error[0].value
