"""Where a report came from."""

from __future__ import annotations

import tomllib
from pathlib import Path

from checks.registry import all_rules
from design.formats import Places
from whiteboard.report.source import WHITEBOARD_VERSION, source_of

_PYPROJECT = Path(__file__).parents[3] / "pyproject.toml"


def test_the_version_printed_is_the_version_of_the_distribution() -> None:
    assert tomllib.loads(_PYPROJECT.read_text())["project"]["version"] == WHITEBOARD_VERSION


def test_the_file_is_the_one_that_was_named_else_the_one_that_was_read() -> None:
    places = Places(file="read.yaml")

    assert "named.yaml" == source_of(file="named.yaml", places=places).file
    assert "read.yaml" == source_of(places=places).file


def test_every_rule_is_named() -> None:
    assert all_rules().keys() == source_of().rule_names.keys()
