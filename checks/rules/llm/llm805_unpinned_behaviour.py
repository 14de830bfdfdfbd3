"""LLM805: a model or a prompt can change without a release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.wording import several
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Demand,
    Evidence,
    Example,
    Explanation,
    Good,
    Lane,
    Observation,
    Place,
    Rule,
    Skill,
)
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """What can change by itself, and what has no version."""

    models: tuple[str, ...]
    prompts: tuple[str, ...]


class UnpinnedBehaviour(Rule["tuple[Node, ...]", Facts]):
    """A model or a prompt can change without a release.

    ## What it does
    Lists the language models of a provider that are not pinned to a version, and the prompts that
    have none.

    ## Why it matters
    An alias is an unstable dependency: quality moves on a day on which nobody deployed, and nothing
    can be rolled back.

    ## How to fix it
    Pin the model, version the prompt, or run the gating evaluation at a stated cadence.

    ## When it does not apply
    An alias with a gating evaluation that is run again at a stated cadence; a model on machines of
    one's own.

    ## References
    - HTD 3: unstable data dependencies.
    - MLTS Monitor 1: dependency changes.
    - OWASP LLM03: supply chain.
    """

    code = "LLM805"
    name = "unpinned-behaviour"
    severity = ByLevel.of("I/W/E/E")
    lanes = frozenset({Lane.LLM})
    skills = (Skill.END_TO_END, Skill.DEBUGGING)
    question = "Quality dropped and you deployed nothing: how do you prove it was the provider?"
    sources = ("HTD 3", "MLTS Monitor 1", "OWASP LLM03")
    checks_what = "versions"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "an alias and a prompt in a text box",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online}
              writer: {kind: llm, provider: hosted}
              prompt: {kind: prompt}
            edges: ["api -> writer: calls", "writer -> prompt: uses"]
            """,
            at=("writer",),
        ),
        Good(
            "both are pinned",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online}
              writer: {kind: llm, provider: hosted, pinned: yes, version: small-2026-06}
              prompt: {kind: prompt, version: draft-27}
            edges: ["api -> writer: calls", "writer -> prompt: uses"]
            """,
        ),
        Good(
            "an alias whose evaluation is run every week",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online}
              writer: {kind: llm, provider: hosted, review_period: weekly}
              answers: {kind: evaluation, metric: groundedness, gate: yes}
            edges: ["api -> writer: calls", "answers -> writer: evaluates"]
            """,
        ),
        Good(
            "a model on machines of its own",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online}
              writer: {kind: llm, params: 8B params, gpu_memory: 80 GB}
            edges: ["api -> writer: calls"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[tuple[Node, ...]]:
        """All models and prompts that serve, together."""
        parts = board.of_kind(Kind.LLM, Kind.PROMPT)
        return (parts,) if parts else ()

    def judge(
        self, board: Board, subject: tuple[Node, ...]
    ) -> Iterator[Observation[Facts] | Demand]:
        """List what has no version."""
        models = [one for one in subject if one.kind is Kind.LLM and _may_move(board, one)]
        prompts = [
            one
            for one in subject
            if one.kind is Kind.PROMPT and not one.get(a.VERSION) and one.get(a.PINNED) is not True
        ]
        if models or prompts:
            yield Observation(
                at=Place(tuple(one.id for one in (*models, *prompts)), fields=(a.PINNED.name,)),
                facts=Facts(
                    tuple(one.title for one in models), tuple(one.title for one in prompts)
                ),
            )

    def explain(self, facts: Facts) -> Explanation:
        """Name what can move."""
        said = []
        if facts.models:
            many = len(facts.models) > 1
            said.append(
                f"{several(facts.models)} {'are' if many else 'is'} not pinned to a version"
            )
        if facts.prompts:
            many = len(facts.prompts) > 1
            said.append(f"{several(facts.prompts)} {'have' if many else 'has'} no version")
        return Explanation(
            message=f"{' and '.join(said)}: behaviour can change without a release.",
            remedy=" ".join(
                f"{what} {several(titles)}."
                for what, titles in (
                    ("Pin a version of", facts.models),
                    ("State the version of", facts.prompts),
                )
                if titles
            ),
        )


def _may_move(board: Board, llm: Node) -> bool:
    """Whether a provider may change it, and no evaluation would stop that."""
    own = any(
        llm.get(one) is not None for one in (a.PARAMS, a.GPU_COUNT, a.GPU_MEMORY, a.UNIT_COST)
    )
    if own or llm.get(a.PINNED) is True:
        return False
    gates = (one for one in board.sources_of(llm.id, Relation.EVALUATES) if one.get(a.GATE) is True)
    return llm.get(a.REVIEW_PERIOD) is None or not any(gates)
