"""FRAME003: nobody asked whether it can be done without a model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Demand,
    Evidence,
    Example,
    Explanation,
    Good,
    Observation,
    Place,
    Rule,
    Skill,
    Topic,
)
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The model nothing was weighed against."""

    model: str


class NoNonMlOption(Rule["tuple[Node, ...]", Facts]):
    """Nobody asked whether it can be done without a model.

    ## What it does
    Looks for an alternative that is a rule, people, something bought or no model at all in any
    decision, for a heuristic model, a fallback, and a baseline named after a rule.

    ## Why it matters
    Twenty lines of rules are done on Tuesday and tell how hard the problem is. Without them nobody
    knows what the model is worth.

    ## How to fix it
    Write the alternative and what it would reach, or draw the rule as baseline or fallback.

    ## When it does not apply
    A method that is asked for is mentioned only. A heuristic or a fallback on the board counts as
    considered, unless the fallback is another model.

    ## References
    - RoML 1, 3: launch without ML; prefer simple.
    - PB: we don't need machine learning for this.
    - MLTS Model 5.
    """

    code = "FRAME003"
    name = "no-non-ml-option"
    severity = ByLevel.of("I/W/W/W")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "not_considered": ByLevel.of("I/W/W/W"),
        "method_given": ByLevel.of("I/I/I/I"),
    }
    skills = (Skill.PROBLEM_FRAMING, Skill.DECISIONS)
    question = "What would a 20-line rule achieve, and at what point does ML beat it?"
    sources = ("RoML 1, 3", "PB", "MLTS Model 5")
    checks_what = "alternatives without ML"
    evidence = Evidence.MISSING
    topics: ClassVar[tuple[Topic, ...] | None] = (Topic.MODEL,)
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "straight to a boosted tree",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: gbdt}
            edges: ["api -> ranker: uses"]
            """,
            at=("ranker",),
            variant="not_considered",
        ),
        Bad(
            "the method is asked for",
            """
            lane: llm
            nodes:
              method: {kind: requirement, about: method, text: design a RAG system}
              api: {kind: endpoint, mode: online}
              writer: {kind: llm}
            edges: ["api -> writer: calls", "method -> api: constrains"]
            """,
            at=("writer",),
            variant="method_given",
        ),
        Good(
            "rules were weighed and rejected",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: gbdt}
              choice: {kind: decision, choice: boosted trees,
                    alternatives: ["last purchase (heuristic): 41% of the value"],
                    because: PR-AUC 0.35 against 0.21}
            edges: ["api -> ranker: uses", "choice -> ranker: supports"]
            """,
        ),
        Good(
            "a rule answers when the model cannot",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: gbdt}
              popular: {kind: fallback, type: heuristic}
            edges: ["api -> ranker: uses", "ranker -> popular: falls_back_to"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[tuple[Node, ...]]:
        """The served models, together."""
        models = board.monitoring.served_models
        return (models,) if models else ()

    def judge(
        self, board: Board, subject: tuple[Node, ...]
    ) -> Iterator[Observation[Facts] | Demand]:
        """Look for anything simpler on the board."""
        weighed = any(
            option.kind in _WITHOUT
            for decision in board.of_kind(Kind.DECISION)
            for option in decision.get(a.ALTERNATIVES) or ()
        )
        rules = any(one.get(a.MODEL_TYPE) == "heuristic" for one in board.of_kind(Kind.MODEL))
        falls_back = any(
            one.get(a.MODEL_TYPE) in {None, "heuristic"} for one in board.of_kind(Kind.FALLBACK)
        )
        if weighed or rules or falls_back or _beats_a_rule(board):
            return
        first = min(subject, key=lambda one: one.get(a.MODEL_TYPE) in _PARTS)
        given = any(one.get(a.ABOUT) == "method" for one in board.of_kind(Kind.REQUIREMENT))
        yield Observation(
            at=Place((first.id,)),
            facts=Facts(first.title),
            variant="method_given" if given else "not_considered",
        )

    def explain(self, facts: Facts) -> Explanation:
        """Name the model."""
        return Explanation(
            message=f"No rule-based, manual or 'no ML' option was considered before {facts.model}.",
            remedy="A decision with such an alternative, or a heuristic as baseline or fallback.",
        )


_WITHOUT = frozenset({"heuristic", "manual", "buy", "no-ml"})
_PARTS = frozenset({"embedder", "reranker"})  # of an answer rather than the answer
_RULES = re.compile(
    r"\b(?:naive|rules?|heuristic|manual|people|popular\w*|bestsellers?|random|majority|constant|"
    r"mean|median|last (?:value|day|week|month|year)|"
    r"seasonal|keyword|bm25|lookup|guess)\b"
)


def _beats_a_rule(board: Board) -> bool:
    """Whether a baseline is said to be what a rule reaches."""
    baselines = (one.get(a.BASELINE) for one in board.evaluations.all)
    return any(one is not None and _RULES.search(one.text.casefold()) for one in baselines)
