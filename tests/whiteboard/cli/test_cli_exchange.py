"""`whiteboard import` and `export`: exit codes, where doubts go, and what is never overwritten."""

from __future__ import annotations

import io
import sys

import pytest

from design.exchange import read_foreign
from design.formats import read_design
from whiteboard.cli.main import main

DRAWING = "flowchart LR\n  kafka[Kafka 20M/day] --> etl[Spark ETL]\n  etl --> foo[Foo]\n"
DESIGN = """\
whiteboard: 1
title: Ranking
nodes:
  api: {kind: endpoint, peak_qps: 2400/s, replicas: 12 pods}
  ranker: {kind: model, latency: p95 120 ms}
edges:
  - api -> ranker
layout:
  api: [0, 0]
  ranker: [300, 0]
"""


@pytest.fixture
def drawing(tmp_path):
    path = tmp_path / "sketch.mmd"
    path.write_text(DRAWING)
    return path


@pytest.fixture
def design(tmp_path):
    path = tmp_path / "ranking.yaml"
    path.write_text(DESIGN)
    return path


def test_a_drawing_is_printed_as_a_design_and_its_doubts_beside_it(drawing, capsys):
    assert 0 == main(["import", str(drawing)])
    said = capsys.readouterr()

    read = read_design(said.out, name="x.yaml").design
    assert {"kafka", "spark_etl", "foo"} == set(read.nodes)
    assert f"{drawing}: node foo: read `Foo`; taken as a transform" in said.err
    assert "Read 3 nodes and 2 edges; 3 things to confirm." in said.err


@pytest.mark.parametrize("name", ["made.yaml", "made.json"])
def test_a_drawing_becomes_a_new_file_that_can_be_checked(drawing, tmp_path, name, capsys):
    made = tmp_path / name

    assert 0 == main(["import", str(drawing), "-o", str(made)])
    assert 0 == main(["check", str(made), "--fail-on", "never"])
    assert 2 == main(["import", str(drawing), "-o", str(made)])
    assert "exists; name another file" in capsys.readouterr().err


def test_a_drawing_is_read_from_standard_input(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(DRAWING.encode())))

    assert 0 == main(["import", "-"])
    assert "kafka:" in capsys.readouterr().out


def test_a_broken_drawing_is_refused_with_its_line(tmp_path, capsys):
    path = tmp_path / "broken.mmd"
    path.write_text("flowchart LR\na[Kafka --> b\n")

    assert 2 == main(["import", str(path), "-o", str(tmp_path / "made.yaml")])
    assert f"{path}:2:2: expected `]`" in capsys.readouterr().err
    assert not (tmp_path / "made.yaml").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"\x89PNG\r\n\xff", "not UTF-8 text"), (DESIGN.encode(), "a design file already")],
)
def test_what_is_no_drawing_is_refused_in_a_sentence(tmp_path, capsys, content, message):
    path = tmp_path / "other"
    path.write_bytes(content)

    assert 2 == main(["import", str(path)])
    assert message in capsys.readouterr().err


def test_a_drawing_that_is_not_there_is_told_with_the_nearest_one(drawing, tmp_path, capsys):
    assert 2 == main(["import", str(tmp_path / "sketch.mm")])
    assert "did you mean `sketch.mmd`?" in capsys.readouterr().err


def test_a_doubt_cannot_steer_the_terminal(tmp_path, capsys):
    path = tmp_path / "hostile.mmd"
    path.write_text('flowchart LR\na["\u202e\u009b2J ::error::x"]\n')

    assert 0 == main(["import", str(path)])
    said = capsys.readouterr()
    assert not {"\x1b", "\u009b", "\u202e"} & {*said.err, *said.out}


@pytest.mark.parametrize("suffix", [".mmd", ".mermaid", ".dot", ".gv", ".excalidraw", ".drawio"])
def test_an_export_is_what_an_import_reads(design, tmp_path, suffix):
    made = tmp_path / f"made{suffix}"
    assert 0 == main(["export", str(design), "-o", str(made)])

    imported = read_foreign(made.read_text(encoding="utf-8"), name=made.name)
    expected = read_design(design).design
    assert (expected.nodes, expected.edges) == (imported.design.nodes, imported.design.edges)
    assert () == imported.doubts


@pytest.mark.parametrize("suffix", [".yaml", ".yml", ".json"])
def test_a_design_is_exported_as_a_design(design, tmp_path, suffix):
    made = tmp_path / f"made{suffix}"
    assert 0 == main(["export", str(design), "-o", str(made)])

    assert read_design(design).design == read_design(made).design


def test_a_picture_is_exported(design, tmp_path):
    made = tmp_path / "made.svg"

    assert 0 == main(["export", str(design), "-o", str(made)])
    assert made.read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize(
    ("name", "message"),
    [("made.drawoi", "did you mean `.drawio`?"), ("made", "a file without a suffix: use one of")],
)
def test_an_unknown_suffix_is_refused_and_leaves_nothing_behind(
    design, tmp_path, capsys, name, message
):
    assert 2 == main(["export", str(design), "-o", str(tmp_path / name)])
    assert message in capsys.readouterr().err
    assert [design] == [*tmp_path.iterdir()]
