"""LEAK406: the same people, devices or documents stand on both sides of the split."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.wording import agree
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Demand,
    Example,
    Explanation,
    Good,
    Lane,
    Observation,
    Place,
    Rule,
    Skill,
)
from design.changes import SetField
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node

_OVERLAP = "overlap"
_UNSTATED = "new_entities_unstated"
_BY_GROUP = frozenset({"group", "time+group"})
_BY_TIME = "time"


@dataclass(frozen=True, slots=True)
class Facts:
    """The dataset, what groups its rows, how it is split, and what production serves."""

    dataset: str
    group: str
    split: str  # empty where it is not stated
    serves_new: bool
    stated: bool


class EntityOverlap(Rule["Node", Facts]):
    """Rows of one entity are on both sides of the split, and production serves new entities.

    ## What it does
    Looks at datasets whose rows come in groups (a user, a patient, a document) and that are not
    split by group, and at whether production will meet groups it has never seen.

    ## Why it matters
    The model recognises the patient rather than the disease; the score measures memory.

    ## How to fix it
    Keep each group on one side: split by group, or by time and group.

    ## When it does not apply
    The product predicts the future of entities it already knows and the split is by time: meeting
    them again is then the task.

    ## References
    - KN L3.2: non-independence between training and test.
    - YANG: overlap leakage. WLT: memorisation.
    """

    code = "LEAK406"
    name = "entity-overlap"
    severity = ByLevel.of("I/W/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        _OVERLAP: ByLevel.of("I/W/E/E"),
        _UNSTATED: ByLevel.of("-/-/W/W"),
    }
    skills = (Skill.DEBUGGING,)
    question = "Will production see this patient, user or document again, or always new ones?"
    sources = ("KN L3.2", "YANG overlap leakage", "WLT memorisation")
    checks_what = "entity overlap"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "scans of one patient on both sides, new patients in production",
            """
            nodes:
              scans: {kind: dataset, split: random, group_key: patient, serves_new_entities: true}
              model: {kind: model, type: nn}
            edges: [scans -> model]
            """,
            at=("scans",),
            variant="overlap",
        ),
        Bad(
            "whether production serves new devices is not said",
            """
            nodes:
              readings: {kind: dataset, split: random, group_key: device}
              model: {kind: model, type: gbdt}
            edges: [readings -> model]
            """,
            at=("readings",),
            variant="new_entities_unstated",
        ),
        Good(
            "each patient on one side",
            """
            nodes:
              scans: {kind: dataset, split: group, group_key: patient, serves_new_entities: true}
              model: {kind: model, type: nn}
            edges: [scans -> model]
            """,
        ),
        Good(
            "the future of users it knows, split by time",
            """
            nodes:
              visits: {kind: dataset, split: time, group_key: user, serves_new_entities: false}
              model: {kind: model, type: gbdt}
            edges: [visits -> model]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The datasets with groups that fitted models learn from or are measured on."""
        return (
            node
            for node in board.of_kind(Kind.DATASET)
            if node.get(a.GROUP_KEY)
            and (board.lineage.learners_of(node.id) or board.lineage.learners_measured_on(node.id))
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """A split that ignores groups is wrong where production serves new ones."""
        split = subject.get(a.SPLIT)
        serves_new = subject.get(a.SERVES_NEW_ENTITIES)
        if split in _BY_GROUP or serves_new is False:
            return
        if serves_new is None and split == _BY_TIME:
            return
        certain = split is not None and (serves_new is True or _repeats_content(board, subject))
        yield Observation(
            at=Place((subject.id,), fields=(a.SPLIT.name if serves_new else _SERVES,)),
            facts=Facts(
                dataset=subject.title,
                group=subject.get(a.GROUP_KEY) or "",
                split=split or "",
                serves_new=serves_new is True,
                stated=certain,
            ),
            variant=_OVERLAP if certain else _UNSTATED,
            fix=(SetField(a.SPLIT.name, _grouped(split), id=subject.id),),
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say who is on both sides."""
        split = f"split by {facts.split}" if facts.split == "time" else "split at random"
        if not facts.stated:
            lacks = "whether production serves new ones" if facts.split else "how it is split"
            has = agree(facts.dataset, "has", "have")
            does = agree(facts.dataset, "does", "do")
            return Explanation(
                message=(
                    f"{facts.dataset} {has} several rows per {facts.group} and {does} not state "
                    f"{lacks}; one {facts.group} may stand on both sides of the split."
                ),
                remedy=f"state it, or split by {facts.group}",
            )
        return Explanation(
            message=(
                f"{facts.group} appears in both train and test of {facts.dataset} ({split}); the "
                "score measures recognition, not generalisation"
                + (", and production serves new ones." if facts.serves_new else ".")
            ),
            remedy=f"split by {facts.group}, so that each is on one side",
        )


_SERVES = a.SERVES_NEW_ENTITIES.name


def _repeats_content(board: Board, dataset: Node) -> bool:
    """Whether the rows of a group are near copies: media or text said not to be deduplicated."""
    return board.design.lane is not Lane.TABULAR and dataset.get(a.DEDUP) is False


def _grouped(split: str | None) -> str:
    return "time+group" if split == _BY_TIME else "group"
