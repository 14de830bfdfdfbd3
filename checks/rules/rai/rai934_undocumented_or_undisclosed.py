"""RAI934: nobody wrote down what a model is for, or people are not told what answers them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.impact import GRAVE, impact_at
from checks.facts.records import Served
from checks.facts.wording import several
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
    Observation,
    Place,
    Rule,
    Skill,
    Topic,
)
from design.changes import SetField
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node

_UNDOCUMENTED = "undocumented"
_ADVISORY = "advisory"
_UNDISCLOSED = "undisclosed"
_NO_CARD_OF_ITS_OWN = frozenset({"embedder", "reranker", "heuristic"})
_SHOWN = frozenset({None, "text", "html"})
_NO_TEXT = frozenset({"class", "score", "ranking", "value", "embedding"})
_FEW_TOKENS = 10.0  # as long as a label, not an answer
_PUBLIC = re.compile(
    r"\b(?:customers?|visitors?|shoppers?|citizens?|patients?|travellers?|travelers?|guests?"
    r"|public|consumers?|players?|students?|passengers?)\b"
)
_STAFF = re.compile(r"\b(?:agents|team|desk|staff|service|support|care|success|analysts?)\b")
_LIMITS = re.compile(
    r"intended|excluded|not (?:be used )?for|out of scope|limits of|failure mode|model card"
)


@dataclass(frozen=True, slots=True)
class Facts:
    """The models nobody described, or who reads generated text without being told."""

    variant: str
    models: tuple[str, ...]
    readers: str = ""
    endpoint: str = ""
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """An endpoint at which models answer, and those of them nobody described elsewhere."""

    served: Served
    impact: str
    bare: tuple[Node, ...]


class UndocumentedOrUndisclosed(Rule[Asked, Facts]):
    """A model has no record of what it is for, or people are not told what answers them.

    ## What it does
    Where the impact is consequential or safety, looks for a model card on every model that answers,
    or a decision that states what it is for, what it must not be used for and where it fails. Where
    a language model writes for the public, looks for the statement that people are told so.

    ## Why it matters
    A model outlives the people who know its limits, and the next team will use it for something
    it was never evaluated on. Who believes to talk to a person trusts what is said in another way.

    ## How to fix it
    Write half a page: intended use, excluded uses, the groups it was evaluated on, known failures.
    Tell people in the interface that a machine answers.

    ## When it does not apply
    Internal tools with advisory impact, where it is a remark at staff level. Embedders and
    rerankers, which only find what is shown. Labels and scores that nobody reads as text.

    ## References
    - MITCH: model cards.
    - EUAI 11, 13, 50: documentation, information, transparency towards people. NIST Govern.
    """

    code = "RAI934"
    name = "undocumented-or-undisclosed"
    severity = ByLevel.of("-/I/W/W")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        _UNDOCUMENTED: ByLevel.of("-/I/W/W"),
        _UNDISCLOSED: ByLevel.of("-/I/W/W"),
        _ADVISORY: ByLevel.of("-/-/-/I"),
    }
    skills = (Skill.COMMUNICATION,)
    question = "What should nobody use this model for?"
    sources = ("MITCH", "EUAI 11, 13, 50", "NIST GOVERN", "AWSML")
    checks_what = "documentation and disclosure"
    evidence = Evidence.MISSING
    topics: ClassVar[tuple[Topic, ...] | None] = (Topic.EVALUATION,)
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "loans are decided by a model nobody described",
            """
            nodes:
              bank: {kind: consumer, action: refuses below the cut-off, impact: consequential}
              api: {kind: endpoint, mode: online}
              risk: {kind: model, type: gbdt}
            edges: [bank -> api, api -> risk]
            """,
            at=("risk",),
            variant="undocumented",
        ),
        Bad(
            "visitors chat with a machine and are not told",
            """
            lane: llm
            nodes:
              visitors: {kind: consumer, action: read the answer, public: true}
              api: {kind: endpoint, mode: online}
              writer: {kind: llm}
            edges: [visitors -> api, api -> writer]
            """,
            at=("api",),
            variant="undisclosed",
        ),
        Bad(
            "customers may be the public",
            """
            lane: llm
            nodes:
              customers: {kind: consumer, action: read the answer}
              api: {kind: endpoint, mode: online}
              writer: {kind: llm}
            edges: [customers -> api, api -> writer]
            """,
            at=("api",),
            variant="undisclosed",
            certainty=Certainty.POSSIBLE,
        ),
        Bad(
            "an internal tool without a card",
            """
            level: staff
            nodes:
              planners: {kind: consumer, action: order stock, impact: advisory}
              api: {kind: endpoint, mode: online}
              demand: {kind: model, type: gbdt}
            edges: [planners -> api, api -> demand]
            """,
            at=("demand",),
            variant="advisory",
        ),
        Good(
            "the card says what it is for, and what not",
            """
            nodes:
              bank: {kind: consumer, action: refuses below the cut-off, impact: consequential}
              api: {kind: endpoint, mode: online}
              risk: {kind: model, type: gbdt, model_card: "consumer loans under 10k; not for
                     companies; weak on incomes abroad"}
            edges: [bank -> api, api -> risk]
            """,
        ),
        Good(
            "a decision states intended and excluded uses",
            """
            nodes:
              bank: {kind: consumer, action: refuses below the cut-off, impact: consequential}
              api: {kind: endpoint, mode: online}
              risk: {kind: model, type: gbdt}
              use: {kind: decision, choice: "intended for consumer loans, excluded for companies",
                    because: it was evaluated on consumers only}
            edges: [bank -> api, api -> risk, use -> risk]
            """,
        ),
        Good(
            "visitors are told that a machine answers",
            """
            lane: llm
            nodes:
              visitors: {kind: consumer, action: read the answer, public: true}
              api: {kind: endpoint, mode: online, disclosed: true}
              writer: {kind: llm}
            edges: [visitors -> api, api -> writer]
            """,
        ),
        Good(
            "a language model picks one of eight labels",
            """
            lane: llm
            nodes:
              visitors: {kind: consumer, action: see the queue, public: true}
              api: {kind: endpoint, mode: online}
              router: {kind: llm, tokens_out: 8}
            edges: [visitors -> api, api -> router]
            """,
        ),
        Good(
            "a page that nobody is harmed by, impact not stated",
            """
            nodes:
              shop: {kind: consumer, action: orders the shelf}
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: gbdt}
            edges: [shop -> api, api -> ranker]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Asked]:
        """The endpoints at which a model answers; a model is spoken of where most is at stake."""
        spoken_of: set[str] = set()
        every = [(impact_at(board, one.endpoint), one) for one in board.records.all]
        for impact, served in sorted(every, key=lambda one: one[0] not in GRAVE):
            bare: tuple[Node, ...] = ()
            if impact:
                fresh = (one for one in served.models if one.id not in spoken_of)
                bare = tuple(one for one in fresh if not _is_described(board, one))
                spoken_of.update(one.id for one in bare)
            yield Asked(served, impact, bare)

    def judge(self, board: Board, subject: Asked) -> Iterator[Observation[Facts] | Demand]:
        """The models without a card where it matters, and text for people who are not told."""
        endpoint = subject.served.endpoint
        if subject.bare:
            variant = _UNDOCUMENTED if subject.impact in GRAVE else _ADVISORY
            yield Observation(
                at=Place(
                    (*(one.id for one in subject.bare), endpoint.id), fields=(a.MODEL_CARD.name,)
                ),
                facts=Facts(
                    variant,
                    tuple(one.title for one in subject.bare),
                    endpoint=endpoint.title,
                ),
                variant=variant,
            )
        writers = tuple(one for one in subject.served.models if _writes(board, endpoint, one))
        readers = _readers(board, endpoint)
        if writers and readers is not None:
            who, certainty = readers
            yield Observation(
                at=Place(
                    (endpoint.id, *(one.id for one in (*writers, *who))),
                    fields=(a.DISCLOSED.name,),
                ),
                facts=Facts(
                    _UNDISCLOSED,
                    tuple(one.title for one in writers),
                    several([one.title for one in who]) or "The public",
                    endpoint.title,
                    certain=certainty is Certainty.CERTAIN,
                ),
                certainty=certainty,
                variant=_UNDISCLOSED,
                fix=(SetField(field=a.DISCLOSED.name, value="yes", id=endpoint.id),),
            )

    def explain(self, facts: Facts) -> Explanation:
        """Say what is not written down, or who is not told."""
        models = several(facts.models)
        if facts.variant == _UNDISCLOSED:
            told = "" if facts.certain else "if they are the public, "
            return Explanation(
                message=(
                    f"{facts.readers} read what {models} writes at {facts.endpoint}, and "
                    f"{told}nothing tells them that a machine does."
                ),
                remedy=f"tell people at {facts.endpoint} that a machine answers (disclosed)"
                + ("" if facts.certain else ", or say that it is not public"),
                question="When does a person learn that no person is answering?",
            )
        them, their = ("it", "is") if len(facts.models) == 1 else ("they", "are")
        fails = "it fails" if len(facts.models) == 1 else "they fail"
        return Explanation(
            message=(
                f"Nothing says what {models} at {facts.endpoint} {their} for, what {them} must not "
                f"be used for, and where {fails}."
            ),
            remedy=(
                f"a model card for {models}: intended use, excluded uses, groups evaluated, known "
                "failures"
            ),
        )


