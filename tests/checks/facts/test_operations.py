"""What a transform does, from its words."""

from __future__ import annotations

import pytest

from checks.facts.operations import Operation, operation, selects
from design.fields import read_value
from design.model import Node
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind


def transform(op: str = "", name: str = "") -> Node:
    fields = {a.OP.name: read_value(a.OP, op)} if op else {}
    return Node("t", Kind.TRANSFORM, name, fields)


@pytest.mark.parametrize(
    ("expected", "op"),
    [
        (Operation.USES_LABELS, "target encoding"),
        (Operation.USES_LABELS, "SMOTE"),
        (Operation.USES_LABELS, "feature selection"),
        (Operation.LEARNS_STATISTICS, "standard scaling"),
        (Operation.LEARNS_STATISTICS, "mean imputation"),
        (Operation.LEARNS_STATISTICS, "TF-IDF"),
        (Operation.STATELESS, "log"),
        (Operation.STATELESS, "hash the user id"),
        (Operation.STATELESS, "pre-trained tokenizer"),
        (Operation.UNKNOWN, "magic"),
    ],
)
def test_an_operation_is_known_by_its_words(expected, op):
    assert expected is operation(transform(op))


def test_what_uses_labels_counts_as_that_whatever_else_it_does():
    assert Operation.USES_LABELS is operation(transform("scale, then target encode"))


def test_the_name_speaks_where_no_operation_is_stated():
    assert Operation.LEARNS_STATISTICS is operation(transform(name="Scaler"))
    assert Operation.STATELESS is operation(transform("log", name="Scaler"))


def test_choosing_by_a_score_is_told_from_transforming():
    assert selects(transform("hyper-parameter tuning"))
    assert not selects(transform("standard scaling"))
