"""How a command ends: its exit code, and what it says when it cannot go on."""

from __future__ import annotations

import sys
from enum import IntEnum

from design.text import paragraphs


class Exit(IntEnum):
    """The exit codes of every command."""

    CLEAN = 0
    FINDINGS = 1  # findings at or above --fail-on
    UNUSABLE = 2  # unreadable input, or a mistake in the call


class CommandError(Exception):
    """Ends a command with a message for the person at the terminal, and exit code 2."""


def say(text: str) -> None:
    """Tell the person at the terminal; what was typed or read cannot steer the terminal."""
    print(paragraphs(text), file=sys.stderr)
