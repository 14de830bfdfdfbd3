"""What a benchmark says beside its own times: figures, what they are a share of, and budgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.benchmarks.stopwatch import Times

KEY = "figures"


def say(benchmark, *lines: str) -> None:
    """Print *lines* at the end of the run."""
    benchmark.extra_info.setdefault(KEY, []).extend(lines)


def times(what: str, taken: Times) -> str:
    """Median and 95th percentile of *taken*."""
    return f"{what:<46} {taken.median:8.1f} / {taken.p95:.1f} ms, n = {len(taken.values)}"


def ratio(what: str, *, of: float, to: float, budget: float) -> str:
    """*of* as a share of *to*, and whether that is within *budget*."""
    share = of / to
    return f"{what:<46} {share:8.2f} x (budget {budget:g}): {verdict(share <= budget)}"


def amount(what: str, value: float, *, unit: str, budget: float) -> str:
    """A figure that is not a share of anything."""
    return f"{what:<46} {value:8.2f} {unit} (budget {budget:g}): {verdict(value <= budget)}"


def verdict(within: bool) -> str:  # noqa: FBT001 - it is what is said
    """The word beside a budget."""
    return "within" if within else "MISSED"
