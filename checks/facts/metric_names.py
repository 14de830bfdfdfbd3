"""What people call their metrics: which names mean the same, and what signal they speak of."""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORD = re.compile(r"[a-z0-9]+")
_PERCENTILE = re.compile(r"p\d{2,3}")
_PHRASES = (
    (re.compile(r"click[\s-]*through"), " ctr "),
    (re.compile(r"add(?:ed|s)?[\s-]*to[\s-]*cart"), " cart "),
    (re.compile(r"response[\s-]*time"), " latency "),
    (re.compile(r"thumbs?[\s-]*(?:up|down)"), " thumb "),
    (re.compile(r"false[\s-]*positives?"), " fpr "),
    (re.compile(r"time[\s-]+to[\s-]+(?:the[\s-]+)?first[\s-]+token"), " ttft "),
    (re.compile(r"\bword[\s-]+error[\s-]+rates?\b"), " wer "),
    (re.compile(r"\bcharacter[\s-]+error[\s-]+rates?\b"), " cer "),
)
_SAME = MappingProxyType(
    {
        "5xx": "error", "500": "error", "failure": "error", "failed": "error", "crash": "error",
        "exception": "error", "cvr": "conversion", "converted": "conversion",
        "latencie": "latency", "nulls": "null", "missing": "null", "hallucinated": "hallucination",
        "prauc": "auc", "rocauc": "auc", "pr": "auc", "roc": "auc", "output": "prediction",
    }
)  # fmt: skip
_EMPTY = frozenset(
    "a an and at average avg baseline by canary control count daily distribution endpoint for from "
    "had has http in is live mean median metric model monitor new number of old on online our "
    "overall p per percent percentage production prod rate request share than the to total value "
    "vs with".split()
)
# What follows says of what, or when, and is no part of what the metric is called.
_LIMIT = re.compile(
    r"\s(?:after|against|among|as|at|before|by|during|for|from|in|of|on|over|per|than|that|to|under|"
    r"until|which|who|with|within|without)\s|@"
)
_AND = re.compile(r"[,;]|\sand\s")
_MEASURES = frozenset("count index level ratio score time".split())  # of whatever stands before
# Errors of a model, which no server makes.
_OF_MODELS = frozenset(
    "absolute calibration character classification estimation forecast forecasting phoneme "
    "prediction reconstruction regression squared transcription word".split()
)
_DRIFT = frozenset("distribution drift js ks psi shift wasserstein".split())
_OUTPUTS = frozenset("answer length prediction refusal response score tool".split())
_INPUTS = frozenset("data embedding feature input query topic".split())
_SIGNALS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "groundedness": frozenset("citation faithful faithfulness grounded groundedness "
                                  "hallucination".split()),
        "safety": frozenset("jailbreak pii safety toxic toxicity".split()),
        "quality": frozenset("accuracy auc brier calibration cer ece f1 fpr logloss mae map mape "
                             "mrr ndcg pinball precision quality recall rmse rmsle smape wape "
                             "wer".split()),
        "business": frozenset("basket booking cart chargeback churn click complaint conversion "
                              "csat ctr deflection dwell engagement gmv listening loss nps order "
                              "purchase refund resolution retention revenue sale session thumb "
                              "watch".split()),
        "schema": frozenset("column contract schema".split()),
        "freshness": frozenset("age fresh freshness lag late stale staleness".split()),
        "data_quality": frozenset("completeness null populated range row volume".split()),
        "latency": frozenset("latency slow tpot ttft".split()),
        "errors": frozenset("availability error success uptime".split()),
        "saturation": frozenset("cpu gpu memory queue saturation utilisation utilization".split()),
        "cost": frozenset("cost spend token".split()),
    }
)  # fmt: skip
# What is said of data itself, and is no name of a column that may drift, as "age" is.
_CHECKS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "schema": _SIGNALS["schema"] - {"column"},
        "freshness": _SIGNALS["freshness"] - {"age", "lag", "late"},
        "data_quality": frozenset({"completeness", "null", "populated"}),
    }
)
_OF_SERVICES = frozenset({"latency", "errors", "saturation", "cost"})
_REACTIONS = _SIGNALS["business"] - {"chargeback", "loss"}


