"""Whatever arrives, the answer is a design with doubts or the reading error; never a crash."""

from __future__ import annotations

import base64
import contextlib
import json
import time
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from design import exchange, limits
from design.exchange.refusal import LARGEST_TEXT
from design.formats import FormatError, read_design, write_yaml
from tests.design.exchange.drawings import SAMPLES

READERS = {
    "x.mmd": exchange.read_mermaid,
    "x.dot": exchange.read_dot,
    "x.drawio": exchange.read_drawio,
    "x.excalidraw": exchange.read_excalidraw,
}
EVERY = pytest.mark.parametrize("name", READERS)
PIECES = {
    "x.mmd": [
        "flowchart LR\n", "graph TD;", "A", "B", "end", "subgraph ", "[", "]", "(", ")", "{", "}",
        "-->", "---", "-.->", "==>", "-- ", "|", "&", "\n", " ", '"', "%%", "%%{", "}%%", ":::",
        "class ", "@{", "shape: cyl", "label: ", ">", "~~~", "<br>", "#quot;", "p95 30 ms",
        "%% whiteboard {", "click ", "Kafka", "direction LR", "---\n", ";", "<", "x", "o--o",
    ],
    "x.dot": [
        "digraph {", "graph {", "strict ", "a", "b", "->", "--", "[", "]", "{", "}", "=", ";", ",",
        "label", "shape", "subgraph ", "cluster_1", '"', "\\", "<", ">", "/*", "*/", "//", "#",
        "\n", " ", "node", "edge", ":", "+", "cylinder", "Redis 2k QPS", "whiteboard", "&quot;",
    ],
    "x.drawio": [
        "<mxfile>", "</mxfile>", "<diagram>", "</diagram>", "<mxGraphModel>", "</mxGraphModel>",
        "<root>", "</root>", '<mxCell id="0"/>', '<mxCell id="1" parent="0"/>',
        '<mxCell id="a" value="Kafka" vertex="1" parent="1"/>',
        '<mxCell id="b" value="&lt;b&gt;x" style="html=1" vertex="1" parent="a"/>',
        '<mxCell id="e" edge="1" source="a" target="b" parent="1"/>', "<!DOCTYPE x>", "&amp;",
        '<object label="x" id="c">', "</object>", "<!--", "-->", "7VtNb+M4", " ",
    ],
    "x.excalidraw": [
        '{"type":"excalidraw","elements":[', "]}", "{", "}", "[", "]", ",", ":", '"id"', '"a"',
        '"type"', '"rectangle"', '"text"', '"arrow"', '"points"', "1", "null", "true", "NaN",
        "1e999", '"containerId"', '"customData"', '"whiteboard"', '"x"', "-", '"\\u0000"',
    ],
}  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["id", "type", "x", "y", "width", "height", "text", "originalText", "containerId", "points",
     "startBinding", "endBinding", "startArrowhead", "groupIds", "frameId", "customData", "link",
     "isDeleted", "name"]
)  # fmt: skip
ELEMENTS = st.dictionaries(
    FIELDS, JSON | st.sampled_from(["a", "b", "rectangle", "text", "arrow", "frame"]), max_size=8
)


def tried(read, text):
    """What is made of *text*: a design that its own file holds, or the reading error."""
    with contextlib.suppress(FormatError):
        design = read(text).design
        assert design == read_design(write_yaml(design), name="x.yaml").design


@EVERY
@given(data=st.data())
def test_any_text_is_a_design_or_the_reading_error(name, data):
    pieces = st.lists(st.sampled_from(PIECES[name]), max_size=60).map("".join)
    tried(READERS[name], data.draw(pieces | st.text()))


@given(
    st.text()
    | st.sampled_from(list(PIECES)).flatmap(
        lambda name: st.lists(st.sampled_from(PIECES[name]), max_size=40).map("".join)
    )
)
def test_any_text_of_any_name_is_a_design_or_the_reading_error(text):
    tried(exchange.read_foreign, text)


@given(st.lists(ELEMENTS, max_size=6))
def test_any_elements_are_a_design_or_the_reading_error(elements):
    tried(exchange.read_excalidraw, json.dumps({"type": "excalidraw", "elements": elements}))


@given(
    st.dictionaries(
        st.sampled_from(["node", "id", "kind", "fields", "numbers", "na", "note"]),
        JSON | st.dictionaries(st.sampled_from(["replicas", "latency"]), JSON),
    )
)
def test_any_mark_is_read_or_left_alone(mark):
    tried(exchange.read_mermaid, f"flowchart LR\na[Model]\n%% whiteboard {json.dumps(mark)}\n")


DEEP = {
    "x.mmd": ["flowchart LR\nA" + "[" * 26_000, "flowchart LR\n" + "subgraph a\n" * 26_000,
              "flowchart LR\nA" + "{" * 26_000 + "x" + "}" * 26_000],
    "x.dot": ["digraph {" + "{" * 26_000, "digraph { a [label=" + "<" * 26_000,
              "digraph {" + "subgraph x {" * 26_000],
    "x.drawio": ["<mxfile>" + "<a>" * 26_000, "<mxfile>" + "<a>" * 26_000 + "</a>" * 26_000],
    "x.excalidraw": ['{"a":' + "[" * 26_000, "[" * 26_000 + "]" * 26_000, '{"a":' * 26_000],
}  # fmt: skip


