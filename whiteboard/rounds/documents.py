"""Designs and gestures as text: what the store keeps and what a person finds in their folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from design.changes import apply, change_to_json, difference, parse_changes
from design.formats import write_yaml
from design.model import Design

if TYPE_CHECKING:
    from collections.abc import Sequence

    from design.changes import Change
    from design.fields import Json


def changes_json(changes: Sequence[Change]) -> list[Json]:
    """*changes* as plain data."""
    return [change_to_json(change) for change in changes]


def changes_text(changes: Sequence[Change]) -> str:
    """*changes* as the edit log keeps them."""
    plain = changes_json(changes)
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def stored_changes(text: str) -> tuple[Change, ...]:
    """The changes the edit log keeps as *text*. Raises ``ChangeRefused``."""
    return parse_changes(json.loads(text))


def text_to_keep(design: Design) -> str:
    """*design* as the store keeps it: the changes that make it, so that no edit is unlike it."""
    return changes_text(difference(Design(), design))


def read_kept(text: str) -> Design:
    """The design the store keeps as *text*. Raises ``ChangeRefused``."""
    return apply(Design(), stored_changes(text)).design


def file_text(design: Design) -> str:
    """*design* as the file a person reads."""
    return write_yaml(design)
