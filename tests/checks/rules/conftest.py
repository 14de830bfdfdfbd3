"""What the tests of one rule look at of its findings."""

from __future__ import annotations

import pytest


@pytest.fixture
def seen(found_by):
    """`seen(code, yaml_text, level=...)`: variant, certainty and severity of each finding."""

    def look(code, text, **asked):
        found = found_by(code, text, **asked)
        return [(one.variant, one.certainty, one.severity) for one in found]

    return look


@pytest.fixture
def variants(found_by):
    """`variants(code, yaml_text)`: the variant of each finding."""
    return lambda code, text: [one.variant for one in found_by(code, text)]
