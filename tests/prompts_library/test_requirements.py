"""What is required is what the prompt states until a curveball bends it."""

from __future__ import annotations

import pytest

from prompts_library import read_entry, shipped
from prompts_library.requirements import Stated, stated
from tests.fakes.prompts import TINY

ENTRY = read_entry(TINY, name="tiny.yaml")
ENTRIES = shipped().readable()


def test_at_first_it_is_what_the_prompt_states():
    assert (
        Stated("Answer within", "p95 200 ms", "latency"),
        Stated("Peak", "600 QPS", "load"),
        Stated("A day", "12M/day", "load"),
    ) == stated(ENTRY)


def test_a_curveball_changes_the_number_and_the_one_before_is_kept():
    assert [
        ("Answer within", "p95 20 ms", "p95 200 ms"),
        ("Peak", "6000 QPS", "600 QPS"),
        ("A day", "120M/day", "12M/day"),
    ] == [(one.label, one.value, one.before) for one in stated(ENTRY, {"crowd", "haste"})]


def test_what_only_a_curveball_states_comes_last_and_is_new():
    entry = shipped().entry("visual-search")

    *told, new = stated(entry, {"photos-of-people"})

    assert len(entry.prompt.requirements) == len(told)
    assert ("7 d", "privacy", True) == (new.value, new.about, new.is_new)
    assert "Photos gone in a week" in new.label


def test_a_curveball_that_does_not_fit_the_starter_bends_nothing():
    text = TINY.replace(
        "- node: service\n        set: {latency", "- node: api\n        set: {latency"
    )
    entry = read_entry(text, name="tiny.yaml")
    assert entry.prompt.curveballs != ENTRY.prompt.curveballs

    assert stated(ENTRY) == stated(entry, {"haste"})


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=[*ENTRIES])
def test_every_prompt_is_bent_by_its_curveballs_where_they_name_its_numbers(entry):
    for one in entry.prompt.curveballs:
        aimed = {edit.node for edit in one.edits} & {had.node for had in entry.prompt.requirements}
        bent = [had for had in stated(entry, {one.id}) if had.before]
        assert bent or not aimed, one.id
