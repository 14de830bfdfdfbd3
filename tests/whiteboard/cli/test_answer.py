"""`whiteboard answer`: the reason goes into the file, and shows in the next check."""

from __future__ import annotations

import json

import pytest

from design.formats import read_design
from whiteboard.cli.main import main

DESIGN = """\
whiteboard: 1
# drawn on Tuesday
lane: tabular
nodes:
  api: {kind: endpoint, mode: online, peak_qps: 400/s, requests_per_day: 50M/day}
  release: {kind: deployment, stages: [canary 5% for 1 h, full]}
  ranker: {kind: model, type: gbdt}
edges: [api -> ranker, release -> ranker]
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "ranking.yaml"
    path.write_text(DESIGN)
    return path


def status_of(file, fingerprint, capsys):
    capsys.readouterr()
    main(["check", str(file), "--format", "json"])
    (design,) = json.loads(capsys.readouterr().out)["designs"]
    return {one["fingerprint"]: (one["status"], one["because"]) for one in design["findings"]}.get(
        fingerprint
    )


def test_an_accepted_finding_stays_visible_with_its_reason(file, capsys):
    asked = ["answer", str(file), "ROLL501@release+ranker", "--accept", "--because", "first launch"]

    assert 0 == main(asked)
    assert "ROLL501@release+ranker is accepted." in capsys.readouterr().err
    assert ("accepted", "first launch") == status_of(file, "ROLL501@release+ranker", capsys)


def test_comments_and_spelling_stay(file):
    main(
        ["answer", str(file), "ROLL501@release+ranker", "--not-applicable", "--because", "no users"]
    )

    assert file.read_text().startswith(DESIGN)


def test_an_answer_is_taken_back(file, capsys):
    main(["answer", str(file), "ROLL501@release+ranker", "--accept", "--because", "first launch"])

    assert 0 == main(["answer", str(file), "ROLL501@release+ranker", "--reopen"])
    assert {} == read_design(file).design.answers
    assert ("open", "") == status_of(file, "ROLL501@release+ranker", capsys)


def test_a_certain_contradiction_stays_open_with_the_reason_beside_it(file, capsys):
    assert 0 == main(["answer", str(file), "CAP305@api", "--accept", "--because", "both true"])
    assert "stays open" in capsys.readouterr().err
    assert ("open", "both true") == status_of(file, "CAP305@api", capsys)


def test_an_answer_needs_a_reason(file, capsys):
    assert 2 == main(["answer", str(file), "ROLL501@release+ranker", "--accept"])
    assert "an answer without a reason convinces nobody" in capsys.readouterr().err
    assert DESIGN == file.read_text()


def test_the_code_alone_will_do_where_the_rule_found_one_thing(file, capsys):
    assert 0 == main(["answer", str(file), "roll501", "--accept", "--because", "first launch"])
    assert 0 == main(["answer", str(file), "ROLL501", "--reopen"])
    assert "ROLL501@release+ranker is open again." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("MON602", "has no finding MON602"),
        ("ROLL501@relaese+ranker", "did you mean `ROLL501@release+ranker`"),
    ],
)
def test_a_finding_that_is_not_there_is_named_with_the_nearest(file, capsys, wrong, near):
    assert 2 == main(["answer", str(file), wrong, "--accept", "--because", "x"])
    assert near in capsys.readouterr().err


def test_there_is_nothing_to_take_back(file, capsys):
    assert 2 == main(["answer", str(file), "ROLL501@release+ranker", "--reopen"])
    assert "there is no answer to take back" in capsys.readouterr().err


def test_standard_input_cannot_be_answered(capsys):
    assert 2 == main(["answer", "-", "ROLL501@release+ranker", "--accept", "--because", "x"])
    assert "name the file" in capsys.readouterr().err


def test_json_is_answered_too(file, tmp_path, capsys):
    as_json = tmp_path / "ranking.json"
    main(["format", "--json", "--drop-comments", str(file)])
    as_json.write_text(file.read_text())

    assert 0 == main(
        ["answer", str(as_json), "ROLL501@release+ranker", "--accept", "--because", "yes"]
    )
    assert "ROLL501@release+ranker" in json.loads(as_json.read_text())["answers"]


def test_a_file_that_would_lose_its_comments_is_left_alone(tmp_path, capsys):
    file = tmp_path / "flow.yaml"
    text = "{whiteboard: 1, # ours\n nodes: {release: {kind: deployment}}}\n"
    file.write_text(text)

    assert 2 == main(["answer", str(file), "ROLL501", "--accept", "--because", "x"])
    assert "lose its comments" in capsys.readouterr().err
    assert text == file.read_text()
