"""The JSON Schema says of structure what the reader says."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from design.formats import FormatError, design_schema, read_design

VALIDATOR = Draft202012Validator(design_schema())


def test_d22_the_schema_is_a_schema_and_always_the_same():
    Draft202012Validator.check_schema(design_schema())

    assert json.dumps(design_schema()) == json.dumps(design_schema())


@pytest.mark.parametrize(
    "document",
    [
        {"titel": "x"},
        {"whiteboard": 2},
        {"lane": "tabula"},
        {"level": "expert"},
        {"nodes": ["a"]},
        {"nodes": {"a": {"kind": "modle"}}},
        {"nodes": {"a": {}}},
        {"nodes": {"a": "modle"}},
        {"nodes": {"A": {"kind": "model"}}},
        {"nodes": {"a": {"kind": "model", "peak_qps": "3/s"}}},
        {"nodes": {"a": {"kind": "model", "type": "tree"}}},
        {"nodes": {"a": {"kind": "model", "replicas": {"x": 1}}}},
        {"nodes": {"a": {"kind": "model", "na": {"replica": "x"}}}},
        {"nodes": {"a": {"kind": "deployment", "stages": [{"kidn": "canary"}]}}},
        {"nodes": {"a": "model", "b": "source"}, "edges": ["b a"]},
        {"nodes": {"a": "model", "b": "source"}, "edges": ["b -> a: feds"]},
        {"nodes": {"a": "model", "b": "source"}, "edges": [{"edge": "b -> a", "jion": "latest"}]},
        {"nodes": {"a": "model", "b": "source"}, "edges": {"b": "a"}},
        {"groups": {"g": {"colour": "red"}}},
        {"answers": {"X@a": {"status": "accepted"}}},
        {"answers": {"X@a": {"status": "fine", "because": "x"}}},
        {"nodes": {"a": "model"}, "layout": {"a": [1]}},
        [],
    ],
)
def test_d22_the_schema_refuses_what_the_reader_refuses(document):
    assert not VALIDATOR.is_valid(document)
    with pytest.raises(FormatError):
        read_design(json.dumps(document), name="x.json")


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"nodes": {"a": "model"}},
        {"nodes": {"a": {"kind": "model", "replicas": 12, "pinned": True, "timeout": None}}},
        {"nodes": {"a": "model", "b": "source"}, "edges": ["b -> a", {"b -> a": "feeds"}]},
        {"nodes": {"a": "model", "b": "source"}, "edges": [{"edge": "b -> a", "join": "latest"}]},
    ],
)
def test_d22_the_schema_accepts_what_people_write_by_hand(document):
    assert [] == list(VALIDATOR.iter_errors(document))
    read_design(json.dumps(document), name="x.json")
