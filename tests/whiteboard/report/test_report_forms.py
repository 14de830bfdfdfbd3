"""The other forms of the report: Markdown, HTML, JSON, SARIF and the terminal."""

from __future__ import annotations

import json
import struct
import xml.etree.ElementTree as ET
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from whiteboard.report.content import ReportContent
from whiteboard.report.data import document
from whiteboard.report.github import to_github
from whiteboard.report.html import to_html
from whiteboard.report.markdown import plain, to_markdown
from whiteboard.report.render import SUFFIXES, render
from whiteboard.report.sarif import log
from whiteboard.report.text import to_text

Make = Callable[..., ReportContent]

HOSTILE = "<script>x</script> | [a](javascript:x) ![b](http://c) `d` ]]> \x1b[31m\x00\u202e *e*"


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_form_has_the_same_bytes_for_the_same_design(forty: Make, suffix: str) -> None:
    assert render(forty(), suffix) == render(forty(shuffle=3), suffix)


@pytest.mark.parametrize("suffix", [".html", ".md", ".json", ".sarif", ".txt"])
def test_every_form_carries_message_arithmetic_and_answers(forty: Make, suffix: str) -> None:
    text = render(forty(), suffix).decode()

    assert "Scoring endpoint takes 2 160 requests a second" in text
    assert "12 replicas x 180 per second = 2 160 per second" in text
    assert "The peak is shed at the gateway by design." in text


def test_markdown_renders_hostile_text_as_text(forty: Make) -> None:
    text = to_markdown(forty(title=HOSTILE, message=HOSTILE, findings=2))
    tags = _Tags()
    tags.feed(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))

    assert not {"script", "a", "img"} & {tag for tag, _ in tags.seen}


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_plain_markdown_renders_as_the_characters_it_was_made_from(text: str) -> None:
    text = " ".join(text.replace("\x00", "").split())

    tokens = MarkdownIt("commonmark").parse(plain(text))

    inline = [token.content for token in tokens[1].children or ()] if text else []
    assert text == "".join(inline)


def test_a_table_keeps_its_columns_whatever_is_in_a_cell(forty: Make) -> None:
    text = to_markdown(forty(title=HOSTILE))

    rows = [line for line in text.splitlines() if line.startswith("| Scoring endpoint")]
    assert rows
    assert all(6 == line.replace("\\|", "").count("|") for line in rows)


def test_html_has_no_script_and_nothing_from_outside(forty: Make) -> None:
    page = to_html(forty(title=HOSTILE, message=HOSTILE, findings=3, sources=(HOSTILE,)))
    tags = _Tags()
    tags.feed(page)

    names = {tag for tag, _ in tags.seen}
    assert not names & {"script", "iframe", "object", "link", "img", "foreignobject", "a", "form"}
    for _, attributes in tags.seen:
        assert not any(name.startswith("on") for name in attributes)
        assert not {"src", "href"} & attributes.keys()


def test_html_links_a_source_only_when_it_is_a_safe_address(forty: Make) -> None:
    safe = to_html(forty(findings=1, sources=("https://sre.google/books", "javascript:alert(1)")))
    tags = _Tags()
    tags.feed(safe)

    assert ["https://sre.google/books"] == [a["href"] for tag, a in tags.seen if tag == "a"]


def test_the_diagram_in_the_page_is_well_formed(forty: Make) -> None:
    page = to_html(forty(title=HOSTILE))

    ET.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])


def test_json_has_the_published_form(forty: Make) -> None:
    made = document((forty(), forty(title="Other")))

    assert "senior" == made["level"]
    assert ["Card fraud scoring", "Other"] == [one["title"] for one in made["designs"]]
    design = made["designs"][0]
    assert {"file", "title", "hash", "lane", "numbers", "outcomes", "findings"} <= design.keys()
    assert {"given": 31, "missing": 4} == design["numbers"]
    assert 100 == sum(design["outcomes"].values())
    finding = design["findings"][0]
    assert "CAP301@api" == finding["fingerprint"]
    assert ["api", "store"] == finding["nodes"]
    assert "open" == finding["status"]
    assert json.loads(render(forty(), ".json"))["designs"][0] == design


def test_sarif_describes_its_rules_and_places(forty: Make) -> None:
    run = log((forty(),))["runs"][0]

    rules = run["tool"]["driver"]["rules"]
    assert "ReplicasBelowPeak" == rules[0]["name"]
    result = run["results"][0]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    place = result["locations"][0]
    assert "nodes/api" == place["logicalLocations"][0]["fullyQualifiedName"]
    assert 42 == place["physicalLocation"]["region"]["startLine"]
    assert "designs/fraud.yaml" == place["physicalLocation"]["artifactLocation"]["uri"]


def test_an_answered_finding_is_suppressed_in_sarif_with_its_reason(forty: Make) -> None:
    results = log((forty(),))["runs"][0]["results"]

    answered = [one for one in results if "suppressions" in one]
    assert 3 == len(answered)
    assert "shed at the gateway" in answered[0]["suppressions"][0]["justification"]


def test_a_terminal_is_never_sent_what_a_person_typed_as_a_command(forty: Make) -> None:
    text = to_text(forty(title=HOSTILE, message=HOSTILE))

    assert "\x1b" not in text
    assert "\x1b[31merror\x1b[0m" in to_text(forty(), colour=True)


def test_a_line_in_the_terminal_can_be_clicked(forty: Make) -> None:
    assert to_text(forty()).startswith("designs/fraud.yaml:42: error CAP301 Scoring endpoint")


def test_a_workflow_command_cannot_be_ended_by_what_was_typed(forty: Make) -> None:
    text = to_github((forty(message="100 %\n::error::forged", findings=1),))

    assert 1 == len(text.splitlines())
    assert text.startswith("::error file=designs/fraud.yaml,line=42,title=CAP301 replicas")
    assert "100 %25%0A::error::forged" in text


def test_the_image_is_the_diagram_at_two_pixels_a_point(forty: Make) -> None:
    png = render(forty(), ".png")

    width, height = struct.unpack(">II", png[16:24])
    drawing = ET.fromstring(render(forty(), ".svg"))
    sides = [float(drawing.attrib[name].removesuffix("px")) for name in ("width", "height")]
    assert png.startswith(b"\x89PNG\r\n")
    assert width / height == pytest.approx(sides[0] / sides[1], rel=0.1)


def test_the_image_of_hostile_text_is_an_image(forty: Make) -> None:
    assert render(forty(title=HOSTILE), ".png").startswith(b"\x89PNG\r\n")
