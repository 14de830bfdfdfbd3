"""How rules look at other designs: only through what no reason can excuse, and only for certain."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks.board import Board
from checks.engine import evaluate
from checks.finding import Certainty, Demand, Explanation, Observation, OutcomeState, Place
from checks.numbers import Number, Verdict, exactly, exceeds
from checks.registry import all_rules
from checks.rule import ByLevel, Phase, Rule, Severity
from design.brief import Lane, Level, Skill
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup

BOARD = """
nodes:
  api: {kind: endpoint, mode: online, peak_qps: %s, replicas: 15,
        throughput_per_replica: 180 rps%s}
"""
NOTHING = frozenset()
GIVEN, GRANTED = Number.exactly(1.0), Number.default(1.3, "headroom", "1.3")


class Bound(Rule):
    """A rule of arithmetic that sees what a test tells it to."""

    code = "ZZ001"
    name = "bound"
    severity = ByLevel.of("-/W/E/E")
    skills = (Skill.DECISIONS,)
    question = "Really?"
    sources = ("PB",)
    checks_what = "the test"
    lanes = frozenset({Lane.TABULAR})
    waivable = False

    def __init__(self, *results, **more):
        self.results = results
        for name, value in more.items():
            setattr(self, name, value)

    def subjects(self, board):
        return ("all",)

    def judge(self, board, subject):
        yield from self.results

    def explain(self, facts):
        return Explanation(message=str(facts))


class Asks(Bound):
    """A rule that keeps what it is told of another design."""

    code = "ZZ009"
    waivable = True
    phase = Phase.WHAT_IF

    def __init__(self, design=None, codes=NOTHING, *, to_the_digit=False):
        super().__init__()
        self.asked = (design, codes, to_the_digit)
        self.told = None

    def judge(self, board, subject):
        design, codes, to_the_digit = self.asked
        self.told = board.what_if(design or board.design, codes, to_the_digit=to_the_digit)
        return iter(())


class AlwaysAsks(Asks):
    """The same, in every lane and at every level."""

    lanes = frozenset(Lane)
    severity = ByLevel.of("W/W/W/W")


def seen(node="api", **more):
    return Observation(Place((node,)), "it", **more)


def told_of(design, *rules, codes=NOTHING, level=Level.STAFF, **asked):
    """What a rule hears of *design* when *rules* are all there are."""
    asking = Asks(codes=codes)
    evaluate(design, rules=[*rules, asking], strict=True, level=level, **asked)
    return asking.told


@pytest.fixture(scope="module")
def design(design_from):
    return design_from(BOARD % ("2000/s", ""))


def test_contradictions_are_told_by_code_and_first_node(design):
    rules = [Bound(seen("a"), seen("b")), Bound(seen("c"), code="ZZ002")]

    assert {("ZZ001", "a"), ("ZZ001", "b"), ("ZZ002", "c")} == told_of(design, *rules)


def test_only_the_first_node_of_a_place_is_told(design):
    assert {("ZZ001", "a")} == told_of(design, Bound(Observation(Place(("a", "b")), "it")))


def test_what_is_true_of_the_design_as_a_whole_has_no_node(design):
    assert {("ZZ001", "")} == told_of(design, Bound(Observation(Place(), "it")))


@pytest.mark.parametrize(
    "observation",
    [
        seen(certainty=Certainty.POSSIBLE),
        seen(cap=Severity.WARNING),
        seen(cap=Severity.INFO),
        seen(numbers=(GIVEN, GRANTED)),
        seen(numbers=(GIVEN * GRANTED,)),
        Demand("api", AttributeGroup.LOAD, (a.PEAK_QPS,)),
    ],
)
def test_what_is_not_certain_is_not_told(design, observation):
    other = Bound(seen("b"), code="ZZ002")

    assert {("ZZ002", "b")} == told_of(design, Bound(observation), other)


@pytest.mark.parametrize(
    ("weight", "is_told"), [("E", True), ("W", True), ("I", False), ("-", False)]
)
def test_what_weighs_nothing_at_the_level_is_not_told(design, weight, is_told):
    variants = {"mild": ByLevel.of(f"-/-/E/{weight}")}
    rule = Bound(seen(variant="mild"), seen("b"), variants=variants)

    assert is_told is (("ZZ001", "api") in told_of(design, rule, level=Level.STAFF))


def test_numbers_people_gave_are_certain(design):
    assert {("ZZ001", "api")} == told_of(design, Bound(seen(numbers=(GIVEN,))))


@pytest.mark.parametrize("more", [{"waivable": True}, {"phase": Phase.DEMANDS}])
def test_only_arithmetic_on_the_design_is_looked_at(design, more):
    assert NOTHING == told_of(design, Bound(seen(), **more))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"lane": Lane.TABULAR, "level": Level.MID}, {("ZZ001", "api")}),
        ({"lane": Lane.LLM}, NOTHING),
        ({"level": Level.JUNIOR}, NOTHING),
    ],
)
def test_rules_that_are_silent_say_nothing_of_other_designs_either(design, asked, expected):
    asking = AlwaysAsks()
    asked = {"level": Level.STAFF, **asked}
    evaluate(design, rules=[Bound(seen()), asking], strict=True, **asked)

    assert expected == asking.told


def test_only_the_codes_asked_for_are_judged(design):
    broken = Bound(code="ZZ002")
    broken.judge = lambda _board, _subject: 1 / 0

    told = told_of(design, Bound(seen()), codes=frozenset({"ZZ001"}))
    assert {("ZZ001", "api")} == told
    assert NOTHING == told_of(design, Bound(seen()), codes=frozenset({"ZZ003"}))


def test_the_other_design_is_judged_and_not_the_one_on_the_board(design_from):
    quiet, loud = (design_from(BOARD % (peak, ", headroom: 1.0x")) for peak in ("2k/s", "4k/s"))
    asking = Asks(loud)
    evaluation = evaluate(quiet, rules=[all_rules()["CAP301"], asking], strict=True)

    assert {("CAP301", "api")} == asking.told
    assert () == evaluation.findings
    assert OutcomeState.PASSED is {one.code: one.state for one in evaluation.outcomes}["CAP301"]


def test_a_bound_reached_with_a_reserve_nobody_stated_is_not_certain(design_from):
    # 2 300 x 1.3 = 2 990 > 2 700, but the 1.3 was taken for granted; 2 800 > 2 700 was not.
    told = [
        told_of(design_from(BOARD % (peak, "")), all_rules()["CAP301"])
        for peak in ("2300/s", "2800/s")
    ]

    assert [NOTHING, {("CAP301", "api")}] == told


@pytest.mark.parametrize(
    ("peak", "usual", "exact"),
    [
        ("2700/s", NOTHING, NOTHING),
        ("2701/s", NOTHING, {("CAP301", "api")}),
        ("2754/s", NOTHING, {("CAP301", "api")}),
        ("2755/s", {("CAP301", "api")}, {("CAP301", "api")}),
    ],
)
def test_to_the_digit_leaves_nothing_to_rounding(design_from, peak, usual, exact):
    design = design_from(BOARD % (peak, ", headroom: 1.0x"))
    told = []
    for to_the_digit in (False, True):
        asking = Asks(to_the_digit=to_the_digit)
        evaluate(design, rules=[all_rules()["CAP301"], asking], strict=True)
        told.append(asking.told)

    assert [usual, exact] == told


def test_the_usual_tolerance_is_back_afterwards_even_when_a_rule_raises():
    one, other = Number.exactly(101.0), Number.exactly(100.0)
    with exactly():
        assert Verdict.CERTAIN is exceeds(one, other)
    assert Verdict.HOLDS is exceeds(one, other)
    with pytest.raises(ZeroDivisionError), exactly():
        _ = 1 / 0
    assert Verdict.HOLDS is exceeds(one, other)


def test_a_tolerance_a_rule_names_is_left_alone():
    with exactly():
        assert Verdict.HOLDS is exceeds(
            Number.exactly(110.0), Number.exactly(100.0), tolerance=0.25
        )


def test_a_rule_that_raises_in_another_design_takes_only_the_asking_one_down(design_from):
    design = design_from(BOARD % ("2000/s", ""))

    class Raises(Bound):
        def judge(self, board, subject):
            if board.design is not design and board.design.title == "another":
                raise ValueError("no")
            yield from ()

    asking = Asks(replace(design, title="another"))
    states = {one.code: one.state for one in evaluate(design, rules=[Raises(), asking]).outcomes}

    assert OutcomeState.CRASHED is states["ZZ009"]
    assert OutcomeState.PASSED is states["ZZ001"]


def test_a_board_without_an_engine_knows_nothing_of_other_designs(design):
    assert NOTHING == Board(design).what_if(design)


def test_what_if_comes_after_the_design_and_before_what_is_missing():
    phases = list(Phase)

    assert phases.index(Phase.DESIGN) < phases.index(Phase.WHAT_IF) < phases.index(Phase.DEMANDS)


def test_later_phases_may_still_ask(design):
    asking = Asks()
    asking.phase = Phase.OMISSIONS
    evaluate(design, rules=[Bound(seen()), asking], strict=True, level=Level.STAFF)

    assert {("ZZ001", "api")} == asking.told


def test_a_rule_judged_alone_sees_through_all_rules(design_from):
    asking = Asks(design_from(BOARD % ("4k/s", ", headroom: 1.0x")))
    evaluate(design_from(BOARD % ("2k/s", "")), rules=[asking], strict=True)

    assert ("CAP301", "api") in asking.told


@pytest.fixture
def boards(monkeypatch):
    """The designs that were looked at, one by one."""
    met = []
    monkeypatch.setattr(
        "checks.engine.Board", lambda seen, **more: met.append(seen) or Board(seen, **more)
    )
    return met


def test_designs_without_a_guessed_number_are_judged_once(design_from, boards):
    evaluate(design_from(BOARD % ("2k/s", "")), strict=True)

    assert 1 == len(boards)


def test_the_design_as_drawn_is_worked_out_once_however_many_ask(design, boards):
    asking = [Asks(), Asks(), Asks(codes=frozenset({"ZZ001"})), Asks(to_the_digit=True)]
    for number, one in enumerate(asking):
        one.code = f"ZZ1{number:02d}"
    evaluate(design, rules=[Bound(seen()), *asking], strict=True, level=Level.STAFF)

    assert 4 == len(boards)  # the evaluation, the first two together, the others each
    assert [{("ZZ001", "api")}] * 4 == [one.told for one in asking]


def test_nothing_asked_of_the_design_as_drawn_is_still_worked_out_once(design, boards):
    asking = [Asks(), Asks()]
    asking[1].code = "ZZ010"
    evaluate(design, rules=[Bound(), *asking], strict=True, level=Level.STAFF)

    assert 2 == len(boards)
    assert [NOTHING, NOTHING] == [one.told for one in asking]
