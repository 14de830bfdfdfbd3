"""The leakage overlay: the ways from outcomes to features, and what makes them legal or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from checks.facts.availability import Reason
from checks.facts.durations import as_stated, duration_text
from checks.facts.joins import JoinFlaw, flaw_of
from checks.facts.legal_steps import closed_ways
from checks.numbers import Number, Verdict, exceeds
from checks.overlays.blanks import blanks
from checks.overlays.mark import Mark, Overlay, OverlayName, Tone, laid_out
from checks.overlays.wording import share_of
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.board import Board
    from checks.facts.availability import Unavailable
    from checks.facts.label_paths import LabelPath
    from checks.facts.legal_steps import ClosedWay
    from design.model import Edge, Node

_TONE = {Verdict.CERTAIN: Tone.BAD, Verdict.POSSIBLE: Tone.BUSY, Verdict.HOLDS: Tone.GOOD}


@dataclass(frozen=True, slots=True)
class _Judged:
    """A way that nothing ends, with what is said of it at the feature it enters by."""

    path: LabelPath
    tone: Tone
    label: str
    working: tuple[str, ...]
    share: float | None = None


def leakage(board: Board) -> Overlay:
    """Every way from a label or a source of outcomes to a feature, edge by edge.

    A way is bad where the label is not final in time, and good where a step on it or a long enough
    lag makes it legal. Joins that bring today's values, and windows that end too late, are marked
    as well.
    """
    judged = [_judged(board, path) for path in board.label_paths.paths]
    closed = closed_ways(board)
    marks = [mark for one in judged for mark in _of_way(board, one)]
    marks += [mark for way in closed for mark in _of_closed(board, way)]
    marks += [*_of_joins(board), *_of_late_features(board)]
    return laid_out(
        OverlayName.LEAKAGE,
        summary=_summary(judged, closed),
        marks=marks,
        missing=[blank for path in board.label_paths.paths for blank in _missing(board, path)],
    )


def _summary(judged: list[_Judged], closed: tuple[ClosedWay, ...]) -> Iterator[str]:
    for tone, said in (
        (Tone.BAD, "not legal"),
        (Tone.BUSY, "legal only within a part of what is stated"),
        (Tone.NONE, "not judged: a time is missing"),
    ):
        count = sum(1 for one in judged if one.tone is tone)
        if count:
            yield f"{_ways(count)} {said}"
    legal = len(closed) + sum(1 for one in judged if one.tone is Tone.GOOD)
    if legal:
        yield f"{_ways(legal)} legal"
    if not judged and not closed:
        yield "No way leads from an outcome to a feature"


def _ways(count: int) -> str:
    return "1 way is" if count == 1 else f"{count} ways are"


def _judged(board: Board, path: LabelPath) -> _Judged:
    """*path* as LEAK401, LEAK402 and LEAK403 judge it."""
    text = f"path: {board.label_paths.text(path)}"
    if path.lag is None or path.lag.high <= 0:
        label = "no lag" if path.is_of_label else "written after the outcome"
        return _Judged(path, Tone.BAD, label, (text, "lag on the path: none"))
    lag = as_stated(path.lag)
    delay = _delay(board, path)
    if delay is None:
        known = "no label is drawn" if path.label is None else "label delay not stated"
        return _Judged(path, Tone.NONE, f"lag {lag}", (text, f"lag on the path = {lag}", known))
    verdict = exceeds(delay, path.lag)
    working = [text, f"lag on the path = {lag}", f"label delay = {as_stated(delay)}"]
    if verdict is not Verdict.HOLDS:
        working.append(f"too short by {duration_text(delay.high - path.lag.low)}")
    return _Judged(
        path,
        _TONE[verdict],
        f"lag {lag} of {as_stated(delay)}",
        tuple(working),
        share_of(path.lag.value, delay.value),
    )


def _delay(board: Board, path: LabelPath) -> Number | None:
    return None if path.label is None else board.number(board.node(path.label), a.LABEL_DELAY)


def _of_way(board: Board, one: _Judged) -> Iterator[Mark]:
    path, shown = one.path, len(one.path.shown_edges)
    leaks = one.tone in (Tone.BAD, Tone.BUSY)
    yield _of_origin(board, path.origin)
    yield Mark(path.entry, one.label, one.tone, one.share, one.working, emphasised=leaks)
    for place, edge in enumerate(path.edges):
        if place < shown:
            text = _edge_text(board, edge)
            yield Mark(str(edge.key), text, one.tone, working=one.working, emphasised=leaks)
        else:
            yield Mark(str(edge.key), "", Tone.MUTED)


def _edge_text(board: Board, edge: Edge) -> str:
    lag = board.number(edge, a.LAG)
    return "" if lag is None else f"{as_stated(lag)} later"


def _of_origin(board: Board, origin: str) -> Mark:
    node = board.node(origin)
    if node.kind is not Kind.LABEL:
        return Mark(origin, "written after the outcome", Tone.NONE)
    delay = board.number(node, a.LABEL_DELAY)
    known = "delay not stated" if delay is None else f"known after {as_stated(delay)}"
    return Mark(origin, known, Tone.NONE)


def _of_closed(board: Board, way: ClosedWay) -> Iterator[Mark]:
    titles = [board.title(way.origin), *(board.title(edge.target) for edge in way.edges)]
    working = (
        f"path: {' → '.join(titles)}",
        f"legal for {board.title(way.model)}: {way.step.value}",
    )
    yield _of_origin(board, way.origin)
    for edge in way.edges[:-1]:
        yield Mark(str(edge.key), _edge_text(board, edge), Tone.GOOD, working=working)
    yield Mark(str(way.edges[-1].key), way.step.value, Tone.GOOD, working=working)


def _of_joins(board: Board) -> Iterator[Mark]:
    """The joins LEAK404 speaks of."""
    for join in board.training_joins.joins:
        flaw, verdict = flaw_of(board, join)
        if verdict is Verdict.HOLDS:
            continue
        owner, tone = str(join.edge.key), _TONE[verdict]
        if flaw is JoinFlaw.LATEST:
            working = ("joined by its latest value: today's, for yesterday's example",)
            yield Mark(owner, "latest value", tone, working=working, emphasised=True)
        elif flaw is JoinFlaw.UNSTATED:
            working = ("read online as well: today's values, or those of the example?",)
            yield Mark(owner, "join not stated", Tone.BUSY, working=working)
        elif join.ingest_lag is not None:
            late = as_stated(join.ingest_lag)
            working = (f"joined on event time, ingest lag = {late} > 0",)
            yield Mark(owner, f"rows {late} late", tone, working=working, emphasised=True)


def _of_late_features(board: Board) -> Iterator[Mark]:
    """The features LEAK402 says the prediction cannot have, for other reasons than their way."""
    for node in board.availability.inputs:
        found = board.availability.of(node)
        if found is not None and found.path is None:
            yield _of_late(node, found)


def _of_late(node: Node, found: Unavailable) -> Mark:
    tone = Tone.BUSY if found.reason is Reason.SUSPECT else _TONE[found.verdict]
    if found.late is None:
        return Mark(node.id, found.reason.value, tone, emphasised=tone is Tone.BAD)
    terms = " + ".join(as_stated(number) for number in found.numbers)
    late = duration_text(found.late.high)
    working = (f"readable {terms} = {late} after the prediction; legal: <= 0",)
    return Mark(node.id, f"{late} too late", tone, None, working, emphasised=True)


def _missing(board: Board, path: LabelPath) -> Iterator[tuple[str, str]]:
    """The label delay that a stated lag would be compared with."""
    if path.lag is not None and path.lag.high > 0 and path.label is not None:
        yield from blanks(board, board.node(path.label), a.LABEL_DELAY)
