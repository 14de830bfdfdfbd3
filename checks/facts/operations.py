"""What a transform does, from the words of its operation."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from design.vocabulary import attributes as a

if TYPE_CHECKING:
    from design.model import Node


class Operation(StrEnum):
    """How much an operation that has seen the test rows flatters the test result."""

    USES_LABELS = "uses labels"  # it carries labels or choices over the split
    LEARNS_STATISTICS = "learns statistics"  # it carries a mean or a vocabulary over the split
    STATELESS = "stateless"  # it learns nothing from the rows
    UNKNOWN = "unknown"


_USES_LABELS = re.compile(
    r"(feature|variable|model|threshold|cut.?off) ?(selection|choice|search|tuning)"
    r"|select\w* (the )?(features?|variables?|thresholds?|cut.?offs?)"
    r"|(target|mean|likelihood|impact) ?encod|weight of evidence|\bwoe\b"
    r"|smote|adasyn|over.?sampl|up.?sampl|dedup\w* .*label"
    r"|hyper.?param|tun(e|ing)\b|grid search|early stopping"
)
_STATELESS = re.compile(
    r"\b(log|hash\w*|lower\w*|round\w*|cast\w*|parse\w*|join\w*|filter\w*|rename\w*|clip\w*)\b"
    r"|pre.?trained|external|fixed corpus"
)
_LEARNS_STATISTICS = re.compile(
    r"scal|standardi|normali|imput|\bpca\b|svd|vocab|tf.?idf|bin(s|ning)?\b|quanti[lz]"
    r"|\bmean\b|median|one.?hot|tokeni|\bidf\b|whiten"
)
_SELECTION = re.compile(
    r"select|hyper.?param|tun(e|ing)\b|grid search|early stopping|threshold|cut.?off|prompt iter"
)


def operation(node: Node) -> Operation:
    """What *node* does, from its ``op`` or, where none is stated, its name."""
    words = _words(node)
    if _USES_LABELS.search(words):
        return Operation.USES_LABELS
    if _STATELESS.search(words):
        return Operation.STATELESS
    return Operation.LEARNS_STATISTICS if _LEARNS_STATISTICS.search(words) else Operation.UNKNOWN


def selects(node: Node) -> bool:
    """Whether *node* chooses something (features, a threshold, hyper-parameters) by a score."""
    return bool(_SELECTION.search(_words(node)))


def _words(node: Node) -> str:
    return (node.get(a.OP) or node.title).casefold().replace("_", " ").replace("-", " ")
