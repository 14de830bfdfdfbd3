from __future__ import annotations

from collections.abc import Callable

import pytest

from design.formats import read_design
from design.model import Design
from whiteboard.rounds import autosave as autosave_module
from whiteboard.rounds.autosave import LATEST, QUIET, Autosave


class Moment:
    """A clock that is set by hand; the timers it wakes are those of `threading`."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waiting: list[tuple[float, Callable[[], None]]] = []

    def timer(self, seconds: float, function: Callable[[], None]) -> Timer:
        return Timer(self, seconds, function)

    def pass_by(self, seconds: float) -> None:
        end = self.now + seconds
        while self.waiting and min(self.waiting, key=lambda one: one[0])[0] <= end:
            due = min(self.waiting, key=lambda one: one[0])
            self.waiting.remove(due)
            self.now = due[0]
            due[1]()
        self.now = end


class Timer:
    daemon = False

    def __init__(self, moment: Moment, seconds: float, function: Callable[[], None]) -> None:
        self._moment = moment
        self._entry = (moment.now + seconds, function)

    def start(self) -> None:
        self._moment.waiting.append(self._entry)

    def cancel(self) -> None:
        if self._entry in self._moment.waiting:
            self._moment.waiting.remove(self._entry)


class Files:
    def __init__(self, moment: Moment) -> None:
        self._moment = moment
        self.written: list[tuple[float, str]] = []

    def write(self, name: str, text: str) -> None:
        title = read_design(text).design.title
        self.written.append((round(self._moment.now, 3), f"{name} {title}"))

    def names(self) -> frozenset[str]:
        return frozenset()

    def shown(self, name: str) -> str:
        return name


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> Moment:
    made = Moment()
    monkeypatch.setattr(autosave_module.threading, "Timer", made.timer)
    return made


@pytest.fixture
def files(moment: Moment) -> Files:
    return Files(moment)


@pytest.fixture
def autosave(moment: Moment, files: Files) -> Autosave:
    return Autosave(files, now=lambda: moment.now)


def test_a_gesture_is_written_once_it_has_been_quiet(moment, files, autosave):
    autosave.save("a.yaml", Design(title="One"))
    moment.pass_by(QUIET / 2)
    autosave.save("a.yaml", Design(title="Two"))
    moment.pass_by(QUIET)

    assert files.written == [(round(1.5 * QUIET, 3), "a.yaml Two")]


def test_gestures_that_never_pause_are_written_all_the_same(moment, files, autosave):
    for number in range(20):
        autosave.save("a.yaml", Design(title=f"No {number}"))
        moment.pass_by(QUIET / 2)

    assert next(when for when, _ in files.written) == LATEST


def test_what_is_written_at_once_is_not_written_again(moment, files, autosave):
    autosave.save("a.yaml", Design(title="One"))
    autosave.flush()
    moment.pass_by(1)

    assert files.written == [(0, "a.yaml One")]
