"""`whiteboard draw`: a phrase becomes a design file, or is refused with its place."""

from __future__ import annotations

import io
import sys

import pytest

from design.formats import read_design
from whiteboard.cli.main import main

DESIGN = """\
whiteboard: 1
lane: tabular
nodes:
  ranker: model
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "ranking.yaml"
    path.write_text(DESIGN)
    return path


def test_a_phrase_is_printed_as_a_new_design(capsys):
    assert 0 == main(["draw", "clicks source 5k/s -> ranker model p95 30 ms"])
    design = read_design(capsys.readouterr().out).design

    assert {"clicks", "ranker"} == set(design.nodes)
    assert "30 ms" == design.nodes["ranker"].fields["latency_p95"].text


def test_a_phrase_is_added_to_a_design_which_stays_as_it_was(file, capsys):
    assert 0 == main(["draw", "api endpoint -> ranker p95 30 ms", str(file)])

    assert {"api", "ranker"} == set(read_design(capsys.readouterr().out).design.nodes)
    assert DESIGN == file.read_text()


def test_a_design_from_standard_input_is_added_to(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(DESIGN.encode())))

    assert 0 == main(["draw", "ranker 3 replicas", "-"])
    assert "replicas: 3" in capsys.readouterr().out


def test_a_design_is_written_in_place_when_asked(file, capsys):
    assert 0 == main(["draw", "ranker -> log2 log", str(file), "-o", str(file)])

    assert {"ranker", "log2"} == set(read_design(file).design.nodes)
    assert f"Wrote {file}" in capsys.readouterr().err


def test_the_suffix_of_the_output_says_its_form(tmp_path):
    target = tmp_path / "new.json"

    assert 0 == main(["draw", "a source", "-o", str(target)])
    assert target.read_text().startswith("{")


def test_another_file_is_never_written_over(file, tmp_path, capsys):
    other = tmp_path / "other.yaml"
    other.write_text("mine")

    assert 2 == main(["draw", "a source", str(file), "-o", str(other)])
    assert "mine" == other.read_text()
    assert "exists" in capsys.readouterr().err


def test_comments_are_not_lost(file, capsys):
    file.write_text(f"# mine\n{DESIGN}")

    assert 2 == main(["draw", "a source", str(file), "-o", str(file)])
    assert "comments" in capsys.readouterr().err
    assert file.read_text().startswith("# mine")


def test_a_mistake_is_pointed_at_and_nothing_is_written(file, tmp_path, capsys):
    target = tmp_path / "new.yaml"

    assert 2 == main(["draw", "x source -> rankr", str(file), "-o", str(target)])
    said = capsys.readouterr()
    assert "  x source -> rankr\n              ^^^^^ `rankr` is not on the board" in said.err
    assert "" == said.out
    assert not target.exists()
