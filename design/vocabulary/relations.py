"""The edge relations: ends, fields, which one is meant. Over 400 lines: one closed table."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from design.vocabulary import attributes as a
from design.vocabulary.kinds import DATA, KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from design.vocabulary.attribute import Attribute


class Relation(StrEnum):
    """Every relation; the value is the word used in files, on the board and in reports."""

    FEEDS = "feeds"
    TRAINS = "trains"
    EVALUATES = "evaluates"
    PROMOTES = "promotes"
    ROLLS_OUT = "rolls_out"
    CALLS = "calls"
    READS = "reads"
    USES = "uses"
    EMBEDS = "embeds"
    CONSUMES = "consumes"
    ACTS_ON = "acts_on"
    MONITORS = "monitors"
    RAISES = "raises"
    PAGES = "pages"
    TICKETS = "tickets"
    HANDLED_BY = "handled_by"
    TRIGGERS = "triggers"
    FALLS_BACK_TO = "falls_back_to"
    GUARDS = "guards"
    LOGS_TO = "logs_to"
    CONSTRAINS = "constrains"
    SUPPORTS = "supports"


@dataclass(frozen=True, slots=True)
class RelationSpec:
    """What is known about a relation: its ends, its fields, and what it means in a sentence."""

    relation: Relation
    label: str
    help: str
    sources: frozenset[Kind]
    targets: frozenset[Kind]
    attributes: tuple[Attribute[object], ...] = ()
    never: frozenset[tuple[Kind, Kind]] = frozenset()  # pairs that would mean something else
    fields: Mapping[str, Attribute[object]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the fields by name."""
        object.__setattr__(
            self, "fields", MappingProxyType({one.name: one for one in self.attributes})
        )

    def joins(self, source: Kind, target: Kind) -> bool:
        """Whether an edge of this relation may go from *source* to *target*."""
        return (
            source in self.sources and target in self.targets and (source, target) not in self.never
        )


K = Kind
_ALL = frozenset(Kind)
_STAGES = frozenset(
    {
        K.ENDPOINT,
        K.CACHE,
        K.FALLBACK,
        K.RETRIEVER,
        K.INDEX,
        K.LLM,
        K.TOOL,
        K.GUARDRAIL,
        K.MODEL,
        K.FEATURE_STORE,
        K.TRANSFORM,
        K.PROMPT,
    }
)
_CALLERS = _STAGES - {K.FEATURE_STORE, K.INDEX, K.PROMPT}
_CALL = (
    a.CALL_MODE,
    a.PARALLEL_GROUP,
    a.FANOUT,
    a.CALLS_PER_REQUEST,
    a.FRACTION,
    a.HARD,
    a.TIMEOUT,
    a.ATTEMPTS,
    a.BACKOFF,
    *(a.LATENCY_P50, a.LATENCY_P95, a.LATENCY_P99),
    a.WAIT_FOR,
    a.HEDGED,
    a.PARTIAL_OK,
    a.RETRY_BUDGET,
    a.JITTER,
    a.CIRCUIT_BREAKER,
)

