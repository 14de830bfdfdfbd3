"""The freshness overlay: what each part adds to the age of data, and how old it is at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.facts.durations import as_stated, duration_text
from checks.facts.freshness import says_always
from checks.numbers import Verdict, exceeds
from checks.overlays.blanks import blanks
from checks.overlays.mark import Mark, Overlay, OverlayName, Tone, laid_out
from checks.overlays.wording import against, share_of, with_share
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.board import Board
    from checks.facts.freshness import Age, Hop
    from checks.numbers import Number
    from design.model import Edge, Node

_ASKS = (Relation.READS, Relation.CALLS, Relation.USES)


def freshness(board: Board) -> Overlay:
    """The oldest way to every endpoint, and to every part that has to be fresh."""
    required = {node.id: bound for node, bound in board.freshness.required}
    ends = [
        (node, board.freshness.at(node.id), required.get(node.id))
        for node in board.nodes
        if node.id in required or node.kind is Kind.ENDPOINT
    ]
    shown = [end for end in ends if end[1].hops or end[1].missing or end[2] is not None]
    return laid_out(
        OverlayName.FRESHNESS,
        summary=[_summary(node, age, bound) for node, age, bound in shown],
        marks=[mark for end in shown for mark in _marks(board, *end)],
        missing=[
            blank
            for _, age, _ in shown
            for job in age.missing
            for blank in blanks(board, board.node(job), a.PERIOD)
        ],
    )


def _summary(node: Node, age: Age, bound: Number | None) -> str:
    mean = duration_text(age.mean.value)
    unsaid = "" if bound is not None else ", no requirement"
    return f"{node.title}: {_age_text(age, bound)} at worst, {mean} on average{unsaid}"


def _age_text(age: Age, bound: Number | None) -> str:
    worst = duration_text(age.worst.value)
    return worst if bound is None else against(worst, duration_text(bound.value))


def _marks(board: Board, node: Node, age: Age, bound: Number | None) -> Iterator[Mark]:
    yield _of_end(board, node, age, bound)
    way = _way(board, node.id)
    for before, after in zip(way[1:], way, strict=False):
        yield from _of_step(board, before, after, on_way=True)
    for before, after in _steps(board, node):
        if before not in age.missing:
            yield _of_part(board, before, age, on_way=before in way)
        if before not in way:
            yield from _of_step(board, before, after, on_way=False)
    for job in age.missing:
        yield Mark(job, "cadence not stated", Tone.NONE)


def _way(board: Board, end: str) -> tuple[str, ...]:
    """The parts of the oldest way, back from its end."""
    way = {end: None}
    before = board.freshness.at(end).before
    while before and before not in way:
        way[before] = None
        before = board.freshness.at(before).before
    return tuple(way)


def _steps(board: Board, end: Node) -> Iterator[tuple[str, str]]:
    """Every part whose data gets to *end*, with one it is handed to."""
    waiting, met = [end], {end.id}
    while waiting:
        here = waiting.pop()
        for _, source in board.freshness.inputs(here):
            if source.id not in met:
                met.add(source.id)
                waiting.append(source)
                yield source.id, here.id


def _of_end(board: Board, node: Node, age: Age, bound: Number | None) -> Mark:
    worst, mean = age.worst, age.mean
    terms = " + ".join(duration_text(hop.worst.value) for hop in age.hops) or "nothing"
    working = [
        f"worst: {terms} = {duration_text(worst.value)}",
        f"mean: half of every wait and TTL: {duration_text(mean.value)}",
        "no requirement" if bound is None else f"required: {as_stated(bound)}",
    ]
    if age.missing:
        titles = ", ".join(board.title(one) for one in age.missing)
        working.append(f"not counted, no cadence: {titles}")
    return Mark(
        node.id,
        f"{_age_text(age, bound)} old",
        _against_bound(board, age, bound),
        None if bound is None else share_of(worst.value, bound.value),
        tuple(working),
        emphasised=True,
    )


def _against_bound(board: Board, age: Age, bound: Number | None) -> Tone:
    """How old the data is against what is required, as FRESH351 judges it."""
    if bound is None:
        return Tone.NONE
    if exceeds(age.worst, bound) is Verdict.HOLDS:
        return Tone.GOOD
    judged = age.worst if says_always(board, bound) else age.mean
    return Tone.BAD if exceeds(judged, bound) is Verdict.CERTAIN else Tone.BUSY


def _of_part(board: Board, part: str, whole: Age, *, on_way: bool) -> Mark:
    """What *part* itself adds; a lag on the arrow behind it is that arrow's."""
    age = board.freshness.at(part)
    own = [hop for hop in age.hops if hop.node == part]
    added, old = sum(hop.worst.value for hop in own), duration_text(age.worst.value)
    text = f"+ {duration_text(added)}" if own else f"{old} old"
    return Mark(
        part,
        with_share(text, added, whole.worst.value) if own and on_way else text,
        Tone.PATH if on_way else Tone.MUTED,
        share_of(added, whole.worst.value),
        (
            *map(_hop_text, own),
            f"{old} old when it leaves {board.title(part)}",
            *(() if on_way else ("not on the oldest way",)),
        ),
        emphasised=on_way,
    )


def _hop_text(hop: Hop) -> str:
    worst, mean = duration_text(hop.worst.value), duration_text(hop.mean.value)
    return f"{hop.part}: {worst}" if worst == mean else f"{hop.part}: {worst}, {mean} on average"


def _of_step(board: Board, before: str, after: str, *, on_way: bool) -> Iterator[Mark]:
    for edge in _joining(board, before, after):
        lag = board.number(edge, a.LAG)
        yield Mark(
            str(edge.key),
            "" if lag is None else f"+ {duration_text(lag.value)}",
            Tone.PATH if on_way else Tone.MUTED,
            working=() if lag is None else (f"lag: {as_stated(lag)}",),
            emphasised=on_way,
        )


def _joining(board: Board, source: str, target: str) -> tuple[Edge, ...]:
    """The edges by which data of *source* is in what *target* answers with."""
    fed = [edge for edge in board.out_of(source, Relation.FEEDS) if edge.target == target]
    if fed:
        return tuple(fed)
    parts = board.monitoring.part_of(target)
    asked = [edge for edge in board.into(source, *_ASKS) if edge.source in parts]
    fed = [edge for edge in board.out_of(source, Relation.FEEDS) if edge.target in parts]
    return (*asked, *fed)
