"""A whole design is drawn from nothing with no more actions than plain boxes and arrows take."""

from __future__ import annotations

import yaml
from playwright.sync_api import expect

from tests.browser.driver import BoardDriver, open_blank
from tests.browser.hand import Hand

# The same picture without kinds, drawn by the same kind of hand in Excalidraw 0.18.1: fifteen
# boxes with these names and numbers in them, eighteen arrows bound at both ends. With the tools
# locked it takes q, r, 15 drags, v, 15 double clicks, Esc, a, 18 drags and the 81 words: 423 keys
# and 278 s by the keystroke-level model. With Ctrl+arrow, which adds a joined box, it takes 135
# actions, 460 keys and 219 s. The numbers are written there as short as they can still be read
# ("recall 0.86", "180 d"), here as the line wants them ("recall at k 0.86", "retention 180 d").
EXCALIDRAW = 134

LINES = """
Storefront consumer 1.2k QPS -> Recommendation API endpoint p95 15 ms 12 replicas 200 rps/replica
-> Candidate retrieval retriever k 500 recall at k 0.86, Ranker model p95 40 ms 14 replicas
500 candidates, feature store p95 12 ms, Bestsellers fallback p95 2 ms,
Impression log log 6 KB retention 180 d; Clickstream source 400M/day lag 10 s, impression_log
-> Logged impressions dataset 1.2B rows -> Nightly trainer training job duration 5 h
-> ranker, Two-tower encoder model p95 8 ms 4 replicas

Catalogue source 3M rows -> Item index index 3M vectors p95 12 ms 16 GiB
<- candidate_retrieval -> two_tower_encoder -> item_index; Nulls and age monitor threshold 3%
-> feature_store <- Recent actions feature window 30 d <- clickstream
"""


def test_a_design_of_fifteen_boxes_takes_no_more_actions_than_plain_boxes_do(page, shared_app):
    board = open_blank(page, shared_app.url)
    hand = Hand(page)
    draw(board, hand)
    hand.think(15 + 18)  # each box and each arrow is a decision, there as here
    print(hand.tally)

    assert 15 == len(board.nodes())
    assert 18 == len(board.edges())
    file = board.download("Save", "Design as YAML")
    nodes = yaml.safe_load(file)["nodes"].values()
    assert 25 == sum(len(one.keys() - {"kind", "name"}) for one in nodes)
    assert hand.tally.actions <= EXCALIDRAW


def test_no_tool_lies_under_the_findings_when_all_severities_are_there(page, shared_app):
    draw(open_blank(page, shared_app.url), Hand(page))

    for severity in "EWi":
        expect(page.locator("[data-pill]")).to_contain_text(severity)
    hide = page.get_by_role("switch", name="Hide findings").bounding_box()
    undo = page.get_by_role("button", name="Undo").bounding_box()
    assert hide is not None
    assert undo is not None
    assert hide["x"] + hide["width"] <= undo["x"]


def draw(board: BoardDriver, hand: Hand) -> None:
    """Type the design, a part of it at a time."""
    board.focus_canvas()
    for number, line in enumerate(LINES.split("\n\n")):
        if number:
            hand.press("Escape")  # else the line would go on from the box drawn last
        hand.press("/")
        hand.write(" ".join(line.split()))
        hand.press("Enter")
        expect(board.page.get_by_role("combobox", name="Search a kind")).to_have_count(0)
        board.saved()
