"""DEC053: a number that was guessed holds the design up, and nobody checks it."""

from __future__ import annotations

import math
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
from design.quantities.quantity import Dimension
from design.quantities.showing import figure, show_value
from design.vocabulary import attributes as a
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Design, Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The assumption, where the design flips, and what fails at the end that was tried."""

    assumption: str
    label: str
    value: str
    flip: str
    above: bool
    code: str
    place: str
    end: str
    codes: tuple[str, ...]


class LoadBearingAssumptionUntested(Rule["Node", Facts]):
    """A number that was guessed holds the design up, and nobody checks it.

    ## What it does
    Takes every assumed number at half and at twice its value (or at the ends of its range), looks
    which arithmetic then fails for certain, and asks whether anything validates the number. The
    value named is where the bound is reached, without the two percent that rounding is allowed. Of
    an availability, what is missing to 100 % is halved and doubled. The first eight assumptions of
    a design are tried.

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

    def subjects(self, board: Board) -> Iterable[Node]:
        """The assumptions with a number that is used, not given and not validated."""
        untested = [one for one in board.of_kind(Kind.ASSUMPTION) if _is_untested(board, one)]
        return [one for one in untested if _uses(board, one)][:_MOST]

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Try the other values, and name the one that is nearer to the assumed."""
        uses = _uses(board, subject)
        node, number = uses[0]
        nominal = board.what_if(board.design)
        found = []
        for end in _ends(number):
            failing = board.what_if(_with(board.design, uses, end / number.value)) - nominal
            if failing:
                found.append((*_flip(board, uses, end, failing), end, failing))
        if not found:
            return
        flip, first, end, failing = min(found, key=lambda one: abs(math.log(one[0] / number.value)))
        code, place = first
        yield Observation(
            at=Place(
                tuple(dict.fromkeys((subject.id, node.id, place or node.id))),
                fields=(a.VALIDATED_BY.name,),
            ),
            facts=Facts(
                assumption=subject.title,
                label=_label(number),
                value=number.bindings[0].text,
                flip=_shown(number, flip),
                above=end > number.value,
                code=code,
                place=board.title(place) if place else "the design",
                end=_shown(number, end),
                codes=tuple(sorted({one for one, _ in failing})),
            ),
            numbers=(number,),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say where it flips."""
        side, more = ("above", "more") if facts.above else ("below", "less")
        checks = "check" if len(facts.codes) == 1 else "checks"
        return Explanation(
            message=(
                f"{facts.assumption}: {facts.label} = {facts.value} is assumed and decides "
                f"{len(facts.codes)} {checks}; {side} {facts.flip} the design fails {facts.code} "
                f"at {facts.place}, and nothing validates it."
            ),
            working=(f"{facts.label} at {facts.end} breaks {several(facts.codes)}",),
            remedy=f"What validates {facts.assumption}, or room for {more} than {facts.flip}.",
        )


_MOST = 8
_FACTORS = (0.5, 2.0)
_STEPS = 10  # halvings of the way to the end: within a thousandth of it
_TESTS = (Relation.MONITORS, Relation.EVALUATES)


def _is_untested(board: Board, assumption: Node) -> bool:
    """Whether it has a number that is neither given by the prompt nor validated."""
    from_prompt = "prompt" in (assumption.get(a.SOURCE) or "").casefold()
    tested = (assumption.get(a.VALIDATED_BY) or "").strip() or board.into(assumption.id, *_TESTS)
    return assumption.get(a.VALUE) is not None and not from_prompt and not tested


def _uses(board: Board, assumption: Node) -> tuple[tuple[Node, Number], ...]:
    """The nodes that have the number from the assumption and from nowhere else."""
    found = []
    for node in board.targets_of(assumption.id, Relation.SUPPORTS):
        attribute = recognise(node.kind, assumption.get(a.ATTRIBUTE) or "")
        number = None if attribute is None else board.number(node, attribute)
        if number is None or number.quantity is None or number.value <= 0:
            continue
        if number.state is State.ASSUMED and number.bindings[0].owner == assumption.id:
            found.append((node, number))
    return tuple(found)


def _ends(number: Number) -> tuple[float, ...]:
    """Its own range where it states one, else half and twice; never beyond what can be."""
    quantity = number.quantity
    if quantity is not None and quantity.low < quantity.high and not quantity.approximate:
        ends = (quantity.low, quantity.high)
    elif quantity is not None and quantity.dimension is Dimension.AVAILABILITY:
        ends = (1 - (1 - number.value) * 2, 1 - (1 - number.value) / 2)
    else:
        ends = (number.value * _FACTORS[0], number.value * _FACTORS[1])
    is_share = quantity is not None and quantity.dimension is Dimension.FRACTION
    return tuple(
        end
        for end in (min(one, 1.0) if is_share else one for one in ends)
        if end > 0 and end != number.value
    )


def _with(design: Design, uses: tuple[tuple[Node, Number], ...], factor: float) -> Design:
    """*design* as if the assumed number were *factor* times what it is, wherever it is used."""
    nodes = dict(design.nodes)
    for node, number in uses:
        if number.quantity is not None:
            value = number.value * factor
            changed = replace(
                number.quantity, value=value, low=value, high=value, approximate=False
            )
            fields = {**node.fields, number.bindings[0].attribute: changed}
            nodes[node.id] = replace(node, fields=fields)
    return replace(design, nodes=nodes)


def _flip(
    board: Board,
    uses: tuple[tuple[Node, Number], ...],
    end: float,
    failing: frozenset[tuple[str, str]],
) -> tuple[float, tuple[str, str]]:
    """The value nearest to the assumed one at which any of *failing* does, and which one it is."""
    nominal = uses[0][1].value
    codes = frozenset(code for code, _ in failing)
    good, bad, broken = nominal, end, failing
    for _ in range(_STEPS):
        middle = (good + bad) / 2
        there = failing & board.what_if(
            _with(board.design, uses, middle / nominal), codes, to_the_digit=True
        )
        if there:
            bad, broken = middle, there
        else:
            good = middle
    return bad, min(broken)


def _label(number: Number) -> str:
    name = number.bindings[0].attribute
    known = (spec.fields[name].label for spec in KINDS.values() if name in spec.fields)
    return next(known, name.replace("_", " "))


def _shown(number: Number, value: float) -> str:
    """Three digits are as many as a guess bears; an availability keeps its nines."""
    quantity = number.quantity
    if quantity is None:
        return figure(value, 3)
    if quantity.dimension is Dimension.AVAILABILITY:
        return show_value(1 - float(f"{1 - value:.3g}"), quantity.dimension, digits=6)
    return show_value(
        float(f"{value:.3g}"),
        quantity.dimension,
        noun=quantity.noun,
        currency=quantity.currency or "USD",
        digits=3,
    )
