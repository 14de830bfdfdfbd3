"""LEAK411: what is measured on may have been seen before."""

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
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.changes import Change
    from design.model import Edge, Node

_DUPLICATES = "duplicates"
_UNSTATED = "dedup_unstated"
_CONTAMINATED = "contaminated"
_SELF_MADE = "self_made"
_BY_GROUP = frozenset({"group", "time+group"})
_SHOWN_ITEMS = frozenset({Kind.PROMPT, Kind.INDEX})


@dataclass(frozen=True, slots=True)
class Facts:
    """The dataset, where its items may also be, and which of the four cases it is."""

    dataset: str
    other: str
    variant: str


class DuplicatesOrContamination(Rule["Node", Facts]):
    """Items of the evaluation may also be in the training data, the prompt or the index.

    ## What it does
    Looks for randomly split media, text or merged sources without deduplication; for evaluation
    items that also go into a prompt, a fine-tuning job or a retrieval index; and for evaluation
    items written by the model that is judged on them.

    ## Why it matters
    A model that has seen the item repeats it. The score says nothing about the next item.

    ## How to fix it
    Deduplicate before the split, split by document or source, and keep golden items out of
    everything the model can read.

    ## When it does not apply
    A split by document with deduplication; an index that holds the source documents, which is
    retrieval, as long as golden answers are not in it.

    ## References
    - KN L1.4: duplicates.
    - YANG: overlap leakage.
    - HUYEN 5: data leakage.
    """

    code = "LEAK411"
    name = "duplicates-or-contamination"
    severity = ByLevel.of("I/W/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        _DUPLICATES: ByLevel.of("I/W/E/E"),
        _CONTAMINATED: ByLevel.of("I/W/E/E"),
        _SELF_MADE: ByLevel.of("I/W/E/E"),
        _UNSTATED: ByLevel.of("I/W/W/W"),
    }
    skills = (Skill.DEBUGGING,)
    question = "How do you know the model has not seen this exact item?"
    sources = ("KN L1.4", "YANG overlap leakage", "HUYEN 5")
    checks_what = "duplicates"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "pictures split at random and known not to be deduplicated",
            """
            lane: deep_learning
            nodes:
              pictures: {kind: dataset, split: random, dedup: false}
              model: {kind: model, type: nn}
            edges: [pictures -> model]
            """,
            at=("pictures",),
            variant="duplicates",
        ),
        Bad(
            "posts split at random, deduplication not stated",
            """
            lane: deep_learning
            nodes:
              posts: {kind: dataset, split: random}
              model: {kind: model, type: nn}
            edges: [posts -> model]
            """,
            at=("posts",),
            variant="dedup_unstated",
        ),
        Bad(
            "golden questions used as examples in the prompt",
            """
            lane: llm
            nodes:
              golden: {kind: dataset, n: "200"}
              answers: {kind: evaluation, metric: accuracy}
              prompt: {kind: prompt}
              writer: {kind: llm}
            edges: [golden -> answers, answers -> writer, golden -> prompt]
            """,
            at=("golden",),
            variant="contaminated",
        ),
        Bad(
            "questions written by the model that is judged on them",
            """
            lane: llm
            nodes:
              golden: {kind: dataset, origin: synthetic}
              answers: {kind: evaluation, metric: accuracy}
              writer: {kind: llm}
            edges: ["writer -> golden: feeds", golden -> answers, answers -> writer]
            """,
            at=("golden",),
            variant="self_made",
        ),
        Good(
            "the index holds the documents, the golden set only feeds the evaluation",
            """
            lane: llm
            nodes:
              documents: {kind: source}
              index: {kind: index}
              golden: {kind: dataset}
              answers: {kind: evaluation, metric: accuracy}
              writer: {kind: llm}
            edges:
              - documents -> index
              - documents -> golden
              - golden -> answers
              - answers -> writer
            """,
        ),
        Good(
            "pictures deduplicated before the split",
            """
            lane: deep_learning
            nodes:
              pictures: {kind: dataset, split: random, dedup: true}
              model: {kind: model, type: nn}
            edges: [pictures -> model]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Node]:
        """The datasets models are fitted with or measured on."""
        measured = {node.id for node in board.measuring_sets.datasets}
        return (
            node
            for node in board.of_kind(Kind.DATASET)
            if node.id in measured or board.lineage.learners_of(node.id)
        )

    def judge(self, board: Board, subject: Node) -> Iterator[Observation[Facts] | Demand]:
        """Shown items first, then items of the judge itself, then duplicates over the split."""
        if subject.get(a.DEDUP) is True and subject.get(a.SPLIT) in _BY_GROUP:
            return
        shown = _shown_to(board, subject)
        if shown:
            yield _observation(board, subject, _CONTAMINATED, shown)
            return
        made = _made_by_judged(board, subject)
        if made:
            yield _observation(board, subject, _SELF_MADE, made)
            return
        variant = _duplicates(board, subject)
        if variant:
            yield _observation(
                board,
                subject,
                variant,
                (),
                fix=(SetField(a.DEDUP.name, value=True, id=subject.id),),
            )

    def explain(self, facts: Facts) -> Explanation:
        """Say where the items may be seen."""
        if facts.variant == _CONTAMINATED:
            return Explanation(
                message=(
                    f"{facts.dataset} is measured on and its items also go into {facts.other}: "
                    "the model has seen them."
                ),
                remedy=f"keep the measured items out of {facts.other}",
            )
        if facts.variant == _SELF_MADE:
            return Explanation(
                message=(
                    f"{facts.dataset} is written by {facts.other}, which is then judged on it: it "
                    "is asked what it already knows."
                ),
                remedy="items written by people or by another model, or taken from real use",
            )
        verb, does = agree(facts.dataset, "is", "are"), agree(facts.dataset, "does", "do")
        lacks = facts.variant == _DUPLICATES
        dedup = f"{verb} not deduplicated" if lacks else f"{does} not state dedup"
        its = agree(facts.dataset, "its", "their")
        return Explanation(
            message=(
                f"{facts.dataset} {verb} split at random and {dedup}: {its} test part may share "
                f"items with {its} training part."
            ),
            remedy="deduplicate before the split, or split by document or source",
        )


def _observation(
    board: Board,
    dataset: Node,
    variant: str,
    ways: tuple[Edge, ...],
    fix: tuple[Change, ...] = (),
) -> Observation[Facts]:
    others = tuple(
        dict.fromkeys(
            end for edge in ways for end in (edge.source, edge.target) if end != dataset.id
        )
    )
    return Observation(
        at=Place(
            (dataset.id, *others),
            tuple(edge.key for edge in ways),
            () if ways else (a.DEDUP.name,),
        ),
        facts=Facts(
            dataset=dataset.title,
            other=", ".join(board.node(one).title for one in others),
            variant=variant,
        ),
        variant=variant,
        fix=fix,
    )


def _is_measured_on(board: Board, dataset: Node) -> bool:
    return any(node.id == dataset.id for node in board.measuring_sets.datasets)


def _shown_to(board: Board, dataset: Node) -> tuple[Edge, ...]:
    """The edges on which measured items reach something the model reads or is tuned on."""
    if not _is_measured_on(board, dataset):
        return ()
    tuned = board.design.lane is Lane.LLM and dataset.get(a.SPLIT) is None
    return tuple(
        edge
        for edge in board.out_of(dataset.id, Relation.FEEDS, Relation.TRAINS)
        if board.node(edge.target).kind in _SHOWN_ITEMS
        or (tuned and board.node(edge.target).kind in (Kind.TRAINING_JOB, Kind.MODEL))
    )


def _made_by_judged(board: Board, dataset: Node) -> tuple[Edge, ...]:
    """The edges from a model into the items it is then judged on."""
    judged = {
        target.id
        for evaluation in board.lineage.evaluations_of(dataset.id)
        for target in board.targets_of(evaluation, Relation.EVALUATES)
    }
    return tuple(edge for edge in board.into(dataset.id, Relation.FEEDS) if edge.source in judged)


def _duplicates(board: Board, dataset: Node) -> str:
    """Which variant of duplicates over a random split it is, or nothing."""
    if dataset.get(a.SPLIT) != "random" or not board.lineage.learners_of(dataset.id):
        return ""
    before = [board.node(node) for node in sorted(board.lineage.upstream(dataset.id))]
    if dataset.get(a.DEDUP) is True or any(_deduplicates(node) for node in before):
        return ""
    if dataset.get(a.DEDUP) is False:
        return _DUPLICATES
    if board.is_na(dataset, a.DEDUP):
        return ""
    return _UNSTATED if _repeats_itself(board, dataset, before) else ""


def _deduplicates(node: Node) -> bool:
    said = (node.get(a.OP) or node.title).casefold() if node.kind is Kind.TRANSFORM else ""
    return node.get(a.DEDUP) is True or "dedup" in said


def _repeats_itself(board: Board, dataset: Node, before: list[Node]) -> bool:
    """Media and text, what users write, and sources merged into one set."""
    if board.design.lane is not Lane.TABULAR:
        return True
    merged = [
        one for one in board.sources_of(dataset.id, Relation.FEEDS) if one.kind is Kind.SOURCE
    ]
    written_by_users = any(
        one.kind is Kind.SOURCE and one.get(a.TRUST) == "untrusted" for one in before
    )
    return written_by_users or len(merged) > 1
