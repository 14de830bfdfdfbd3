"""`whiteboard prompts check`, and prompts of a private folder."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from prompts_library import shipped, shipped_folder
from tests.fakes.prompts import TINY, line_of
from whiteboard.cli.main import main

# One that ships and is known to be what it says.
SOUND = next(iter(shipped().readable().values()))


@pytest.fixture
def folder(tmp_path) -> Path:
    made = tmp_path / "prompts"
    made.mkdir()
    return made


def sound(folder: Path, id_: str = "ours") -> Path:
    """A prompt of another name that is what it says."""
    text = (shipped_folder() / "churn-daily.yaml").read_text(encoding="utf-8")
    return written(folder, id_, text.replace("id: churn-daily", f"id: {id_}", 1))


def written(folder: Path, id_: str, text: str) -> Path:
    path = folder / f"{id_}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def private(folder, monkeypatch) -> Path:
    monkeypatch.setenv("WHITEBOARD_PROMPTS", str(folder))
    return folder


def test_a_prompt_that_is_what_it_says_exits_with_0(folder, capsys):
    assert 0 == main(["prompts", "check", str(sound(folder))])
    assert "1 file: all as they say\n" == capsys.readouterr().out


def test_a_prompt_that_is_not_what_it_says_exits_with_1_and_names_each_part(folder, capsys):
    assert 1 == main(["prompts", "check", str(written(folder, "tiny", TINY))])

    *lines, last = capsys.readouterr().out.splitlines()
    assert f"1 file: {len(lines)} problems" == last
    assert all(one.startswith("tiny.yaml: ") for one in lines)
    assert "tiny.yaml: weak.findings: NUM101@api is listed and not found" in lines
    assert any(one.startswith("tiny.yaml: curveballs.haste: it says LAT202; on") for one in lines)


def test_a_file_that_cannot_be_read_exits_with_1_and_its_lines(folder, capsys):
    text = TINY.replace("given:", "givens:").replace("lane: tabular", "lane: tabula")

    assert 1 == main(["prompts", "check", str(written(folder, "tiny", text))])

    said = capsys.readouterr().out
    line = line_of(text, "givens:")
    assert f"tiny.yaml:{line}:1: givens: unknown field; did you mean `given`?" in said
    assert "tiny.yaml:3:1: lane: " in said
    assert "1 file: 3 problems" in said


def test_several_files_are_all_judged(folder, capsys):
    files = [
        sound(folder),
        written(folder, "bytes", ""),
        folder / "nowhere.yaml",
        written(folder, "tiny", TINY),
    ]

    assert 1 == main(["prompts", "check", *map(str, files)])

    said = capsys.readouterr().out
    assert "ours.yaml" not in said
    assert "bytes.yaml:1:1: expected a mapping that starts with `id:`" in said
    assert "nowhere.yaml:1:1: cannot be read: No such file or directory" in said
    assert "tiny.yaml: reference" in said
    assert said.splitlines()[-1].startswith("4 files: ")


def test_a_file_that_is_called_otherwise_than_its_prompt_is_told(folder, capsys):
    path = sound(folder).rename(folder / "theirs.yaml")

    assert 1 == main(["prompts", "check", str(path)])
    assert "expected `theirs`, the name of the file; found `ours`" in capsys.readouterr().out


def test_without_files_all_there_are_are_judged_with_the_private_ones(private, capsys):
    written(private, "tiny", TINY)

    assert 1 == main(["prompts", "check"])

    said = capsys.readouterr().out
    assert "tiny.yaml: " in said
    count = len(shipped().ids) + len(shipped().drill_ids) + 1
    assert said.splitlines()[-1].startswith(f"{count} files: ")


def test_a_private_prompt_is_listed_and_begun(private, tmp_path, capsys):
    sound(private)
    made = tmp_path / "mine.yaml"

    assert 0 == main(["prompts", "--format", "json"])
    listed = {one["id"] for one in json.loads(capsys.readouterr().out)["prompts"]}
    assert 0 == main(["new", "--prompt", "ours", "-o", str(made)])

    assert {"ours", SOUND.prompt.id} <= listed
    assert "prompt: ours" in made.read_text()


def test_a_private_prompt_goes_before_one_that_ships(private, capsys):
    sound(private, "churn-daily")
    path = private / "churn-daily.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("\ntitle: ", "\ntitle: Our own ", 1))

    main(["prompts", "--format", "json"])

    titles = {one["id"]: one["title"] for one in json.loads(capsys.readouterr().out)["prompts"]}
    assert titles["churn-daily"].startswith("Our own ")


def test_of_several_folders_the_last_goes_first(folder, tmp_path, monkeypatch, capsys):
    other = tmp_path / "other"
    other.mkdir()
    written(folder, "tiny", TINY)
    written(other, "tiny", TINY.replace("title: Tiny", "title: Tinier"))
    monkeypatch.setenv("WHITEBOARD_PROMPTS", os.pathsep.join((str(folder), "", str(other))))

    main(["prompts", "--format", "json"])

    titles = {one["id"]: one["title"] for one in json.loads(capsys.readouterr().out)["prompts"]}
    assert "Tinier" == titles["tiny"]


def test_a_private_prompt_that_cannot_be_read_takes_no_other_away(private, capsys):
    written(private, "broken", "id: [")

    assert 0 == main(["prompts", "--format", "json"])

    listed = {one["id"] for one in json.loads(capsys.readouterr().out)["prompts"]}
    assert SOUND.prompt.id in listed
    assert "broken" not in listed


def test_a_prompt_that_cannot_be_read_is_not_begun(private, capsys):
    written(private, "broken", "id: [")

    assert 2 == main(["new", "--prompt", "broken"])
    assert "broken.yaml:2:1: not YAML" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_no_error(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("WHITEBOARD_PROMPTS", str(tmp_path / "nowhere"))

    assert 0 == main(["prompts"])
    assert SOUND.prompt.id in capsys.readouterr().out
