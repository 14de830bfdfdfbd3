"""Prints what the budgets are written in: the median and the 95th percentile."""

from __future__ import annotations

import statistics


def pytest_terminal_summary(terminalreporter, config):
    """A line for each measurement, in milliseconds."""
    session = getattr(config, "_benchmarksession", None)
    measured = [one for one in getattr(session, "benchmarks", []) if one.stats.data]
    if not measured:
        return
    terminalreporter.section("median and 95th percentile in ms")
    for one in measured:
        times = sorted(one.stats.data)
        last = times[max(0, -(-len(times) * 95 // 100) - 1)]
        terminalreporter.write_line(
            f"{statistics.median(times) * 1000:10.3f} {last * 1000:10.3f}  {one.name}"
        )
