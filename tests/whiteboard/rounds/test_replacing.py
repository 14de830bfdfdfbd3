"""Any design can be made by changes, and out of any other."""

from __future__ import annotations

import pytest

from design.changes import apply
from design.model import Design
from prompts_library.loader import flawed, prompt_ids, reference, starter
from whiteboard.rounds.documents import read_kept, text_to_keep
from whiteboard.rounds.replacing import building, replacing

DESIGNS = [make(id_) for id_ in prompt_ids() for make in (starter, reference, flawed)]
NAMES = [f"{make}-{id_}" for id_ in prompt_ids() for make in ("starter", "reference", "flawed")]


@pytest.mark.parametrize("design", DESIGNS, ids=NAMES)
def test_a_design_is_built_from_nothing(design):
    assert design == apply(Design(), building(design)).design
    assert design == read_kept(text_to_keep(design))


@pytest.mark.parametrize("design", DESIGNS, ids=NAMES)
def test_a_design_replaces_another_and_gives_it_back(design):
    other = DESIGNS[0]

    applied = apply(other, replacing(other, design))

    assert design == applied.design
    assert other == apply(applied.design, applied.inverse).design
