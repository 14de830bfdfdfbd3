"""How many cases reach the people who look at them, and how many they can look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from checks.numbers import Number
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from checks.board import Board
    from design.model import Node

_DAY = Number.exactly(86400.0)
_BRINGS = (Relation.CALLS, Relation.FEEDS, Relation.FALLS_BACK_TO)


@dataclass(frozen=True, slots=True)
class Review:
    """The work of a day: ``cases`` arrive, one takes ``each`` seconds, ``room`` seconds there are.

    ``sender`` brings the cases; ``volume`` a day of which ``share`` are cases.
    """

    node: Node
    sender: Node | None
    cases: Number | None
    each: Number | None
    room: Number | None
    volume: Number | None = None
    share: Number | None = None

    @property
    def most(self) -> Number | None:
        """The cases that can be looked at in a day."""
        return None if self.each is None or self.room is None else self.room / self.each


def review_of(board: Board, node: Node) -> Review:
    """The work that reaches a human review."""
    number = board.number
    people, hours = number(node, a.REVIEWERS), number(node, a.HOURS_PER_DAY)
    room = None if people is None or hours is None else people * hours
    each = number(node, a.MINUTES_PER_CASE)
    if each is not None and each.low <= 0:
        each = None
    samples = number(node, a.SAMPLES_PER_DAY)
    sampled = None if samples is None else samples * _DAY
    for edge in board.into(node.id, *_BRINGS):
        sender = board.node(edge.source)
        rate = board.load.volume(sender.id)
        share = number(edge, a.FRACTION)
        if share is None and sampled is None:
            share = number(node, a.SHARE) or flagged(board, sender)
        if rate is not None and share is not None:
            volume = rate * _DAY
            cases = volume * share if sampled is None else volume * share + sampled
            return Review(node, sender, cases, each, room, volume, share)
    return Review(node, None, sampled, each, room)


def flagged(board: Board, sender: Node) -> Number | None:
    """The share of its decisions that go to people: stated, or implied by its rates."""
    parts = [board.node(one) for one in board.monitoring.part_of(sender.id)]
    for node in parts:
        stated = board.number(node, a.FLAG_RATE)
        if stated is not None:
            return stated
    for node in parts:
        if node.kind is not Kind.MODEL:
            continue
        recall, precision = board.number(node, a.RECALL), board.number(node, a.PRECISION)
        labels = (board.node(one) for one in board.lineage.targets(node.id))
        base = next((one for label in labels if (one := board.number(label, a.BASE_RATE))), None)
        if recall is not None and precision is not None and base is not None and precision.low > 0:
            return base * recall / precision
    return None
