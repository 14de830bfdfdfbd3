"""Answers go into a file and nothing else of it moves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from design.formats import read_design, with_answers, write_yaml
from design.model import Answer
from tests.design.strategies import designs

TYPED = """\
whiteboard: 1   # the version
title: 'Ranking'
nodes:
  # what is asked
  api: {kind: endpoint, mode: online,
        peak_qps: 2400/s}
"""
ANSWERS = """\
answers:
  NUM101@api: {status: accepted, because: measured next week}   # ours
  CAP301@api:
    status: not_applicable

    because: sheds load
"""


def answered(text, **answers):
    design = read_design(text, name="design.yaml").design
    made = {key: Answer(key, *said) for key, said in answers.items()}
    return replace(design, answers=made)


@pytest.mark.parametrize("ending", ["\n", ""])
def test_the_first_answer_is_added_at_the_end(ending):
    text = TYPED.removesuffix("\n") + ending
    design = answered(text, A1=("accepted", "because: of #1"))

    made = with_answers(text, design)

    assert made is not None
    assert made.startswith(TYPED)
    assert design == read_design(made).design


@pytest.mark.parametrize("after", ["", "\nlayout:\n  api: [0, 0]\n", "# the end\n"])
def test_the_section_is_replaced_where_it_stands(after):
    text = TYPED + "\n" + ANSWERS + after
    design = answered(text, A1=("accepted", "yes"))

    made = with_answers(text, design)

    assert made is not None
    assert made.startswith(TYPED + "\nanswers:\n  A1:")
    assert made.endswith(after)
    assert "NUM101@api" not in made
    assert design == read_design(made).design


def test_the_last_answer_takes_the_section_with_it():
    text = TYPED + "\n" + ANSWERS
    design = answered(text)

    assert TYPED.rstrip() == (with_answers(text, design) or "").rstrip()


def test_a_file_in_one_pair_of_braces_has_to_be_written_anew():
    text = "{whiteboard: 1, nodes: {api: {kind: endpoint}}}"

    assert with_answers(text, answered(text, A1=("accepted", "yes"))) is None


@given(designs(), st.text(min_size=1).filter(str.strip))
def test_it_reads_as_meant_or_is_left_to_be_written_anew(design, reason):
    cleaned = read_design(write_yaml(design)).design
    text = write_yaml(cleaned)
    meant = replace(cleaned, answers={"A1": Answer("A1", "accepted", reason.strip())})

    made = with_answers(text, meant)

    assert made is None or read_design(made).design == meant
