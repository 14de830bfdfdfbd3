"""The page on design files shows files that are read, and the messages that are given."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checks.engine import evaluate
from design.formats import FormatError, read_design, write_json, write_yaml

PAGE = Path(__file__).parents[2].joinpath("docs", "design_file.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
MESSAGES = re.findall(r"^```text\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
REFUSED = [text for text in BLOCKS if "endpiont" in text]
READ = [text for text in BLOCKS if text not in REFUSED]


@pytest.mark.parametrize("text", READ)
def test_every_example_is_a_design_in_both_formats(text):
    design = read_design(text).design

    assert design == read_design(write_yaml(design)).design
    assert design == read_design(write_json(design)).design
    assert evaluate(design, strict=True).outcomes


def test_what_is_refused_is_refused_in_these_words():
    for text, message in zip(REFUSED, MESSAGES, strict=True):
        with pytest.raises(FormatError) as caught:
            read_design(text)
        assert message.strip() == str(caught.value)


def test_the_numbers_are_understood_as_the_page_says():
    nodes = [read_design(text).design.nodes for text in READ]

    attempts = [
        edge.fields["attempts"].value
        for text in READ
        for edge in read_design(text).design.edges.values()
        if "attempts" in edge.fields
    ]
    replicas = [one["api"].fields["replicas"].value for one in nodes if "beam width" in str(one)]
    assert [3] == attempts
    assert [12] == replicas


def test_an_arrow_means_what_the_page_says():
    keys = {str(key) for text in READ for key in read_design(text).design.edges}

    assert {
        "api -> popular: falls_back_to",
        "api -> ranker: calls",
        "api -> ranker: uses",
        "storefront -> api: consumes",
    } <= keys


def test_an_arrow_the_other_way_is_turned_round():
    text = next(one for one in READ if "- storefront -> api" in one)
    turned = text.replace("- storefront -> api", "- api -> storefront")

    assert read_design(text).design == read_design(turned).design
