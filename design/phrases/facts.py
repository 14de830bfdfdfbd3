"""The numbers and fields that follow the name of a node or a relation, in any order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from design.fields import FieldError, Json, fields_of, free_number, read_field, write_fields
from design.fields.single import folded as squeezed
from design.phrases import labels as lb
from design.phrases import unlabelled
from design.phrases.kindwords import folded
from design.phrases.labels import Label, Owner, labels_of, options_of
from design.phrases.phrase import PhraseError
from design.phrases.tokens import Token, Words, span, typed
from design.phrases.trouble import bad_value, missing_value, unclear_number, unknown_words
from design.text import in_sentence
from design.vocabulary.attribute import (
    Attribute,
    ChoiceAttribute,
    FlagAttribute,
    QuantityAttribute,
)
from design.vocabulary.kinds import Kind

MOST_WORDS: Final = 60
_LONGEST_NUMBER: Final = 10  # words
_LONGEST_CHOICE: Final = 3
_CONNECTORS: Final = frozenset("with and has having a an the on for at in & + @".split())
_FILLERS: Final = frozenset({"is", "of", "to"})
_NOT: Final = frozenset({"no", "not", "without"})
_YES_NO: Final = frozenset({"yes", "no", "true", "false", "on", "off"})
TROUBLE: Final = 50.0  # what costs as much is an error


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement: fields by name, fields that do not apply, or a number under its own label."""

    words: Words
    text: str = ""  # "p95 latency = 30 ms"
    values: Mapping[str, Json] = field(default_factory=dict)
    na: Mapping[str, str] = field(default_factory=dict)
    number: tuple[str, str] | None = None
    error: PhraseError | None = None
    is_unclear: bool = False  # a number of which is not known what it is
    is_unknown: bool = False  # words that mean nothing here


class _Best(NamedTuple):
    """The cheapest reading from one word on."""

    cost: float
    fact: Fact | None
    next: int
    skipped: bool = False