@pytest.mark.parametrize(("name", "text"), [(k, t) for k, texts in DEEP.items() for t in texts])
def test_brackets_without_end_give_a_message(name, text):
    with pytest.raises(FormatError) as caught:
        READERS[name](text)
    assert 1 == len(caught.value.problems)
    assert len(str(caught.value)) < 400


LONG = {
    "x.mmd": [
        "flowchart LR\n" + "A-" * 100_000, "flowchart LR\n" + '"' * 200_000,
        "flowchart LR\nA[" + "<" * 200_000 + "]", "flowchart LR\n" + "a & " * 50_000,
        "flowchart LR\nA --" + "-" * 200_000, "flowchart LR\nA -- " + "x " * 100_000,
        "flowchart LR\n" + "\n" * 200_000 + "?", "---\n" * 50_000, "%%" * 100_000,
        "flowchart LR\na[" + "(1 " * 1_000 + "]", 'flowchart LR\na["' + "1, " * 60_000 + '"]',
        'flowchart LR\na["' + "p95 " * 60_000 + '"]', 'flowchart LR\na["' + "&#" * 90_000 + '"]',
    ],
    "x.dot": [
        "digraph {" + "a " * 100_000, 'digraph { a [label="' + "\\" * 200_001, "/" * 200_000,
        "digraph { a [label=<" + "<a" * 90_000, "# \n" * 60_000, "/*" + "*" * 200_000,
        'digraph { a [label="' + "{<|" * 60_000 + '" shape=record]}',
        "digraph {" + "a->" * 3_000 + "a}", "digraph { {" + " ".join(f"n{i}" for i in range(900))
        + "} -> {" + " ".join(f"n{i}" for i in range(900)) + "} }",
    ],
    "x.drawio": [
        "<mxfile>" + "<a/>" * 60_000 + "</mxfile>", "<mxfile " + "a" * 200_000 + "='1'/>",
        "<mxGraphModel><root>" + "".join(
            f'<mxCell id="c{i}" parent="c{i + 1}" vertex="1" value="x"/>' for i in range(900)
        ) + "</root></mxGraphModel>",
    ],
    "x.excalidraw": ['{"a":"' + "\\" * 200_001, '{"elements":[' + "9" * 100_000 + "]}",
                     '{"elements":[' + "0," * 60_000 + "0]}"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "text"), [(k, t) for k, texts in LONG.items() for t in texts])
def test_a_long_text_takes_no_longer_than_it_is(name, text):
    started = time.process_time()
    tried(READERS[name], text)
    assert time.process_time() - started < 20


def test_a_file_that_is_too_large_is_refused_unread():
    with pytest.raises(FormatError, match="larger than 16 MB"):
        exchange.read_foreign("flowchart LR\n" + " " * LARGEST_TEXT)


def test_more_nodes_than_a_design_holds_are_refused():
    text = "flowchart LR\n" + "\n".join(f"n{i}" for i in range(limits.NODES + 1))

    with pytest.raises(FormatError, match="at most 1000 nodes"):
        exchange.read_mermaid(text)


def test_more_edges_than_a_design_holds_are_refused():
    many = " & ".join(f"n{i}" for i in range(70))

    with pytest.raises(FormatError, match="at most 4000 edges"):
        exchange.read_mermaid(f"flowchart LR\n{many} --> {many}")


BOMB = """<?xml version="1.0"?>
<!DOCTYPE mxfile [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<mxfile><diagram name="&b;"/></mxfile>
"""
OUTSIDE = '<!DOCTYPE mxfile SYSTEM "file:///etc/passwd"><mxfile/>'


@pytest.mark.parametrize("text", [BOMB, OUTSIDE])
def test_a_document_type_is_refused(text):
    with pytest.raises(FormatError, match="a document type"):
        exchange.read_drawio(text)


def test_a_page_that_unpacks_without_end_is_refused():
    machine = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = machine.compress(b"a" * (LARGEST_TEXT + 1)) + machine.flush()
    text = f"<mxfile><diagram>{base64.b64encode(packed).decode()}</diagram></mxfile>"

    with pytest.raises(FormatError, match="more than 16 MB"):
        exchange.read_drawio(text)


@settings(max_examples=20)
@given(st.binary(max_size=60))
def test_any_page_is_unpacked_or_refused(data):
    text = f"<mxfile><diagram>{base64.b64encode(data).decode()}</diagram></mxfile>"
    tried(exchange.read_drawio, text)


@given(st.data(), st.sampled_from(sorted(SAMPLES.iterdir())))
def test_a_damaged_drawing_is_a_design_or_the_reading_error(data, path):
    text = path.read_text(encoding="utf-8")
    for _ in range(3):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(start + 40, len(text))))
        pieces = st.sampled_from(["", text[start:end] * 2, "\u202e", '"', "<", "{", "]", "-1"])
        text = text[:start] + data.draw(pieces) + text[end:]

    tried(exchange.read_foreign, text)


def test_a_box_without_any_visible_word_still_has_an_id():
    (node,) = exchange.read_dot('digraph { "\u202e" }').design.nodes.values()

    assert ("box", "") == (node.id, node.name)
