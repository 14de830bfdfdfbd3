"""What is kept of each request: its inputs, its answer, and what made it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from checks.facts.releases import words_in
from checks.facts.serving import ANSWERING, entry_endpoints, mode_of
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.board import Board
    from design.model import Node

_PREDICTS = frozenset({Kind.MODEL, Kind.LLM})
_STORED = frozenset({Kind.FEATURE, Kind.FEATURE_STORE})
_VERSION = re.compile(
    r"\b(?:(?:model|prompt|feature|policy|code|index|bundle|schema|template)"
    r"(?: and | & |/| \+ | )*)*"
    r"(?:versions?|build|commit|revision)\b"
)
_DENIED = re.compile(r"\b(?:no|not|without|except|never)(?: the)? \w+")
_FEATURES = frozenset("feature features input inputs payload vector vectors values".split())
# The whole input where nothing is looked up for the model.
_RAW = frozenset(
    "request requests query queries question questions prompt prompts context passage passages "
    "chunk chunks message messages document documents image images text texts conversation "
    "conversations transcript transcripts event events row rows candidates ticket tickets".split()
)
_ANSWERS = frozenset(
    "prediction predictions score scores output outputs decision decisions answer answers response "
    "responses draft drafts verdict verdicts result results label labels flag flags action actions "
    "recommendation recommendations probability probabilities class classes completion completions "
    "ranking rankings estimate estimates forecast forecasts command commands".split()
)
_VERSIONED = frozenset("version versions build commit revision".split())


@dataclass(frozen=True, slots=True)
class Record:
    """A log of requests and what is known to be in it; ``stated`` is whether its content is."""

    log: Node
    stated: bool
    features: bool
    raw: bool
    answer: bool
    version: bool


@dataclass(frozen=True, slots=True)
class Served:
    """An endpoint people ask, the models that answer there, and what is kept of it."""

    endpoint: Node
    models: tuple[Node, ...]
    records: tuple[Record, ...]
    looks_up: bool  # features are looked up for the model, beside what the request brings

    @property
    def keeps_inputs(self) -> bool:
        """Whether what the model saw can be read again."""
        return any(one.features or (one.raw and not self.looks_up) for one in self.records)

    @property
    def keeps_answer(self) -> bool:
        """Whether what it answered is kept."""
        return any(one.answer for one in self.records)

    @property
    def keeps_version(self) -> bool:
        """Whether it is kept which version answered."""
        return any(one.version for one in self.records)


class Records:
    """The logs behind every endpoint at which a model answers."""

    def __init__(self, board: Board) -> None:
        """Read the logs off *board*."""
        self._board = board

    @cached_property
    def all(self) -> tuple[Served, ...]:
        """The endpoints at which a model answers and that no other part calls, in id order."""
        found = (self.of(endpoint) for endpoint in entry_endpoints(self._board))
        return tuple(one for one in found if one.models)

    @cached_property
    def asked(self) -> tuple[Served, ...]:
        """Those of them that answer requests."""
        return tuple(one for one in self.all if mode_of(one.endpoint) in ANSWERING)

    def of(self, endpoint: Node) -> Served:
        """What answers at *endpoint* and what is kept of it."""
        if endpoint.id not in self._known:
            parts = [self._board.node(one) for one in self._board.monitoring.part_of(endpoint.id)]
            models = tuple(
                one
                for one in sorted(parts, key=lambda node: node.id)
                if one.kind in _PREDICTS and one.get(a.MODEL_TYPE) != "heuristic"
            )
            looked_up = (
                self._board.node(edge.target)
                for one in parts
                for edge in self._board.out_of(one.id, Relation.READS)
            )
            self._known[endpoint.id] = Served(
                endpoint,
                models,
                tuple(self._records(endpoint, parts)),
                looks_up=any(one.kind in _STORED for one in looked_up),
            )
        return self._known[endpoint.id]

    @cached_property
    def _known(self) -> dict[str, Served]:
        return {}

    def _records(self, endpoint: Node, parts: list[Node]) -> Iterator[Record]:
        """The logs written by what answers, by who asks, and by people who review; in id order."""
        board = self._board
        asking = [*board.sources_of(endpoint.id, Relation.CONSUMES)]
        reviewing = [
            one
            for part in parts
            for one in board.targets_of(part.id, Relation.CALLS, Relation.FALLS_BACK_TO)
            if one.kind is Kind.HUMAN_REVIEW
        ]
        said: dict[str, list[str]] = {}
        for writer in (*parts, *asking, *reviewing):
            for edge in board.out_of(writer.id, Relation.LOGS_TO, Relation.FEEDS):
                if board.node(edge.target).kind is Kind.LOG:
                    said.setdefault(edge.target, []).append(edge.get(a.CONTENT) or "")
        for log_id in sorted(said):
            log = board.node(log_id)
            stated = " , ".join(part for part in (log.get(a.CONTENT) or "", *said[log_id]) if part)
            yield _record(log, stated)


def inputs_of(board: Board, served: Served) -> frozenset[str]:
    """The data nodes from which the models of an endpoint get values, in training or serving."""
    found = set(board.monitoring.inputs_of(served.endpoint.id))
    for model in served.models:
        found |= board.lineage.feeding(model.id)
    return frozenset(found)


def is_compared(board: Board, served: Served) -> bool:
    """Whether serving values are compared with those of training, by a monitor or an evaluation."""
    comparing = [one for one in board.monitoring.monitors if _compares(board, one)]
    tests = [one for one in board.of_kind(Kind.EVALUATION) if _speaks_of_skew(one)]
    if not comparing and not tests:
        return False
    parts = {served.endpoint.id, *(one.id for one in served.models)}
    where = parts | inputs_of(board, served)
    if any(not board.monitoring.observed(one).isdisjoint(where) for one in comparing):
        return True
    return any(
        edge.target in parts for one in tests for edge in board.out_of(one.id, Relation.EVALUATES)
    )


def _compares(board: Board, monitor: Node) -> bool:
    drifts = "input_drift" in board.monitoring.signals_of(monitor)
    return (drifts and monitor.get(a.REFERENCE) == "fixed_train") or _speaks_of_skew(monitor)


def _speaks_of_skew(node: Node) -> bool:
    said = (node.title, node.get(a.METRIC), node.get(a.DEFINITION))
    words = frozenset[str]().union(*(words_in(one) for one in said if one))
    if {"skew", "parity"} & words:
        return True
    return bool({"training", "train"} & words) and bool({"serving", "online", "production"} & words)


def _record(log: Node, stated: str) -> Record:
    text = (stated or log.title).casefold()
    version = bool(words_in(text) & _VERSIONED)
    words = words_in(_VERSION.sub(" ", _DENIED.sub(" ", text)))
    return Record(
        log,
        stated=bool(stated),
        features=bool(words & _FEATURES),
        raw=bool(words & _RAW),
        answer=bool(words & _ANSWERS),
        version=version,
    )
