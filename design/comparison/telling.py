"""Which fields tell the role of a node, how much each says, and which kinds may stand in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from design.vocabulary.attribute import Attribute

K = Kind


@dataclass(frozen=True, slots=True)
class Telling:
    """A field that tells what a node is for.

    ``weight`` is counted against that of the kind itself, which is 3. Nodes that state a
    ``decisive`` field differently are never taken for one another: a page is no ticket.
    """

    attribute: Attribute[object]
    weight: float
    decisive: bool = False


TELLING: Final[Mapping[Kind, tuple[Telling, ...]]] = MappingProxyType(
    {
        K.REQUIREMENT: (Telling(a.ABOUT, 3, decisive=True), Telling(a.METRIC, 2)),
        K.ASSUMPTION: (Telling(a.ATTRIBUTE, 2), Telling(a.TEXT, 2)),
        K.DECISION: (Telling(a.CHOICE, 3),),
        K.CONSUMER: (Telling(a.ACTION, 1), Telling(a.IMPACT, 1)),
        K.SOURCE: (Telling(a.STORE, 1), Telling(a.STATIC, 1), Telling(a.TRUST, 1)),
        K.LABEL: (Telling(a.ROLE, 2), Telling(a.ORIGIN, 1), Telling(a.DEFINITION, 1)),
        K.DATASET: (Telling(a.ORIGIN, 1), Telling(a.SPLIT, 1)),
        K.TRANSFORM: (Telling(a.COMPUTED, 2), Telling(a.OP, 2)),
        K.FEATURE: (Telling(a.COMPUTED, 3), Telling(a.DEFINITION, 2)),
        K.FEATURE_STORE: (Telling(a.STORE, 2),),
        K.LOG: (Telling(a.CONTENT, 1),),
        K.MODEL: (Telling(a.MODEL_TYPE, 2), Telling(a.OUTPUT, 2)),
        K.TRAINING_JOB: (Telling(a.TRIGGER, 1),),
        K.EVALUATION: (Telling(a.METRIC, 2), Telling(a.GATE, 1)),
        K.EXPERIMENT: (Telling(a.CONTROL, 1), Telling(a.ASSIGNMENT, 1), Telling(a.METRIC, 1)),
        K.ENDPOINT: (Telling(a.MODE, 2), Telling(a.OUTPUT, 1)),
        K.FALLBACK: (Telling(a.MODEL_TYPE, 1),),
        K.DEPLOYMENT: (Telling(a.CONTROL, 1),),
        K.INDEX: (Telling(a.INDEX_TYPE, 1),),
        K.TOOL: (Telling(a.SIDE_EFFECT, 2),),
        # Where it stands is said on its arrows.
        K.GUARDRAIL: (Telling(a.GUARD_STAGE, 2), Telling(a.MODEL_TYPE, 1), Telling(a.ACTION, 1)),
        K.MONITOR: (Telling(a.SIGNAL, 4, decisive=True), Telling(a.METRIC, 2)),
        K.ALERT: (Telling(a.SEVERITY, 3, decisive=True),),
        K.ONCALL: (Telling(a.HOURS, 1),),
        K.RUNBOOK: (Telling(a.FIRST_ACTION, 1),),
    }
)

# Kinds of which a design with a single one means the same part as another with a single one.
LONE: Final = frozenset(Kind) - {K.REQUIREMENT, K.ASSUMPTION, K.DECISION, K.MONITOR, K.ALERT}

# What people draw for the same part. A pair has to lie close together in the graph as well.
_STAND_INS: Final = frozenset(
    {
        frozenset({K.FEATURE_STORE, K.CACHE}),  # features kept in Redis
        frozenset({K.FEATURE, K.TRANSFORM}),  # the aggregate, or the job that computes it
        frozenset({K.MODEL, K.LLM}),  # a language model is drawn as either
        frozenset({K.RETRIEVER, K.INDEX}),  # one box for search and its vectors
        frozenset({K.SOURCE, K.LOG}),  # a log of one's own that training reads
        frozenset({K.MODEL, K.FALLBACK}),  # the heuristic that is fallen back to
    }
)


def may_stand_in(kind: Kind, other: Kind) -> bool:
    """Whether people draw either of two different kinds for the same part."""
    return frozenset({kind, other}) in _STAND_INS
