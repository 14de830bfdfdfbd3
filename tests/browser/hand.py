"""A hand that counts: what a person does to draw, in actions, in key presses and in seconds.

An action is one stroke of a key or of keys held together, one click, double click or drag, or one
word typed: what stands between two spaces. Seconds follow the keystroke-level model of Card, Moran
and Newell (1980): nothing here waits, so a slow machine counts the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Page

KEY = 0.28  # s: one key pressed by an average typist
POINT = 1.1  # s: the mouse moved to a target
BUTTON = 0.1  # s: its button pressed or released
HOME = 0.4  # s: the hand goes to the mouse or back
THINK = 1.35  # s: a decision what comes next


@dataclass(slots=True)
class Tally:
    """What has been done so far."""

    actions: int = 0
    keys: int = 0
    clicks: int = 0  # of the actions, those with the mouse
    seconds: float = 0.0
    _at_mouse: bool = field(default=False, repr=False)

    def pressed(self, keys: int, *, actions: int) -> None:
        """Count *keys* pressed one after another."""
        self._hand(at_mouse=False)
        self.actions += actions
        self.keys += keys
        self.seconds += KEY * keys

    def pointed(self, *, moves: int = 1, presses: int = 1) -> None:
        """Count one gesture of the mouse."""
        self._hand(at_mouse=True)
        self.actions += 1
        self.clicks += 1
        self.seconds += POINT * moves + 2 * BUTTON * presses

    def thought(self) -> None:
        """Count a decision: another box, another arrow."""
        self.seconds += THINK

    def _hand(self, *, at_mouse: bool) -> None:
        if at_mouse is not self._at_mouse:
            self._at_mouse = at_mouse
            self.seconds += HOME

    def __str__(self) -> str:
        return (
            f"{self.actions} actions ({self.clicks} with the mouse), "
            f"{self.keys} keys, {self.seconds:.0f} s"
        )


class Hand:
    """Keyboard and mouse of one page, counted."""

    def __init__(self, page: Page, *, pause: float = 0) -> None:
        self.page = page
        self.tally = Tally()
        self._pause = pause  # ms after each gesture, for a page that misses what comes at once

    def press(self, keys: str) -> None:
        """One stroke, such as `/` or `Control+ArrowRight`."""
        self.tally.pressed(1 if keys == "+" else keys.count("+") + 1, actions=1)
        self.page.keyboard.press(keys)
        self._rest()

    def write(self, text: str) -> None:
        """Type *text*; each of its words is an action."""
        self.tally.pressed(len(text), actions=len(text.split()))
        self.page.keyboard.type(text)
        self._rest()

    def think(self, times: int = 1) -> None:
        """Decide what comes next."""
        for _ in range(times):
            self.tally.thought()

    def click(self, x: float, y: float, *, times: int = 1) -> None:
        """Click, or double click, at a place of the page."""
        self.tally.pointed(presses=times)
        self.page.mouse.click(x, y, click_count=times)
        self._rest()

    def drag(self, x: float, y: float, to_x: float, to_y: float) -> None:
        """Drag from one place of the page to another."""
        self.tally.pointed(moves=2)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self._rest()
        self.page.mouse.move(to_x, to_y, steps=6)
        self._rest()
        self.page.mouse.up()
        self._rest()

    def _rest(self) -> None:
        if self._pause:
            self.page.wait_for_timeout(self._pause)
