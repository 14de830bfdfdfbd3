"""Who can look at a decision about a person, change it, or hear that it was wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from checks.facts.impact import GRAVE, gravest, impact_at
from checks.facts.review import flag_rate_of
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.board import Board
    from checks.numbers import Number
    from design.model import Node

_PEOPLE = re.compile(
    r"\b(?:officers?|analysts?|agents|reviewers?|doctors?|clinicians?|nurses?|radiologists?"
    r"|physicians?|pathologists?|recruiters?|underwriters?|advis[eo]rs?|moderators?|investigators?"
    r"|lawyers?|attorneys?|clerks?|planners?|technicians?|teams?"
    r"|judges|case ?workers?|teachers?|examiners?|humans?|person|staff|experts?|dispatchers?)\b"
)
_BY_ITSELF = re.compile(r"\bautomatic|\bby itself\b|\bwithout (?:a |any )?(?:human|person|review)")
_APPEAL = re.compile(r"\b(?:appeal|disput|contest|recourse|redress|complain|ombud)")
_LATER = re.compile(r"\breview(?:s|ed)?\b.*\b(?:after|later|post)|\bpost.hoc\b|\bafter.*\breview")
# Fields in which a decision about somebody is hard to bear when it is wrong.
_WEIGHTY = re.compile(
    r"\b(?:hiring|hires?|recruit\w*|job (?:applicants?|candidates?|applications?)|r[eé]sumés?"
    r"|loans?|lending|mortgages?|credit (?:scor\w*|limits?|risk|decisions?|applications?)"
    r"|creditworth\w*|underwrit\w*|insur\w*|exams?|admissions?|students?|school"
    r"|patients?|diagnos\w*|clinical|medical|diseases?|tumou?rs?|welfare|unemployment|housing"
    r"|benefits? (?:claims?|fraud|eligib\w*)|eligib\w* for benefits?|polic(?:e|ing)|parole|bail"
    r"|recidivism|asylum|visa applications?|evict\w*)\b"
)


@dataclass(frozen=True, slots=True)
class ActionPath:
    """From the output of a model to what is done to somebody.

    ``actor`` is the consumer, or the endpoint where none is drawn. ``asked`` is what it asks,
    ``behind`` all that answers there, in id order.
    """

    actor: Node
    asked: tuple[Node, ...]
    behind: tuple[Node, ...]
    impact: str

    @property
    def is_grave(self) -> bool:
        """Whether the decision changes somebody's life or safety."""
        return self.impact in GRAVE


@dataclass(frozen=True, slots=True)
class Hands:
    """The hands a decision goes through, and whether it can be contested.

    ``reviews`` are the people who can change it, in id order; ``by_people`` is whether the actor is
    a person, somebody approves, or a review afterwards is stated.
    """

    reviews: tuple[Node, ...]
    by_people: bool
    hears_appeals: bool


