"""CAP310: at peak the provider answers 429."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.rates import rate_text
from checks.facts.wording import count, several
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
    Number,
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

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """What is asked for and allowed in a minute."""

    titles: tuple[str, ...]
    per_second: float
    tokens: float
    asked: float
    quota: float
    of_tokens: bool


class ProviderQuota(Rule["tuple[Node, ...]", Facts]):
    """At peak the provider answers 429.

    ## What it does
    Multiplies the peak of every call site that shares a quota by sixty and by its tokens, and
    compares requests and tokens a minute with the quota.

    ## Why it matters
    A quota is a wall, not a slope. At the first busy minute everybody behind it gets nothing.

    ## How to fix it
    A larger quota, provisioned throughput, shorter prompts, a queue, or a second provider for the
    rest.

    ## When it does not apply
    Provisioned throughput; a share that goes to another provider: state the fraction on the arrow.

    ## References
    - DBXLIM: tokens and requests a minute.
    - OWASP LLM10.
    """

    code = "CAP310"
    name = "provider-quota"
    severity = ByLevel.of("-/W/E/E")
    lanes = frozenset({Lane.LLM})
    skills = (Skill.END_TO_END, Skill.DEBUGGING)
    question = "What does the user get on the 429?"
    sources = ("DBXLIM", "OWASP LLM10")
    checks_what = "the provider's quota"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "1.6 million tokens a minute on a quota of one",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 8/s}
              writer: {kind: llm, tokens_in: 3k tokens, tokens_out: 400 out, quota_tpm: 1M TPM}
            edges: ["api -> writer: calls"]
            """,
            at=("writer",),
        ),
        Bad(
            "six hundred requests a minute are 480 too few",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 18/s}
              writer: {kind: llm, tokens_in: "100", tokens_out: "10", quota_rpm: 600 RPM}
            edges: ["api -> writer: calls"]
            """,
            at=("writer",),
        ),
        Good(
            "a quota of three million",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 8/s}
              writer: {kind: llm, tokens_in: 3k tokens, tokens_out: 400 out, quota_tpm: 3M TPM,
                    quota_rpm: 2000 RPM}
            edges: ["api -> writer: calls"]
            """,
        ),
        Good(
            "provisioned throughput",
            """
            lane: llm
            nodes:
              api: {kind: endpoint, mode: online, peak_qps: 8/s}
              writer: {kind: llm, tokens_in: 3k tokens, tokens_out: 400 out, quota_tpm: 1M TPM,
                    provisioned: yes}
            edges: ["api -> writer: calls"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[tuple[Node, ...]]:
        """The call sites of each quota, together."""
        return _sharing(board)

    def judge(
        self, board: Board, subject: tuple[Node, ...]
    ) -> Iterator[Observation[Facts] | Demand]:
        """Compare tokens, then requests."""
        peaks = [board.load.peak(node.id) for node in subject]
        for node, peak in zip(subject, peaks, strict=True):
            if peak is None:
                yield from board.load.demands(node.id)
        rates = [one for one in peaks if one is not None]
        if len(rates) < len(peaks):
            return
        tpm = board.number(subject[0], a.QUOTA_TPM)
        bare = [node for node in subject if board.number(node, a.TOKENS_IN) is None]
        if tpm is not None:
            for node in bare:
                yield Demand(node.id, AttributeGroup.TOKENS, (a.TOKENS_IN,))
        found = None
        if tpm is not None and not bare:
            weighed = [
                rate * _tokens(board, node) for rate, node in zip(rates, subject, strict=True)
            ]
            found = _judged(subject, rates, total_of(weighed), tpm, of_tokens=True)
        rpm = board.number(subject[0], a.QUOTA_RPM)
        if found is None and rpm is not None:
            found = _judged(subject, rates, total_of(rates), rpm, of_tokens=False)
        if found is not None:
            yield found

    def explain(self, facts: Facts) -> Explanation:
        """Say what a minute asks for."""
        asked, quota = _minute(facts.asked, facts), _minute(facts.quota, facts)
        peak = rate_text(facts.per_second)
        tokens = f" x {count(facts.tokens)} tokens" if facts.of_tokens else ""
        fits = facts.quota / facts.asked
        shorter = f", {count(facts.tokens * fits)} tokens a call" if facts.of_tokens else ""
        return Explanation(
            message=(
                f"{several(facts.titles)}: a peak of {peak}{tokens} x 60 = {asked} exceeds the "
                f"{quota} quota."
            ),
            working=(f"{peak}{tokens} x 60 = {asked} > {quota}",),
            remedy=f"A quota of {asked}{shorter}, or {rate_text(facts.per_second * fits)} at most.",
        )


def _sharing(board: Board) -> tuple[tuple[Node, ...], ...]:
    """The call sites by provider and quota; those without a provider stand alone."""
    found: dict[tuple[str, ...], list[Node]] = {}
    for node in board.of_kind(Kind.LLM):
        stated = [board.number(node, one) for one in (a.QUOTA_RPM, a.QUOTA_TPM)]
        if node.get(a.PROVISIONED) is True or stated == [None, None]:
            continue
        provider = (node.get(a.PROVIDER) or "").casefold()
        quotas = tuple("" if one is None else f"{one.value:g}" for one in stated)
        key = (provider, *quotas) if provider else (node.id,)
        found.setdefault(key, []).append(node)
    return tuple(tuple(nodes) for _, nodes in sorted(found.items()))


def _tokens(board: Board, node: Node) -> Number:
    read, written = board.number(node, a.TOKENS_IN), board.number(node, a.TOKENS_OUT)
    total = read or Number.exactly(0.0)
    return total if written is None else total + written


def _judged(
    nodes: tuple[Node, ...], rates: list[Number], asked: Number, quota: Number, *, of_tokens: bool
) -> Observation[Facts] | None:
    verdict = exceeds(asked, quota)
    if verdict is Verdict.HOLDS:
        return None
    peak = total_of(rates)
    return Observation(
        at=Place(
            tuple(node.id for node in nodes),
            fields=(a.QUOTA_TPM.name if of_tokens else a.QUOTA_RPM.name,),
        ),
        facts=Facts(
            tuple(node.title for node in nodes),
            peak.value,
            asked.value / peak.value if of_tokens and peak.value else 0.0,
            asked.value,
            quota.value,
            of_tokens,
        ),
        certainty=Certainty(verdict.value),
        numbers=(asked, quota),
    )


def _minute(per_second: float, facts: Facts) -> str:
    whole = per_second * 60
    if not facts.of_tokens:
        return f"{count(whole)} RPM"
    return f"{figure(whole / 1e6, 4)}M TPM" if whole >= 1e6 else f"{count(whole)} TPM"
