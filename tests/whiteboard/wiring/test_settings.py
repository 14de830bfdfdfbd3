"""Where boards are kept, and that a server which cannot keep them does not start."""

from __future__ import annotations

import pytest

from whiteboard.wiring.machine import SystemClock, SystemDice
from whiteboard.wiring.settings import HomeError, home


def test_the_folder_is_the_one_that_is_named_and_is_made(tmp_path):
    named = tmp_path / "a" / "boards"

    found = home({"WHITEBOARD_HOME": str(named)})

    assert named == found.folder
    assert named.is_dir()
    assert (named / "boards.db", named / ".secret") == (found.store, found.secret)


def test_a_folder_that_cannot_be_made_is_said_in_words(tmp_path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(HomeError, match="WHITEBOARD_HOME"):
        home({"WHITEBOARD_HOME": str(tmp_path / "file")})


def test_a_room_name_cannot_be_guessed():
    names = {SystemDice().room_id() for _ in range(1000)}

    assert 1000 == len(names)
    assert all(len(name) * 6 >= 128 for name in names)


def test_the_clock_knows_its_zone():
    assert SystemClock().now().utcoffset() is not None
