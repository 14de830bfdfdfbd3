"""Prints what the budgets are written in: the median and the 95th percentile, and ratios."""

from __future__ import annotations

import statistics

from tests.benchmarks.figures import KEY


def pytest_terminal_summary(terminalreporter, config):
    """A line for each measurement, in milliseconds; then what benchmarks say themselves."""
    session = getattr(config, "_benchmarksession", None)
    measured = [one for one in getattr(session, "benchmarks", []) if one.stats.data]
    timed = [one for one in measured if KEY not in one.extra_info]
    telling = [one for one in measured if KEY in one.extra_info]
    if timed:
        terminalreporter.section("median and 95th percentile in ms")
    for one in timed:
        times = sorted(one.stats.data)
        last = times[max(0, -(-len(times) * 95 // 100) - 1)]
        terminalreporter.write_line(
            f"{statistics.median(times) * 1000:10.3f} {last * 1000:10.3f}  {one.name}"
        )
    if telling:
        terminalreporter.section("the board, median / 95th percentile, and ratios in this run")
    for one in telling:
        terminalreporter.write_line(one.name)
        for line in one.extra_info[KEY]:
            terminalreporter.write_line(f"  {line}")
