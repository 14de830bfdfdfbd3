"""Charts of a drill: their axes, their lines, and what they are in words."""

from __future__ import annotations

import json

import pytest

from prompts_library import shipped
from prompts_library.simulation import hours_of, simulated
from whiteboard.screens.metric_charts import chart_spec, in_words, value_bounds

IDS = shipped().drill_ids


def charts(id_):
    simulation = shipped().drill(id_).drill.simulation
    values = simulated(simulation)
    return [(chart, simulation, values) for chart in simulation.charts]


@pytest.mark.parametrize("id_", IDS)
def test_nothing_is_drawn_outside_of_the_axes(id_):
    for chart, simulation, values in charts(id_):
        encoding = chart_spec(chart, simulation, values)["encoding"]
        low, high = encoding["y"]["scale"]["domain"]
        drawn = [value for one in chart.signals for value in values[one]]

        assert [0, hours_of(simulation)[-1]] == encoding["x"]["scale"]["domain"]
        assert low <= min(drawn)
        assert max(drawn) <= high


@pytest.mark.parametrize("id_", IDS)
def test_every_value_is_there_and_says_when_it_was(id_):
    for chart, simulation, values in charts(id_):
        spec = chart_spec(chart, simulation, values)
        rows = spec["data"]["values"]

        assert len(chart.signals) * len(hours_of(simulation)) == len(rows)
        assert all(row["when"] for row in rows)
        assert json.dumps(spec)


def test_two_lines_are_told_apart_by_colour_and_by_dash():
    chart, simulation, values = next(
        one for one in charts("only-shoes") if len(one[0].signals) == 2
    )
    encoding = chart_spec(chart, simulation, values)["encoding"]

    for channel in ("color", "strokeDash"):
        scale = encoding[channel]["scale"]
        assert [*chart.signals] == scale["domain"]
        assert 2 == len({json.dumps(one) for one in scale["range"]})


def test_a_chart_is_said_in_words():
    assert (
        "Chat messages, per second, Fri 00:00 to Sun 12:00. messages: from 128 to 579,"
        " lowest 128, highest 585." == in_words(*charts("held-at-noon")[1])
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((0, 100), (0, 108)),
        ((1, 4), (0, 4.32)),
        ((6600,), (5445, 7755)),
        ((60, 100), (56.8, 103.2)),
        ((0, 0), (0, 0)),
    ],
)
def test_noise_does_not_fill_an_axis(values, expected):
    assert pytest.approx(expected) == value_bounds(values)