def _is_described(board: Board, model: Node) -> bool:
    if model.get(a.MODEL_CARD) or model.get(a.MODEL_TYPE) in _NO_CARD_OF_ITS_OWN:
        return True
    for edge in board.into(model.id, Relation.SUPPORTS):
        giver = board.node(edge.source)
        said = (giver.title, giver.get(a.CHOICE), giver.get(a.TEXT), giver.get(a.BECAUSE),
                giver.get(a.RISK), edge.get(a.BECAUSE))  # fmt: skip
        if _LIMITS.search(" ".join(part for part in said if part).casefold()):
            return True
    return False


def _writes(board: Board, endpoint: Node, model: Node) -> bool:
    """Whether people read what it writes."""
    if model.kind is Kind.MODEL:
        return model.get(a.MODEL_TYPE) == "llm" and model.get(a.OUTPUT) not in _NO_TEXT
    tokens = board.number(model, a.TOKENS_OUT)
    short = tokens is not None and tokens.high <= _FEW_TOKENS
    shown = model.get(a.OUTPUT_FORMAT) in _SHOWN and endpoint.get(a.OUTPUT) not in _NO_TEXT
    return shown and not short


def _readers(board: Board, endpoint: Node) -> tuple[tuple[Node, ...], Certainty] | None:
    """Who of the public reads it without being told; None where nobody does."""
    asking = board.sources_of(endpoint.id, Relation.CONSUMES)
    if any(one.get(a.DISCLOSED) is True for one in (endpoint, *asking)):
        return None
    if endpoint.get(a.PUBLIC) is True:
        return asking, Certainty.CERTAIN
    public = tuple(one for one in asking if one.get(a.PUBLIC) is True)
    if public:
        return public, Certainty.CERTAIN
    if endpoint.get(a.PUBLIC) is False:
        return None
    maybe = tuple(
        one
        for one in asking
        if one.get(a.PUBLIC) is None
        and _PUBLIC.search(one.title.casefold())
        and not _STAFF.search(one.title.casefold())
    )
    return (maybe, Certainty.POSSIBLE) if maybe else None
