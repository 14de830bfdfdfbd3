"""Every drill that ships: it opens what it says, its repair mends it, its charts can be drawn."""

from __future__ import annotations

import math

import pytest

from checks.engine import evaluate
from checks.finding import Status
from design.brief import Lane, Level
from design.formats import FormatError
from prompts_library import Cause, Library, UnknownDrill, shipped, shipped_folder
from prompts_library.drill import MOST_POINTS, cause_score, place_score
from prompts_library.library import DRILLS
from prompts_library.simulation import hours_of, simulated
from whiteboard.rounds.prompt_check import drill_mismatches

IDS = shipped().drill_ids
ASKED = {
    Cause.STALE_FILL,
    Cause.LABEL_LEAK,
    Cause.INDEX_NOT_REBUILT,
    Cause.IMMATURE_LABELS,
    Cause.SMALL_CANARY,
    Cause.STALE_CACHE,
    Cause.WINDOW_END,
    Cause.ENTITY_OVERLAP,
    Cause.CAPACITY,
    Cause.WRONG_MONITOR,
}

every_drill = pytest.mark.parametrize("id_", IDS)


def drill(id_):
    return shipped().drill(id_)


def test_a_dozen_drills_can_be_read():
    assert len(IDS) >= 12
    assert IDS == tuple(shipped().drills())


def test_every_cause_that_is_named_most_is_asked_at_least_once():
    assert {one.drill.planted.cause for one in shipped().drills().values()} >= ASKED


def test_the_words_of_a_cause_fit_into_its_list():
    assert all(len(one.label) <= 38 for one in Cause)


def test_every_lane_has_three_drills_at_least():
    lanes = [one.lane for one in shipped().drills().values()]

    assert all(lanes.count(lane) >= 3 for lane in Lane)


@every_drill
def test_a_drill_is_what_it_says(id_):
    assert () == drill_mismatches(drill(id_))


@every_drill
def test_the_board_of_a_drill_does_not_name_its_cause(id_):
    entry = drill(id_)
    reference = shipped().entry(entry.drill.prompt).reference
    shown = {node.title.lower() for node in entry.board.nodes.values()}
    new = shown - {node.title.lower() for node in reference.nodes.values()}

    assert not [one for one in new if entry.drill.planted.cause.replace("_", " ") in one]
    assert entry.drill.planted.cause.replace("_", " ") not in entry.drill.title.lower()


@every_drill
def test_every_chart_has_finite_values_that_are_seen_to_move(id_):
    simulation = drill(id_).drill.simulation
    found = simulated(simulation)
    drawn = [found[one] for chart in simulation.charts for one in chart.signals]

    assert all(len(values) == len(hours_of(simulation)) for values in drawn)
    assert all(math.isfinite(value) for values in drawn for value in values)
    assert all(min(values) < max(values) for values in drawn)


@every_drill
def test_every_chart_is_read_in_the_reasoning_and_tempting_causes_are_ruled_out(id_):
    one = drill(id_).drill
    reasoning = " ".join(one.reasoning)

    assert 2 <= len(one.simulation.charts) <= 4
    assert all(f'"{chart.title}"' in reasoning for chart in one.simulation.charts)
    assert len(one.tempting) >= 2
    assert one.planted.cause not in one.tempting


@every_drill
def test_the_repair_of_a_drill_has_numbers(id_):
    repair = drill(id_).drill.repair

    assert any(letter.isdigit() for letter in f"{repair.stop}{repair.mend}")
    assert any(letter.isdigit() for letter in repair.keep)


@every_drill
def test_every_turn_lies_within_the_hours_that_are_drawn(id_):
    simulation = drill(id_).drill.simulation
    at = [turn.at for one in simulation.signals.values() for turn in one.turns]

    assert at
    assert all(0 <= one < simulation.hours for one in at)


@every_drill
def test_every_signal_is_drawn_or_leads_to_one_that_is(id_):
    simulation = drill(id_).drill.simulation
    used = {one for chart in simulation.charts for one in chart.signals}
    for name, signal in reversed(simulation.signals.items()):
        if name in used:
            used.update(signal.rests_on)

    assert used == set(simulation.signals)