_SPECS: tuple[RelationSpec, ...] = (
    RelationSpec(
        Relation.FEEDS,
        "feeds",
        "Data flows from the first into the second.",
        DATA | {K.HUMAN_REVIEW, K.MODEL, K.ENDPOINT, K.EXPERIMENT, K.LLM, K.GUARDRAIL},
        DATA
        | {
            K.MODEL,
            K.TRAINING_JOB,
            K.INDEX,
            K.PROMPT,
            K.EVALUATION,
            K.EXPERIMENT,
            K.ENDPOINT,
            K.CACHE,
            K.HUMAN_REVIEW,
        },
        (a.JOIN, a.LAG, a.TRIGGER, a.USED_FOR_SELECTION, a.PERIOD),
        never=frozenset(
            (source, target)
            for source in (K.MODEL, K.LLM, K.ENDPOINT, K.GUARDRAIL, K.FEATURE_STORE, K.FEATURE)
            for target in (K.EVALUATION, K.EXPERIMENT, K.ENDPOINT, K.TRAINING_JOB)
            if source not in (K.FEATURE_STORE, K.FEATURE)
            or target not in (K.EVALUATION, K.TRAINING_JOB)
        ),
    ),
    RelationSpec(
        Relation.TRAINS,
        "trains",
        "The model is fitted with it, as input or as target.",
        frozenset(
            {
                K.DATASET,
                K.FEATURE,
                K.FEATURE_STORE,
                K.LABEL,
                K.TRAINING_JOB,
                K.TRANSFORM,
                K.SOURCE,
                K.LOG,
            }
        ),
        frozenset({K.MODEL}),
        (a.ROLE, a.JOIN, a.LAG),
    ),
    RelationSpec(
        Relation.EVALUATES,
        "evaluates",
        "It is measured by it.",
        frozenset({K.EVALUATION, K.EXPERIMENT}),
        frozenset(
            {
                K.MODEL,
                K.RETRIEVER,
                K.PROMPT,
                K.LLM,
                K.ENDPOINT,
                K.GUARDRAIL,
                K.INDEX,
                K.HUMAN_REVIEW,
            }
        ),
        (a.DATASET, a.USED_FOR_SELECTION),
    ),
    RelationSpec(
        Relation.PROMOTES,
        "promotes",
        "It lets the next step of a release happen.",
        frozenset({K.TRAINING_JOB, K.REGISTRY, K.EVALUATION, K.EXPERIMENT, K.MODEL}),
        frozenset({K.DEPLOYMENT, K.REGISTRY}),
        (a.GATE,),
    ),
    RelationSpec(
        Relation.ROLLS_OUT,
        "rolls out",
        "What the release changes.",
        frozenset({K.DEPLOYMENT}),
        frozenset(
            {
                K.MODEL,
                K.ENDPOINT,
                K.INDEX,
                K.PROMPT,
                K.LLM,
                K.RETRIEVER,
                K.FEATURE,
                K.FEATURE_STORE,
                K.GUARDRAIL,
                K.TRANSFORM,
                K.LABEL,
                K.TOOL,
            }
        ),
    ),
    RelationSpec(
        Relation.CALLS,
        "calls",
        "One request makes another.",
        _CALLERS,
        frozenset(
            {
                K.ENDPOINT,
                K.RETRIEVER,
                K.LLM,
                K.TOOL,
                K.GUARDRAIL,
                K.MODEL,
                K.CACHE,
                K.FALLBACK,
                K.TRANSFORM,
                K.HUMAN_REVIEW,
            }
        ),
        _CALL,
        never=frozenset({(K.MODEL, K.ENDPOINT), (K.RETRIEVER, K.ENDPOINT)}),
    ),
    RelationSpec(
        Relation.READS,
        "reads",
        "One request looks something up.",
        _CALLERS,
        frozenset(
            {K.FEATURE_STORE, K.CACHE, K.INDEX, K.SOURCE, K.FEATURE, K.LOG, K.DATASET, K.PROMPT}
        ),
        _CALL,
    ),
    RelationSpec(
        Relation.USES,
        "uses",
        "It runs inside; the same process, the same artefact.",
        frozenset(
            {K.ENDPOINT, K.RETRIEVER, K.LLM, K.GUARDRAIL, K.FALLBACK, K.EXPERIMENT, K.TRANSFORM}
        ),
        frozenset({K.MODEL, K.INDEX, K.PROMPT, K.LLM, K.RETRIEVER}),
    ),
    RelationSpec(
        Relation.EMBEDS,
        "embeds",
        "Its vectors come from that embedder.",
        frozenset({K.MODEL}),
        frozenset({K.INDEX, K.RETRIEVER}),
        (a.SIDE, a.VERSION, a.DIM),
    ),
    RelationSpec(
        Relation.CONSUMES,
        "consumes",
        "Who asks for the output.",
        frozenset({K.CONSUMER}),
        frozenset(
            {
                K.ENDPOINT,
                K.SOURCE,
                K.LOG,
                K.FEATURE_STORE,
                K.HUMAN_REVIEW,
                K.FEATURE,
                K.DATASET,
                K.LLM,
            }
        ),
        (a.CALL_MODE, a.PEAK_QPS, a.FRACTION, a.LAG, a.USED_AS),
    ),
    RelationSpec(
        Relation.ACTS_ON,
        "acts on",
        "The action changes future data.",
        frozenset({K.CONSUMER, K.HUMAN_REVIEW}),
        frozenset({K.SOURCE, K.LABEL}),
    ),
    RelationSpec(
        Relation.MONITORS, "monitors", "It is observed.", frozenset({K.MONITOR}), _ALL - {K.MONITOR}
    ),
    RelationSpec(
        Relation.RAISES,
        "raises",
        "The observation becomes an alert.",
        frozenset({K.MONITOR}),
        frozenset({K.ALERT}),
    ),
    RelationSpec(
        Relation.PAGES,
        "pages",
        "Somebody is woken up.",
        frozenset({K.ALERT}),
        frozenset({K.ONCALL}),
    ),
    RelationSpec(
        Relation.TICKETS,
        "files a ticket with",
        "Somebody looks in working hours.",
        frozenset({K.ALERT}),
        frozenset({K.ONCALL, K.HUMAN_REVIEW, K.CONSUMER}),
    ),
    RelationSpec(
        Relation.HANDLED_BY,
        "is handled by",
        "What is done about it.",
        frozenset({K.ALERT, K.ONCALL}),
        frozenset({K.RUNBOOK}),
    ),
    RelationSpec(
        Relation.TRIGGERS,
        "triggers",
        "It starts the other.",
        frozenset(
            {
                K.MONITOR,
                K.ALERT,
                K.RUNBOOK,
                K.ONCALL,
                K.SOURCE,
                K.FEATURE_STORE,
                K.DATASET,
                K.TRAINING_JOB,
                K.TRANSFORM,
                K.LABEL,
                K.DEPLOYMENT,
            }
        ),
        frozenset({K.TRAINING_JOB, K.DEPLOYMENT, K.TRANSFORM, K.INDEX, K.EVALUATION, K.FALLBACK}),
    ),
    RelationSpec(
        Relation.FALLS_BACK_TO,
        "falls back to",
        "What answers when it cannot.",
        _STAGES,
        frozenset({K.FALLBACK, K.ENDPOINT, K.LLM, K.MODEL, K.CACHE, K.HUMAN_REVIEW, K.RETRIEVER}),
        (a.COVERAGE,),
    ),
    RelationSpec(
        Relation.GUARDS,
        "guards",
        "It checks what goes in or comes out.",
        frozenset({K.GUARDRAIL}),
        frozenset({K.LLM, K.ENDPOINT, K.PROMPT, K.RETRIEVER, K.TOOL, K.INDEX, K.MODEL, K.SOURCE}),
        (a.GUARD_STAGE, a.CALL_MODE),
    ),
    RelationSpec(
        Relation.LOGS_TO,
        "logs to",
        "What it did is kept.",
        _STAGES | {K.HUMAN_REVIEW, K.EXPERIMENT, K.CONSUMER, K.TRAINING_JOB},
        frozenset({K.LOG}),
        (a.CONTENT, a.SAMPLING),
    ),
    RelationSpec(
        Relation.CONSTRAINS,
        "constrains",
        "The requirement is about it.",
        frozenset({K.REQUIREMENT}),
        _ALL - {K.REQUIREMENT},
    ),
    RelationSpec(
        Relation.SUPPORTS,
        "supports",
        "The reason behind it.",
        frozenset({K.ASSUMPTION, K.DECISION}),
        _ALL,
        (a.BECAUSE,),
    ),
)

