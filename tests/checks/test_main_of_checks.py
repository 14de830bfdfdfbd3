"""The commands for people who write rules."""

from __future__ import annotations

from checks.__main__ import main, write_pages
from checks.documentation import drawn_examples, explanation, pages
from checks.registry import all_rules


def test_every_rule_is_listed_in_one_line(capsys):
    assert 0 == main(["list"])

    lines = capsys.readouterr().out.splitlines()
    assert list(all_rules()) == [line.split()[0] for line in lines]


def test_a_rule_is_explained_however_its_code_is_spelt(capsys):
    assert 0 == main(["explain", "cap301"])

    assert explanation(all_rules()["CAP301"]) == capsys.readouterr().out


def test_anything_else_is_answered_with_the_commands(capsys):
    for wrong in ([], ["explain"], ["explain", "CAP999"], ["rules"]):
        assert 2 == main(wrong)
        assert "list | explain CODE | docs" in capsys.readouterr().err


def test_pages_are_written_and_those_of_rules_that_are_gone_removed(tmp_path):
    gone = [tmp_path / "GONE001.md", tmp_path / "images" / "GONE001-bad.svg"]
    gone[1].parent.mkdir()
    for path in gone:
        path.write_text("old")

    write_pages(tmp_path)

    written = {one.relative_to(tmp_path).as_posix() for one in tmp_path.rglob("*.*")}
    drawn = {name for rule in all_rules().values() for name in drawn_examples(rule)}
    assert {*pages(), *drawn} == written
    assert all(
        (tmp_path / name).read_text(encoding="utf-8") == text for name, text in pages().items()
    )
