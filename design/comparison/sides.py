"""Which parts of a design stand on the side of training and which on that of serving."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from design.model import Design


class Side(StrEnum):
    """Where a part is at work; shared features are on both sides."""

    TRAINING = "training"
    SERVING = "serving"


_LEARNING: Final = frozenset({Relation.FEEDS, Relation.TRAINS})
_ASKING: Final = frozenset(
    {
        Relation.CALLS,
        Relation.READS,
        Relation.USES,
        Relation.FALLS_BACK_TO,
    }
)


def sides(design: Design) -> Mapping[str, frozenset[Side]]:
    """The sides of every node of *design*; none for what is on neither.

    Training is what flows into training jobs and fitted models. Serving is what takes part in a
    request from an endpoint on, and the data that flows into it.
    """
    kinds = {id_: node.kind for id_, node in design.nodes.items()}
    fitted = [key.target for key in design.edges if key.relation is Relation.TRAINS]
    jobs = [id_ for id_, kind in kinds.items() if kind is Kind.TRAINING_JOB]
    training = _closure((*jobs, *fitted), _sources(design, _LEARNING))
    endpoints = [id_ for id_, kind in kinds.items() if kind is Kind.ENDPOINT]
    asked = _closure(endpoints, _targets(design, _ASKING))
    serving = _closure(asked, _sources(design, {Relation.FEEDS}))
    return {
        id_: frozenset(
            side
            for side, members in ((Side.TRAINING, training), (Side.SERVING, serving))
            if id_ in members
        )
        for id_ in design.nodes
    }


def _sources(design: Design, relations: Collection[Relation]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key in design.edges:
        if key.relation in relations:
            found[key.target].append(key.source)
    return found


def _targets(design: Design, relations: Collection[Relation]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key in design.edges:
        if key.relation in relations:
            found[key.source].append(key.target)
    return found


def _closure(start: Iterable[str], steps: Mapping[str, list[str]]) -> frozenset[str]:
    reached, waiting = set[str](), [*start]
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting.extend(steps.get(one, ()))
    return frozenset(reached)