RELATIONS: Mapping[Relation, RelationSpec] = MappingProxyType(
    {spec.relation: spec for spec in _SPECS}
)

# The first legal relation of this order is what an arrow between two kinds means, unless the pair
# is listed in _MEANT. The order puts what only one pair of kinds can mean before what many can.
_ORDER: tuple[Relation, ...] = (
    Relation.CONSTRAINS,
    Relation.SUPPORTS,
    Relation.RAISES,
    Relation.PAGES,
    Relation.HANDLED_BY,
    Relation.MONITORS,
    Relation.ROLLS_OUT,
    Relation.PROMOTES,
    Relation.EVALUATES,
    Relation.GUARDS,
    Relation.CONSUMES,
    Relation.TRAINS,
    Relation.EMBEDS,
    Relation.LOGS_TO,
    Relation.USES,
    Relation.CALLS,
    Relation.READS,
    Relation.FEEDS,
    Relation.TRIGGERS,
    Relation.ACTS_ON,
    Relation.TICKETS,
    Relation.FALLS_BACK_TO,
)

_MEANT: Mapping[tuple[Kind, Kind], Relation] = MappingProxyType(
    {
        (K.ENDPOINT, K.FALLBACK): Relation.FALLS_BACK_TO,
        (K.LLM, K.FALLBACK): Relation.FALLS_BACK_TO,
        (K.FEATURE_STORE, K.FALLBACK): Relation.FALLS_BACK_TO,
        (K.TOOL, K.FALLBACK): Relation.FALLS_BACK_TO,
        (K.GUARDRAIL, K.FALLBACK): Relation.FALLS_BACK_TO,
        (K.INDEX, K.FALLBACK): Relation.FALLS_BACK_TO,
        (K.CACHE, K.FALLBACK): Relation.FALLS_BACK_TO,
        (K.TRANSFORM, K.FALLBACK): Relation.FALLS_BACK_TO,
        (K.MODEL, K.FALLBACK): Relation.FALLS_BACK_TO,
        (K.RETRIEVER, K.FALLBACK): Relation.FALLS_BACK_TO,
        (K.ENDPOINT, K.LLM): Relation.CALLS,
        (K.ENDPOINT, K.RETRIEVER): Relation.CALLS,
        (K.RETRIEVER, K.LLM): Relation.CALLS,
        (K.RETRIEVER, K.MODEL): Relation.CALLS,
        (K.RETRIEVER, K.RETRIEVER): Relation.CALLS,
        (K.LLM, K.LLM): Relation.CALLS,
        (K.LLM, K.MODEL): Relation.CALLS,
        (K.CONSUMER, K.SOURCE): Relation.ACTS_ON,
        (K.TRANSFORM, K.MODEL): Relation.FEEDS,
        (K.TRANSFORM, K.SOURCE): Relation.FEEDS,
        (K.TRANSFORM, K.FEATURE): Relation.FEEDS,
        (K.TRANSFORM, K.FEATURE_STORE): Relation.FEEDS,
        (K.TRANSFORM, K.DATASET): Relation.FEEDS,
        (K.TRANSFORM, K.INDEX): Relation.FEEDS,
        (K.TRANSFORM, K.TRANSFORM): Relation.FEEDS,
        (K.TRANSFORM, K.LOG): Relation.FEEDS,
        (K.FEATURE_STORE, K.FEATURE): Relation.FEEDS,
        (K.FEATURE_STORE, K.FEATURE_STORE): Relation.FEEDS,
        (K.FEATURE_STORE, K.DATASET): Relation.FEEDS,
        (K.FEATURE_STORE, K.TRANSFORM): Relation.FEEDS,
        (K.FEATURE_STORE, K.LOG): Relation.FEEDS,
        (K.FEATURE_STORE, K.SOURCE): Relation.FEEDS,
        (K.MODEL, K.FEATURE): Relation.FEEDS,
        (K.MODEL, K.SOURCE): Relation.FEEDS,
        (K.MODEL, K.FEATURE_STORE): Relation.FEEDS,
        (K.ALERT, K.HUMAN_REVIEW): Relation.TICKETS,
        (K.MONITOR, K.TRAINING_JOB): Relation.TRIGGERS,
        (K.MONITOR, K.DEPLOYMENT): Relation.TRIGGERS,
        (K.LLM, K.INDEX): Relation.READS,
        (K.LLM, K.RETRIEVER): Relation.CALLS,
    }
)


