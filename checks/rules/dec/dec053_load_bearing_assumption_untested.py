"""DEC053: a number that was guessed holds the design up, and nobody checks it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from checks.facts.wording import several
from checks.numbers import State
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Demand,
    Evidence,
    Example,
    Explanation,
    Good,
    Number,
    Observation,
    Phase,
    Place,
    Rule,
    Skill,
)
from design.fields.recognition import recognise
from design.quantities.showing import figure, show_value
from design.vocabulary import attributes as a
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Design, Edge, Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The assumption, where it flips, and what fails then."""

    assumption: str
    label: str
    value: str
    flip: str
    codes: tuple[str, ...]
    place: str


class LoadBearingAssumptionUntested(Rule["Edge", Facts]):
    """A number that was guessed holds the design up, and nobody checks it.

    ## What it does
    Takes every assumed number at half and at twice its value (or at the ends of its range), looks
    which arithmetic then fails for certain, and asks whether anything validates the number. At most
    eight assumptions of a design are tried.

    ## Why it matters
    The design is right if the guess is. It is cheaper to find out in a week than in production.

    ## How to fix it
    A measurement, an experiment or a monitor that validates it; or room for the other value.

    ## When it does not apply
    Numbers given by the prompt: say where they come from. What fails at the assumed value already
    is found there.

    ## References
    - IN 3.
    - KTX 17.
    - NIST MAP.
    - CALC.
    """

    code = "DEC053"
    name = "load-bearing-assumption-untested"
    severity = ByLevel.of("-/W/W/E")
    skills = (Skill.DECISIONS, Skill.COMMUNICATION)
    question = "How would you find out in a week whether this number is right?"
    sources = ("IN 3", "KTX 17", "NIST MAP", "CALC")
    checks_what = "assumptions"
    evidence = Evidence.MISSING
    phase = Phase.WHAT_IF
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "twice the guessed peak is too much",
            """
            nodes:
              guess: {kind: assumption, attribute: peak_qps, value: 2k QPS,
                    because: last year's sale}
              api: {kind: endpoint, mode: online, replicas: 15, throughput_per_replica: 180 rps,
                    headroom: 1.0x}
            edges: ["guess -> api: supports"]
            """,
            at=("guess",),
        ),
        Good(
            "last week's log says so",
            """
            nodes:
              guess: {kind: assumption, attribute: peak_qps, value: 2k QPS,
                    because: last year's sale, validated_by: access log of last week}
              api: {kind: endpoint, mode: online, replicas: 15, throughput_per_replica: 180 rps,
                    headroom: 1.0x}
            edges: ["guess -> api: supports"]
            """,
        ),
        Good(
            "there is room for twice as much",
            """
            nodes:
              guess: {kind: assumption, attribute: peak_qps, value: 2k QPS,
                    because: last year's sale}
              api: {kind: endpoint, mode: online, replicas: 30, throughput_per_replica: 180 rps,
                    headroom: 1.0x}
            edges: ["guess -> api: supports"]
            """,
        ),
        Good(
            "the prompt says so",
            """
            nodes:
              guess: {kind: assumption, attribute: peak_qps, value: 2k QPS, source: prompt}
              api: {kind: endpoint, mode: online, replicas: 15, throughput_per_replica: 180 rps,
                    headroom: 1.0x}
            edges: ["guess -> api: supports"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Edge]:
        """The numbers that are assumed, not given and not validated."""
        return _untested(board)[:_MOST]

    def judge(self, board: Board, subject: Edge) -> Iterator[Observation[Facts] | Demand]:
        """Try the other values."""
        node = board.node(subject.target)
        number = _assumed(board, subject)
        if number is None:
            return
        nominal = board.what_if(board.design)
        for end in _ends(number):
            failing = board.what_if(_with(board.design, node, number, end)) - nominal
            if failing:
                first = min(failing)
                flip = _flip(board, node, number, end, first)
                codes = tuple(sorted({code for code, _ in failing}))
                yield Observation(
                    at=Place(
                        (
                            subject.source,
                            node.id,
                            *([first[1]] if first[1] not in {"", node.id} else []),
                        )
                    ),
                    facts=Facts(
                        board.title(subject.source),
                        _label(number),
                        number.quantity.text if number.quantity is not None else "",
                        _shown(number, flip),
                        codes,
                        board.title(first[1]) if first[1] else "the design",
                    ),
                    numbers=(number,),
                )
                return

    def explain(self, facts: Facts) -> Explanation:
        """Say where it flips."""
        named = several(facts.codes)
        return Explanation(
            message=(
                f"{facts.assumption}: {facts.label} = {facts.value} is assumed; at {facts.flip} "
                "the design fails "
                f"{named} at {facts.place}, and nothing validates it."
            ),
            working=(f"{facts.label} at {facts.flip}: {named}",),
            remedy=f"What validates {facts.assumption}, or room for more than {facts.flip}.",
        )


_MOST = 8
_FACTORS = (0.5, 2.0)
_STEPS = 7  # halvings of the way to the end: within one percent of it
_TESTS = (Relation.MONITORS, Relation.EVALUATES)


def _untested(board: Board) -> tuple[Edge, ...]:
    found: list[Edge] = []
    for assumption in board.of_kind(Kind.ASSUMPTION):
        from_prompt = "prompt" in (assumption.get(a.SOURCE) or "").casefold()
        tested = (assumption.get(a.VALIDATED_BY) or "").strip() or board.into(
            assumption.id, *_TESTS
        )
        if assumption.get(a.VALUE) is None or from_prompt or tested:
            continue
        found.extend(board.out_of(assumption.id, Relation.SUPPORTS))
    return tuple(found)


def _assumed(board: Board, edge: Edge) -> Number | None:
    """The number the assumption gives the node, where the node has it from nowhere else."""
    node, assumption = board.node(edge.target), board.node(edge.source)
    attribute = recognise(node.kind, assumption.get(a.ATTRIBUTE) or "")
    number = None if attribute is None else board.number(node, attribute)
    if number is None or number.state is not State.ASSUMED or number.value <= 0:
        return None
    return number if number.bindings[0].owner == assumption.id else None


def _ends(number: Number) -> tuple[float, ...]:
    """Its own range where it has one, else half and twice."""
    if number.low < number.high:
        return (number.low, number.high)
    return tuple(number.value * factor for factor in _FACTORS)


def _with(design: Design, node: Node, number: Number, value: float) -> Design:
    """*design* as if the number of *node* were *value*."""
    quantity = number.quantity
    if quantity is None:
        return design
    changed = replace(quantity, value=value, low=value, high=value)
    fields = {**node.fields, number.bindings[0].attribute: changed}
    return replace(design, nodes={**design.nodes, node.id: replace(node, fields=fields)})


def _flip(board: Board, node: Node, number: Number, end: float, failing: tuple[str, str]) -> float:
    """The value nearest to the assumed one at which it fails, within a hundredth of the way."""
    good, bad = number.value, end
    for _ in range(_STEPS):
        middle = (good + bad) / 2
        if failing in board.what_if(_with(board.design, node, number, middle), failing[0]):
            bad = middle
        else:
            good = middle
    return bad


def _label(number: Number) -> str:
    name = number.bindings[0].attribute
    known = (spec.fields[name].label for spec in KINDS.values() if name in spec.fields)
    return next(known, name.replace("_", " "))


def _shown(number: Number, value: float) -> str:
    quantity = number.quantity
    if quantity is None:
        return figure(value, 3)
    return show_value(
        value, quantity.dimension, noun=quantity.noun, currency=quantity.currency or "USD", digits=3
    )
