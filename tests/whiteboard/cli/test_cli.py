"""The command line: exit codes, formats, and messages that name the place."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from checks.registry import all_rules
from whiteboard.cli.main import main, parser

SHORT = """\
whiteboard: 1
title: Ranking
lane: tabular
nodes:
  api:
    kind: endpoint
    mode: online
    peak_qps: 2400/s
    replicas: 12 pods
    throughput_per_replica: 180 rps per pod
"""


@pytest.fixture
def short(tmp_path) -> Path:
    path = tmp_path / "ranking.yaml"
    path.write_text(SHORT)
    return path


def test_findings_at_the_bound_exit_with_1(short, capsys):
    assert 1 == main(["check", str(short), "--select", "CAP301"])
    assert "CAP301" in capsys.readouterr().out


def test_never_failing_exits_with_0(short):
    assert 0 == main(["check", str(short), "--fail-on", "never"])


def test_a_milder_finding_fails_only_when_warnings_do(short):
    asked = ["check", str(short), "--select", "CAP301", "--level", "junior"]

    assert 0 == main(asked)
    assert 1 == main([*asked, "--fail-on", "warning"])


def test_a_family_selects_its_rules_and_ignore_takes_one_away(short, capsys):
    main(["check", str(short), "--select", "cap", "--ignore", "CAP301", "--format", "json"])
    (design,) = json.loads(capsys.readouterr().out)["designs"]

    assert {code for code in all_rules() if code.startswith("CAP")} - {"CAP301"} == {
        rule["code"] for rule in design["rules"]
    }


def test_a_selected_rule_knows_what_the_others_asked_for(tmp_path, capsys):
    file = tmp_path / "no_peak.yaml"
    file.write_text(SHORT.replace("    peak_qps: 2400/s\n", ""))
    main(["check", str(file), "--select", "NUM101"])

    assert "cannot check capacity" in capsys.readouterr().out


def test_json_has_the_published_form(short, capsys):
    main(["check", str(short), "--select", "CAP301", "--format", "json"])
    document = json.loads(capsys.readouterr().out)
    (design,) = document["designs"]
    (finding,) = design["findings"]

    assert {"whiteboard", "rules_version", "level", "designs"} <= set(document)
    assert str(short) == design["file"]
    assert design["hash"].startswith("sha256:")
    assert {"given", "missing"} == set(design["numbers"])
    assert ("CAP301", "replicas-below-peak", "CAP", "error", "certain", ["api"], "open") == tuple(
        finding[key]
        for key in ("code", "name", "family", "severity", "certainty", "nodes", "status")
    )
    assert "CAP301@api" == finding["fingerprint"]


@pytest.mark.parametrize("form", ["text", "json", "markdown", "sarif", "github"])
def test_every_format_prints_the_same_twice(short, capsys, form):
    main(["check", str(short), "--format", form])
    once = capsys.readouterr().out
    main(["check", str(short), "--format", form])

    assert once == capsys.readouterr().out
    assert "CAP301" in once


def test_an_unreadable_file_is_named_with_its_line_and_the_others_are_judged(
    short, tmp_path, capsys
):
    broken = tmp_path / "broken.yaml"
    broken.write_text("whiteboard: 1\nnodes:\n  api: {kind: endpont}\n")

    assert 2 == main(["check", str(broken), str(short)])
    said = capsys.readouterr()
    assert f"{broken}:3:" in said.err
    assert "endpoint" in said.err
    assert "CAP301" in said.out


def test_a_missing_file_is_said_in_a_sentence(tmp_path, capsys):
    assert 2 == main(["check", str(tmp_path / "nowhere.yaml")])
    assert "nowhere.yaml" in capsys.readouterr().err


def test_a_design_is_read_from_standard_input(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SHORT.encode())))

    assert 1 == main(["check", "-"])
    assert "standard input" in capsys.readouterr().out


def test_an_unknown_code_offers_the_nearest(short, capsys):
    assert 2 == main(["check", str(short), "--select", "CAP331"])
    assert "did you mean `CAP" in capsys.readouterr().err


def test_a_wrong_level_is_a_usage_error(short):
    with pytest.raises(SystemExit) as ended:
        main(["check", str(short), "--level", "principal"])

    assert 2 == ended.value.code


def test_explain_takes_a_code_or_a_name(capsys):
    assert 0 == main(["explain", "cap301"])
    by_code = capsys.readouterr().out
    assert 0 == main(["explain", "replicas-below-peak"])

    assert by_code == capsys.readouterr().out
    assert "What it does" in by_code


def test_explaining_an_unknown_rule_offers_the_nearest(capsys):
    assert 2 == main(["explain", "CAP30"])
    assert "did you mean `CAP3" in capsys.readouterr().err


def test_rules_are_listed_by_level_and_lane(capsys):
    main(["rules", "--format", "json"])
    every = json.loads(capsys.readouterr().out)["rules"]
    main(["rules", "--format", "json", "--lane", "tabular", "--level", "junior"])
    fewer = json.loads(capsys.readouterr().out)["rules"]

    assert list(all_rules()) == [rule["code"] for rule in every]
    assert len(fewer) < len(every)
    assert all("tabular" in rule["lanes"] for rule in fewer)


@pytest.mark.parametrize("suffix", [".md", ".json", ".html", ".sarif", ".svg", ".txt"])
def test_a_report_is_written_in_the_form_its_suffix_names(short, tmp_path, suffix):
    made = tmp_path / f"report{suffix}"

    assert 0 == main(["report", str(short), "-o", str(made)])
    assert made.stat().st_size > 200


def test_a_report_in_an_unknown_form_leaves_nothing_behind(short, tmp_path, capsys):
    assert 2 == main(["report", str(short), "-o", str(tmp_path / "report.docx")])
    assert ".pdf" in capsys.readouterr().err
    assert [short] == list(tmp_path.iterdir())


def test_a_report_into_a_missing_folder_is_refused_in_a_sentence(short, tmp_path, capsys):
    assert 2 == main(["report", str(short), "-o", str(tmp_path / "no" / "report.md")])
    assert "cannot write" in capsys.readouterr().err


def test_format_rewrites_and_then_changes_nothing(short):
    short.write_text(SHORT.replace("mode: online", "mode:   Online"))

    assert 1 == main(["format", str(short), "--check"])
    assert 0 == main(["format", str(short)])
    assert 0 == main(["format", str(short), "--check"])


def test_format_keeps_comments_unless_told_otherwise(short, capsys):
    text = SHORT.replace("mode: online", "mode: Online  # behind the gateway")
    short.write_text(text)

    assert 2 == main(["format", str(short)])
    assert "--drop-comments" in capsys.readouterr().err
    assert text == short.read_text()
    assert 0 == main(["format", str(short), "--drop-comments"])


def test_a_new_design_reads_back(tmp_path, capsys):
    made = tmp_path / "mine.yaml"

    assert 0 == main(["new", "--prompt", "churn-daily", "-o", str(made)])
    assert 0 == main(["check", str(made), "--fail-on", "never"])
    assert 2 == main(["new", "--prompt", "churn-daily", "-o", str(made)])
    assert "exists" in capsys.readouterr().err


def test_an_unknown_prompt_offers_the_nearest(capsys):
    assert 2 == main(["new", "--prompt", "churn-dayly"])
    assert "churn-daily" in capsys.readouterr().err


def test_prompts_are_listed_as_json(capsys):
    assert 0 == main(["prompts", "--format", "json"])
    assert "churn-daily" in {one["id"] for one in json.loads(capsys.readouterr().out)["prompts"]}


def test_the_schema_is_printed_as_json(capsys):
    assert 0 == main(["schema"])
    assert "Whiteboard design" == json.loads(capsys.readouterr().out)["title"]


@pytest.mark.parametrize("of", ["design", "prompt", "drill"])
def test_each_sort_of_file_has_its_schema(capsys, of):
    assert 0 == main(["schema", of])

    assert f"Whiteboard {of}" == json.loads(capsys.readouterr().out)["title"]


def test_every_command_has_help():
    for action in parser()._subparsers._group_actions:
        assert set(action.choices) == {choice.dest for choice in action._choices_actions}


HOSTILE = "a\x1b[31m\n\u009b2Jb"


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", HOSTILE],
        ["check", "-", "--select", HOSTILE],
        ["explain", HOSTILE],
        ["new", "--prompt", HOSTILE],
        ["report", HOSTILE, "-o", "x.md"],
    ],
)
def test_a_message_cannot_steer_the_terminal(arguments, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SHORT.encode())))

    assert 2 == main(arguments)
    said = capsys.readouterr()
    assert "[31m" in said.err.lower()
    assert not {"\x1b", "\u009b"} & {*said.out, *said.err}


@pytest.mark.parametrize("form", ["text", "markdown", "github"])
def test_no_line_of_a_listing_is_a_command_somebody_forged(form, tmp_path, capsys):
    path = tmp_path / "forged.yaml"
    path.write_text(
        'title: "::stop-commands::x"\nnodes: {m: {kind: model, name: "::add-mask::x ##[group]y"}}'
    )

    main(["check", str(path), "--format", form])

    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    commands = [line.split()[0] for line in lines if line.startswith("::")]
    assert {*commands} <= {"::error", "::warning", "::notice"}
    assert form == "github" or not any("##[" in line for line in lines)
    assert any("add-mask" in line for line in lines)


def test_a_link_to_a_design_stays_a_link_when_it_is_formatted(short, tmp_path):
    link = tmp_path / "link.yaml"
    link.symlink_to(short.name)

    main(["format", str(link)])

    assert link.is_symlink()
    assert 0 == main(["format", "--check", str(short)])


def test_a_file_that_is_not_there_is_told_with_the_nearest_one(tmp_path, capsys):
    (tmp_path / "ranking.yaml").write_text("nodes: {}", encoding="utf-8")

    assert 2 == main(["check", str(tmp_path / "rankin.yaml")])
    assert "did you mean `ranking.yaml`?" in capsys.readouterr().err


def test_a_folder_in_place_of_a_file_is_called_one(tmp_path, capsys):
    assert 2 == main(["check", str(tmp_path)])
    assert "is a folder; name the design files in it" in capsys.readouterr().err


def test_a_report_into_a_folder_that_is_not_there_names_the_folder(tmp_path, capsys):
    file = tmp_path / "blank.yaml"
    assert 0 == main(["new", "-o", str(file)])

    assert 2 == main(["report", str(file), "-o", str(tmp_path / "none" / "out.md")])
    assert f"there is no folder {tmp_path / 'none'}" in capsys.readouterr().err


def test_rules_are_selected_by_name_as_well(tmp_path, capsys):
    file = tmp_path / "blank.yaml"
    main(["new", "-o", str(file)])

    assert 0 == main(["check", str(file), "--select", "replicas-below-peak,leak"])
    assert 2 == main(["check", str(file), "--select", "replica-below-peak"])
    assert "did you mean `replicas-below-peak`?" in capsys.readouterr().err


def test_prompts_are_listed_by_lane(capsys):
    assert 0 == main(["prompts", "--lane", "llm", "--format", "json"])
    listed = json.loads(capsys.readouterr().out)["prompts"]

    assert {"llm"} == {one["lane"] for one in listed}


def test_explaining_a_family_or_a_part_of_a_name_names_the_rules_meant(capsys):
    assert 2 == main(["explain", "CAP"])
    assert "CAP301" in capsys.readouterr().err
    assert 2 == main(["explain", "replicas"])
    assert "CAP301 replicas-below-peak" in capsys.readouterr().err


def test_the_version_is_told(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--version"])

    assert 0 == end.value.code
    assert capsys.readouterr().out.startswith("whiteboard 0")