class Facts:
    """The readings of the ends of *words* as facts of *owner*, from every word on."""

    def __init__(self, owner: Owner, words: Words) -> None:
        self._owner = owner
        self._words = words
        self._labels = labels_of(owner)
        self._best: list[_Best] = [_Best(0.0, None, len(words))] * (len(words) + 1)
        for at in range(len(words) - 1, -1, -1):
            self._best[at] = self._cheapest(at)

    def trouble(self, start: int = 0) -> float:
        """How much of the words from *start* on is not understood; 0 for nothing."""
        cost = self._best[start].cost
        return cost if cost >= TROUBLE else 0.0

    @property
    def begins_with_label(self) -> bool:
        """Whether the first words name a field."""
        return bool(self._words) and next(self._labels_at(0), None) is not None

    def read(self, start: int = 0) -> list[Fact]:
        """The facts from the word *start* on, errors among them."""
        found: list[Fact] = []
        skipped: list[Token] = []
        at = start
        while at < len(self._words):
            best = self._best[at]
            if best.skipped or (skipped and best.fact is not None and best.fact.is_unclear):
                skipped += self._words[at : best.next]
            elif best.fact is not None:
                found += self._unknown(skipped)
                found.append(best.fact)
                skipped = []
            at = best.next
        return found + self._unknown(skipped)

    def _unknown(self, skipped: list[Token]) -> list[Fact]:
        if not skipped:
            return []
        words = tuple(skipped)
        return [Fact(words, error=unknown_words(self._owner, words), is_unknown=True)]

    def _cheapest(self, at: int) -> _Best:
        best = _Best(self._best[at + 1].cost + 2 * TROUBLE, None, at + 1, skipped=True)
        for after, cost, fact in self._options(at):
            total = cost + self._best[after].cost
            if total < best.cost:
                best = _Best(total, fact, after)
        return best

    def _options(self, at: int) -> Iterator[tuple[int, float, Fact | None]]:
        word = self._words[at]
        if word.quoted:
            yield from self._own_words(at)
            return
        if word.is_gap or word.text.casefold() in _CONNECTORS:
            yield at + 1, 0.1, None
        if word.text.casefold() in _NOT:
            for after, label in self._labels_at(at + 1):
                if isinstance(label.attribute, FlagAttribute):
                    fact = self._fact(at, after, label.attribute, raw=False)
                    if fact is not None:
                        yield after, 1.0, fact
        for after, label in self._labels_at(at):
            yield from self._labelled(at, after, label)
        yield from self._without_label(at)

    def _labels_at(self, at: int) -> Iterator[tuple[int, Label]]:
        for after in range(min(len(self._words), at + lb.LONGEST_LABEL), at, -1):
            words = self._words[at:after]
            if any(one.quoted or one.is_gap for one in words):
                continue
            label = self._labels.get(folded(typed(words)))
            if label is not None:
                yield after, label

    def _labelled(
        self, at: int, after: int, label: Label
    ) -> Iterator[tuple[int, float, Fact | None]]:
        attribute, start = label.attribute, self._after_gap(after)
        if isinstance(attribute, FlagAttribute) and start == after:
            yield after, 1.0, self._fact(at, after, attribute, raw=True)
        read = False
        for end, cost in self._extents(start, attribute):
            fact = self._fact(at, end, attribute, raw=self._value(start, end, label.kept))
            if fact is not None:
                read = True
                yield end, cost, fact
        if read or isinstance(attribute, FlagAttribute):
            return
        left_out = 1.8 if start < len(self._words) and self._number_at(start) else 1.1
        yield start, left_out * TROUBLE, self._incomplete(at, start, attribute)
        for end in range(start + 1, min(len(self._words), start + 3) + 1):
            wrong = self._wrong(at, start, end, label)
            yield end, TROUBLE + 20.0 * (end - start - 1), wrong

    def _after_gap(self, at: int) -> int:
        while at < len(self._words) and (
            self._words[at].is_gap
            or (not self._words[at].quoted and self._words[at].text.casefold() in _FILLERS)
        ):
            at += 1
        return at

    def _extents(self, start: int, attribute: Attribute[object]) -> Iterator[tuple[int, float]]:
        """Where a value of *attribute* that starts at *start* may end, and what each costs."""
        left = len(self._words)
        if start >= left:
            return
        first = self._words[start]
        if first.quoted:
            yield start + 1, 1.0
            return
        if isinstance(attribute, FlagAttribute):
            if first.text.casefold() in _YES_NO:
                yield start + 1, 0.9
        elif isinstance(attribute, ChoiceAttribute):
            for end in range(start + 1, min(left, start + _LONGEST_CHOICE) + 1):
                yield end, 1.0
        elif isinstance(attribute, QuantityAttribute):
            odd = 0.0 if unlabelled.starts_number(first.text) else 0.3
            for end in range(start + 1, self._number_end(start) + 1):
                yield end, 1.0 + odd
        else:
            for end in range(start + 1, left + 1):
                yield end, 1.2 + 0.8 * (end - start - 1)

    def _without_label(self, at: int) -> Iterator[tuple[int, float, Fact | None]]:
        yield from self._options_at(at)
        if unlabelled.starts_number(self._words[at].text):
            for end in range(at + 1, self._number_end(at) + 1):
                yield from self._named_after(at, end)
                yield from self._measured(at, end)
        else:
            yield from self._target(at)

    def _number_end(self, start: int) -> int:
        """How far a number that starts at *start* may go: not into the one that follows it.

        A label between two numbers may belong to either.
        """
        end = min(len(self._words), start + _LONGEST_NUMBER)
        plain = unlabelled.starts_number(self._words[start].text)  # not the "M" of "M=32"
        for at in range(start + 1, end):
            if self._words[at].quoted or self._words[at].text == "@":
                return at
            if self._words[at].is_gap and (at > start + 1 or plain):
                return at
            if unlabelled.is_percentile(self._words[at].text) and self._number_at(at + 1):
                return at
            label = next((after for after, _ in self._labels_at(at)), None)
            if label is not None and self._number_at(label):
                return min(end, label)
        return end

    def _number_at(self, at: int) -> bool:
        start = self._after_gap(at)
        if start >= len(self._words) or not unlabelled.starts_number(self._words[start].text):
            return False
        word = self._words[start].text  # "max" may begin a number, or a label
        is_number = unlabelled.is_plain_number(word) or unlabelled.is_percentile(word)
        return is_number or next(self._labels_at(start), None) is None

    def _named_after(self, at: int, end: int) -> Iterator[tuple[int, float, Fact | None]]:
        """Numbers whose field follows them: "2k QPS", "12 replicas", "80 ms timeout"."""
        for middle in range(max(at + 1, end - lb.LONGEST_LABEL), end):
            label = self._labels.get(folded(typed(self._words[middle:end])))
            if label is None or not isinstance(label.attribute, QuantityAttribute) or label.kept:
                continue
            raw = unlabelled.without_label(
                label.attribute, self._value(at, middle), self._value(at, end)
            )
            fact = self._fact(at, end, label.attribute, raw=raw)
            if fact is not None:
                yield end, 1.1, fact
                return

    def _measured(self, at: int, end: int) -> Iterator[tuple[int, float, Fact | None]]:
        text = self._value(at, end)
        meant = unlabelled.meant_by(self._owner, text)
        if len(meant) == 1:
            yield end, 1.5, self._fact(at, end, meant[0], raw=text)
        elif meant or unlabelled.free(text) is not None:
            error = unclear_number(self._owner, self._words[at:end], meant)
            yield end, TROUBLE + 10.0, Fact(self._words[at:end], error=error, is_unclear=True)

    def _options_at(self, at: int) -> Iterator[tuple[int, float, Fact | None]]:
        """Options that say their field: "gbdt" of a model, "online" of an endpoint."""
        for end in range(at + 1, min(len(self._words), at + _LONGEST_CHOICE) + 1):
            found = options_of(self._owner).get(folded(typed(self._words[at:end])), ())
            if len(found) == 1:
                raw = self._value(at, end)
                yield end, 1.4, self._fact(at, end, found[0], raw=raw)

    def _target(self, at: int) -> Iterator[tuple[int, float, Fact | None]]:
        """Bounds of a metric by its name: "PR-AUC >= 0.35"."""
        signs = range(at + 1, min(len(self._words), at + 4))
        if not any(self._words[one].text[:1] in "<>≤≥" for one in signs):
            return
        for name in ("quality_target", "value"):
            attribute = next((one for one in lb.core_of(self._owner) if one.name == name), None)
            if attribute is None:
                continue
            for end in range(at + 2, min(len(self._words), at + _LONGEST_NUMBER) + 1):
                fact = self._fact(at, end, attribute, raw=self._value(at, end))
                if fact is not None:
                    yield end, 1.6, fact
            return

    def _own_words(self, at: int) -> Iterator[tuple[int, float, Fact | None]]:
        """A number under a label in quotes is kept in the person's own words."""
        start = self._after_gap(at + 1)
        if not isinstance(self._owner, Kind):
            return
        label = self._words[at].text
        for end in range(start + 1, min(len(self._words), start + _LONGEST_NUMBER) + 1):
            text = self._value(start, end)
            quoted = self._words[start].quoted
            if not quoted and unlabelled.free(text) is None:
                continue
            try:
                number = free_number(label, text)
            except FieldError:
                return
            said = f"{number.label} = {number.value}, in your own words"
            fact = Fact(self._words[at:end], said, number=(number.label, number.value))
            yield end, 1.2, fact
            if quoted:
                return

    def _value(self, start: int, end: int, kept: str = "") -> str:
        text = typed(self._words[start:end])
        return f"{kept} {text}" if kept else text

    def _fact(
        self, at: int, end: int, attribute: Attribute[object], *, raw: str | bool
    ) -> Fact | None:
        """What *raw* says as *attribute*, or None where it does not read."""
        try:
            reading = read_field(self._owner, attribute.name, raw)
        except FieldError:
            return None
        values = write_fields(reading.values)
        said = [f"{self._named(name)} = {_shown(value)}" for name, value in values.items()]
        said += [f"{self._named(name)} does not apply" for name in reading.na]
        return Fact(self._words[at:end], " and ".join(said), values, dict(reading.na))

    def _named(self, name: str) -> str:
        return in_sentence(fields_of(self._owner)[name].label)

    def _incomplete(self, at: int, start: int, attribute: Attribute[object]) -> Fact:
        words = self._words[at:start]
        return Fact(words, error=missing_value(words, attribute))

    def _wrong(self, at: int, start: int, end: int, label: Label) -> Fact:
        words = self._words[at:end]
        raw = self._value(start, end, label.kept)
        try:
            read_field(self._owner, label.attribute.name, raw)
        except FieldError as error:
            return Fact(words, error=bad_value(self._words[start:end], label.attribute, error))
        return Fact(words, error=missing_value(words, label.attribute))


def repeated(facts: list[Fact]) -> list[PhraseError]:
    """The fields that *facts* state more than once."""
    seen: set[str] = set()
    found = []
    for fact in facts:
        names = {*fact.values, *fact.na}
        if fact.number is not None:
            names.add(squeezed(fact.number[0]))
        for name in sorted(names & seen):
            said = name.replace("_", " ")
            found.append(PhraseError(*span(fact.words), f"`{said}` is stated twice; keep one"))
        seen |= names
    return found


def _shown(value: Json) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    if isinstance(value, dict):
        return " ".join(map(_shown, value.values()))
    return str(value)


__all__ = ["MOST_WORDS", "TROUBLE", "Fact", "Facts", "repeated"]
