"""Where personal data is kept, who it is handed to, and how long a deletion takes to reach it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from checks.facts.lineage import aggregates
from checks.numbers import Number
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.board import Board
    from design.model import Node

_KEEP = (Kind.SOURCE, Kind.LOG, Kind.PROMPT, Kind.INDEX)
_NAMED = (*_KEEP, Kind.FEATURE, Kind.DATASET)
_CARRIES = frozenset(
    {
        Kind.SOURCE,
        Kind.LOG,
        Kind.DATASET,
        Kind.TRANSFORM,
        Kind.FEATURE,
        Kind.FEATURE_STORE,
        Kind.INDEX,
        Kind.PROMPT,
        Kind.TRAINING_JOB,
        Kind.MODEL,
    }
)
_ONWARD = (Relation.FEEDS, Relation.TRAINS)
_AT_ONCE = frozenset({"on_change", "continuous"})
_REDACTS = re.compile(
    r"redact|\bpii\b|personal|mask|anonym|scrub|de.?identif|tokeni[sz]e (?:card|name)"
)
_OUR_OWN = re.compile(r"\b(?:self|own|in.?house|internal|on.?prem|ours?|local)\b|self.?host")
_POLICY = re.compile(r"\bweights?\b|memori|retrain|unlearn|model .*\bexcluded?\b")
_SPEAKS = re.compile(
    r"\b(?:e-?mails?|phones?|phone numbers?|address(?:es)?|dob|dates? of birth|birth ?dates?|ip|ips"
    r"|ip address(?:es)?|medical|passports?|ssns?|social security|ibans?|surnames?"
    r"|(?:full|first|last|customer|user|person'?s?) names?)\b"
)


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of personal data and the longest a deletion takes to reach it, in seconds.

    ``how`` says why, as in "kept 90 d".
    """

    node: Node
    worst: Number
    how: str
    parts: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Uncontrolled:
    """A node that keeps personal data and what it lacks."""

    node: Node
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandedOn:
    """A language model of somebody else and where the personal data it gets comes from."""

    llm: Node
    origins: tuple[Node, ...]


