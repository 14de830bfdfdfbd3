"""The metrics of a drill as small charts that tell time as its log does."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st

from prompts_library.clock import grid_hours, labelled_hours, told
from prompts_library.simulation import hours_of, simulated
from whiteboard.screens.wording import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from prompts_library.simulation import Chart, Simulation

    Spec = dict[str, object]

_HEIGHT: Final = 116  # in pixels, as the next
_LABEL_PADDING: Final = 6
_KEPT: Final = "\N{NO-BREAK SPACE}"
_NARROWEST: Final = 0.35  # of the highest value: less change than that does not fill a chart
_ROOM: Final = 0.08  # above and below the values, as a share of their span
_FROM_ZERO: Final = 0.6  # an axis whose lowest value is below this share of the highest has a zero


@dataclass(frozen=True, slots=True)
class _Line:
    """How a line is drawn, on a light and on a dark ground; ``word`` and ``sign`` stand for it."""

    colour: str
    dash: tuple[int, ...]
    word: str
    sign: str


_LINES: Final = (
    _Line("#3f7fd4", (1, 0), "blue", "━━"),
    _Line("#d0761a", (4, 2), "orange", "╍╍"),
)


def metric_charts(simulation: Simulation) -> None:
    """Draw every chart of *simulation* below the other, each under its title and unit."""
    values = simulated(simulation)
    for chart in simulation.charts:
        with st.container(gap="xxsmall"):
            st.markdown(f"**{plain(chart.title)}**, {plain(chart.unit)}{_legend(chart)}")
            st.vega_lite_chart(
                chart_spec(chart, simulation, values),
                width="stretch",
                height=_HEIGHT,
                alt=in_words(chart, simulation, values),
            )


def chart_spec(
    chart: Chart, simulation: Simulation, values: Mapping[str, tuple[float, ...]]
) -> Spec:
    """*chart* in Vega-Lite: its lines, and points that say a value where the mouse is."""
    shared = {"x": _hours(simulation), "y": _values(chart, values), **_told_apart(chart)}
    tooltip = [
        {"field": "when", "type": "nominal", "title": "when"},
        {"field": "value", "type": "quantitative", "title": chart.unit, "format": ".3~r"},
        *([{"field": "signal", "type": "nominal"}] if len(chart.signals) > 1 else []),
    ]
    return {
        "data": {"values": _rows(chart, simulation, values)},
        "encoding": shared,
        "layer": [
            {"mark": {"type": "line", "strokeWidth": 1.75, "interpolate": "linear"}},
            {"mark": {"type": "point", "opacity": 0, "size": 90}, "encoding": {"tooltip": tooltip}},
        ],
        "padding": {"left": 2, "right": 8, "top": 4, "bottom": 2},
    }


def in_words(chart: Chart, simulation: Simulation, values: Mapping[str, tuple[float, ...]]) -> str:
    """What *chart* shows, for whoever cannot see it."""
    begins, ends = (told(simulation.clock, one) for one in (0, hours_of(simulation)[-1]))
    lines = "; ".join(_run(one, values[one]) for one in chart.signals)
    return f"{chart.title}, {chart.unit}, {begins} to {ends}. {lines}."


def value_bounds(values: Iterable[float]) -> tuple[float, float]:
    """Where the axis of *values* begins and ends, so that noise does not look like news."""
    drawn = [*values]
    low, high = min(drawn), max(drawn)
    if low < _FROM_ZERO * high:
        return min(0.0, low), high * (1 + _ROOM)
    span = max((high - low) * (1 + 2 * _ROOM), _NARROWEST * high)
    middle = (low + high) / 2
    return middle - span / 2, middle + span / 2


def _run(name: str, values: tuple[float, ...]) -> str:
    def said(value: float) -> str:
        return f"{value:.3g}"

    return (
        f"{name}: from {said(values[0])} to {said(values[-1])},"
        f" lowest {said(min(values))}, highest {said(max(values))}"
    )


def _rows(
    chart: Chart, simulation: Simulation, values: Mapping[str, tuple[float, ...]]
) -> list[dict[str, object]]:
    when = [(hour, told(simulation.clock, hour)) for hour in hours_of(simulation)]
    return [
        {"hour": hour, "when": said, "signal": one, "value": value}
        for one in chart.signals
        for (hour, said), value in zip(when, values[one], strict=True)
    ]


def _hours(simulation: Simulation) -> Spec:
    clock, end = simulation.clock, hours_of(simulation)[-1]
    labels = {f"{hour:g}": label for hour, label in labelled_hours(clock, end).items()}
    return {
        "field": "hour",
        "type": "quantitative",
        "scale": {"domain": [0, end], "nice": False},
        "axis": {
            "values": [*grid_hours(clock, end)],
            "labelExpr": f"({json.dumps(labels)})[datum.value] || ''",
            "labelFlush": True,
            "labelOverlap": False,
            "labelPadding": _LABEL_PADDING,
            "grid": True,
            "title": "day" if clock.by_days else None,
            "titlePadding": 2,
        },
    }


def _values(chart: Chart, values: Mapping[str, tuple[float, ...]]) -> Spec:
    low, high = value_bounds(value for one in chart.signals for value in values[one])
    return {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [low, high], "nice": False, "zero": False},
        "axis": {
            "tickCount": 3,
            "labelOverlap": False,
            "labelPadding": _LABEL_PADDING,
            "grid": True,
            "title": None,
        },
    }


def _told_apart(chart: Chart) -> Spec:
    """By colour and by dash, as the words above the chart say."""
    names = [*chart.signals]
    by = {"field": "signal", "type": "nominal", "legend": None}
    drawn = _LINES[: len(names)]
    return {
        "color": {**by, "scale": {"domain": names, "range": [one.colour for one in drawn]}},
        "strokeDash": {**by, "scale": {"domain": names, "range": [[*one.dash] for one in drawn]}},
    }


def _legend(chart: Chart) -> str:
    """Which line is which, as Markdown; nothing where there is one only."""
    if len(chart.signals) == 1:
        return ""
    words = (
        f":{line.word}[{line.sign}]{_KEPT}{plain(one).replace(' ', _KEPT)}"
        for line, one in zip(_LINES, chart.signals, strict=False)
    )
    return "  \n" + " ".join(words)
