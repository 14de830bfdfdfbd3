"""What could be typed next, ranked: the same offers in the same order every time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from design.fields import FieldError, fields_of, read_field
from design.phrases.kindwords import folded
from design.phrases.labels import Owner, core_of, labels_of, spoken
from design.phrases.phrase import Completion
from design.quantities.quantity import Dimension
from design.text import in_sentence
from design.vocabulary.attribute import (
    Attribute,
    ChoiceAttribute,
    FlagAttribute,
    QuantityAttribute,
)
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.relations import RELATIONS, Relation

MOST_COMPLETIONS: Final = 12
_BY_ANY_WORD: Final = 3  # the rank of what is found by a later word of it
_D: Final = Dimension
UNITS: Final[dict[Dimension, tuple[str, ...]]] = {
    _D.RATE: (" QPS", "/s", "/min", "/h", "/day", " rps per pod"),
    _D.COUNT: (),
    _D.RATIO: ("x",),
    _D.FRACTION: ("%",),
    _D.DURATION: (" ms", " s", " min", " h", " d"),
    _D.PERIOD: (" min", " h", " d"),
    _D.TIME_OF_DAY: (":00", ":00 UTC"),
    _D.BYTES: (" KB", " MB", " GB", " TB", " GiB"),
    _D.BYTE_RATE: (" MB/s", " GB/day", " TB/day"),
    _D.MONEY: (" USD", " EUR"),
    _D.MONEY_PER_MONTH: (" USD/month", " EUR/month"),
    _D.MONEY_PER_HOUR: (" USD/h", " EUR/h"),
    _D.MONEY_PER_TOKEN: (" USD / 1M tokens", " EUR / 1M tokens"),
    _D.TOKENS: (" tokens",),
    _D.TOKEN_RATE: (" TPM", " tokens/s"),
    _D.TIME_PER_TOKEN: (" ms/token",),
    _D.AVAILABILITY: ("%",),
    _D.CHANGE: ("%", "% relative", " pp"),
    _D.TARGET: ("%",),
}


class Offer(NamedTuple):
    """A text to insert, what a list shows, what it is, and other words people find it by."""

    insert: str
    what: str
    label: str = ""
    words: tuple[str, ...] = ()
    field: str = ""  # the name of the field it is


def ranked(
    offers: Iterable[Offer], partial: str, start: int, end: int, *, by_any_word: bool = True
) -> tuple[Completion, ...]:
    """The *offers* that *partial* begins, the best first, each once."""
    sought = folded(partial)
    found = []
    for number, offer in enumerate(offers):
        rank = _rank(offer, sought)
        if rank is not None and (by_any_word or rank < _BY_ANY_WORD):
            found.append((rank, number, offer))
    found.sort(key=lambda one: one[:2])
    unique = {offer.insert: offer for _, _, offer in reversed(found)}
    ordered = dict.fromkeys(offer.insert for _, _, offer in found)
    return tuple(
        Completion(text, start, end, unique[text].label or text.strip(), unique[text].what)
        for text in list(ordered)[:MOST_COMPLETIONS]
    )


def _rank(offer: Offer, sought: str) -> int | None:
    own = folded(offer.insert)
    label = folded(offer.label)
    if own.startswith(sought):
        return 0
    if label.startswith(sought):
        return 1
    if any(folded(one).startswith(sought) for one in offer.words):
        return 2
    if any(word.startswith(sought) for word in (*own.split(), *label.split())):
        return _BY_ANY_WORD
    return None


def kinds(first: Iterable[Kind] = ()) -> Iterator[Offer]:
    """Every kind, those in *first* before the others."""
    preferred = tuple(first)
    for kind in dict.fromkeys((*preferred, *KINDS)):
        spec = KINDS[kind]
        what = f"kind: {spec.help}"
        yield Offer(in_sentence(spec.label), what, spec.label, (str(kind), *spec.words))


def fields(owner: Owner, stated: Iterable[str] = ()) -> Iterator[Offer]:
    """The fields of *owner* that are not *stated*, those that come to mind first before others."""
    known = fields_of(owner)
    order = dict.fromkeys((*(one.name for one in core_of(owner)), *known))
    gone = set(stated)
    for name in order:
        attribute = known[name]
        if name in gone:
            continue
        words = (attribute.label, *attribute.synonyms)
        what = f"field: {in_sentence(attribute.label)}"
        for text in _said(owner, attribute):
            yield Offer(text, what, attribute.label, words, name)


def _said(owner: Owner, attribute: Attribute[object]) -> tuple[str, ...]:
    """What people say for *attribute*: its name, or the percentile alone where that means it."""
    labels = labels_of(owner)
    tails = ("p50", "p95", "p99")
    means = [one for one in tails if one in labels and labels[one].attribute is attribute]
    if attribute.name.startswith("latency_p"):
        return tuple(means) or (spoken(attribute),)
    return (spoken(attribute), *means)


def values(owner: Owner, attribute: Attribute[object], kept: str = "") -> Iterator[Offer]:
    """What may be typed after the label of *attribute*, of which *kept* is in the value."""
    label = in_sentence(attribute.label)
    if isinstance(attribute, ChoiceAttribute):
        yield from (Offer(one, f"option: {label}") for one in attribute.options)
    elif isinstance(attribute, FlagAttribute):
        yield from (Offer(one, label) for one in ("yes", "no"))
    elif isinstance(attribute, QuantityAttribute):
        yield Offer(attribute.example.removeprefix(f"{kept} "), f"example: {label}")
        if kept:
            return
        if attribute.name in {"latency", "latency_budget"}:
            yield from (Offer(one, "percentile") for one in ("p95", "p99", "p50"))
        if isinstance(owner, Kind):
            yield Offer("n/a", f"{label} does not apply")


def units(owner: Owner, attribute: QuantityAttribute, number: str) -> Iterator[Offer]:
    """The units that *number* may have in *attribute*."""
    texts = UNITS[attribute.slot.dimension]
    if attribute.slot.noun and attribute.slot.dimension is Dimension.COUNT:
        texts = (f" {attribute.slot.noun}",)
    for text in texts:
        try:
            read_field(owner, attribute.name, number + text)
        except FieldError:
            continue
        yield Offer(text, f"unit: {in_sentence(attribute.label)}")


def relations(legal: Iterable[Relation]) -> Iterator[Offer]:
    """Relations, as they are said on an arrow."""
    for one in legal:
        spec = RELATIONS[one]
        yield Offer(spec.label, f"relation: {spec.help}", spec.label, (str(one),))