class PersonalData:
    """The personal data of a board, as far as nodes are marked."""

    def __init__(self, board: Board) -> None:
        """Read it off *board*."""
        self._board = board

    @cached_property
    def marked(self) -> tuple[Node, ...]:
        """The nodes said to hold personal data, in id order."""
        return tuple(one for one in self._board.nodes if one.get(a.PERSONAL_DATA) is True)

    @cached_property
    def uncontrolled(self) -> tuple[Uncontrolled, ...]:
        """The stores of personal data without access control or an end, in id order."""
        found = (Uncontrolled(node, tuple(self._lacks(node))) for node in self.marked)
        return tuple(one for one in found if one.lacks)

    @cached_property
    def copies(self) -> tuple[Copy, ...]:
        """Every copy of which it is known how long a deletion takes, the slowest first."""
        found = (self._copy(self._board.node(one)) for one in sorted(self._held))
        known = [copy for copy in found if copy is not None]
        return tuple(sorted(known, key=lambda copy: (-copy.worst.value, copy.node.id)))

    @cached_property
    def promise(self) -> tuple[Node, Number] | None:
        """Who promises to delete within which time: the shortest of requirements and sources."""
        givers = (*self._board.of_kind(Kind.REQUIREMENT), *self._board.of_kind(Kind.SOURCE))
        stated = [(giver, self._board.number(giver, a.DELETION_SLA)) for giver in givers]
        known = [(giver, number) for giver, number in stated if number is not None]
        return min(known, key=lambda one: one[1].value) if known else None

    @cached_property
    def handed_on(self) -> tuple[HandedOn, ...]:
        """The hosted language models that get personal data unredacted and without agreement."""
        found = []
        for llm in self._board.of_kind(Kind.LLM):
            provider = llm.get(a.PROVIDER)
            if not provider or _OUR_OWN.search(provider.casefold()):
                continue
            if llm.get(a.DATA_AGREEMENT) is True:
                continue
            parts = self._around(llm)
            origins = self._reaching(llm, parts)
            if origins and not self._is_redacted(parts):
                found.append(HandedOn(llm, origins))
        return tuple(found)

    @cached_property
    def unmarked(self) -> tuple[tuple[Node, str], ...]:
        """The nodes whose words speak of persons and that say neither yes nor no, in id order."""
        cleared = self._downstream(
            one.id for one in self._board.nodes if one.get(a.PERSONAL_DATA) is False
        )
        found = []
        for node in self._board.of_kind(*_NAMED):
            if node.get(a.PERSONAL_DATA) is not None or node.id in self._held | cleared:
                continue
            said = (node.title, node.get(a.DEFINITION), node.get(a.CONTENT))
            words = " ".join(part for part in said if part).casefold().replace("_", " ")
            match = _SPEAKS.search(words)
            if match:
                found.append((node, match[0]))
        return tuple(found)

    def _lacks(self, node: Node) -> Iterator[str]:
        board = self._board
        if (
            node.kind in _KEEP
            and node.get(a.ACL) in (None, "none")
            and not board.is_na(node, a.ACL)
        ):
            yield "access control"
        if node.get(a.DELETION_SLA) is not None or board.is_na(node, a.RETENTION, a.DELETION_SLA):
            return
        kept_elsewhere = node.get(a.STORE) == "api"
        if node.kind in (Kind.SOURCE, Kind.LOG) and not kept_elsewhere:
            if board.number(node, a.RETENTION) is None:
                yield "retention"
        elif node.kind is Kind.INDEX:
            refreshed = board.number(node, a.PERIOD) or node.get(a.TRIGGER) not in (None, "manual")
            if not refreshed and not board.into(node.id, Relation.TRIGGERS):
                yield "deletion path"

    @cached_property
    def _held(self) -> frozenset[str]:
        """The nodes that hold personal data: those marked, and what is made of it unredacted."""
        return self._downstream(one.id for one in self.marked)

    def _downstream(self, starts: Iterator[str]) -> frozenset[str]:
        found: set[str] = set()
        waiting = [one for one in starts if self._board.node(one).kind in _CARRIES]
        while waiting:
            here = waiting.pop()
            if here in found:
                continue
            found.add(here)
            onward = self._board.targets_of(here, *_ONWARD)
            waiting.extend(target.id for target in onward if self._is_passed_on(target))
        return frozenset(found)

    def _is_passed_on(self, node: Node) -> bool:
        if node.kind not in _CARRIES or node.get(a.PERSONAL_DATA) is not None:
            return node.get(a.PERSONAL_DATA) is True and node.kind in _CARRIES
        return node.kind is not Kind.TRANSFORM or not (aggregates(node) or _redacts(node))

    def _copy(self, node: Node) -> Copy | None:
        number = self._board.number
        own = number(node, a.DELETION_SLA) if node.get(a.DELETION_SLA) is not None else None
        if node.kind in (Kind.LOG, Kind.INDEX) and own is not None:
            return Copy(node, own, "deletes within", (own,))
        if node.kind in (Kind.LOG, Kind.DATASET):
            return _kept(node, number(node, a.RETENTION))
        if node.kind is Kind.FEATURE_STORE:
            return _kept(node, number(node, a.TTL) or number(node, a.RETENTION))
        if node.kind is Kind.INDEX:
            return self._rebuilt(node, node, "rebuilt every")
        if node.kind is Kind.MODEL and not self._is_excluded(node):
            for job in self._board.sources_of(node.id, Relation.TRAINS):
                found = self._rebuilt(node, job, "trained again every")
                if job.kind is Kind.TRAINING_JOB and found is not None:
                    return found
        return None

    def _rebuilt(self, node: Node, job: Node, how: str) -> Copy | None:
        period = self._board.number(job, a.PERIOD)
        duration = self._board.number(job, a.DURATION)
        if job.get(a.TRIGGER) in _AT_ONCE:
            return None if duration is None else Copy(node, duration, "follows in", (duration,))
        if period is None:
            return None
        parts = (period,) if duration is None else (period, duration)
        return Copy(node, period if duration is None else period + duration, how, parts)

    def _is_excluded(self, model: Node) -> bool:
        """Whether a stated policy says that weights do not follow a deletion."""
        asked = [model.id, *(one.id for one in self._board.sources_of(model.id, Relation.TRAINS))]
        if self.promise is not None:
            asked.append(self.promise[0].id)
        for one in asked:
            for edge in self._board.into(one, Relation.SUPPORTS):
                giver = self._board.node(edge.source)
                said = (
                    giver.title, giver.get(a.CHOICE), giver.get(a.BECAUSE), giver.get(a.TEXT),
                    edge.get(a.BECAUSE),
                )  # fmt: skip
                if _POLICY.search(" ".join(part for part in said if part).casefold()):
                    return True
        return False

    def _around(self, llm: Node) -> tuple[Node, ...]:
        """The call site, who asks it, and everything that answers there."""
        found = {llm.id}
        for one in (llm.id, *self._board.monitoring.callers_of(llm.id)):
            found.update(self._board.monitoring.part_of(one))
        return tuple(self._board.node(one) for one in sorted(found))

    def _reaching(self, llm: Node, parts: tuple[Node, ...]) -> tuple[Node, ...]:
        """The nodes with personal data that what answers there reads or is fed, in id order."""
        found = {one.id for one in parts if one.id in self._held}
        for one in parts:
            read = self._board.targets_of(one.id, Relation.READS, Relation.USES)
            fed = (
                self._board.sources_of(one.id, Relation.FEEDS) if one.kind is Kind.ENDPOINT else ()
            )
            found.update(node.id for node in (*read, *fed) if node.id in self._held)
        found = {one for one in found if self._board.node(one).kind is not Kind.MODEL}
        if llm.get(a.PERSONAL_DATA) is True:
            found.add(llm.id)
        return tuple(self._board.node(one) for one in sorted(found))

    def _is_redacted(self, parts: tuple[Node, ...]) -> bool:
        """Whether a guardrail or a step on the request takes personal data out."""
        guards = (
            self._board.node(edge.source)
            for part in parts
            for edge in self._board.into(part.id, Relation.GUARDS)
            if edge.get(a.GUARD_STAGE) in (None, "input", "retrieved")
        )
        steps = (one for one in parts if one.kind in (Kind.TRANSFORM, Kind.GUARDRAIL))
        return any(_redacts(one) for one in (*steps, *guards))


def _kept(node: Node, span: Number | None) -> Copy | None:
    return None if span is None else Copy(node, span, "kept", (span,))


def _redacts(node: Node) -> bool:
    said = (node.title, node.get(a.OP), node.get(a.ACTION))
    return bool(_REDACTS.search(" ".join(part for part in said if part).casefold()))