class Oversight:
    """The action paths of a board."""

    def __init__(self, board: Board) -> None:
        """Read the paths off *board*."""
        self._board = board

    @cached_property
    def paths(self) -> tuple[ActionPath, ...]:
        """One for each consumer of an output; then one for each grave endpoint without any."""
        board = self._board
        found = []
        for consumer in board.of_kind(Kind.CONSUMER):
            asked = board.targets_of(consumer.id, Relation.CONSUMES)
            if asked:
                found.append(self._path(consumer, asked))
        for endpoint in board.of_kind(Kind.ENDPOINT):
            called = board.into(endpoint.id, Relation.CONSUMES, Relation.CALLS)
            if not called and impact_at(board, endpoint) in GRAVE:
                found.append(self._path(endpoint, (endpoint,)))
        return tuple(found)

    def weighty_word(self, path: ActionPath) -> str:
        """A word of the actor, its models or their labels that speaks of a weighty decision."""
        for text in self._said(path):
            match = _WEIGHTY.search(text.casefold())
            if match:
                return match[0]
        return ""

    def cases(self, review: Node) -> Number | None:
        """How many cases a second are sent to *review*, or None where a share is not stated."""
        total: Number | None = None
        for edge in self._board.into(review.id, Relation.CALLS):
            rate = self._board.load.volume(edge.source)
            share = (
                self._board.number(edge, a.FRACTION)
                or self._board.number(review, a.SHARE)
                or flag_rate_of(self._board, edge.source)
            )
            if rate is None or share is None:
                return None
            total = rate * share if total is None else total + rate * share
        return total

    def hands(self, path: ActionPath) -> Hands:
        """Who can look at a decision of *path*, and who hears that it was wrong."""
        reviews = self._reviews(path.actor, path.behind)
        return Hands(
            reviews,
            by_people=self._is_by_people(path.actor, path.behind),
            hears_appeals=self._hears_appeals(path.actor, path.behind, reviews),
        )

    def _path(self, actor: Node, asked: tuple[Node, ...]) -> ActionPath:
        behind = self._behind(asked)
        endpoints = tuple(node for node in behind if node.kind is Kind.ENDPOINT)
        impact = actor.get(a.IMPACT) or gravest(behind)
        return ActionPath(actor, endpoints or asked, behind, impact)

    def _behind(self, asked: tuple[Node, ...]) -> tuple[Node, ...]:
        """What is asked, what answers within it, and who fills a table that is asked."""
        found: dict[str, None] = {}
        waiting = [node.id for node in asked]
        for one in tuple(waiting):
            waiting += [
                writer.id
                for writer in self._board.sources_of(one, Relation.FEEDS, Relation.LOGS_TO)
                if writer.kind in (Kind.ENDPOINT, Kind.MODEL, Kind.LLM)
            ]
        for one in waiting:
            found.update((part, None) for part in self._board.monitoring.part_of(one))
        return tuple(self._board.node(one) for one in sorted(found))

    def _reviews(self, actor: Node, behind: tuple[Node, ...]) -> tuple[Node, ...]:
        board = self._board
        onward = (Relation.CALLS, Relation.FALLS_BACK_TO, Relation.FEEDS)
        near: list[Node] = [*behind]
        for node in (actor, *behind):
            near += board.targets_of(node.id, *onward)
            near += board.sources_of(node.id, Relation.FEEDS)
            for log in board.targets_of(node.id, Relation.LOGS_TO):
                near += board.targets_of(log.id, Relation.FEEDS)
        found = {node.id for node in near if node.kind is Kind.HUMAN_REVIEW}
        return tuple(board.node(one) for one in sorted(found))

    def _is_by_people(self, actor: Node, behind: tuple[Node, ...]) -> bool:
        said = f"{actor.title} {actor.get(a.ACTION) or ''}".casefold()
        if actor.kind is Kind.CONSUMER and _PEOPLE.search(said) and not _BY_ITSELF.search(said):
            return True
        if any(one.kind is Kind.TOOL and one.get(a.APPROVAL) is True for one in behind):
            return True
        return any(_LATER.search(reason) for reason in self._reasons(actor, behind))

    def _reasons(self, actor: Node, behind: tuple[Node, ...]) -> Iterator[str]:
        for node in (actor, *behind):
            for edge in self._board.into(node.id, Relation.SUPPORTS):
                giver = self._board.node(edge.source)
                said = (giver.title, giver.get(a.CHOICE), giver.get(a.BECAUSE), edge.get(a.BECAUSE))
                yield " ".join(part for part in said if part).casefold()

    def _hears_appeals(
        self, actor: Node, behind: tuple[Node, ...], reviews: tuple[Node, ...]
    ) -> bool:
        if any(node.get(a.APPEAL) for node in (actor, *behind)):
            return True
        logs = [
            log.get(a.CONTENT) or ""
            for node in (actor, *behind)
            for log in self._board.targets_of(node.id, Relation.LOGS_TO)
        ]
        said = (actor.get(a.ACTION) or "", *(one.title for one in reviews), *logs)
        return any(_APPEAL.search(text.casefold()) for text in said)

    def _said(self, path: ActionPath) -> Iterator[str]:
        yield f"{path.actor.title} {path.actor.get(a.ACTION) or ''}"
        for node in path.behind:
            if node.kind in (Kind.MODEL, Kind.ENDPOINT):
                yield node.title
            for label in self._board.lineage.targets(node.id):
                target = self._board.node(label)
                yield f"{target.title} {target.get(a.DEFINITION) or ''}"
