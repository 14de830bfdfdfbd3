"""The latency overlay: what every stage of a request takes of the budget, and which ones decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.facts.durations import as_stated, duration_text
from checks.facts.wording import percent
from checks.numbers import Number, Verdict, exceeds
from checks.overlays.blanks import blanks
from checks.overlays.critical_path import Placed, placed
from checks.overlays.mark import Mark, Overlay, OverlayName, Tone, laid_out
from checks.overlays.wording import against, share_of, with_share
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.board import Board
    from checks.facts.request_paths import RequestPath, Stage


def latency(board: Board) -> Overlay:
    """The request path of each answering endpoint, with the stages that decide it emphasised."""
    paths = [(path, placed(board, path)) for path in board.paths.all]
    return laid_out(
        OverlayName.LATENCY,
        summary=(_summary(board, path) for path, _ in paths),
        marks=[mark for path, parts in paths for mark in _marks(board, path, parts)],
        missing=[blank for path, _ in paths for blank in _missing(board, path)],
    )


def _summary(board: Board, path: RequestPath) -> str:
    title = board.title(path.endpoint)
    if not _is_known(path):
        return f"{title}: no stage states a latency"
    quad = duration_text(path.estimate.quad)
    return f"{title}: {_sum_text(path)} if every stage is slow at once, {quad} if they are not"


def _is_known(path: RequestPath) -> bool:
    return path.own is not None or any(stage.latency is not None for stage in path.stages)


def _sum_text(path: RequestPath) -> str:
    total = duration_text(path.estimate.total)
    whole = total if path.budget is None else against(total, duration_text(path.budget.value))
    return f"p{path.q * 100:g}: {whole}"


def _marks(board: Board, path: RequestPath, parts: tuple[Placed, ...]) -> Iterator[Mark]:
    yield _of_endpoint(board, path, parts)
    for node in dict.fromkeys(one.node for one in parts if one.stage is not None):
        yield _of_stage(board, path, [one for one in parts if one.node == node and one.stage])
    for one in parts:
        if one.edge is not None:
            yield _of_edge(board, one)


def _of_endpoint(board: Board, path: RequestPath, parts: tuple[Placed, ...]) -> Mark:
    budget = path.budget
    if not _is_known(path):
        stated = () if budget is None else (f"budget {as_stated(budget)}",)
        return Mark(path.endpoint, "no latency stated", Tone.NONE, working=stated)
    total = path.estimate.total
    return Mark(
        path.endpoint,
        _sum_text(path),
        _against_budget(path),
        None if budget is None else share_of(total, budget.value),
        tuple(_sum_working(board, path, parts)),
        emphasised=True,
    )


def _sum_working(board: Board, path: RequestPath, parts: tuple[Placed, ...]) -> Iterator[str]:
    terms = [
        f"{board.title(one.node)} {duration_text(one.takes)}"
        for one in parts
        if one.stage is not None and one.stage.latency is not None and not one.behind
    ]
    if path.own is not None:
        terms.insert(0, f"{board.title(path.endpoint)} {duration_text(path.own.about.value)}")
    total, quad = duration_text(path.estimate.total), duration_text(path.estimate.quad)
    added = " + ".join(terms)
    yield f"SUM of p{path.q * 100:g} = {added} = {total}: if every stage is slow at once"
    yield f"QUAD = medians + root of squares above them = {quad}: if they are independent"
    if path.own_is_total:
        yield f"what {board.title(path.endpoint)} states of itself may hold the rest"
    yield "no budget stated" if path.budget is None else f"budget {as_stated(path.budget)}"
    if path.missing:
        yield f"not counted, no latency: {', '.join(board.title(one) for one in path.missing)}"


def _against_budget(path: RequestPath) -> Tone:
    """How the path stands to its budget, as LAT202 judges it."""
    budget, estimate = path.budget, path.estimate
    if budget is None:
        return Tone.NONE
    most = Number(0.0, estimate.total, estimate.most, budget.state)
    sure = exceeds(Number.exactly(estimate.least), budget) is Verdict.CERTAIN
    if exceeds(most, budget) is Verdict.HOLDS and not sure:
        return Tone.GOOD
    return Tone.BAD if sure and path.percentile_stated else Tone.BUSY


def _of_stage(board: Board, path: RequestPath, parts: list[Placed]) -> Mark:
    """One mark for all the times a path comes by a node; those that decide it count."""
    node = parts[0].node
    deciding = [one for one in parts if not one.behind]
    known = [one for one in parts if one.stage is not None and one.stage.latency is not None]
    working = tuple(line for one in parts for line in _stage_working(board, path, one))
    if not known:
        return Mark(node, "no latency stated", Tone.NONE, working=working)
    takes = sum(one.takes for one in deciding) if deciding else max(one.takes for one in parts)
    text = duration_text(takes)
    budget = path.budget
    tone = Tone.MUTED
    if deciding:
        over = budget is not None and exceeds(Number.exactly(takes), budget) is Verdict.CERTAIN
        tone = Tone.BAD if over else Tone.PATH
    return Mark(
        node,
        text if budget is None else with_share(text, takes, budget.value),
        tone,
        None if budget is None else share_of(takes, budget.value),
        working,
        emphasised=bool(deciding),
    )


def _stage_working(board: Board, path: RequestPath, one: Placed) -> Iterator[str]:
    stage = one.stage
    if stage is None:
        return
    if stage.latency is not None:
        yield _own_arithmetic(path, stage, one.takes)
        if path.budget is not None and share_of(one.takes, path.budget.value) is not None:
            budget = path.budget
            yield (
                f"{percent(one.takes / budget.value)} of the {duration_text(budget.value)} of "
                f"{board.title(path.endpoint)}"
            )
    if stage.share < 1:
        yield f"{percent(stage.share)} of the requests reach it"
    beside = f"side by side with the others of {one.group}" if one.group else "in series"
    if one.behind:
        yield f"{beside}; hidden behind {board.title(one.behind)}, which is slower"
    else:
        yield f"{beside}; on the critical path of {board.title(path.endpoint)}"


def _own_arithmetic(path: RequestPath, stage: Stage, takes: float) -> str:
    if stage.latency is None:
        return ""
    about = stage.latency.about
    each = duration_text(about.value)
    calls = "" if stage.calls == 1 else f"{stage.calls:g} calls x {each} = {duration_text(takes)}"
    stated = ", ".join(f"{one.attribute} {one.text}" for one in about.bindings)
    near = "" if stage.latency.exact else f", the nearest to p{path.q * 100:g} there is"
    return f"{calls or each} (stated: {stated}{near})"


def _of_edge(board: Board, one: Placed) -> Mark:
    hidden = bool(one.behind)
    return Mark(
        str(one.edge),
        one.group and f"side by side: {one.group}",
        Tone.MUTED if hidden else Tone.PATH,
        working=(f"hidden behind {board.title(one.behind)}",) if hidden else (),
        emphasised=not hidden,
    )


def _missing(board: Board, path: RequestPath) -> Iterator[tuple[str, str]]:
    if path.budget is None:
        yield from blanks(board, board.node(path.endpoint), a.LATENCY_BUDGET)
    for stage in map(board.node, path.missing):
        yield from blanks(board, stage, a.TTFT if stage.kind is Kind.LLM else a.LATENCY_P95)
