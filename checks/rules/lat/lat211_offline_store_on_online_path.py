"""LAT211: a request waits for a store that was built for reports."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.serving import ANSWERING, answering_endpoints, is_sync, mode_of
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Certainty,
    Demand,
    Example,
    Explanation,
    Good,
    Observation,
    Place,
    Rule,
    Skill,
)
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Edge, Node


@dataclass(frozen=True, slots=True)
class Facts:
    """Who reads what."""

    reader: str
    store: str
    what: str


class OfflineStoreOnOnlinePath(Rule["Edge", Facts]):
    """A request waits for a store that was built for reports.

    ## What it does
    Looks at what online endpoints read while somebody waits: warehouses, lakes, files and offline
    stores, as stated or as their name says, and tables of batch jobs with no copy online.

    ## Why it matters
    A warehouse answers in seconds, with luck. Its p99 at peak is nobody's promise.

    ## How to fix it
    Materialise what is read into an online store, or score in batches.

    ## When it does not apply
    Batches and training, which may read it, batch steps that a request calls included; calls
    nobody waits for; a store whose latency is stated, where the numbers decide.

    ## References
    - FEAST: offline and online store.
    - HUYEN 7, 10.
    - XU 1.
    """

    code = "LAT211"
    name = "offline-store-on-online-path"
    severity = ByLevel.of("W/E/E/E")
    skills = (Skill.END_TO_END,)
    question = "What is the p99 of that query at peak QPS?"
    sources = ("FEAST", "HUYEN 7, 10", "XU 1")
    checks_what = "stores on the request path"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "the endpoint asks the warehouse",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              orders: {kind: source, name: Order warehouse}
            edges: ["api -> orders: reads"]
            """,
            at=("orders",),
            certainty=Certainty.POSSIBLE,
        ),
        Bad(
            "an offline store",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              features: {kind: feature_store, store: offline}
            edges: ["api -> features: reads"]
            """,
            at=("features",),
        ),
        Good(
            "a batch may",
            """
            nodes:
              scoring: {kind: endpoint, mode: batch}
              orders: {kind: source, name: Order warehouse}
            edges: ["scoring -> orders: reads"]
            """,
        ),
        Good(
            "an online copy",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              features: {kind: feature_store, store: online}
            edges: ["api -> features: reads"]
            """,
        ),
        Good(
            "its latency is stated, so the numbers decide",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              features: {kind: feature_store, store: offline, latency_p99: 20 ms}
            edges: ["api -> features: reads"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Edge]:
        """What is read while somebody waits."""
        online = _waited_for(board)
        return (
            edge
            for edge in board.edges
            if edge.relation is Relation.READS and is_sync(edge) and edge.source in online
        )

    def judge(self, board: Board, subject: Edge) -> Iterator[Observation[Facts] | Demand]:
        """Ask what kind of store it is."""
        store = board.node(subject.target)
        what = _offline(store)
        if not what or any(
            board.number(owner, one) is not None for owner in (store, subject) for one in _LATENCIES
        ):
            return
        yield Observation(
            at=Place((store.id, subject.source), (subject.key,), (a.STORE.name,)),
            facts=Facts(board.title(subject.source), store.title, what),
            certainty=Certainty.POSSIBLE if _is_guessed(store) else Certainty.CERTAIN,
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say what is read."""
        return Explanation(
            message=f"{facts.reader} reads {facts.store} while somebody waits; it is {facts.what}.",
            remedy=f"An online copy of what is read of {facts.store}.",
        )


def _waited_for(board: Board) -> set[str]:
    """The parts that work while somebody waits: answering endpoints and what they call and use."""
    found: set[str] = set()
    waiting = [endpoint.id for endpoint in answering_endpoints(board)]
    while waiting:
        here = waiting.pop()
        if here not in found and not _runs_in_batches(board.node(here)):
            found.add(here)
            calls = board.out_of(here, Relation.CALLS, Relation.USES)
            waiting.extend(edge.target for edge in calls if is_sync(edge))
    return found


def _runs_in_batches(node: Node) -> bool:
    """Whether it works by its own clock, so that a caller gets what is there."""
    if node.kind is Kind.ENDPOINT:
        return mode_of(node) not in ANSWERING
    computed = node.get(a.COMPUTED)
    by_the_clock = node.get(a.PERIOD) is not None or node.get(a.STARTS_AT) is not None
    return computed in {"batch", "stream"} or (
        computed is None and node.kind is Kind.TRANSFORM and by_the_clock
    )


_LATENCIES = (a.LATENCY_P50, a.LATENCY_P95, a.LATENCY_P99, a.LATENCY)
_STATED = {
    "offline": "an offline store",
    "warehouse": "a warehouse",
    "lake": "a data lake",
    "file": "a file",
}
_NAMED = (
    (re.compile(r"\b(?:warehouse|bigquery|snowflake|redshift|synapse)\b"), "a warehouse"),
    (
        re.compile(r"\b(?:data ?lake|lakehouse|hive|iceberg|delta lake|parquet|s3|hdfs)\b"),
        "a data lake",
    ),
    (re.compile(r"\boffline (?:feature )?store\b"), "an offline store"),
)


def _offline(store: Node) -> str:
    """What kind of store it is, where it is not made for requests."""
    stated = store.get(a.STORE)
    if stated is not None:
        return _STATED.get(stated, "")
    if store.kind is Kind.DATASET:
        return "a dataset"
    if store.kind not in (Kind.SOURCE, Kind.FEATURE_STORE):
        return ""
    name = store.title.casefold().replace("_", " ")
    return next((what for pattern, what in _NAMED if pattern.search(name)), "")


def _is_guessed(store: Node) -> bool:
    """Whether its name alone says so."""
    return store.get(a.STORE) is None and store.kind is not Kind.DATASET
