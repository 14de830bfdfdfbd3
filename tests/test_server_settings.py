"""The settings the app is served with, and that this Streamlit still knows them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from streamlit import config

SETTINGS = Path(__file__).parents[1] / ".streamlit" / "config.toml"


def written() -> dict[str, object]:
    """Return every setting of the file by its dotted name."""

    def walk(prefix: str, table: dict[str, object]) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in table.items():
            name = f"{prefix}{key}"
            found |= walk(f"{name}.", value) if isinstance(value, dict) else {name: value}
        return found

    return walk("", tomllib.loads(SETTINGS.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", written())
def test_streamlit_knows_the_setting(name):
    assert name in config._config_options_template


def test_no_garbage_is_collected_after_each_run():
    assert written()["runner.postScriptGC"] is False


def test_the_script_runner_still_asks_before_it_collects():
    from streamlit.runtime.scriptrunner import script_runner

    source = Path(script_runner.__file__).read_text(encoding="utf-8")

    assert 1 == source.count("gc.collect(")
    assert "runner.postScriptGC" in source


def test_only_this_machine_is_answered_by_default():
    settings = written()

    assert "localhost" == settings["server.address"]
    assert ["localhost", "127.0.0.1", "::1"] == settings["server.allowedHosts"]


def test_nothing_is_reported_to_anybody():
    assert written()["browser.gatherUsageStats"] is False
