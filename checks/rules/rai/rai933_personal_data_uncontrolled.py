"""RAI933: personal data that anybody can read, that never ends, or that outlives a deletion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.durations import as_stated, duration_text
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
    Number,
    Observation,
    Place,
    Rule,
    Skill,
    Topic,
    Verdict,
    exceeds,
)
from design.changes import SetField
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from checks.facts.personal_data import Copy, HandedOn, PersonalData, Uncontrolled
    from design.changes import Change

_UNCONTROLLED = "uncontrolled"
_LATE = "late_deletion"
_THIRD_PARTY = "third_party"
_UNMARKED = "unmarked"
_MARK = a.PERSONAL_DATA.name
_PARTS = ("access control", "retention", "deletion path")


@dataclass(frozen=True, slots=True)
class Late:
    """A copy a deletion reaches too late: its name, why, and after how long, as text."""

    title: str
    how: str
    parts: tuple[str, ...]
    worst: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is wrong, by variant: nodes by what they lack, late copies, or who gets the data."""

    variant: str
    lacking: tuple[tuple[str, tuple[str, ...]], ...] = ()  # what, and on which nodes
    titles: tuple[str, ...] = ()
    late: tuple[Late, ...] = ()
    promise: str = ""
    promised_by: str = ""
    certain: bool = True
    llm: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """One of the four things that can be wrong with personal data; ``handed`` to whom."""

    variant: str
    handed: HandedOn | None = None


