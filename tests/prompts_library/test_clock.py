"""The axis of a chart and the log of a drill tell time in the same way."""

from __future__ import annotations

import pytest

from prompts_library import shipped
from prompts_library.clock import Clock, grid_hours, labelled_hours, read_clock, told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("day 0", Clock(0, by_days=True)),
        ("day 3", Clock(72, by_days=True)),
        ("Mon 00:00", Clock(0, day=0)),
        ("Fri 06:30", Clock(6.5, day=4)),
        ("19:00", Clock(19)),
    ],
)
def test_a_beginning_is_read(text, expected):
    assert expected == read_clock(text)


@pytest.mark.parametrize("text", ["", "monday", "24:00", "Mon", "day", "day 0 "])
def test_another_beginning_is_refused(text):
    with pytest.raises(ValueError, match="expected `day 0`, `Mon 00:00` or `18:00`"):
        read_clock(text)


def test_a_day_that_is_misspelt_is_named_with_the_nearest():
    with pytest.raises(ValueError, match="there is no day `Mno`; did you mean `Mon`?"):
        read_clock("Mno 00:00")


@pytest.mark.parametrize(
    ("begins", "hour", "expected"),
    [
        ("day 0", 168, "day 7"),
        ("day 0", 180, "day 7, 12:00"),
        ("Mon 00:00", 37.5, "Tue 13:30"),
        ("Sun 12:00", 12, "Mon 00:00"),
        ("19:00", 1.025, "20:01"),
        ("23:00", 2, "01:00"),
    ],
)
def test_an_hour_is_told(begins, hour, expected):
    assert expected == told(read_clock(begins), hour)


@pytest.mark.parametrize(
    ("begins", "hours", "expected"),
    [
        ("day 0", 336, {48.0 * one: str(2 * one) for one in range(8)}),
        ("day 0", 1368, {168.0 * one: str(7 * one) for one in range(9)}),
        ("Mon 00:00", 40.5, {0: "Mon", 12: "12:00", 24: "Tue", 36: "12:00"}),
        ("Mon 00:00", 107, {0: "Mon", 24: "Tue", 48: "Wed", 72: "Thu", 96: "Fri"}),
        ("Mon 18:00", 30, {6: "Tue", 18: "12:00", 30: "Wed"}),
        ("19:10", 1.5, {0.333333: "19:30", 0.833333: "20:00", 1.333333: "20:30"}),
    ],
)
def test_an_axis_has_a_few_labels(begins, hours, expected):
    assert expected == labelled_hours(read_clock(begins), hours)


@pytest.mark.parametrize("id_", shipped().drill_ids)
def test_every_label_of_a_drill_lies_on_the_grid_and_within_the_axis(id_):
    simulation = shipped().drill(id_).drill.simulation
    labels = labelled_hours(simulation.clock, simulation.hours)
    grid = grid_hours(simulation.clock, simulation.hours)

    assert 3 <= len(labels) <= 9
    assert {*labels} <= {*grid}
    assert 0 <= min(grid) <= max(grid) <= simulation.hours
