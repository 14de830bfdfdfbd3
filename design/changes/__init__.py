"""Edits of a design as plain data: read from JSON, applied all or nothing, undone exactly.

``apply(design, changes)`` gives the design after a gesture, the gesture as it is stored and its
inverse; ``difference(old, new)`` is the gesture that turns one design into another;
``parse_changes`` and ``change_to_json`` are the JSON of the board and of the edit log.
"""

from design.changes.apply import Applied, apply
from design.changes.change import Change
from design.changes.difference import difference
from design.changes.edges import Connect, Disconnect, SetRelation
from design.changes.fields import SetField, SetNa, SetNote, SetNumber
from design.changes.layout import Move, RemoveGroup, SetGroup
from design.changes.nodes import AddNode, RemoveNode, RenameNode, SetKind
from design.changes.refused import ChangeRefused
from design.changes.stickies import RemoveSticky, SetSticky
from design.changes.whole import AnswerFinding, SetDesign, WithdrawAnswer
from design.changes.wire import CHANGES, change_to_json, parse_changes
from design.changes.wording import in_words

__all__ = [
    "CHANGES",
    "AddNode",
    "AnswerFinding",
    "Applied",
    "Change",
    "ChangeRefused",
    "Connect",
    "Disconnect",
    "Move",
    "RemoveGroup",
    "RemoveNode",
    "RemoveSticky",
    "RenameNode",
    "SetDesign",
    "SetField",
    "SetGroup",
    "SetKind",
    "SetNa",
    "SetNote",
    "SetNumber",
    "SetRelation",
    "SetSticky",
    "WithdrawAnswer",
    "apply",
    "change_to_json",
    "difference",
    "in_words",
    "parse_changes",
]
