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
    (re.compile(r"add[\s-]*to[\s-]*cart"), " cart "),
    (re.compile(r"response[\s-]*time"), " latency "),
    (re.compile(r"thumbs?[\s-]*(?:up|down)"), " thumb "),
    (re.compile(r"false[\s-]*positives?"), " fpr "),
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
_DRIFT = frozenset("distribution drift js ks psi shift wasserstein".split())
_OUTPUTS = frozenset("answer length prediction refusal response score tool".split())
_INPUTS = frozenset("data embedding feature input query topic".split())
_SIGNALS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "groundedness": frozenset("citation faithful faithfulness grounded groundedness "
                                  "hallucination".split()),
        "safety": frozenset("jailbreak pii safety toxic toxicity".split()),
        "quality": frozenset("accuracy auc brier calibration ece f1 fpr logloss mae map mape mrr "
                             "ndcg pinball precision quality recall rmse rmsle smape wape".split()),
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
_REACTIONS = _SIGNALS["business"] - {"chargeback", "loss"}


@lru_cache(maxsize=4096)
def words_of(name: str) -> frozenset[str]:
    """The words of a metric's name that tell it apart, in one spelling ("CTR", "click-through")."""
    text = name.casefold().replace("_", " ")
    for pattern, word in _PHRASES:
        text = pattern.sub(word, text)
    found = (_singular(word) for word in _WORD.findall(text))
    return frozenset(
        _SAME.get(word, word)
        for word in found
        if word not in _EMPTY and not _PERCENTILE.fullmatch(word)
    )


def same_metric(one: str, other: str) -> bool:
    """Whether all words of one name are in the other: "error rate" and "HTTP 5xx errors"."""
    mine, yours = words_of(one), words_of(other)
    return bool(mine and yours) and (mine <= yours or yours <= mine)


@lru_cache(maxsize=4096)
def signals_meant(name: str, *, on_data: bool = False) -> frozenset[str]:
    """The signals a name speaks of, drift first; ``on_data`` is where a bare "drift" is watched."""
    words = words_of(name) | (_DRIFT & set(_WORD.findall(name.casefold())))
    if words & _DRIFT:
        found = {"prediction_drift"} if words & _OUTPUTS else set()
        found |= {"input_drift"} if words & _INPUTS else set()
        return frozenset(found or {"input_drift" if on_data else "prediction_drift"})
    return frozenset(signal for signal, known in _SIGNALS.items() if words & known)


def needs_reaction(name: str) -> bool:
    """Whether only people who see the answer can move it: clicks, conversion, retention."""
    return bool(words_of(name) & _REACTIONS)


def _singular(word: str) -> str:
    is_plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us"))
    return word[:-1] if is_plural else word
