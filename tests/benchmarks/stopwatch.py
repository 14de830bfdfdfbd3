"""Times what people see: from the key or the mouse button to the change on the page."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from playwright.sync_api import Page

PATIENCE = 15_000  # ms

# A gesture begins when the browser got the key or the button, and ends when what is watched has
# another value in the document; `shown` is after the frame that paints it. Clocks are those of the
# machine, so that two tabs can be compared.
_WATCH = """
(what) => {
  const now = () => performance.timeOrigin + performance.now();
  const find = () => {
    for (const root of [document, ...hosts()]) {
      const found = root.querySelector(what.selector);
      if (found) return what.attribute ? found.getAttribute(what.attribute) : found.textContent;
    }
    return null;
  };
  const hosts = () =>
    [...document.querySelectorAll("*")].map((one) => one.shadowRoot).filter(Boolean);
  const watch = (window.stopwatch = { value: find(), began: 0, seen: 0, shown: 0 });
  for (const name of ["keydown", "pointerup"]) {
    window.addEventListener(
      name, (event) => { watch.began = performance.timeOrigin + event.timeStamp; }, true);
  }
  const look = () => {
    const value = find();
    if (value === watch.value || value === null) return;
    watch.value = value;
    watch.seen = now();
    requestAnimationFrame(() => setTimeout(() => { watch.shown = now(); }));
  };
  const options = { subtree: true, childList: true, attributes: true, characterData: true };
  for (const root of [document, ...hosts()]) new MutationObserver(look).observe(root, options);
}
"""
_ARM = "() => { stopwatch.seen = stopwatch.shown = 0; }"
_DONE = "() => stopwatch.shown > 0"


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of many gestures."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        """What nineteen of twenty stay at or below."""
        ordered = sorted(self.values)
        return ordered[max(0, -(-len(ordered) * 95 // 100) - 1)]


@dataclass(frozen=True, slots=True)
class Trip:
    """One gesture, in milliseconds."""

    seen: float
    shown: float


class Stopwatch:
    """Watches one value on *page*: the text, or an *attribute*, of what *selector* finds."""

    def __init__(self, page: Page, selector: str, attribute: str = "") -> None:
        self.page = page
        page.evaluate(_WATCH, {"selector": selector, "attribute": attribute})

    def arm(self) -> None:
        """Get ready for one change."""
        self.page.evaluate(_ARM)

    def trip(self, gesture: Callable[[], None]) -> Trip:
        """Make *gesture* on the page and wait for the change."""
        self.arm()
        gesture()
        return self.change(since=self.began)

    @property
    def began(self) -> float:
        """When the last gesture on this page began, in ms of the machine's clock."""
        return float(self.page.evaluate("() => stopwatch.began"))

    def change(self, *, since: float) -> Trip:
        """Wait for the change and count from *since*."""
        self.page.wait_for_function(_DONE, timeout=PATIENCE)
        seen, shown = self.page.evaluate("() => [stopwatch.seen, stopwatch.shown]")
        return Trip(seen - since, shown - since)


def seen(trips: Sequence[Trip]) -> Times:
    """Until the change was in the document."""
    return Times(tuple(one.seen for one in trips))


def shown(trips: Sequence[Trip]) -> Times:
    """Until the frame with the change was painted."""
    return Times(tuple(one.shown for one in trips))
