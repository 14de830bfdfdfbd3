"""What is known of how long one stage takes, at the percentile of a budget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from checks.arithmetic.latency import ASSUMED_TAIL
from design.vocabulary import attributes as a

if TYPE_CHECKING:
    from collections.abc import Callable

    from checks.board import Board
    from checks.numbers import Number
    from design.model import Edge
    from design.quantities.quantity import Quantity
    from design.vocabulary.attribute import Attribute

    Look = Callable[[Attribute[Quantity]], Number | None]

_BY_PERCENTILE = ((a.LATENCY_P50, 0.5), (a.LATENCY_P95, 0.95), (a.LATENCY_P99, 0.99))


@dataclass(frozen=True, slots=True)
class StageLatency:
    """The latency of a stage at quantile *q*, in seconds.

    ``at_least`` is the best known percentile up to *q*, None where there is none; ``about`` is the
    number to compute with: the stated *q* itself where ``exact``, else the nearest there is.
    """

    about: Number
    exact: bool
    at_least: Number | None = None
    median: Number | None = None

    def spread(self, end: str) -> tuple[float, float]:
        """(median, quantile) from the ``low``, ``value`` or ``high`` ends; see ``series_quad``."""
        tail = self.about if self.exact or self.at_least is None else self.at_least
        high = float(getattr(tail, end))
        if self.median is None:
            return high / ASSUMED_TAIL, high
        return min(float(getattr(self.median, end)), high), high


def stage_latency(look: Look, q: float) -> StageLatency | None:
    """What *look* finds for a stage, judged at quantile *q*; None where it states no latency."""
    known = percentiles(look)
    median = known.get(0.5)
    if q in known:
        return StageLatency(known[q], exact=True, at_least=known[q], median=median)
    below = [known[one] for one in sorted(known) if one < q]
    above = [known[one] for one in sorted(known) if one > q]
    at_least = below[-1] if below else None
    guess = look(a.LATENCY) or look(a.LATENCY_MEAN)
    about = above[0] if above else guess or at_least
    if about is None:
        return None
    return StageLatency(about, exact=False, at_least=at_least, median=median)


def percentiles(look: Look) -> dict[float, Number]:
    """The stated percentiles by quantile, the lowest first; ``latency: p99 40 ms`` is one too."""
    found: dict[float, Number] = {}
    for attribute, q in _BY_PERCENTILE:
        stated = look(attribute)
        if stated is not None:
            found[q] = stated
    bare = look(a.LATENCY)
    if bare is not None and bare.quantity is not None and bare.quantity.percentile is not None:
        found.setdefault(bare.quantity.percentile / 100, bare)
    return dict(sorted(found.items()))


def percentiles_of_call(board: Board, edge: Edge) -> dict[float, Number]:
    """The percentiles of a call: as stated on the arrow, else of what is called."""
    called = board.node(edge.target)
    return percentiles(lambda one: board.number(edge, one)) or percentiles(
        lambda one: board.number(called, one)
    )


def log_normal_through(known: dict[float, Number], q: float) -> tuple[float, float, float] | None:
    """(median, tail, quantile of the tail) of the log-normal that speaks for quantile *q*.

    The tail is the nearest known percentile from *q* on, else the highest; a median nobody states
    is a third of it. None where nothing above the median is known.
    """
    tails = [one for one in known if one > 0.5]
    if not tails:
        return None
    at = min((one for one in tails if one >= q), default=max(tails))
    median = known[0.5].value if 0.5 in known else known[at].value / ASSUMED_TAIL
    return median, known[at].value, at


def is_mean(budget: Number) -> bool:
    """Whether a budget is about the mean, which no percentile decides."""
    return budget.quantity is not None and budget.quantity.is_mean
