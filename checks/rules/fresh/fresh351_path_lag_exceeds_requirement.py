"""FRESH351: data is older than it may be by the time it is used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import duration_text
from checks.facts.freshness import says_always
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Certainty,
    Demand,
    Example,
    Explanation,
    Good,
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

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from design.model import Node


@dataclass(frozen=True, slots=True)
class Facts:
    """The ages and the requirement, in seconds."""

    title: str
    path: tuple[str, ...]
    parts: tuple[tuple[str, str, float], ...]  # title, lag | cadence | run | TTL, seconds
    worst: float
    mean: float
    required: float
    always: bool
    certain: bool


class PathLagExceedsRequirement(Rule["tuple[Node, Number]", Facts]):
    """Data is older than it may be by the time it is used.

    ## What it does
    Adds up, over the oldest way from a source to where freshness is required, every lag, every wait
    for the next run, every run and every TTL, and compares the worst and the average age with the
    requirement.

    ## Why it matters
    Each hop looks harmless. An hourly job behind a half-hourly one behind a cache is two hours, and
    the model decides on what was true before lunch.

    ## How to fix it
    Start a job when its input is there instead of by the clock, run the slowest hop more often, or
    shorten the TTL.

    ## When it does not apply
    Values that hardly change, values computed on the request, and requirements on the model or the
    label (RETR752). Where only the worst case is too old and the requirement does not say always,
    it is possible, not certain.

    ## References
    - RoML 8: freshness requirements.
    - SREW 13: freshness as an objective.
    - PB: freshness requirements.
    - FEAST: materialisation.
    """

    code = "FRESH351"
    name = "path-lag-exceeds-requirement"
    severity = ByLevel.of("W/E/E/E")
    skills = (Skill.END_TO_END, Skill.DECISIONS)
    question = "A user does X now: when is the first prediction that knows about it?"
    sources = ("RoML 8", "SREW 13", "PB", "FEAST")
    checks_what = "freshness"
    waivable = False
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "an hourly job, a half-hourly one and a cache",
            """
            nodes:
              db: {kind: source, lag: 5 min}
              counts: {kind: transform, period: hourly, duration: 12 min}
              store: {kind: feature_store, period: every 30 min, duration: 4 min}
              cache: {kind: cache, ttl: 10 min}
              api: {kind: endpoint, mode: online, freshness_req: 60 min}
            edges: ["db -> counts: feeds", "counts -> store: feeds", "cache -> store: reads",
                  "api -> cache: reads"]
            """,
            at=("api",),
        ),
        Bad(
            "too old in the worst case only",
            """
            nodes:
              db: {kind: source, lag: 5 min}
              counts: {kind: transform, period: hourly, duration: 12 min}
              store: {kind: feature_store, period: every 30 min, duration: 4 min}
              cache: {kind: cache, ttl: 10 min}
              api: {kind: endpoint, mode: online, freshness_req: 90 min}
            edges: ["db -> counts: feeds", "counts -> store: feeds", "cache -> store: reads",
                  "api -> cache: reads"]
            """,
            at=("api",),
            certainty=Certainty.POSSIBLE,
        ),
        Good(
            "the store is filled when the counts are there",
            """
            nodes:
              db: {kind: source, lag: 5 min}
              counts: {kind: transform, period: hourly, duration: 12 min}
              store: {kind: feature_store, trigger: upstream, period: every 30 min, duration: 4 min}
              cache: {kind: cache, ttl: 10 min}
              api: {kind: endpoint, mode: online, freshness_req: 95 min}
            edges: ["db -> counts: feeds", "counts -> store: feeds", "cache -> store: reads",
                  "api -> cache: reads"]
            """,
        ),
        Good(
            "the country of a user does not change",
            """
            nodes:
              crm: {kind: source, period: weekly, static: yes}
              clicks: {kind: source, lag: 10 s}
              store: {kind: feature_store, freshness_req: 5 min, period: every 1 min}
            edges: ["crm -> store: feeds", "clicks -> store: feeds"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[tuple[Node, Number]]:
        """Every part that has to be fresh, with how fresh."""
        return board.freshness.required

    def judge(
        self, board: Board, subject: tuple[Node, Number]
    ) -> Iterator[Observation[Facts] | Demand]:
        """Compare the ages with the requirement."""
        node, required = subject
        age = board.freshness.at(node.id)
        worst, mean = age.worst, age.mean
        always = says_always(board, required)
        surely = exceeds(worst if always else mean, required)
        verdict = exceeds(worst, required)
        if verdict is Verdict.HOLDS:
            for job in age.missing:
                yield Demand(job, AttributeGroup.OTHER, (a.PERIOD,))
            return
        certain = surely is Verdict.CERTAIN
        yield Observation(
            at=Place((node.id, *(one for one in reversed(age.path) if one != node.id))),
            facts=Facts(
                title=node.title,
                path=tuple(board.title(one) for one in age.path),
                parts=tuple((board.title(hop.node), hop.part, hop.worst.value) for hop in age.hops),
                worst=worst.value,
                mean=mean.value,
                required=required.value,
                always=always,
                certain=certain,
            ),
            certainty=Certainty.CERTAIN if certain else Certainty.POSSIBLE,
            numbers=(worst, required),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say both ages and the hop to shorten."""
        worst, mean, required = map(duration_text, (facts.worst, facts.mean, facts.required))
        terms = " + ".join(duration_text(seconds) for _, _, seconds in facts.parts)
        title, part, seconds = max(facts.parts, key=lambda one: one[2])
        left = seconds - (facts.worst - facts.required)
        shorter = (
            f"the {part} of {title} down to {duration_text(left)}"
            if left > 0
            else f"more than the {part} of {title} shortened"
        )
        return Explanation(
            message=(
                f"Data can be {worst} old at {facts.title} (mean {mean}) along "
                f"{' → '.join(facts.path)}; the requirement is {required}."
            ),
            working=(
                f"worst: {terms} = {worst}",
                f"mean: half of every wait and TTL: {mean}",
            ),
            remedy=f"{shorter[0].upper()}{shorter[1:]}, or a requirement of {worst}.",
        )
