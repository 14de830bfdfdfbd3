"""Whatever arrives, the answer is a design, a list of problems or a refusal; never a crash."""

from __future__ import annotations

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from design.changes import CHANGES, ChangeRefused, apply, parse_changes
from design.fields import FieldError, fields_of, read_field
from design.formats import FormatError, read_design
from design.model import Design, Node
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)
PARTS = [
    "id", "kind", "name", "at", "fields", "na", "numbers", "note", "field", "value", "edge",
    "reason", "label", "source", "target", "relation", "to", "positions", "title", "members",
    "lane", "level", "prompt", "fingerprint", "status", "because",
]  # fmt: skip
CHANGE = st.builds(
    lambda kind, parts: {"type": kind, **parts},
    st.sampled_from(sorted(CHANGES)),
    st.dictionaries(st.sampled_from(PARTS), JSON | st.just("a")),
)
SNIPPETS = st.lists(
    st.sampled_from(
        ["whiteboard", ":", " ", "\n", "  ", "-", "nodes", "a", "{", "}", "[", "]", ",", "kind",
         "model", "edges", "->", '"', "'", "|", "#", "&", "*", "!", "?", "%", "@", "\t", "p95",
         "numbers", "layout", "1", "\u2028", "\ufeff", "\x00", "é", "\U0001f600"]
    ),
    max_size=60,
).map("".join)  # fmt: skip
OWNERS = st.sampled_from([*Kind, *Relation])


@given(st.text() | SNIPPETS | st.binary(), st.sampled_from(["x.yaml", "x.json", None]))
def test_d36_any_text_is_a_design_or_a_list_of_problems(text, name):
    with contextlib.suppress(FormatError):
        read_design(text, name=name)


@given(JSON | st.lists(CHANGE, max_size=4))
def test_d16_any_json_is_a_gesture_or_refused(raw):
    design = Design(nodes={"a": Node("a", Kind.MODEL)})
    with contextlib.suppress(ChangeRefused):
        apply(design, parse_changes(raw))


@given(st.data(), JSON | st.text(max_size=60))
def test_any_json_is_a_value_or_refused(data, raw):
    owner = data.draw(OWNERS.filter(fields_of))
    name = data.draw(st.sampled_from(sorted(fields_of(owner))))
    with contextlib.suppress(FieldError):
        read_field(owner, name, raw)