@dataclass(frozen=True, slots=True)
class Inferred:
    """What an arrow means; ``reversed`` when only the opposite direction is legal.

    People draw the arrow the way data flows ("endpoint to consumer"); the relation may be named
    the other way round ("consumer consumes endpoint").
    """

    relation: Relation
    reversed: bool = False


def legal(source: Kind, target: Kind) -> tuple[Relation, ...]:
    """The relations an edge from *source* to *target* may have, the likeliest first."""
    found = [one for one in _ORDER if RELATIONS[one].joins(source, target)]
    meant = _MEANT.get((source, target))
    if meant is not None and meant in found:
        found.remove(meant)
        found.insert(0, meant)
    return tuple(found)


def infer(source: Kind, target: Kind) -> Inferred | None:
    """What an arrow from *source* to *target* means, or None when no relation joins the two."""
    forward = legal(source, target)
    backward = legal(target, source)
    if forward and not (
        forward[0] is Relation.FALLS_BACK_TO
        and (source, target) not in _MEANT
        and backward
        and backward[0] is not Relation.FALLS_BACK_TO
    ):
        return Inferred(forward[0])
    if target is Kind.CONSUMER and Relation.CONSUMES in backward:
        return Inferred(Relation.CONSUMES, reversed=True)
    return Inferred(backward[0], reversed=True) if backward else None


def legal_targets(source: Kind) -> tuple[Kind, ...]:
    """The kinds an arrow from *source* can reach in either direction, in vocabulary order."""
    return tuple(kind for kind in KINDS if infer(source, kind) is not None)
