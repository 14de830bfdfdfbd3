"""A prompt to practise on, and what tests of practice ask of a room."""

from __future__ import annotations

from dataclasses import replace

from prompts_library import read_entry
from tests.fakes.prompts import TINY
from whiteboard.rounds.attempts import Attempt

READ = read_entry(TINY, name="tiny.yaml")
# Its candidate begins with a whole board, so that there is something to find.
ENTRY = replace(READ, starter=READ.reference)
CURVEBALLS = ENTRY.prompt.curveballs


def attempt_of(room) -> Attempt:
    attempt = room.state.attempt
    assert attempt is not None
    return attempt


def reopened(outside, room):
    """The room as another process finds it."""
    return outside.restarted().open(room.id)
