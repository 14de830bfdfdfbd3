"""OVER954: something simpler already reaches the target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.metric_names import same_metric
from checks.facts.reasons import is_reasoned
from checks.facts.serving import answering_endpoints, is_sync
from checks.facts.wording import several
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Demand,
    Example,
    Explanation,
    Good,
    Number,
    Observation,
    Place,
    Rule,
    Skill,
)
from design.quantities.quantity import Comparator
from design.quantities.showing import figure
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """Baseline and target, or the models that are asked: in a row, or side by side."""

    model: str
    metric: str
    baseline: float
    target: float
    calls: tuple[str, ...]
    endpoint: str
    together: bool = False


class ComplexityWithoutGain(Rule["Node", Facts]):
    """Something simpler already reaches the target.

    ## What it does
    Compares the baseline with the target, where both are of one metric and the chosen model is a
    network or a language model; and counts calls of language models one after the other, and models
    asked side by side (one parallel group), where no evaluation shows what they gain: three or
    more.

    ## Why it matters
    Two points above the target are paid for in GPUs, latency and people who understand it.

    ## How to fix it
    The simpler one; or what the difference is worth.

    ## When it does not apply
    A decision whose value pays for the gain; a model that is cheaper and faster as well.

    ## References
    - MLTS Model 5: a simpler model is not better.
    - RoML 4, 40.
    - IN 2: simpler design often beats.
    - HUYEN 6.
    """

    code = "OVER954"
    name = "complexity-without-gain"
    severity = ByLevel.of("W/W/W/W")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "baseline_meets_target": ByLevel.of("W/W/W/W"),
        "many_calls": ByLevel.of("I/I/I/I"),
        "ensemble": ByLevel.of("I/I/I/I"),
    }
    skills = (Skill.DECISIONS, Skill.COMMUNICATION)
    question = "Would the person who pays for the GPUs buy the extra 2 points?"
    sources = ("MLTS Model 5", "RoML 4, 40", "IN 2", "HUYEN 6")
    checks_what = "the need for complexity"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "the rules reach the target",
            """
            nodes:
              model: {kind: model, type: nn}
              offline: {kind: evaluation, metric: recall, quality_target: recall >= 0.85,
                    baseline: recall 0.87}
            edges: ["offline -> model: evaluates"]
            """,
            at=("model",),
            variant="baseline_meets_target",
        ),
        Bad(
            "three models in a row, unmeasured",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online}
              plan: {kind: llm}
              write: {kind: llm}
              polish: {kind: llm}
            edges: ["api -> plan: calls", "plan -> write: calls", "write -> polish: calls"]
            """,
            at=("api",),
            variant="many_calls",
        ),
        Bad(
            "three models vote, and nobody knows what two would do",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              trees: {kind: model, type: gbdt}
              line: {kind: model, type: linear}
              net: {kind: model, type: nn}
            edges:
              - {edge: "api -> trees: calls", parallel_group: vote}
              - {edge: "api -> line: calls", parallel_group: vote}
              - {edge: "api -> net: calls", parallel_group: vote}
            """,
            at=("api",),
            variant="ensemble",
        ),
        Good(
            "the rules are below it",
            """
            nodes:
              model: {kind: model, type: nn}
              offline: {kind: evaluation, metric: recall, quality_target: recall >= 0.85,
                    baseline: recall 0.71}
            edges: ["offline -> model: evaluates"]
            """,
        ),
        Good(
            "the gain is worth more than it costs",
            """
            nodes:
              model: {kind: model, type: nn}
              offline: {kind: evaluation, metric: recall, quality_target: recall >= 0.85,
                    baseline: recall 0.87}
              why: {kind: decision, choice: the network, because: every point is $40k a month}
            edges: ["offline -> model: evaluates", "why -> model: supports"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The evaluations with a target and a baseline, then the endpoints that ask models."""
        yield from board.evaluations.all
        yield from answering_endpoints(board)

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Compare the baseline with the target, or count the calls."""
        if subject.kind is Kind.ENDPOINT:
            yield from _calls(board, subject)
            yield from _ensembles(board, subject)
            return
        target, baseline = (board.number(subject, one) for one in (a.QUALITY_TARGET, a.BASELINE))
        model = next((one for one in board.evaluations.measured(subject) if _is_complex(one)), None)
        if target is None or baseline is None or model is None or is_reasoned(board, model.id):
            return
        if _is_of_one_metric(baseline, target) and _is_met(baseline, target):
            quantity = target.quantity
            metric = (quantity.metric if quantity is not None else None) or subject.title
            yield Observation(
                at=Place((model.id, subject.id)),
                facts=Facts(model.title, metric, baseline.value, target.value, (), ""),
                variant="baseline_meets_target",
                numbers=(target, baseline),
            )

    def explain(self, facts: Facts) -> Explanation:
        """Say what reaches it already."""
        if facts.together:
            return Explanation(
                message=(
                    f"{facts.endpoint} asks {len(facts.calls)} models side by side "
                    f"({several(facts.calls)}), and no evaluation shows what each gains."
                ),
                remedy="An evaluation with and without each of them.",
                question="Which of the models could you take out, and what would fall?",
            )
        if facts.calls:
            return Explanation(
                message=(
                    f"One request to {facts.endpoint} asks {len(facts.calls)} models "
                    f"({several(facts.calls)}), and no "
                    "evaluation shows what each gains."
                ),
                remedy="An evaluation with and without each of them.",
                question="Which of the calls could you take out, and what would fall?",
            )
        baseline, target = figure(facts.baseline, 3), figure(facts.target, 3)
        return Explanation(
            message=f"The baseline already scores {facts.metric} {baseline} against a target of "
            f"{target}; {facts.model} adds complexity for what lies above.",
            working=(f"{baseline} against {target}",),
            remedy=f"The baseline, or a decision on what more than {target} is worth.",
        )


_COMPLEX = frozenset({"nn", "llm"})
_FITTED = frozenset({"linear", "gbdt", "nn", "llm"})
_MANY = 3


def _is_complex(node: Node) -> bool:
    return node.kind is Kind.LLM or node.get(a.MODEL_TYPE) in _COMPLEX


def _is_of_one_metric(baseline: Number, target: Number) -> bool:
    """Whether both speak of the same metric, as far as they name one."""
    named = [
        one.quantity.metric
        for one in (baseline, target)
        if one.quantity is not None and one.quantity.metric
    ]
    return len(named) < 2 or same_metric(*named)


def _is_met(baseline: Number, target: Number) -> bool:
    """Whether today's value is within the target, whichever way is better."""
    quantity = target.quantity
    below = quantity is not None and quantity.comparator in (Comparator.BELOW, Comparator.AT_MOST)
    return baseline.high <= target.low if below else baseline.low >= target.high


def _calls(board: Board, endpoint: Node) -> Iterator[Observation[Facts]]:
    """Language models one after the other on the way of one request."""
    found = _longest(board, endpoint.id, {}) or ()
    if len(found) >= _MANY and not _is_shown(board, endpoint, found):
        yield _asked(board, endpoint, found, "many_calls")


def _ensembles(board: Board, endpoint: Node) -> Iterator[Observation[Facts]]:
    """Fitted models one request asks side by side."""
    groups: dict[str, list[str]] = {}
    for edge in board.out_of(endpoint.id, Relation.CALLS):
        group, target = edge.get(a.PARALLEL_GROUP), board.node(edge.target)
        if group and target.kind is Kind.MODEL and target.get(a.MODEL_TYPE) in _FITTED:
            groups.setdefault(group, []).append(target.id)
    for _, models in sorted(groups.items()):
        if len(models) >= _MANY and not _is_shown(board, endpoint, tuple(models)):
            yield _asked(board, endpoint, tuple(models), "ensemble")


def _asked(
    board: Board, endpoint: Node, models: tuple[str, ...], variant: str
) -> Observation[Facts]:
    titles = tuple(board.title(one) for one in models)
    return Observation(
        at=Place((endpoint.id, *models)),
        facts=Facts("", "", 0.0, 0.0, titles, endpoint.title, together=variant == "ensemble"),
        variant=variant,
    )


def _longest(
    board: Board, node: str, known: dict[str, tuple[str, ...] | None]
) -> tuple[str, ...] | None:
    """The longest row of language models that wait for each other, from *node* down.

    Each node is looked at once; None for one that is still looked at, as on the way round a cycle.
    """
    if node in known:
        return known[node]
    known[node] = None
    best: tuple[str, ...] = ()
    for edge in board.out_of(node, Relation.CALLS, Relation.USES):
        target = board.node(edge.target)
        if not is_sync(edge) or target.kind not in _WAITED:
            continue
        below = _longest(board, target.id, known)
        if below is None:
            continue
        row = (target.id, *below) if target.kind is Kind.LLM else below
        best = max(best, row, key=lambda one: (len(one), one))
    known[node] = best
    return best


_WAITED = frozenset({Kind.LLM, Kind.ENDPOINT, Kind.RETRIEVER, Kind.TOOL, Kind.GUARDRAIL})


def _is_shown(board: Board, endpoint: Node, models: tuple[str, ...]) -> bool:
    """Whether a reason is given for all, or each has its own or an evaluation of what it gains."""
    return is_reasoned(board, endpoint.id) or all(
        _shows_gain(board, one) or is_reasoned(board, one) for one in models
    )


def _shows_gain(board: Board, node: str) -> bool:
    return any(
        board.number(one, a.BASELINE) is not None or board.number(one, a.CLAIMED_GAIN) is not None
        for one in board.evaluations.of(node)
    )
