"""What the README shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

from whiteboard.cli.main import main, parser

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_design_shown_has_the_finding_the_text_speaks_of(tmp_path, capsys):
    (shown,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    file = tmp_path / "ranking.yaml"
    file.write_text(shown, encoding="utf-8")

    assert 1 == main(["check", str(file), "--select", "CAP"])
    assert "CAP301" in capsys.readouterr().out


def test_every_command_is_listed():
    (commands,) = parser()._subparsers._group_actions
    listed = set(re.findall(r"`whiteboard (\w+)", README))

    assert set(commands.choices) == listed


def test_every_link_and_picture_is_there():
    targets = re.findall(r"\]\((?!https?://)([^)#]+)", README)

    assert targets
    assert [] == [target for target in targets if not (ROOT / target).exists()]
