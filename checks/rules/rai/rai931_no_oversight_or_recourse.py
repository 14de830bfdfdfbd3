"""RAI931: a decision about a person that nobody can review, change or hear about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.arithmetic import whole
from checks.facts.durations import as_stated, duration_text
from checks.facts.oversight import ActionPath, Oversight
from checks.facts.wording import agree, count
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Certainty,
    Demand,
    Evidence,
    Example,
    Explanation,
    Good,
    Number,
    Observation,
    Place,
    Rule,
    Skill,
    Topic,
    Verdict,
    exceeds,
)
from design.vocabulary import attributes as a

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node

_NO_HUMAN = "no_human"
_NO_APPEAL = "no_appeal"
_NOMINAL = "nominal"
_UNSTATED = "impact_unstated"
_LOOK = Number.exactly(0.5)  # less than this share of the time a case takes is a rubber stamp
_DAY = Number.exactly(86400.0)


@dataclass(frozen=True, slots=True)
class Review:
    """The people who review, what a case takes and what there is for it; durations in seconds."""

    title: str
    reviewers: float
    hours: float
    cases: float  # a day
    takes: str  # as stated
    seconds: float
    left: float
    numbers: tuple[Number, ...] = ()
    verdict: Verdict = Verdict.HOLDS


@dataclass(frozen=True, slots=True)
class Facts:
    """Who acts, with what impact, and what is missing for the person concerned."""

    actor: str
    variant: str
    impact: str = ""
    hears_appeals: bool = False
    word: str = ""
    review: Review | None = None


class NoOversightOrRecourse(Rule[ActionPath, Facts]):
    """A decision about a person that no human can review, override or hear an appeal against.

    ## What it does
    Follows each output with consequential or safety impact to whoever acts on it, and looks for
    people on the way who can change the decision, and for a way to appeal. Where people review,
    compares the time there is for a case with the time a case takes: under half is a rubber stamp.
    Where no impact is stated and the words speak of hiring, credit, health and the like, it asks.

    ## Why it matters
    Every model is wrong about somebody. Without a way back the error stays with the person it
    happened to, and nobody on the team ever hears of it.

    ## How to fix it
    Send unsure and contested cases to people with the time and the power to decide otherwise, and
    tell everybody concerned how to reach them.

    ## When it does not apply
    Advice a person acts on. Personalisation that costs nobody anything and can be undone. An
    automated refusal with a stated review afterwards.

    ## References
    - EUAI 14, 26, 27: human oversight, duties of deployers, impact on fundamental rights.
    - NIST Govern, Manage. Huyen 2022, ch. 11: the human side.
    """

    code = "RAI931"
    name = "no-oversight-or-recourse"
    severity = ByLevel.of("I/W/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        _NO_HUMAN: ByLevel.of("I/W/E/E"),
        _NO_APPEAL: ByLevel.of("I/W/E/E"),
        _NOMINAL: ByLevel.of("I/W/E/E"),
        _UNSTATED: ByLevel.of("I/I/I/I"),
    }
    skills = (Skill.PROBLEM_FRAMING, Skill.COMMUNICATION)
    question = "How does a person who was wrongly rejected get a different answer?"
    sources = ("EUAI 14, 26, 27", "NIST GOVERN/MANAGE", "HUYEN 11")
    checks_what = "human oversight"
    evidence = Evidence.MISSING
    topics: ClassVar[tuple[Topic, ...] | None] = (Topic.ON_CALL,)
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "loans are refused and nobody can look again",
            """
            nodes:
              bank: {kind: consumer, action: refuses below the cut-off, impact: consequential}
              api: {kind: endpoint, mode: online}
            edges: [bank -> api]
            """,
            at=("bank",),
            variant="no_human",
        ),
        Bad(
            "unsure cases are reviewed, and who was refused cannot ask for it",
            """
            nodes:
              bank: {kind: consumer, action: refuses below the cut-off, impact: consequential}
              api: {kind: endpoint, mode: online}
              desk: {kind: human_review}
            edges: [bank -> api, {edge: api -> desk, fraction: 2%}]
            """,
            at=("bank",),
            variant="no_appeal",
        ),
        Bad(
            "fifteen seconds for a case of four minutes",
            """
            nodes:
              bank: {kind: consumer, action: refuses below the cut-off, impact: consequential,
                     appeal: a second reviewer decides within a week}
              api: {kind: endpoint, mode: online, requests_per_day: 390k/day}
              desk: {kind: human_review, reviewers: 5, hours_per_day: 6.5 h,
                     minutes_per_case: 4 min/case}
            edges: [bank -> api, {edge: api -> desk, fraction: 2%}]
            """,
            at=("desk",),
            variant="nominal",
        ),
        Bad(
            "a loan is decided and nobody says what is at stake",
            """
            nodes:
              bank: {kind: consumer, action: refuses the loan below the cut-off}
              api: {kind: endpoint, mode: online}
            edges: [bank -> api]
            """,
            at=("bank",),
            variant="impact_unstated",
        ),
        Good(
            "people decide the unsure cases and every appeal",
            """
            nodes:
              bank: {kind: consumer, action: refuses below the cut-off, impact: consequential,
                     appeal: a second reviewer decides within a week}
              api: {kind: endpoint, mode: online, requests_per_day: 3900/day}
              desk: {kind: human_review, reviewers: 5, hours_per_day: 6.5 h,
                     minutes_per_case: 4 min/case}
            edges: [bank -> api, {edge: api -> desk, fraction: 2%}]
            """,
        ),
        Good(
            "loan officers decide, with the score in hand",
            """
            nodes:
              officers: {kind: consumer, name: Loan officers, action: decide with the score in hand,
                         impact: consequential}
              api: {kind: endpoint, mode: online}
            edges: [officers -> api]
            """,
        ),
        Good(
            "the order of a page is advice",
            """
            nodes:
              shop: {kind: consumer, action: orders the page, impact: advisory}
              api: {kind: endpoint, mode: online}
            edges: [shop -> api]
            """,
        ),
        Good(
            "refused by itself, and reviewed afterwards",
            """
            nodes:
              bank: {kind: consumer, action: refuses below the cut-off, impact: consequential,
                     appeal: by letter or in the branch}
              api: {kind: endpoint, mode: online}
              later: {kind: decision, choice: refuse automatically, because: every refusal is
                      reviewed by a person within a day after it}
            edges: [bank -> api, later -> bank]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[ActionPath]:
        """The ways to an action that is grave, or whose words speak of one and no impact does."""
        oversight = Oversight(board)
        return (
            path
            for path in oversight.paths
            if path.is_grave or (not path.impact and oversight.weighty_word(path))
        )

    def judge(self, board: Board, subject: ActionPath) -> Iterator[Observation[Facts] | Demand]:
        """Look for people who can change the decision, for their time, and for an appeal."""
        actor = subject.actor
        nodes = tuple(dict.fromkeys((actor.id, *(one.id for one in subject.asked))))
        if not subject.is_grave:
            word = Oversight(board).weighty_word(subject)
            yield Observation(
                at=Place(nodes, fields=(a.IMPACT.name,)),
                facts=Facts(actor.title, _UNSTATED, word=word),
                variant=_UNSTATED,
            )
            return
        hands = Oversight(board).hands(subject)
        variant = _NO_APPEAL if hands.reviews else _NO_HUMAN
        if not hands.by_people and not (hands.reviews and hands.hears_appeals):
            yield Observation(
                at=Place(nodes, fields=(a.APPEAL.name,) if variant == _NO_APPEAL else ()),
                facts=Facts(actor.title, variant, subject.impact, hands.hears_appeals),
                variant=variant,
            )
        for review in hands.reviews:
            found = _time_for(board, review)
            if found is not None and found.verdict is not Verdict.HOLDS:
                yield Observation(
                    at=Place((review.id, *nodes), fields=(a.REVIEWERS.name,)),
                    facts=Facts(actor.title, _NOMINAL, subject.impact, review=found),
                    certainty=Certainty(found.verdict.value),
                    variant=_NOMINAL,
                    numbers=found.numbers,
                )

    def explain(self, facts: Facts) -> Explanation:
        """Say what is missing for the person concerned."""
        if facts.variant == _UNSTATED:
            return Explanation(
                message=(
                    f"{facts.actor} speaks of '{facts.word}', and no impact is stated: is this "
                    "decision consequential for somebody?"
                ),
                remedy=f"an impact on {facts.actor}: advisory, consequential or safety",
            )
        if facts.review is not None:
            return _nominal(facts.actor, facts.review)
        takes = agree(facts.actor, "takes", "take")
        act = f"{facts.actor} {takes} a {facts.impact} decision automatically"
        if facts.impact == "safety":
            act = f"{facts.actor} {takes} a decision about safety automatically"
        if facts.variant == _NO_APPEAL:
            return Explanation(
                message=f"{act}, and a person it is wrong about has no way to appeal.",
                remedy="a stated way to appeal, decided by somebody who can change the outcome",
            )
        heard = "" if facts.hears_appeals else ", or hear an appeal"
        also = "" if facts.hears_appeals else ", and a stated way to appeal"
        return Explanation(
            message=f"{act}: no human can review or override it{heard}.",
            remedy=f"a human review of unsure and contested cases{also}",
        )


