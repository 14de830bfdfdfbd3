"""The page about the command line says what the command line does."""

from __future__ import annotations

import shlex

import pytest

from whiteboard.cli.main import parser
from whiteboard.cli.reference import EXAMPLES, PAGE, commands, page


def test_the_page_is_what_the_help_says():
    assert page() == PAGE.read_text(encoding="utf-8"), "run `python3 dev.py docs`"


def test_every_command_has_examples():
    assert set(commands()) == set(EXAMPLES)


@pytest.mark.parametrize("line", [line for lines in EXAMPLES.values() for line, _ in lines])
def test_an_example_can_be_typed(line):
    assert line.split()[0] == parser().parse_args(shlex.split(line)).command


def test_every_argument_says_what_it_is_for():
    silent = [
        f"{name} {action.dest}"
        for name, one in commands().items()
        for action in one._actions
        if not action.help
    ]

    assert [] == silent
