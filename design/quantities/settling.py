"""From a phrase to a quantity: factors, signs, bounds and labels, and what to say when it fails."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from design.quantities import units
from design.quantities.error import QuantityError
from design.quantities.phrase import Per, Phrase
from design.quantities.quantity import Comparator, Dimension, Quantity
from design.quantities.slot import Slot
from design.quantities.tokens import LARGEST_NUMBER

EXPECTED: Mapping[Dimension, str] = MappingProxyType(
    {
        Dimension.RATE: "a rate such as `2k QPS`, `120k/min` or `50M/day`",
        Dimension.COUNT: "a count such as `12` or `40M rows`",
        Dimension.RATIO: "a ratio such as `3x` or `1.3`",
        Dimension.FRACTION: "a share between 0 and 1 such as `2%`, `0.02` or `1 in 500`",
        Dimension.DURATION: "a duration such as `200 ms`, `2 h` or `30 d`",
        Dimension.PERIOD: "a cadence such as `daily`, `every 30 min`, `0 2 * * *` or `on demand`",
        Dimension.TIME_OF_DAY: "a time of day such as `06:00 UTC` or `7am`",
        Dimension.BYTES: "a size such as `4 KB`, `128 GiB` or `2x80GB`",
        Dimension.BYTE_RATE: "bytes per time such as `1.2 TB/day` or `100 Mbps`",
        Dimension.MONEY: "an amount of money such as `$0.02` or `40 EUR`",
        Dimension.MONEY_PER_MONTH: "money per month such as `$3k/month` or `EUR 40k per year`",
        Dimension.MONEY_PER_HOUR: "money per hour such as `$1.20/h`",
        Dimension.MONEY_PER_TOKEN: "a token price such as `$0.50 / 1M tokens`",
        Dimension.TOKENS: "a number of tokens such as `8192` or `3k tokens`",
        Dimension.TOKEN_RATE: "tokens per time such as `1M TPM` or `400k tokens/min`",
        Dimension.TIME_PER_TOKEN: "time per token such as `20 ms/token` or `50 tok/s`",
        Dimension.AVAILABILITY: "an availability such as `99.9%`, `99.9% monthly` or `three nines`",
        Dimension.CHANGE: "a change such as `drops 5% relative`, `+2 pp` or `> 1.5% absolute`",
        Dimension.TARGET: "a target such as `PR-AUC >= 0.35` or `beats rules by 5 pp`",
    }
)
_LABELS = frozenset(
    "a an the is of at t t0 d0 day after before in by top ack acknowledge mitigate timeout ttl "
    "lag delay window budget latency retention takes took lasts wait backoff looked read used "
    "kappa alpha p recall precision fpr tpr base positive null hit share coverage fraction flag "
    "peak headroom factor burn rate quota limit cap size memory context input output prompt "
    "tokens replicas pods k n m dim dims dimension batch shards copies bins steps attempts "
    "retries tries retry try cost price "
    " costs budget spend availability uptime slo sla ttft tpot total "
    "h100 a100 h200 b200 l4 l40s a10 a10g t4 v100 x every each still only just now today "
    "approximate estimated est agreement expected probability event row model params on with "
    "embedding vectors error errors keep rollback detect time".split()
)
_NEGATIONS = frozenset({"not", "no", "never", "without", "non", "except"})
_TRAILING = frozenset(
    "total each after later before delay window timeout ttl lag latency budget long end to e2e "
    "old peak avg sustained average steady burst headroom more extra spare uptime availability "
    "available of traffic all requests users rows items cases samples x times time times-peak "
    "load ahead early late context out in input output prompt completion generated max memory "
    "ram vram disk storage raw compressed gpu gpus positives positive cache hits hit labels "
    "drop rate limit recall precision wall clock now today by and the t prediction event "
    "history system window chunk query rolling sessions traffic-peak daily-peak agreement".split()
)
INVERSE = MappingProxyType(
    {
        Comparator.BELOW: Comparator.ABOVE,
        Comparator.AT_MOST: Comparator.AT_LEAST,
        Comparator.EQUAL: Comparator.EQUAL,
        Comparator.AT_LEAST: Comparator.AT_MOST,
        Comparator.ABOVE: Comparator.BELOW,
    }
)
_KINDS: tuple[tuple[Mapping[str, float], str], ...] = (
    (units.TIME, "a duration"),
    (units.BYTES, "a size in bytes"),
    (units.RATE, "a rate"),
    (units.BYTES_PER_SECOND, "bytes per time"),
    (units.TOKENS, "a number of tokens"),
    (units.TOKEN_RATE, "tokens per time"),
    (units.NUMBER_TYPES, "a number format"),
)


def fail(slot: Slot, understood: str) -> QuantityError:
    """The error for *slot*: what was expected, then what was *understood*."""
    return QuantityError(f"expected {EXPECTED[slot.dimension]}; {understood}")


def kind_of(word: str) -> str | None:
    """What a unit word measures, in words, when it is one."""
    for table, kind in _KINDS:
        if units.find(table, word) is not None:
            return kind
    return "money" if word.lower() in units.CURRENCY_WORDS else None


def settle(
    text: str, slot: Slot, phrase: Phrase, factor: float, low_factor: float | None = None
) -> Quantity:
    """The quantity of *phrase* in base units; refuses what no field of this kind can hold."""
    if phrase.low is None or phrase.high is None:
        raise fail(slot, "no number was found")
    if phrase.low_per and phrase.low_per != phrase.per:
        raise fail(
            slot, "the two ends of the range have different units: write one after the range"
        )
    _check_labels(slot, phrase)
    sign = -1.0 if phrase.negative else 1.0
    if phrase.negative and not slot.signed and (phrase.low or phrase.high):
        meant = text.strip().replace("-", "", 1)[:24]
        raise fail(slot, f"a number below zero makes no sense here; did you mean `{meant}`?")
    low = phrase.low * (factor if low_factor is None else low_factor) * sign * phrase.times
    high = phrase.high * factor * phrase.times
    high = high * sign if phrase.low == phrase.high or phrase.negative else high
    if phrase.parts:
        if not any(units.find(units.TIME, word) for word in phrase.words):
            raise fail(slot, "a second number with another unit stands behind the first")
        more = sum(value * (units.find(units.TIME, unit) or 0.0) for value, unit in phrase.parts)
        low = high = high + math.copysign(more, high)
    if phrase.negative:
        low, high = min(low, high), max(low, high)
    return bounded(
        Quantity(
            text=text,
            dimension=slot.dimension,
            value=(low + high) / 2,
            low=low,
            high=high,
            approximate=phrase.approximate,
            comparator=_bound(slot, phrase),
            percentile=phrase.percentile,
            is_mean=phrase.is_mean,
            currency=phrase.currency,
        ),
        slot,
    )


def _bound(slot: Slot, phrase: Phrase) -> Comparator | None:
    """The bound; "=" in "M=32" only names the number, except in a target."""
    is_naming = phrase.comparator is Comparator.EQUAL and slot.dimension is not Dimension.TARGET
    return None if is_naming else phrase.comparator


def bounded(quantity: Quantity, slot: Slot) -> Quantity:
    """*quantity* with ``~`` widened to 20 % either way; refuses reversed, vast numbers."""
    if quantity.low > quantity.high:
        raise fail(
            slot,
            "the range runs from the larger to the smaller number; did you mean it the other "
            "way round?",
        )
    largest = max(abs(quantity.low), abs(quantity.high))
    if not math.isfinite(largest) or largest > LARGEST_NUMBER:
        raise fail(slot, "the number is too large: up to 1e21 is read")
    if quantity.approximate and quantity.is_exact:
        ends = (quantity.value * 0.8, quantity.value * 1.2)
        return replace(quantity, low=min(ends), high=max(ends))
    return quantity


def _check_labels(slot: Slot, phrase: Phrase) -> None:
    known = {*slot.noun.lower().split(), slot.noun.lower(), *(slot.per or "").lower().split()}
    for label in phrase.labels:
        lower = label.lower()
        name = lower.partition("@")[0]
        if lower in _NEGATIONS or not (phrase.labelled or name in _LABELS or name in known):
            raise fail(
                slot, f"`{label}` before the number is not understood: start with the number"
            )


def only_noise(slot: Slot, words: Iterable[str]) -> None:
    """Refuses a word after the unit that could change what the number means."""
    known = {*slot.noun.lower().split(), *(slot.per or "").lower().split()}
    for word in words:
        lower = word.lower()
        if lower not in _TRAILING and lower not in _LABELS and lower not in known:
            raise unknown_unit(slot, word)


def unknown_unit(
    slot: Slot, word: str, *, tables: Iterable[Mapping[str, float]] = ()
) -> QuantityError:
    """The error for a unit word that does not fit: ambiguous, of another kind, or misspelt."""
    if word in units.AMBIGUOUS:
        choices = " or ".join(f"`{choice}`" for choice in units.AMBIGUOUS[word])
        return fail(slot, f"`{word}` is ambiguous; did you mean {choices}?")
    kind = kind_of(word)
    if kind is not None:
        return fail(slot, f"`{word}` makes it {kind}")
    short = word if len(word) <= 24 else word[:21] + "..."
    near = units.nearest(word, [*tables] or [table for table, _ in _KINDS])
    hint = f"; did you mean `{near}`?" if near else ""
    error = fail(slot, f"`{short}` is not a unit known here{hint}")
    error.meant = (word, near) if near else None
    return error


def without_share(slot: Slot, phrase: Phrase) -> None:
    """Refuses a percentage, and money, where neither is measured."""
    if phrase.share is not None:
        raise fail(slot, f"`{phrase.share}` makes it a share of something, not {_plain(slot)}")
    if phrase.currency is not None:
        raise fail(slot, f"{phrase.currency} makes it money, not {_plain(slot)}")
    if phrase.tail is not None:
        raise fail(slot, f"`{phrase.tail[0]}` after the number is not understood here")


def _plain(slot: Slot) -> str:
    return f"a {slot.dimension.value}"


def split_per(slot: Slot, per: Iterable[Per]) -> tuple[float | None, list[str]]:
    """The seconds of "per time" (None when absent) and the things counted per ("worker")."""
    seconds: float | None = None
    things: list[str] = []
    for one in per:
        if not one.words:
            raise fail(slot, "something is missing after `/` or `per`")
        word = one.words[0]
        factor = units.PERIOD_ADVERBS.get(word.lower()) or units.find(units.TIME, word)
        if factor is None or (word in units.AMBIGUOUS and word != "m"):
            things.append(" ".join(one.words))
            continue
        if seconds is not None:
            raise fail(slot, "it is divided by time twice")
        if one.count <= 0:
            raise fail(slot, "it is divided by zero")
        seconds = factor * one.count
        only_noise(slot, one.words[1:])
    return seconds, things


def inverse(quantity: Quantity, slot: Slot) -> Quantity:
    """Tokens per second of one stream as seconds per token; ends and bound change places."""
    if quantity.low <= 0:
        raise fail(slot, "a speed of zero has no time per token")
    comparator = None if quantity.comparator is None else INVERSE[quantity.comparator]
    return bounded(replace(turned_over(quantity, 1.0), comparator=comparator), slot)


def turned_over(quantity: Quantity, whole: float) -> Quantity:
    """*whole* divided by the quantity; a range keeps its midpoint as value."""
    low, high = whole / quantity.high, whole / quantity.low
    value = whole / quantity.value if quantity.approximate or low == high else (low + high) / 2
    return replace(quantity, value=value, low=low, high=high)


def default_factor(slot: Slot) -> tuple[float, str | None]:
    """Seconds or plain factor of a bare number by ``default_unit``: (factor, currency)."""
    unit = slot.default_unit
    if unit is None:
        raise fail(slot, "the unit is missing")
    head, _, time = unit.partition("/")
    factor = 1.0
    for table in (
        units.TIME,
        units.BYTES,
        units.RATE,
        units.TOKENS,
        units.BYTES_PER_SECOND,
        units.TOKEN_RATE,
    ):
        found = units.find(table, head)
        if found is not None:
            factor = found
            break
    per = units.find(units.TIME, time) if time else 1.0
    return factor / (per or 1.0), units.CURRENCY_WORDS.get(head.lower())