def _nominal(actor: str, review: Review) -> Explanation:
    each, cases = duration_text(review.left), count(review.cases)
    people, hours = f"{review.reviewers:g}", duration_text(review.hours)
    needed = whole.at_least(review.cases * review.seconds / review.hours)
    most = whole.at_most(review.reviewers * review.hours / review.seconds)
    return Explanation(
        message=(
            f"{review.title} has {each} for each of {cases} cases a day of {actor} that take "
            f"{review.takes}: people sign off what they cannot look at."
        ),
        working=(f"{people} x {hours} / {cases} = {each} < 50 % of {review.takes}",),
        remedy=f"{needed} reviewers, or at most {count(most)} cases a day",
    )


def _time_for(board: Board, review: Node) -> Review | None:
    """The time there is for a case of *review*, where all of it is stated."""
    reviewers = board.number(review, a.REVIEWERS)
    hours = board.number(review, a.HOURS_PER_DAY)
    takes = board.number(review, a.MINUTES_PER_CASE)
    cases = Oversight(board).cases(review)
    if reviewers is None or hours is None or takes is None or cases is None:
        return None
    if cases.low <= 0 or hours.low <= 0 or takes.low <= 0 or review.get(a.RANKED_QUEUE) is True:
        return None
    left = reviewers * hours / (cases * _DAY)
    return Review(
        review.title,
        reviewers.value,
        hours.value,
        cases.value * _DAY.value,
        as_stated(takes).removesuffix("/case"),
        takes.value,
        left.value,
        (reviewers, hours, takes, cases),
        exceeds(takes * _LOOK, left),
    )
