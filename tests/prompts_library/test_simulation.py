"""Charts of a drill agree with each other and are the same wherever they are drawn."""

from __future__ import annotations

from statistics import fmean, pstdev

import pytest
from pydantic import ValidationError

from prompts_library.simulation import MOST_STEPS, Simulation, hours_of, simulated

CHARTS = [
    {"title": "One", "unit": "%", "signals": ["nulls"]},
    {"title": "Two", "unit": "%", "signals": ["nulls"]},
]


def simulation(signals, *, seed=1, begins="day 0", hours=24, step=1, charts=None):
    raw = {"seed": seed, "begins": begins, "hours": hours, "step": step, "signals": signals}
    return Simulation.model_validate(
        raw | {"charts": tuple(CHARTS if charts is None else charts)}, strict=False
    )


def values(signals, **kwargs):
    return simulated(simulation({"nulls": {"level": 0}} | signals, **kwargs))


def problem(signals, **kwargs):
    with pytest.raises(ValidationError) as caught:
        simulation(signals, **kwargs)
    return str(caught.value)


def test_hours_run_from_zero_to_the_end():
    assert (0, 6, 12, 18, 24) == hours_of(simulation({"nulls": {"level": 0}}, step=6))


def test_one_seed_gives_the_same_numbers_and_another_gives_others():
    noisy = {"rate": {"level": 5, "noise": 0.1}}

    assert values(noisy) == values(noisy)
    assert values(noisy)["rate"] != values(noisy, seed=2)["rate"]


def test_the_numbers_are_the_same_on_every_machine():
    found = values({"rate": {"level": 5, "noise": 0.1}}, hours=2)["rate"]

    assert pytest.approx((4.9170, 4.9637, 5.0794), abs=1e-4) == found


def test_signals_do_not_share_their_noise():
    found = values({one: {"level": 5, "noise": 0.1} for one in ("left", "right")})

    assert found["left"] != found["right"]


def test_noise_averages_out_and_is_as_wide_as_it_says():
    found = values({"rate": {"level": 5, "noise": 0.1}}, hours=1_000)["rate"]

    assert pytest.approx(5, rel=0.01) == fmean(found)
    assert pytest.approx(0.5, rel=0.1) == pstdev(found)


def test_a_day_swings_from_midnight_to_noon():
    found = values({"rate": {"level": 10, "day": 0.5}}, hours=48)["rate"]

    assert pytest.approx((5, 10, 15, 10, 5)) == found[:25:6]
    assert pytest.approx(found[:25]) == found[24:]


def test_a_blend_lies_between_its_levels_by_the_share():
    found = values(
        {
            "nulls": {"level": 0, "turns": [{"at": 4, "to": 0.25}, {"at": 8, "to": 3}]},
            "recall": {"blend": {"good": 0.8, "bad": 0.4, "share": "nulls"}},
        }
    )["recall"]

    assert pytest.approx((0.8, 0.7, 0.4)) == (found[0], found[5], found[9])


def test_a_product_multiplies_its_signals():
    found = values(
        {"load": {"level": 200}, "calls": {"level": 3}, "all": {"product": ("load", "calls")}}
    )

    assert pytest.approx(600) == found["all"][0]


def test_waiting_grows_with_the_load_and_stays_at_its_fullest_beyond_the_capacity():
    found = values(
        {
            "load": {"level": 50, "turns": [{"at": 4, "to": 90}, {"at": 8, "to": 500}]},
            "time": {"waiting": {"service": 10, "load": "load", "capacity": 100}},
        }
    )["time"]

    assert pytest.approx((20, 100, 2_000)) == (found[0], found[5], found[9])


def test_turns_go_at_once_or_over_hours_each_from_where_the_last_ended():
    found = values(
        {"rate": {"level": 10, "turns": [{"at": 4, "to": 20}, {"at": 8, "to": 0, "over": 4}]}}
    )["rate"]

    assert [10, 20, 20, 10, 0, 0] == [found[hour] for hour in (3, 4, 8, 10, 12, 24)]


def test_bounds_hold_with_noise():
    found = values({"rate": {"level": 1, "noise": 0.5, "least": 0.9, "most": 1.1}})["rate"]

    assert (0.9, 1.1) == (min(found), max(found))


def test_bounds_hold_for_what_follows():
    found = values(
        {
            "load": {"level": 100, "most": 60},
            "time": {"waiting": {"service": 10, "load": "load", "capacity": 120}},
        }
    )

    assert pytest.approx(20) == found["time"][0]


@pytest.mark.parametrize(
    "signal",
    [
        {},
        {"level": 1, "product": ("nulls",)},
        {"product": ("nulls",), "waiting": {"service": 1, "load": "nulls", "capacity": 2}},
    ],
)
def test_a_signal_says_exactly_one_thing(signal):
    assert "expected one of `level`, `blend`, `product` and `waiting`" in problem({"one": signal})


def test_only_a_level_turns():
    signal = {"product": ("nulls",), "turns": [{"at": 1, "to": 2}]}

    assert "`turns` happen to a signal with a `level`" in problem(
        {"nulls": {"level": 1}, "b": signal}
    )


@pytest.mark.parametrize(
    "follows",
    [
        {"blend": {"good": 1, "bad": 0, "share": "nuls"}},
        {"product": ("nulls", "nuls")},
        {"waiting": {"service": 1, "load": "nuls", "capacity": 2}},
    ],
)
def test_a_signal_that_is_not_there_is_named_with_the_nearest(follows):
    said = problem({"nulls": {"level": 1}, "recall": follows})

    assert "signals.recall: no signal `nuls` above it; did you mean `nulls`?" in said


def test_a_signal_rests_on_those_above_it_only():
    said = problem({"recall": {"product": ("nulls",)}, "nulls": {"level": 1}})

    assert "signals.recall: no signal `nulls` above it" in said


def test_a_chart_of_no_signal_is_named_with_the_nearest():
    said = problem({"null": {"level": 1}})

    assert "charts[0]: there is no signal `nulls`; did you mean `null`?" in said


@pytest.mark.parametrize("count", [1, 5])
def test_a_simulation_has_two_to_four_charts(count):
    said = problem({"nulls": {"level": 1}}, charts=CHARTS[:1] * count)

    assert (
        f"expected 2 to 4 charts, found {count}; keep what the customer sees, what tells the causes"
        " apart, and at most one that misleads" in said
    )


@pytest.mark.parametrize("count", [2, 4])
def test_two_and_four_charts_are_not_too_few_and_not_too_many(count):
    found = simulation({"nulls": {"level": 1}}, charts=CHARTS[:1] * count)

    assert count == len(found.charts)


def test_a_chart_has_two_lines_at_most():
    said = problem(
        {"nulls": {"level": 1}}, charts=[CHARTS[0] | {"signals": ["nulls"] * 3}, CHARTS[1]]
    )

    assert "charts.0.signals" in said
    assert "expected one or two lines in a chart, found 3" in said


def test_when_it_begins_is_told_as_people_tell_time():
    said = problem({"nulls": {"level": 1}}, begins="noon")

    assert "begins" in said
    assert "expected `day 0`, `Mon 00:00` or `18:00`; found `noon`" in said


def test_a_simulation_does_not_run_for_ever():
    said = problem({"nulls": {"level": 1}}, hours=MOST_STEPS + 1)

    assert f"more than {MOST_STEPS} steps; take a longer `step`" in said
