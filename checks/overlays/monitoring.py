"""The monitoring overlay: what of the served parts and their data is watched, and by what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.facts.data_checks import unwatched
from checks.facts.monitoring import DATA_SIGNALS
from checks.facts.wording import several
from checks.overlays.blanks import blanks
from checks.overlays.mark import Mark, Overlay, OverlayName, Tone, laid_out
from checks.overlays.wording import share_of
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checks.board import Board
    from checks.facts.monitoring import Root
    from design.model import Node

_SHOWN = 2  # signals on a mark


def monitoring(board: Board) -> Overlay:
    """What answers somebody and the data it is made from, with the monitors that see each."""
    monitors = board.monitoring.monitors
    marks = [_of_monitor(board, one) for one in monitors]
    marks += [mark for one in monitors for mark in _of_edges(board, one)]
    marks += [_of_served(board, node) for node in board.monitoring.served]
    marks += [_of_root(board, root) for root in board.monitoring.roots]
    marks += _of_other_data(board)
    return laid_out(
        OverlayName.MONITORING,
        summary=_summary(board),
        marks=marks,
        missing=[
            blank
            for one in board.of_kind(Kind.MONITOR)
            for blank in blanks(board, one, a.THRESHOLD, a.WINDOW)
        ],
    )


def _summary(board: Board) -> Iterator[str]:
    served, roots = board.monitoring.served, _changing(board)
    if served:
        unseen = [node.title for node in served if not board.monitoring.watching(node.id)]
        rest = f"; not {several(unseen)}" if unseen else ""
        seen = len(served) - len(unseen)
        yield f"{seen} of {len(served)} served parts are watched{rest}"
    if roots:
        whole = [root for root in roots if not unwatched(board, root)]
        bare = [root.node.title for root in roots if unwatched(board, root) == DATA_SIGNALS]
        rest = f"; nothing of {several(bare)}" if bare else ""
        yield f"{len(whole)} of {len(roots)} sources are watched in full{rest}"


def _changing(board: Board) -> tuple[Root, ...]:
    return tuple(root for root in board.monitoring.roots if root.node.get(a.STATIC) is not True)


def _words(signals: Iterable[str]) -> list[str]:
    return [one.replace("_", " ") for one in sorted(signals)]


def _watched_by(board: Board, *nodes: str) -> tuple[str, ...]:
    """A line for each monitor that sees any of *nodes*, with what it watches."""
    return tuple(
        f"{monitor.title}: {_signal_text(board, monitor)}"
        for monitor in board.monitoring.watching(*nodes)
    )


def _signal_text(board: Board, monitor: Node) -> str:
    return several(_words(board.monitoring.signals_of(monitor))) or "signal not stated"


def _of_monitor(board: Board, monitor: Node) -> Mark:
    covered = sorted(board.monitoring.observed(monitor))
    parts = "1 part" if len(covered) == 1 else f"{len(covered)} parts"
    return Mark(
        monitor.id,
        f"sees {parts}",
        Tone.PATH,
        working=(
            f"watches: {_signal_text(board, monitor)}",
            f"sees {several([board.title(one) for one in covered])}",
        ),
    )


def _of_edges(board: Board, monitor: Node) -> Iterator[Mark]:
    words = _words(board.monitoring.signals_of(monitor))
    for edge in board.out_of(monitor.id, Relation.MONITORS):
        yield Mark(str(edge.key), several(words, most=_SHOWN), Tone.PATH)


def _of_served(board: Board, node: Node) -> Mark:
    lines = _watched_by(board, node.id)
    if not lines:
        return Mark(node.id, "not watched", Tone.BAD, working=("no monitor sees it",))
    words = _words(board.monitoring.signals(node.id))
    label = several(words, most=_SHOWN) or "signal not stated"
    return Mark(node.id, label, Tone.GOOD, working=lines)


def _of_root(board: Board, root: Root) -> Mark:
    """What is watched of data where it begins and on its way, as MON604 sees it."""
    node = root.node
    if node.get(a.STATIC) is True:
        return Mark(node.id, "never changes", Tone.MUTED)
    missing = unwatched(board, root)
    watched = len(DATA_SIGNALS) - len(missing)
    lines = _watched_by(board, node.id, *(one.id for one in root.fed))
    if node.get(a.SCHEMA_CONTRACT):
        lines = (*lines, f"schema contract: {node.get(a.SCHEMA_CONTRACT)}")
    if not missing:
        label, tone = "watched", Tone.GOOD
    elif missing == DATA_SIGNALS:
        label, tone = "not watched", Tone.BAD
    else:
        label, tone = f"not watched: {several(_words(missing), most=_SHOWN)}", Tone.BUSY
    working = (*lines, f"not watched: {several(_words(missing))}") if missing else lines
    return Mark(node.id, label, tone, share_of(watched, len(DATA_SIGNALS)), working)


def _of_other_data(board: Board) -> list[Mark]:
    """The data between sources and served parts, where a monitor sees it."""
    known = {root.node.id for root in board.monitoring.roots} | board.monitoring.served_ids
    between = {
        one for node in board.monitoring.served for one in board.monitoring.inputs_of(node.id)
    }
    marks = []
    for owner in sorted(between - known):
        lines = _watched_by(board, owner)
        words = _words(board.monitoring.signals(owner))
        label = several(words, most=_SHOWN) if lines else "not watched itself"
        tone = Tone.GOOD if lines else Tone.MUTED
        marks.append(Mark(owner, label or "signal not stated", tone, working=lines))
    return marks
