"""A round somebody practises in, for the tests of what can be done in it and what is kept."""

from __future__ import annotations

import pytest

from checks.engine import evaluate
from design.brief import Level
from tests.fakes.rooms import Outside
from tests.whiteboard.rounds.practising import ENTRY


@pytest.fixture(name="outside")
def outside_fixture() -> Outside:
    return Outside(judge=evaluate)


@pytest.fixture(name="practice")
def practice_fixture(outside):
    return outside.practice


@pytest.fixture(name="room")
def room_fixture(practice):
    return practice.begin(ENTRY, level=Level.SENIOR, minutes=45)
