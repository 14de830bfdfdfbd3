"""What is written and read again is equal, in both formats."""

from __future__ import annotations

import dataclasses
import json

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from design.changes import Move, SetSticky, apply
from design.formats import design_hash, design_schema, read_design, write_json, write_yaml
from design.formats.tree import plain
from design.formats.yaml_text import yaml_of
from design.formats.yaml_tree import read_yaml_tree
from design.model import Design, Position
from tests.design.strategies import changes, designs

slow = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
VALIDATOR = Draft202012Validator(design_schema())


def shuffled(design):
    def turned(mapping):
        return dict(sorted(mapping.items(), key=lambda one: str(one[0]), reverse=True))

    parts = ("nodes", "edges", "layout", "groups", "stickies", "answers")
    return dataclasses.replace(design, **{part: turned(getattr(design, part)) for part in parts})


@slow
@given(designs())
def test_d20_a_design_written_as_yaml_and_read_is_equal(design):
    assert design == read_design(write_yaml(design), name="x.yaml").design


@slow
@given(designs())
def test_d20_a_design_written_as_json_and_read_is_equal(design):
    assert design == read_design(write_json(design), name="x.json").design


@slow
@given(st.data())
def test_d20_a_changed_design_survives_its_file(data):
    design = data.draw(designs(min_nodes=1))
    for _ in range(3):
        design = apply(design, [data.draw(changes(design))]).design

    assert design == read_design(write_yaml(design), name="x.yaml").design


@slow
@given(designs())
def test_d21_the_order_of_nodes_and_edges_does_not_show(design):
    other = shuffled(design)

    assert write_yaml(design) == write_yaml(other)
    assert write_json(design) == write_json(other)
    assert design_hash(design) == design_hash(other)


@slow
@given(designs())
def test_d22_what_is_written_validates_against_the_schema(design):
    assert [] == [error.message for error in VALIDATOR.iter_errors(json.loads(write_json(design)))]
    assert [] == [
        error.message for error in VALIDATOR.iter_errors(yaml.safe_load(write_yaml(design)))
    ]


@slow
@given(designs(min_nodes=1))
def test_d23_moving_a_box_does_not_change_the_hash(design):
    moved = {id_: Position(7.0, 7.0) for id_ in design.nodes}

    assert design_hash(design) == design_hash(dataclasses.replace(design, layout=moved))


@given(designs(min_nodes=1))
def test_d23_saying_something_else_changes_the_hash(design):
    assert design_hash(design) != design_hash(dataclasses.replace(design, title="something else"))


PRINTABLE = st.characters(exclude_categories=["C"], exclude_characters="\u2028\u2029\x85")


@given(
    st.dictionaries(
        st.text(PRINTABLE, max_size=9), st.text(PRINTABLE, max_size=20), min_size=1, max_size=5
    )
)
def test_d24_any_text_reads_as_itself_here_and_in_other_yaml_readers(tree):
    written = yaml_of(tree)

    assert tree == plain_texts(read_yaml_tree(written).tree)
    assert tree == yaml.safe_load(written)


def plain_texts(tree):
    return {key: "" if value is None else value for key, value in plain(tree).items()}


def test_an_empty_design_is_readable():
    assert Design() == read_design(write_yaml(Design()), name="x.yaml").design


@slow
@given(designs(min_nodes=1))
def test_d23_the_words_of_a_sticky_note_are_said_and_its_place_is_not(design):
    written = apply(design, [SetSticky("the_note", "one")]).design
    moved = apply(written, [Move({"the_note": (4.0, 4.0)})]).design
    other = apply(written, [SetSticky("the_note", "two")]).design

    assert design_hash(written) == design_hash(moved)
    assert len({design_hash(one) for one in (design, written, other)}) == 3


def test_d39_a_file_without_sticky_notes_says_nothing_of_them():
    assert "stickies" not in write_yaml(Design())
