"""How roles are put into words: by kind, what is said before its name, after it, and of whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

K, R = Kind, Relation


@dataclass(frozen=True, slots=True)
class Belonging:
    """The words that join a node to those its arrows of *relation* lead to, or come from."""

    words: str
    relation: Relation
    leaves: bool = True


@dataclass(frozen=True, slots=True)
class Phrasing:
    """How a kind is spoken of.

    ``before`` and ``after`` are words by field and by value; "*" is any other value, which stands
    at ``{}``. Of ``belongs``, the first that is drawn is said, before ``after`` where
    ``belongs_first``. ``noun`` is the label of the kind where it is "".
    """

    belongs: tuple[Belonging, ...] = ()
    before: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    after: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    noun: str = ""
    belongs_first: bool = False


_COMPUTED = {"request": "request-time", "stream": "streaming", "batch": "batch"}
_TYPES = {
    "linear": "linear",
    "gbdt": "gradient-boosted",
    "nn": "neural",
    "llm": "language",
    "embedder": "embedding",
    "reranker": "reranking",
    "heuristic": "heuristic",
}
_CONTROL = {
    "concurrent": "with a concurrent control",
    "before_after": "that compares before and after",
    "none": "without a control",
}
_WHO_ASKS = (
    Belonging("called by", R.CALLS, leaves=False),
    Belonging("used by", R.USES, leaves=False),
    Belonging("read by", R.READS, leaves=False),
)
_FED = (Belonging("that feeds", R.FEEDS), Belonging("that trains", R.TRAINS))

PHRASINGS: Final[Mapping[Kind, Phrasing]] = MappingProxyType(
    {
        K.REQUIREMENT: Phrasing(
            (Belonging("on", R.CONSTRAINS),),
            after={
                a.ABOUT.name: {
                    "business": "about the business",
                    "quality-online": "about online quality",
                    "quality-offline": "about offline quality",
                    "*": "about {}",
                }
            },
        ),
        K.ASSUMPTION: Phrasing(
            (Belonging("behind", R.SUPPORTS),), after={a.ATTRIBUTE.name: {"*": "about the {}"}}
        ),
        K.DECISION: Phrasing((Belonging("behind", R.SUPPORTS),)),
        K.CONSUMER: Phrasing((Belonging("of", R.CONSUMES),)),
        K.SOURCE: Phrasing((*_FED, *_WHO_ASKS)),
        K.LABEL: Phrasing(
            _FED, {a.ORIGIN.name: {"annotated": "annotated", "synthetic": "synthetic"}}
        ),
        K.DATASET: Phrasing(
            _FED,
            after={
                a.SPLIT.name: {
                    "random": "with a random split",
                    "time": "split by time",
                    "group": "split by group",
                    "time+group": "split by time and group",
                }
            },
        ),
        K.TRANSFORM: Phrasing((*_FED, *_WHO_ASKS), {a.COMPUTED.name: _COMPUTED}),
        K.FEATURE: Phrasing((*_FED, *_WHO_ASKS), {a.COMPUTED.name: _COMPUTED}),
        K.FEATURE_STORE: Phrasing(
            (*_WHO_ASKS, *_FED), {a.STORE.name: {"online": "online", "offline": "offline"}}
        ),
        K.LOG: Phrasing((Belonging("of", R.LOGS_TO, leaves=False), *_FED, *_WHO_ASKS)),
        K.MODEL: Phrasing(
            (
                *_WHO_ASKS,
                Belonging("that embeds for", R.EMBEDS),
                Belonging("that stands in for", R.FALLS_BACK_TO, leaves=False),
                Belonging("trained by", R.TRAINS, leaves=False),
            ),
            {a.MODEL_TYPE.name: _TYPES},
        ),
        K.TRAINING_JOB: Phrasing(
            (Belonging("of", R.TRAINS),),
            {
                a.TRIGGER.name: {
                    "schedule": "scheduled",
                    "upstream": "triggered",
                    "continuous": "continuous",
                    "on_change": "triggered",
                    "manual": "manual",
                }
            },
        ),
        K.REGISTRY: Phrasing(
            (Belonging("before", R.PROMOTES), Belonging("after", R.PROMOTES, leaves=False))
        ),
        K.EVALUATION: Phrasing(
            (Belonging("of", R.EVALUATES), Belonging("before", R.PROMOTES)),
            {a.GATE.name: {"True": "gating"}},
        ),
        K.EXPERIMENT: Phrasing(
            (Belonging("on", R.EVALUATES), Belonging("before", R.PROMOTES)),
            after={a.CONTROL.name: _CONTROL},
            belongs_first=True,
        ),
        K.ENDPOINT: Phrasing(
            (Belonging("for", R.CONSUMES, leaves=False), *_WHO_ASKS),
            {
                a.MODE.name: {
                    "online": "online",
                    "batch": "batch",
                    "stream": "streaming",
                    "async": "asynchronous",
                    "device": "on-device",
                }
            },
        ),
        K.CACHE: Phrasing(_WHO_ASKS),
        K.FALLBACK: Phrasing(
            (Belonging("of", R.FALLS_BACK_TO, leaves=False),), {a.MODEL_TYPE.name: _TYPES}
        ),
        K.DEPLOYMENT: Phrasing(
            (Belonging("of", R.ROLLS_OUT),), after={a.CONTROL.name: _CONTROL}, belongs_first=True
        ),
        K.RETRIEVER: Phrasing(_WHO_ASKS),
        K.INDEX: Phrasing(_WHO_ASKS),
        K.PROMPT: Phrasing(_WHO_ASKS),
        K.LLM: Phrasing(
            (
                Belonging("made by", R.CALLS, leaves=False),
                Belonging("used by", R.USES, leaves=False),
                Belonging("that stands in for", R.FALLS_BACK_TO, leaves=False),
            )
        ),
        K.TOOL: Phrasing(
            _WHO_ASKS,
            after={
                a.SIDE_EFFECT.name: {
                    "none": "without side effects",
                    "read": "that only reads",
                    "write": "that writes",
                    "pay": "that pays",
                    "send": "that sends",
                    "delete": "that deletes",
                }
            },
        ),
        K.GUARDRAIL: Phrasing(
            (Belonging("of", R.GUARDS),),
            {
                a.GUARD_STAGE.name: {
                    "input": "input",
                    "retrieved": "retrieval",
                    "output": "output",
                    "tool": "tool",
                }
            },
        ),
        # What it watches without a signal is said in the words of its metric.
        K.MONITOR: Phrasing(
            (Belonging("on", R.MONITORS),),
            after={a.SIGNAL.name: {"business": "of business results", "*": "of {}"}},
        ),
        K.ALERT: Phrasing(
            (Belonging("raised by", R.RAISES, leaves=False),),
            {
                a.SEVERITY.name: {
                    "page": "paging",
                    "ticket": "ticketing",
                    "dashboard": "dashboard",
                }
            },
        ),
        K.ONCALL: Phrasing(
            (Belonging("for", R.PAGES, leaves=False), Belonging("for", R.TICKETS, leaves=False)),
            after={a.HOURS.name: {"24x7": "around the clock", "business": "in business hours"}},
            noun="on-call rotation",
        ),
        K.RUNBOOK: Phrasing((Belonging("for", R.HANDLED_BY, leaves=False),)),
        K.HUMAN_REVIEW: Phrasing(
            (
                Belonging("for", R.CALLS, leaves=False),
                Belonging("for", R.FALLS_BACK_TO, leaves=False),
                Belonging("that acts on", R.ACTS_ON),
                *_FED,
            )
        ),
    }
)