@every_drill
def test_the_right_box_is_worth_two_one_beside_it_one_and_the_others_none(id_):
    one, board = drill(id_).drill, drill(id_).board
    right = {one.planted.node, *one.planted.also}
    joined = {
        end
        for key in board.edges
        for end in (key.source, key.target)
        if one.planted.node in (key.source, key.target)
    }
    expected = {node: 2 if node in right else int(node in joined) for node in board.nodes}

    assert expected == {node: place_score(one, board, node) for node in board.nodes}
    assert {0, 1, 2} == set(expected.values())
    assert 0 == place_score(one, board, "nowhere")


@every_drill
def test_the_right_cause_is_worth_two_and_the_others_none(id_):
    one = drill(id_).drill
    right = one.planted.cause

    assert {2: {right}, 0: set(Cause) - {right}} == {
        points: {cause for cause in Cause if points == cause_score(one, cause)} for points in (2, 0)
    }
    assert MOST_POINTS == cause_score(one, right) + place_score(
        one, drill(id_).board, one.planted.node
    )


def test_the_finding_of_a_drill_is_not_on_the_reference():
    entry = drill("saturday-approvals")
    reference = shipped().entry(entry.drill.prompt).reference
    codes = [
        {
            one.code
            for one in evaluate(board, level=Level.SENIOR).findings
            if one.status is Status.OPEN
        }
        for board in (reference, entry.board)
    ]

    assert [set(), {"SKEW453"}] == codes


def test_a_drill_that_is_not_there_is_named_with_the_nearest():
    with pytest.raises(UnknownDrill) as caught:
        shipped().drill("saturday-approval")

    assert "there is no drill `saturday-approval`; did you mean `saturday-approvals`?" == (
        caught.value.message
    )


def altered(folder, replaced, by):
    """What is wrong with a copy of a drill in which *replaced* became *by*."""
    text = (shipped_folder() / DRILLS / "saturday-approvals.yaml").read_text(encoding="utf-8")
    assert replaced in text
    (folder / DRILLS).mkdir()
    (folder / DRILLS / "saturday-approvals.yaml").write_text(
        text.replace(replaced, by), encoding="utf-8"
    )
    return Library((shipped_folder(), folder)).drill("saturday-approvals")


def unreadable(folder, replaced, by):
    with pytest.raises(FormatError) as caught:
        altered(folder, replaced, by)
    (problem,) = caught.value.problems
    return problem.message


def test_a_fifth_chart_is_refused(tmp_path):
    fifth = "  charts:\n    - {title: Two more, unit: s, signals: [declined]}\n"

    assert unreadable(tmp_path, "  charts:\n", fifth).startswith("expected 2 to 4 charts, found 5;")


def test_a_chart_that_the_reasoning_does_not_read_is_named(tmp_path):
    said = unreadable(tmp_path, "{title: Declined payments,", "{title: Refusals,")

    assert "reasoning: it does not say what the chart `Refusals` shows" == said


def test_the_cause_does_not_tempt(tmp_path):
    said = unreadable(tmp_path, "  season: >", "  stale_fill: >")

    assert "tempting: `stale_fill` is the cause that is planted" == said


def test_two_causes_tempt_at_least(tmp_path):
    text = (shipped_folder() / DRILLS / "saturday-approvals.yaml").read_text(encoding="utf-8")
    _, _, tempting = text.partition("tempting:\n")

    said = unreadable(tmp_path, tempting, "  season: It is a weekend.\n")

    assert said.startswith("tempting: expected at least 2 other causes")
    assert said.endswith("found 1")


def test_a_code_that_is_not_opened_is_said(tmp_path):
    entry = altered(tmp_path, "opens: [SKEW453]", "opens: [SKEW454]")

    (found,) = drill_mismatches(entry)
    assert "planted.opens" == found.part
    assert "it says SKEW454; it opens SKEW453@" in found.message


def test_a_box_without_a_finding_is_said(tmp_path):
    entry = altered(tmp_path, "  node: card_velocity\n  also", "  node: gateway\n  also")

    (found,) = drill_mismatches(entry)
    assert ("planted.node", "no finding is at `gateway`") == (found.part, found.message)


def test_a_repair_that_leaves_something_open_is_said(tmp_path):
    entry = altered(
        tmp_path,
        "set: {impute: none, missing_indicator: yes}\n    - connect: null_watch -> feature_store",
        "set: {missing_indicator: yes}",
    )

    (found,) = drill_mismatches(entry)
    assert "repair.edits" == found.part
    assert "it leaves open SKEW453@" in found.message
