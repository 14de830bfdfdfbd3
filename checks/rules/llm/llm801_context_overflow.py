"""LLM801: what is put into the prompt does not fit the context window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.tokens import parts_of
from checks.facts.wording import count, percent
from checks.numbers import total_of
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Certainty,
    Demand,
    Example,
    Explanation,
    Good,
    Lane,
    Level,
    Number,
    Observation,
    Place,
    Rule,
    Skill,
    Verdict,
    exceeds,
)
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The parts and the window, in tokens."""

    title: str
    parts: tuple[tuple[str, float, str], ...]
    window: float
    tight: bool


class ContextOverflow(Rule["Node", Facts]):
    """What is put into the prompt does not fit the context window.

    ## What it does
    Adds the system prompt, the passages, the history, the question, tool results, steps and the
    reserved answer, and compares the sum with the context window. Beyond four fifths of it, it says
    so as well.

    ## Why it matters
    Something is dropped, by the provider or by a library, and nobody decided what. Long before
    that, what stands in the middle is read less well.

    ## How to fix it
    Fewer or shorter passages, a summarised history, a smaller reserved answer, or a larger window.

    ## When it does not apply
    A history that is cut to a limit: state the limit. A provider whose answer has a window of its
    own.

    ## References
    - LITM: lost in the middle.
    - OWASP LLM10: unbounded consumption.
    """

    code = "LLM801"
    name = "context-overflow"
    severity = ByLevel.of("W/E/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "overflow": ByLevel.of("W/E/E/E"),
        "tight": ByLevel.of("I/W/W/W"),
    }
    lanes = frozenset({Lane.LLM})
    skills = (Skill.DECISIONS, Skill.END_TO_END)
    question = "Which part is dropped first, and who decided that?"
    sources = ("LITM", "OWASP LLM10")
    checks_what = "the sum of the tokens"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "ten passages of seven hundred tokens",
            """
            lane: llm
            nodes:
              writer: {kind: llm, context_window: "8192", history_tokens: 1.5k,
                    query_tokens: "200", max_output_tokens: 1k}
              prompt: {kind: prompt, system_tokens: "800"}
              search: {kind: retriever, k: top-10, chunk_tokens: "700"}
            edges: ["writer -> prompt: uses", "writer -> search: calls"]
            """,
            at=("writer",),
            variant="overflow",
        ),
        Bad(
            "nine tenths of the window",
            """
            lane: llm
            nodes:
              writer: {kind: llm, context_window: "8192", tokens_in: "6500",
                    max_output_tokens: "1000"}
            """,
            at=("writer",),
            variant="tight",
        ),
        Good(
            "five passages",
            """
            lane: llm
            nodes:
              writer: {kind: llm, context_window: 16k context, history_tokens: 1.5k,
                    query_tokens: "200", max_output_tokens: 1k}
              prompt: {kind: prompt, system_tokens: "800"}
              search: {kind: retriever, k: top-5, chunk_tokens: "700"}
            edges: ["writer -> prompt: uses", "writer -> search: calls"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """Every call of a language model."""
        return board.of_kind(Kind.LLM)

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Add up the parts."""
        window, parts = board.number(subject, a.CONTEXT_WINDOW), parts_of(board, subject)
        if window is None:
            if parts:
                yield Demand(subject.id, AttributeGroup.TOKENS, (a.CONTEXT_WINDOW,), _EXPERIENCED)
            return
        if not parts:
            yield Demand(subject.id, AttributeGroup.TOKENS, (a.TOKENS_IN,))
            return
        total = total_of(part.tokens for part in parts)
        variant, verdict = "overflow", exceeds(total, window)
        if verdict is Verdict.HOLDS:
            variant, verdict = "tight", exceeds(total, window * Number.exactly(_TIGHT))
        if verdict is Verdict.HOLDS:
            return
        yield Observation(
            at=Place((subject.id,), fields=(a.CONTEXT_WINDOW.name,)),
            facts=Facts(
                subject.title,
                tuple((part.name, part.tokens.value, part.words) for part in parts),
                window.value,
                variant == "tight",
            ),
            certainty=Certainty(verdict.value),
            variant=variant,
            numbers=(total, window),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say every part, and what would have to go."""
        total = sum(tokens for _, tokens, _ in facts.parts)
        terms = " + ".join(f"{name} {words}" for name, _, words in facts.parts)
        bound = facts.window * _TIGHT if facts.tight else facts.window
        name, largest, _ = max(facts.parts, key=lambda part: part[1])
        left = largest - (total - bound)
        share = f"{percent(total / facts.window)} of" if facts.tight else "above"
        cut = f"{name} down to {count(left)} tokens" if left > 0 else f"more than the {name} cut"
        return Explanation(
            message=(
                f"{facts.title}: {terms} = {count(total)} tokens, {share} the "
                f"{count(facts.window)} of the "
                "context window."
            ),
            working=(f"{' + '.join(words for _, _, words in facts.parts)} = {count(total)}",),
            remedy=f"{cut[0].upper()}{cut[1:]}, or a window of "
            f"{count(total / (_TIGHT if facts.tight else 1))}.",
        )


_TIGHT = 0.8  # beyond it truncation is near, and the middle is read less well [LITM]
_EXPERIENCED = frozenset({Level.SENIOR, Level.STAFF})
