"""The format of a drawing is recognised by what stands in it, then by its name."""

from __future__ import annotations

import pytest

from design.exchange import read_foreign
from design.formats import FormatError
from tests.design.exchange.drawings import SAMPLES, sample

PAGE = '<mxGraphModel><root><mxCell id="a" value="Kafka" vertex="1"/></root></mxGraphModel>'
KAFKA = """{"elements": [{"id": "a", "type": "rectangle"},
{"id": "t", "type": "text", "text": "Kafka", "containerId": "a"}]}"""


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.name)
def test_every_sample_is_recognised_without_its_name(path):
    named = sample(path.name)

    assert named.design == read_foreign(path.read_text(encoding="utf-8")).design


@pytest.mark.parametrize(
    "text",
    [
        "graph TD\nKafka",
        "graph LR;Kafka",
        "\ufeffgraph\nKafka",
        "%% a comment\ngraph TD\nKafka",
        "---\nconfig:\n  theme: base\n---\nflowchart\r\nKafka",
        "%%{init: {}}%%\nflowchart TB\nKafka",
        "# A page\n```mermaid\ngraph TD\nKafka\n```\n",
        "graph { Kafka }",
        "graph G {\nKafka\n}",
        'strict digraph "G" { Kafka }',
        "// a comment\n/* another */\n# one more\ndigraph{Kafka}",
        PAGE,
        f"<?xml version='1.0' encoding='UTF-8'?>\n<mxfile><diagram>{PAGE}</diagram></mxfile>",
        KAFKA,
    ],
)
def test_what_stands_in_a_text_decides(text):
    assert ["Kafka"] == [node.title for node in read_foreign(text).design.nodes.values()]
    assert read_foreign(text).design == read_foreign(text, name="x.svg").design


def test_the_name_decides_where_the_text_does_not():
    with pytest.raises(FormatError, match="expected `flowchart LR`"):
        read_foreign("sequenceDiagram\nA->>B: x", name="x.mmd")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("whiteboard: 1\nnodes: {}", "a design file already"),
        ("flowchrt LR\nA", "did you mean `flowchart`?"),
        ("%PDF-1.7", "found a picture"),
        ("", "the file is empty"),
        ("a\x00b", "a character that no text has"),
        ("hello", "expected a Mermaid flowchart, a draw.io file"),
    ],
)
def test_d55_any_other_text_is_refused_with_what_was_expected(text, message):
    with pytest.raises(FormatError, match=message):
        read_foreign(text, name="x")
