"""The developer's commands, as far as they can be tried without a network."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

import dev

ROOT = Path(dev.__file__).parent


def run(*arguments):
    return subprocess.run(
        [sys.executable, str(ROOT / "dev.py"), *arguments],
        capture_output=True,
        check=False,
        text=True,
    )


def test_without_a_command_it_lists_them():
    done = run()

    assert 0 == done.returncode
    assert all(f"  {name}" in done.stdout for name in dev.COMMANDS)


def test_an_unknown_command_is_refused_with_the_list():
    done = run("tset")

    assert 2 == done.returncode
    assert "no command 'tset'" in done.stderr
    assert "  test" in done.stderr


@pytest.mark.parametrize(
    ("text", "expected"),
    [("uv 0.13.8 (x86_64)", (0, 13, 8)), ("v20.20.2", (20, 20, 2)), (None, ()), ("none", ())],
)
def test_a_version_is_the_first_dotted_number(text, expected):
    assert expected == dev.version(text)


def test_a_password_in_an_index_address_is_never_printed():
    assert "https://mirror/simple" == dev.without_password("https://me:secret@mirror/simple")


def test_a_mirror_is_taken_from_the_environment(monkeypatch):
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    assert not dev.has_mirror()

    monkeypatch.setenv("PIP_INDEX_URL", "https://pypi.org/simple/")
    assert not dev.has_mirror()

    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror/simple")
    assert dev.has_mirror()
    assert "https://mirror/simple" == dev.environment()["UV_DEFAULT_INDEX"]


def index_with(folder, content):
    """Write a package index of one file below *folder* and return its address."""
    page = folder / "pip"
    page.mkdir()
    (page / dev.PIP_WHEEL).write_bytes(content)
    (page / "index.html").write_text(f'<a href="{dev.PIP_WHEEL}#sha256=00">{dev.PIP_WHEEL}</a>')
    return folder.as_uri()


def read_file_address(address):
    path = Path(address.removeprefix("file://"))
    return (path / "index.html" if path.is_dir() else path).read_bytes()


def test_a_wheel_with_another_hash_is_not_run(tmp_path, monkeypatch):
    monkeypatch.setenv("UV_DEFAULT_INDEX", index_with(tmp_path, b"not pip"))
    monkeypatch.setattr(dev, "read_address", read_file_address)

    with pytest.raises(dev.CommandError, match="Nothing was run"):
        dev.fetch_pip(tmp_path)


def test_the_wheel_with_the_pinned_hash_is_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("UV_DEFAULT_INDEX", index_with(tmp_path, b"pip"))
    monkeypatch.setattr(dev, "read_address", read_file_address)
    monkeypatch.setattr(dev, "PIP_SHA256", hashlib.sha256(b"pip").hexdigest())

    assert b"pip" == dev.fetch_pip(tmp_path).read_bytes()


def test_a_failed_step_says_how_to_repeat_it():
    message = str(dev.failure("mypy", ["uv", "run", "a file"], 1))

    assert "mypy failed (exit code 1)" in message
    assert "&& uv run 'a file'" in message


def test_a_browser_named_by_hand_must_start(tmp_path, monkeypatch):
    monkeypatch.setenv(dev.BROWSER_VARIABLE, str(tmp_path / "absent"))

    assert dev.find_browser() is None
    with pytest.raises(dev.CommandError, match="does not start"):
        dev.browser()


def test_an_empty_stub_is_not_taken_for_a_browser(tmp_path):
    stub = tmp_path / "chromium-browser"
    stub.write_text("#!/bin/sh\nexit 1\n")
    stub.chmod(0o755)

    assert not dev.starts(str(stub))


def test_a_bundle_that_its_source_does_not_build_is_reported(tmp_path, monkeypatch):
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "BUNDLE", tmp_path / "build")
    monkeypatch.setattr(dev, "install_canvas", lambda: ["npm"])
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "index-1.js").write_text("old")

    def build(title, command):
        if command[-1] == "build":
            (tmp_path / "build" / "index-1.js").write_text("new")

    monkeypatch.setattr(dev, "run", build)

    with pytest.raises(dev.CommandError, match=r"index-1\.js"):
        dev.check_canvas()
    dev.check_canvas()


def test_everything_is_checked_in_order_and_the_tests_come_last(monkeypatch):
    steps = []
    monkeypatch.setattr(dev, "uv", lambda: "uv")
    monkeypatch.setattr(dev, "browser", lambda: "chromium")
    monkeypatch.setattr(dev, "check_canvas", lambda: steps.append("canvas"))
    monkeypatch.setattr(dev, "run", lambda title, command: steps.append(title))

    def start(command, **options):
        steps.append(command[command.index("--locked") + 1 :])
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(dev.subprocess, "run", start)
    monkeypatch.setattr(dev, "has_mirror", lambda: False)

    dev.test(["-q"])

    assert ["ruff check", "ruff format", "mypy", "lint-imports", "canvas"] == steps[:-1]
    assert ["pytest", "-q"] == steps[-1]