@lru_cache(maxsize=4096)
def words_of(name: str) -> frozenset[str]:
    """The words of a metric's name that tell it apart, in one spelling ("CTR", "click-through")."""
    return frozenset(_telling(_spelled(name)))


def same_metric(one: str, other: str) -> bool:
    """Whether two names are of one metric, or one of them of several among which it is.

    The words that tell them apart are the same ("error rate" and "HTTP 5xx errors"), or one name
    says more of what or where: "conversion" and "checkout conversion per session". It has to end
    in the same word then: the "order cancellation rate" is no rate of orders.
    """
    return any(_agree(mine, yours) for mine in _metrics_in(one) for yours in _metrics_in(other))


def concerns(metric: str, name: str) -> bool:
    """Whether a metric counts what has that *name*: "returned orders" and the label "returned"."""
    if signals_meant(metric) & _OF_SERVICES:
        return False  # the latency of a click says nothing of clicks
    counted, named = words_of(metric), words_of(name)
    return bool(counted and named) and (counted <= named or named <= counted)


@lru_cache(maxsize=4096)
def signals_meant(name: str, *, on_data: bool = False) -> frozenset[str]:
    """The signals a name speaks of, drift first; ``on_data`` is where a bare "drift" is watched."""
    words = _with_drift(name)
    if words & _DRIFT:
        found = {"prediction_drift"} if words & _OUTPUTS else set()
        found |= {"input_drift"} if words & _INPUTS else set()
        return frozenset(found or {"input_drift" if on_data else "prediction_drift"}) | _beside(
            name
        )
    of_models = "error" in words and bool(words & _OF_MODELS)
    found = {signal for signal, known in _SIGNALS.items() if words & known}
    return frozenset(found - {"errors"} | {"quality"} if of_models else found)


def _with_drift(name: str) -> frozenset[str]:
    return words_of(name) | (_DRIFT & set(_WORD.findall(name.casefold())))


def _beside(name: str) -> frozenset[str]:
    """The checks of data in a list with drift: "null rate, schema and drift of the features"."""
    listed = [
        words_of(part) for part in _AND.split(_spelled(name)) if not _with_drift(part) & _DRIFT
    ]
    return frozenset(
        signal for signal, known in _CHECKS.items() if any(words & known for words in listed)
    )


def needs_reaction(name: str) -> bool:
    """Whether only people who see the answer can move it: clicks, conversion, retention."""
    return bool(words_of(name) & _REACTIONS)


@lru_cache(maxsize=4096)
def _metrics_in(name: str) -> tuple[tuple[frozenset[str], str], ...]:
    """The words and the last word of the whole name and of each in a list; none says nothing."""
    text = _spelled(name)
    parts = dict.fromkeys((text, *_AND.split(text)))
    return tuple((frozenset(words), _last(part)) for part in parts if (words := _telling(part)))


def _last(text: str) -> str:
    """The word that says what it is, before any limit; empty where only the limits tell."""
    called = _telling(_LIMIT.split(text, maxsplit=1)[0])
    measured = [word for word in called if word not in _MEASURES] or called
    return measured[-1] if measured else ""


def _agree(mine: tuple[frozenset[str], str], yours: tuple[frozenset[str], str]) -> bool:
    if mine[0] == yours[0]:
        return True
    more = mine[0] ^ yours[0]
    is_within = mine[0] < yours[0] or yours[0] < mine[0]
    is_another_error = "error" in mine[0] and bool(more & _OF_MODELS)
    ends_alike = not (mine[1] and yours[1]) or mine[1] == yours[1]
    return is_within and ends_alike and not is_another_error


def _spelled(name: str) -> str:
    """The name in small letters, with one spelling of what is written in several words."""
    text = name.casefold().replace("_", " ")
    for pattern, word in _PHRASES:
        text = pattern.sub(word, text)
    return text


def _telling(text: str) -> list[str]:
    found = (_singular(word) for word in _WORD.findall(text))
    return [
        _SAME.get(word, word)
        for word in found
        if word not in _EMPTY and not _PERCENTILE.fullmatch(word)
    ]


def _singular(word: str) -> str:
    is_plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us"))
    return word[:-1] if is_plural else word
