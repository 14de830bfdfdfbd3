"""The guide to writing prompts names every field there is, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from prompts_library.drill import Drill
from prompts_library.entry import STARTER
from prompts_library.schema import Prompt

GUIDE = Path("docs/writing_prompts.md").read_text(encoding="utf-8")


def told(heading: str) -> set[str]:
    """The fields in the first column of the table under *heading*."""
    part = GUIDE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.*?) \|", part, re.MULTILINE)
    return {field for row in rows for field in re.findall(r"`(\w+)`", row)}


@pytest.mark.parametrize(
    ("heading", "fields"),
    [
        ("A prompt", {*Prompt.model_fields, STARTER}),
        ("A drill", {*Drill.model_fields}),
    ],
)
def test_every_field_is_told(heading, fields):
    assert fields == told(heading)