class PersonalDataUncontrolled(Rule[Subject, Facts]):
    """Personal data has no access control, no end, or survives a deletion for too long.

    ## What it does
    Looks at what is marked as personal data: sources, logs, prompts and indexes need access control
    and a retention or another way to delete. Where a deletion deadline is stated, works out the
    slowest copy: retention of logs, refresh of indexes, expiry in feature stores, the next
    training. A hosted language model that gets the data needs a redaction step or an agreement.
    Names such as "email" on a node that says neither yes nor no are asked about.

    ## Why it matters
    A deletion that misses one log is not a deletion. What everybody can read will be read, and what
    has no end is still there when it leaks.

    ## How to fix it
    Restrict access, give every copy an end, delete by key from logs and indexes, and say whether
    the weights of models are part of the promise.

    ## When it does not apply
    Data that is anonymised or aggregated, marked as not personal, or kept by somebody else behind
    an API. Model weights that a stated policy leaves out.

    ## References
    - MLTS Data 5: privacy controls through the whole pipeline.
    - OWASP LLM02: disclosure of sensitive information. EUAI 10. NIST Map.
    """

    code = "RAI933"
    name = "personal-data-uncontrolled"
    severity = ByLevel.of("I/W/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        _UNCONTROLLED: ByLevel.of("I/W/E/E"),
        _LATE: ByLevel.of("I/W/E/E"),
        _THIRD_PARTY: ByLevel.of("I/W/E/E"),
        _UNMARKED: ByLevel.of("I/I/I/I"),
    }
    skills = (Skill.END_TO_END, Skill.COMMUNICATION)
    question = "A user deletes the account: where does the data still live tomorrow?"
    sources = ("MLTS Data 5", "OWASP LLM02", "EUAI 10", "NIST MAP")
    checks_what = "personal data"
    evidence = Evidence.MISSING
    topics: ClassVar[tuple[Topic, ...] | None] = (Topic.DATA,)
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "a log of addresses that everybody reads and that never ends",
            """
            nodes:
              visits: {kind: log, personal_data: true}
            """,
            at=("visits",),
            variant="uncontrolled",
        ),
        Bad(
            "deleted after 30 days, and the log keeps it for 90",
            """
            nodes:
              privacy: {kind: requirement, about: privacy, deletion_sla: 30 d}
              orders: {kind: source, personal_data: true, acl: enforced, retention: 400 d}
              search: {kind: index, period: weekly, duration: 6 h}
              served: {kind: log, personal_data: true, acl: enforced, retention: 90 d}
            edges: [orders -> search, privacy -> orders]
            """,
            at=("served",),
            variant="late_deletion",
        ),
        Bad(
            "tickets go to a hosted model as they are",
            """
            lane: llm
            nodes:
              tickets: {kind: source, personal_data: true, acl: enforced, retention: 90 d}
              search: {kind: index, period: daily}
              finder: {kind: retriever}
              api: {kind: endpoint, mode: online}
              writer: {kind: llm, provider: hosted}
            edges: [tickets -> search, finder -> search, api -> finder, api -> writer]
            """,
            at=("writer",),
            variant="third_party",
        ),
        Bad(
            "a table of email addresses, personal or not",
            """
            nodes:
              emails: {kind: source, name: Email addresses}
            """,
            at=("emails",),
            variant="unmarked",
        ),
        Good(
            "access is enforced and every copy ends in time",
            """
            nodes:
              privacy: {kind: requirement, about: privacy, deletion_sla: 30 d}
              orders: {kind: source, personal_data: true, acl: enforced, retention: 400 d}
              search: {kind: index, period: weekly, duration: 6 h}
              served: {kind: log, personal_data: true, acl: enforced, retention: 90 d,
                       deletion_sla: 7 d}
            edges: [orders -> search, privacy -> orders]
            """,
        ),
        Good(
            "what a person is called is taken out before the index",
            """
            lane: llm
            nodes:
              tickets: {kind: source, personal_data: true, acl: enforced, retention: 90 d}
              clean: {kind: transform, op: redact personal data}
              search: {kind: index, period: daily}
              finder: {kind: retriever}
              api: {kind: endpoint, mode: online}
              writer: {kind: llm, provider: hosted}
            edges: [tickets -> clean, clean -> search, finder -> search, api -> finder,
                    api -> writer]
            """,
        ),
        Good(
            "the provider signed an agreement",
            """
            lane: llm
            nodes:
              tickets: {kind: source, personal_data: true, acl: enforced, retention: 90 d}
              search: {kind: index, period: daily}
              finder: {kind: retriever}
              api: {kind: endpoint, mode: online}
              writer: {kind: llm, provider: hosted, data_agreement: true}
            edges: [tickets -> search, finder -> search, api -> finder, api -> writer]
            """,
        ),
        Good(
            "addresses of companies are marked as not personal",
            """
            nodes:
              offices: {kind: source, name: Office addresses, personal_data: false}
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Subject]:
        """What is kept, what is promised, who gets it, and what is not said to be personal."""
        data = board.personal_data
        if data.marked:
            yield Subject(_UNCONTROLLED)
            if data.promise is not None:
                yield Subject(_LATE)
        for handed in data.handed_on:
            yield Subject(_THIRD_PARTY, handed)
        if data.unmarked:
            yield Subject(_UNMARKED)

    def judge(self, board: Board, subject: Subject) -> Iterator[Observation[Facts] | Demand]:
        """Every store without control once; the slowest copy; each hosted model; the names."""
        data = board.personal_data
        if subject.variant == _UNCONTROLLED and data.uncontrolled:
            yield _uncontrolled(data.uncontrolled)
        if subject.variant == _LATE:
            yield from _late(data)
        if subject.handed is not None:
            yield _handed_on(subject.handed)
        if subject.variant == _UNMARKED:
            yield Observation(
                at=Place(tuple(node.id for node, _ in data.unmarked), fields=(_MARK,)),
                facts=Facts(
                    _UNMARKED,
                    titles=tuple(node.title for node, _ in data.unmarked),
                    word=data.unmarked[0][1],
                ),
                variant=_UNMARKED,
            )

    def explain(self, facts: Facts) -> Explanation:
        """Say what is not controlled, and what would control it."""
        names = several(facts.titles)
        if facts.variant == _UNCONTROLLED:
            parts = [f"no {what} on {several(where)}" for what, where in facts.lacking]
            add = [f"{_a(what)} on {several(where)}" for what, where in facts.lacking]
            return Explanation(
                message=f"Personal data in {names} is not controlled: {', '.join(parts)}.",
                remedy=", and ".join(add),
            )
        if facts.variant == _THIRD_PARTY:
            return Explanation(
                message=(
                    f"{facts.llm} is run by somebody else and gets personal data from {names}, "
                    "with no redaction on the way and no agreement stated."
                ),
                remedy=f"a guardrail that redacts before {facts.llm}, or a data agreement with its "
                "provider",
            )
        if facts.variant == _UNMARKED:
            return Explanation(
                message=f"{names} speaks of '{facts.word}': is that personal data, yes or no?"
                if len(facts.titles) == 1
                else f"{names} speak of '{facts.word}' and the like: is that personal data, yes or "
                "no?",
                remedy=f"personal data: yes or no, on {names}",
            )
        first = facts.late[0]
        takes = "takes" if facts.certain else "may take"
        return Explanation(
            message=(
                f"A deletion {takes} {first.worst} to reach {first.title} ({first.how}), and "
                f"{facts.promised_by} promises {facts.promise}."
            ),
            working=tuple(
                f"{one.title}: {' + '.join(one.parts)}"
                + (f" = {one.worst}" if len(one.parts) > 1 else "")
                + f" > {facts.promise}"
                for one in facts.late
            ),
            remedy="; ".join(one.remedy for one in facts.late),
        )


def _a(what: str) -> str:
    return what if what == "access control" else f"a {what}"


def _handed_on(handed: HandedOn) -> Observation[Facts]:
    nodes = dict.fromkeys((handed.llm.id, *(one.id for one in handed.origins)))
    return Observation(
        at=Place(tuple(nodes), fields=(a.DATA_AGREEMENT.name,)),
        facts=Facts(
            _THIRD_PARTY,
            titles=tuple(one.title for one in handed.origins),
            llm=handed.llm.title,
        ),
        variant=_THIRD_PARTY,
    )


def _uncontrolled(stores: tuple[Uncontrolled, ...]) -> Observation[Facts]:
    lacking = tuple(
        (part, tuple(one.node.title for one in stores if part in one.lacks))
        for part in _PARTS
        if any(part in one.lacks for one in stores)
    )
    return Observation(
        at=Place(tuple(one.node.id for one in stores)),
        facts=Facts(_UNCONTROLLED, lacking=lacking, titles=tuple(one.node.title for one in stores)),
        variant=_UNCONTROLLED,
        fix=_restrict(stores),
    )


def _restrict(stores: tuple[Uncontrolled, ...]) -> tuple[Change, ...]:
    """Access control where nothing else is missing; how long to keep data is for people to say."""
    if any(one.lacks != (_PARTS[0],) for one in stores):
        return ()
    return tuple(SetField(field=a.ACL.name, value="enforced", id=one.node.id) for one in stores)


def _late(data: PersonalData) -> Iterator[Observation[Facts]]:
    """The copies that outlive what is promised; the slowest says how sure that is."""
    if data.promise is None:
        return
    giver, promise = data.promise
    late = [
        (copy, verdict)
        for copy in data.copies
        if (verdict := exceeds(copy.worst, promise)) is not Verdict.HOLDS
    ]
    if not late:
        return
    certain = any(verdict is Verdict.CERTAIN for _, verdict in late)
    late.sort(key=lambda one: one[1] is not Verdict.CERTAIN)  # stable: the slowest sure one first
    yield Observation(
        at=Place((*(copy.node.id for copy, _ in late), giver.id)),
        facts=Facts(
            _LATE,
            late=tuple(_told(copy, promise) for copy, _ in late),
            promise=as_stated(promise),
            promised_by=giver.title,
            certain=certain,
        ),
        certainty=Certainty.CERTAIN if certain else Certainty.POSSIBLE,
        variant=_LATE,
        numbers=(late[0][0].worst, promise),
    )


def _told(copy: Copy, promise: Number) -> Late:
    title, within = copy.node.title, as_stated(promise)
    if copy.node.kind in (Kind.INDEX, Kind.MODEL) and copy.how.endswith("every"):
        is_index = copy.node.kind is Kind.INDEX
        left = promise.low - sum(one.high for one in copy.parts[1:])
        does, instead = (
            ("rebuild", f"take single records out of {title} within {within}")
            if is_index
            else ("train", f"say that the weights of {title} are left out, and why")
        )
        again = f"{does} {title} every {duration_text(left)}, or " if left > 0 else ""
        remedy = f"{again}{instead}"
        parts = tuple(duration_text(one.value) for one in copy.parts)
    else:
        remedy = f"keep {title} for {within} at most, or take single records out within {within}"
        parts = tuple(as_stated(one) for one in copy.parts)
    how = f"{copy.how} {' + '.join(parts)}"
    return Late(title, how, parts, duration_text(copy.worst.value), remedy)
