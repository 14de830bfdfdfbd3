"""LAT209: the answer takes longer to write than the budget allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic.latency import most_tokens
from checks.facts.durations import as_stated, duration_text
from checks.numbers import Number
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
    Observation,
    Place,
    Rule,
    Skill,
    Verdict,
    exceeds,
)
from design.quantities.showing import figure
from design.vocabulary import attributes as a
from design.vocabulary.attribute import AttributeGroup
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checks.facts.request_paths import RequestPath, Stage

_ONE = Number.exactly(1.0)
_NOTHING = Number.exactly(0.0)
_SHORT = 10  # tokens of a class or a few fields: the term vanishes
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Facts:
    """When the first token and the whole answer are there, in seconds, and what was promised."""

    endpoint: str
    llm: str
    before: float
    ttft: float
    tpot: float
    tokens: float
    after: float
    steps: float
    first: float
    full: float
    budget: float
    budget_text: str
    streams: bool
    promised: bool  # the endpoint says whether it streams
    guarded: bool  # a guardrail waits for the whole answer
    most: int
    first_fits: bool


class LlmGenerationTime(Rule["RequestPath", Facts]):
    """The answer takes longer to write than the budget allows.

    ## What it does
    Adds the stages before the model to its time to first token, then one wait per output token,
    then the guardrails that need the whole answer. A streaming endpoint is held to the first
    token, any other to the last. Calls in a chain add up; a step limit multiplies the rounds of an
    agent, each with a call of its slowest tool.

    ## Why it matters
    At 20 ms a token, 300 tokens take six seconds: retrieval in 105 ms does not help.

    ## How to fix it
    Say which reading the budget has. Stream, write fewer tokens, or use a faster model.

    ## When it does not apply
    Classification and extraction of a few tokens; a measured full latency; a budget on retrieval
    alone; an answer that streams with its first token in time.

    ## References
    - NIM: time to first token, inter-token latency.
    - PB: "RAG system, 200 ms p95".
    """

    code = "LAT209"
    name = "llm-generation-time"
    severity = ByLevel.of("W/E/E/E")
    lanes = frozenset({Lane.LLM})
    skills = (Skill.END_TO_END, Skill.DECISIONS)
    question = "200 ms p95 for what: retrieval, first token, or the finished answer?"
    sources = ("NIM", "PB")
    checks_what = "generation time"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "RAG under 200 ms",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 200 ms}
              embedder: {kind: model, type: embedder, latency_p95: 15 ms}
              retriever: {kind: retriever, latency_p95: 30 ms}
              reranker: {kind: model, type: reranker, latency_p95: 60 ms}
              writer: {kind: llm, ttft: 350 ms, tpot: 20 ms/token, tokens_out: 300}
            edges:
              - "api -> embedder: calls"
              - "api -> retriever: calls"
              - "api -> reranker: calls"
              - "api -> writer: calls"
            """,
            at=("writer",),
        ),
        Bad(
            "a guardrail that reads the whole answer ends streaming",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 1 s, streaming: true}
              writer: {kind: llm, ttft: 350 ms, tpot: 20 ms/token, tokens_out: 300}
              safety: {kind: guardrail, latency_p95: 100 ms}
            edges:
              - "api -> writer: calls"
              - {edge: "safety -> writer: guards", stage: output}
            """,
            at=("writer",),
        ),
        Good(
            "streamed, with the first token in time",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 500 ms, streaming: true}
              writer: {kind: llm, ttft: 350 ms, tpot: 20 ms/token, tokens_out: 300}
            edges: ["api -> writer: calls"]
            """,
        ),
        Good(
            "five tokens of a class",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 500 ms}
              judge: {kind: llm, ttft: 450 ms, tpot: 20 ms/token, tokens_out: 5}
            edges: ["api -> judge: calls"]
            """,
        ),
        Good(
            "a measured total is taken as it is",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online, latency_budget: p95 2 s}
              extractor: {kind: llm, latency_p95: 900 ms}
            edges: ["api -> extractor: calls"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[RequestPath]:
        """Every request path on which text is generated."""
        return (path for path in board.paths.all if _writers(board, path))

    def judge(self, board: Board, subject: RequestPath) -> Iterator[Observation[Facts] | Demand]:
        """First token and full answer, the one that was promised against the budget."""
        budget = subject.budget
        if budget is None:
            yield Demand(subject.endpoint, AttributeGroup.LATENCY_BUDGET, (a.LATENCY_BUDGET,))
            return
        writers = _writers(board, subject)
        demands = tuple(_demands(board, writers))
        if demands:
            yield from demands
            return
        last = max(writers, key=lambda stage: (_generation(board, stage).value, stage.node))
        before, after = _around(board, subject, writers, last)
        node = board.node(last.node)
        ttft, tpot = board.number(node, a.TTFT), board.number(node, a.TPOT)
        tokens, steps = board.number(node, a.TOKENS_OUT), board.number(node, a.MAX_STEPS) or _ONE
        if ttft is None or tpot is None or tokens is None or tokens.high <= _SHORT:
            return
        rounds = _rounds(board, subject, last, steps)
        first = before + rounds + ttft
        full = first + (tokens - _ONE) * tpot + after
        relevant = first if subject.streams else full
        verdict = exceeds(relevant, budget)
        if verdict is Verdict.HOLDS:
            return
        if not subject.percentile_stated or steps is not _ONE:
            verdict = Verdict.POSSIBLE
        stated = board.node(subject.endpoint).get(a.STREAMING)
        yield Observation(
            at=Place((last.node, subject.endpoint), fields=(a.TOKENS_OUT.name,)),
            facts=Facts(
                endpoint=board.title(subject.endpoint),
                llm=node.title,
                before=(before + rounds).value,
                ttft=ttft.value,
                tpot=tpot.value,
                tokens=tokens.value,
                after=after.value,
                steps=steps.value,
                first=first.value,
                full=full.value,
                budget=budget.value,
                budget_text=as_stated(budget),
                streams=subject.streams,
                promised=stated is not None,
                guarded=stated is True and not subject.streams,
                most=most_tokens(budget.value, first.value, tpot.value, after.value),
                first_fits=exceeds(first, budget) is Verdict.HOLDS,
            ),
            certainty=Certainty(verdict.value),
            numbers=(relevant, budget),
        )

    def explain(self, facts: Facts) -> Explanation:
        """First token, full answer, and which reading of the budget would hold."""
        first, full = duration_text(facts.first), duration_text(facts.full)
        before, ttft = duration_text(facts.before), duration_text(facts.ttft)
        tpot = duration_text(facts.tpot)
        budget = f"the budget of {facts.endpoint} is {duration_text(facts.budget)}"
        if facts.streams:
            reading = f"{budget} to the first token"
        elif facts.promised:
            reading = f"{budget} for the full answer"
        else:
            reading = f"{budget}, for which of the two is not said"
        after = f" + {duration_text(facts.after)} after" if facts.after > 0 else ""
        rounds = (f"up to {facts.steps:g} steps are in the time before",) if facts.steps > 1 else ()
        return Explanation(
            message=(
                f"{facts.llm}: first token at {first}, full answer at {full} (before {before} + "
                f"TTFT {ttft} + {figure(facts.tokens - 1)} x {tpot}{after}); {reading}."
            ),
            working=(
                f"first token = {before} + {ttft} = {first}",
                f"full answer = {first} + ({figure(facts.tokens)} - 1) x {tpot}{after} = {full}",
                *rounds,
                *(("an output guardrail waits for the whole answer",) if facts.guarded else ()),
                f"budget {facts.budget_text}",
                _readings(facts),
            ),
            remedy=_remedy(facts),
        )


def _readings(facts: Facts) -> str:
    if facts.first_fits:
        return "the first token alone would be in time"
    if facts.before <= facts.budget:
        return f"only what comes before the model ({duration_text(facts.before)}) would be in time"
    return "no reading of the budget is in time"


def _remedy(facts: Facts) -> str:
    if facts.streams:
        return (
            f"A first token {duration_text(facts.first - facts.budget)} earlier, or a budget of "
            f"{duration_text(facts.first)} to the first token."
        )
    if facts.first_fits:
        return f"Stream with the budget on the first token, or at most {facts.most} output tokens."
    return (
        f"A budget of {duration_text(facts.first)} to the first token with streaming, or "
        f"{duration_text(facts.full)} for the full answer."
    )


def _writers(board: Board, path: RequestPath) -> tuple[Stage, ...]:
    """The call sites that state how they generate and no measured total."""
    measured = (a.LATENCY_P50, a.LATENCY_P95, a.LATENCY_P99, a.LATENCY, a.LATENCY_MEAN)
    return tuple(
        stage
        for stage in path.stages
        if board.node(stage.node).kind is Kind.LLM
        and not any(board.number(board.node(stage.node), one) is not None for one in measured)
    )


def _demands(board: Board, writers: tuple[Stage, ...]) -> Iterator[Demand]:
    for stage in writers:
        node = board.node(stage.node)
        for attribute, group in (
            (a.TTFT, AttributeGroup.STAGE_LATENCY),
            (a.TPOT, AttributeGroup.STAGE_LATENCY),
            (a.TOKENS_OUT, AttributeGroup.TOKENS),
        ):
            if board.number(node, attribute) is None:
                yield Demand(stage.node, group, (attribute,))


def _generation(board: Board, stage: Stage) -> Number:
    """From the call to the last token."""
    node = board.node(stage.node)
    ttft, tpot = board.number(node, a.TTFT), board.number(node, a.TPOT)
    tokens = board.number(node, a.TOKENS_OUT)
    if ttft is None or tpot is None or tokens is None:
        return _NOTHING
    return ttft + (tokens - _ONE).largest(_NOTHING) * tpot


def _around(
    board: Board, path: RequestPath, writers: tuple[Stage, ...], last: Stage
) -> tuple[Number, Number]:
    """What comes before the last writer begins, other writers included, and what comes after."""
    before, after = _NOTHING, _NOTHING
    if path.own is not None and not path.own_is_total:
        before = path.own.about
    legs: dict[tuple[str, str], Number] = {}
    chosen = {stage.node for stage in writers}
    for stage in path.stages:
        if stage.share < 1 - _SAME or stage.node == last.node or _is_tool(board, stage, last):
            continue
        if stage.node in chosen:
            before = before + _generation(board, stage)
        elif stage.latency is None:
            continue
        elif stage.after:
            after = after + stage.latency.about
        elif stage.group:
            leg = (stage.group, stage.leg)
            legs[leg] = legs.get(leg, _NOTHING) + stage.latency.about
        else:
            before = before + stage.latency.about
    for slowest in _slowest_of_each_group(legs):
        before = before + slowest
    return before, after


def _is_tool(board: Board, stage: Stage, writer: Stage) -> bool:
    """Whether *writer* itself asks for it, round by round; what guards it is asked once."""
    if writer.node not in stage.inside:
        return False
    return board.node(_asked_by(writer, stage)).kind is not Kind.GUARDRAIL


def _asked_by(writer: Stage, stage: Stage) -> str:
    """What *writer* calls itself on the way to *stage*."""
    way = (*stage.inside, stage.node)
    return way[way.index(writer.node) + 1]


def _slowest_of_each_group(legs: dict[tuple[str, str], Number]) -> tuple[Number, ...]:
    groups: dict[str, Number] = {}
    for (group, _), takes in legs.items():
        groups[group] = groups[group].largest(takes) if group in groups else takes
    return tuple(groups.values())


def _rounds(board: Board, path: RequestPath, last: Stage, steps: Number) -> Number:
    """The rounds of an agent before its last: each generates, then waits for one tool at most.

    A tool takes as long as all it waits for itself; that it is the slowest each time is the worst.
    """
    if steps is _ONE:
        return _NOTHING
    tools: dict[str, Number] = {}
    for stage in path.stages:
        if _is_tool(board, stage, last) and stage.latency is not None:
            tool = _asked_by(last, stage)
            tools[tool] = tools.get(tool, _NOTHING) + stage.latency.about
    slowest = max(tools.values(), key=lambda takes: takes.value, default=_NOTHING)
    before_last = Number(
        0.0, max(steps.value - 1, 0.0), max(steps.high - 1, 0.0), steps.state, steps.bindings
    )
    return before_last * (_generation(board, last) + slowest)
