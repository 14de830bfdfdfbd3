"""Which checks of served data nobody makes, where it begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.facts.monitoring import DATA_SIGNALS
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from checks.board import Board
    from checks.facts.monitoring import Root

_CHECKED = ("validat", "expectation", "quarantine", "contract")


def unwatched(board: Board, root: Root) -> tuple[str, ...]:
    """The data signals nobody watches of *root*: all of them, some or none.

    A stated contract stands for the schema, a step that stops what is not valid for more.
    """
    watched = set(root.signals)
    if root.node.get(a.SCHEMA_CONTRACT):
        watched.add("schema")
    if _is_validated(board, root):
        watched |= {"schema", "data_quality"}
    return tuple(signal for signal in DATA_SIGNALS if signal not in watched)


def _is_validated(board: Board, root: Root) -> bool:
    """Whether a step right behind it stops what is not valid."""
    steps = board.targets_of(root.node.id, Relation.FEEDS)
    said = [f"{step.get(a.OP) or ''} {step.title}".casefold() for step in steps
            if step.kind is Kind.TRANSFORM]  # fmt: skip
    return any(word in text for text in said for word in _CHECKED)
