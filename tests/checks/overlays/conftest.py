"""Overlays of designs from YAML."""

from __future__ import annotations

import pytest

from checks.overlays import OverlayName, overlay


@pytest.fixture
def drawn(design_from):
    """`drawn("load", yaml_text)`: the overlay, and its marks by owner."""

    def draw(name: str, text: str):
        found = overlay(design_from(text), OverlayName[name.upper()])
        return found, {mark.owner: mark for mark in found.marks}

    return draw
