"""What axe-core finds wrong with a page."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.serving import ROOT

AXE = ROOT / "whiteboard/canvas/frontend/node_modules/axe-core/axe.min.js"
HEAVY = {"serious", "critical"}
ASK_AXE = """
async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
  .map(({ id, impact, nodes }) => [impact, id, nodes.map(one => one.target.flat().at(-1)
    + " — " + one.failureSummary.split("\\n").slice(1, 2))])
"""


def faults(page: Page) -> list[tuple[str, str, list[str]]]:
    """What axe-core finds on the page and in the open shadow root of the board."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(ASK_AXE)
    return [(impact, rule, where) for impact, rule, where in found if impact in HEAVY]
