"""The board's vocabulary is the design's, whole, and its name changes with it."""

from __future__ import annotations

import json

from design.vocabulary.attribute import QuantityAttribute, RowsAttribute
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.relations import RELATIONS, infer
from whiteboard.canvas.vocabulary import vocabulary_file, vocabulary_text

FILE = json.loads(vocabulary_text())


def test_every_kind_and_relation_is_there_in_order():
    assert [kind.value for kind in KINDS] == [one["kind"] for one in FILE["kinds"]]
    assert [one.value for one in RELATIONS] == [one["relation"] for one in FILE["relations"]]


def test_every_field_named_is_described():
    for kind in FILE["kinds"]:
        named = {*kind["core"], *kind["more"], *kind["face"]}
        assert named == set(FILE["fields"][kind["kind"]])
        assert not {*kind["core"]} & {*kind["more"]}
    for relation in FILE["relations"]:
        assert set(relation["fields"]) == set(FILE["fields"][relation["relation"]])


def test_a_field_says_how_it_is_typed():
    for kind, spec in KINDS.items():
        for name, attribute in spec.fields.items():
            field = FILE["fields"][kind.value][name]
            assert isinstance(attribute, QuantityAttribute) == (field["type"] == "quantity")
            assert isinstance(attribute, RowsAttribute) == ("columns" in field)
            assert (field["type"] == "choice") == bool(field["options"])


def test_an_arrow_means_what_the_design_infers():
    for source in Kind:
        for target in Kind:
            meant = infer(source, target)
            found = FILE["inferred"][source.value].get(target.value)
            if meant is None:
                assert found is None
            else:
                assert (meant.relation.value, meant.reversed) == (
                    found["relation"],
                    found["reversed"],
                )
                assert found["relation"] in found["legal"]


def test_the_name_depends_on_the_content_alone():
    assert vocabulary_file().startswith("vocabulary-")
    assert vocabulary_file() == vocabulary_file()
