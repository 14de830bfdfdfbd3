"""What a text says as a target or a change: metric, direction, bound, number, basis, reference."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from design.quantities import units
from design.quantities.bounds import BOUNDS
from design.quantities.grammar import PhraseReader
from design.quantities.phrase import APPROXIMATE, Phrase
from design.quantities.quantity import Basis, Comparator, Dimension, Direction, Quantity
from design.quantities.settling import INVERSE, fail, kind_of, settle, split_per, unknown_unit
from design.quantities.shares import samples, window_of
from design.quantities.slot import Slot
from design.quantities.tokens import Token

_DROP = frozenset(
    "drop drops dropped dropping fall falls fell decrease decreases decreased decline declines "
    "down lower loses loss worse worsens degrades degradation regression reduces reduce reduction "
    "less shrinks".split()
)
_RISE = frozenset(
    "rise rises rose increase increases increased up gain gains gained lift uplift improve "
    "improves improved improvement higher better grows more beats beat outperforms exceeds "
    "jumps".split()
)
_BEATS = frozenset({"beats", "beat", "outperforms"})
_RELATIVE = frozenset({"relative", "rel", "relatively"})
_ABSOLUTE = frozenset({"absolute", "abs", "absolutely"})
_AGAINST = frozenset(
    {"vs", "versus", "against", "compared", "than", "over", "above", "below", "from"}
)
_FILLER = frozenset({"by", "is", "of", "to", "the", "a", "an", "with", "in", "reaches", "target"})
_COUNTED = frozenset(
    "request requests row rows item items event events error errors ticket tickets alert alerts "
    "message messages case cases user users session sessions label labels failure failures sigma "
    "std sd nats bits-of-entropy jobs job".split()
)
_MEASURES = (
    (units.TIME, Dimension.DURATION),
    (units.BYTES, Dimension.BYTES),
    (units.RATE, Dimension.RATE),
    (units.TOKENS, Dimension.TOKENS),
)


@dataclass(slots=True)
class _Sentence:
    """The parts of one statement, as they are met."""

    metric: list[Token] = field(default_factory=list)
    reference: list[Token] = field(default_factory=list)
    number: list[Token] = field(default_factory=list)
    direction: Direction | None = None
    basis: Basis | None = None
    beats: bool = False


def change(text: str, slot: Slot, tokens: list[Token]) -> Quantity:
    """A change of a level; a percentage without "relative" or "pp" keeps no basis."""
    sentence = _sort(slot, tokens)
    phrase = PhraseReader(sentence.number, units.SCALES).read()
    quantity = _compose(text, slot, sentence, phrase)
    if not (quantity.in_percent or quantity.comparator or quantity.measured_in) and (
        quantity.high > 1
    ):
        shown = f"{quantity.value:g}"
        raise fail(
            slot, f"`{shown}` is ambiguous; did you mean `{shown}% relative` or `{shown} pp`?"
        )
    return quantity


def target(text: str, slot: Slot, tokens: list[Token]) -> Quantity:
    """A metric's number with its bound, or a margin over a reference ("beats rules by 5 pp")."""
    sentence = _sort(slot, tokens)
    phrase = PhraseReader(sentence.number, units.SCALES).read()
    quantity = _compose(text, slot, sentence, phrase)
    if sentence.beats:
        return replace(quantity, comparator=quantity.comparator or Comparator.AT_LEAST)
    if quantity.direction is None and quantity.basis is not None and phrase.share is None:
        return replace(quantity, basis=None)
    return quantity


def _compose(text: str, slot: Slot, sentence: _Sentence, phrase: Phrase) -> Quantity:
    if phrase.low is None:
        raise fail(slot, "no number was found")
    direction, comparator = sentence.direction, phrase.comparator
    if phrase.negative and slot.dimension is Dimension.CHANGE:
        direction = direction or Direction.DROP
        comparator = None if comparator is None else INVERSE[comparator]
        phrase.negative = False
    elif phrase.plus:
        direction = direction or Direction.RISE
    window, counted = _tail(slot, phrase)
    factor, measured = _unit(slot, phrase)
    signed = replace(slot, signed=True) if slot.dimension is Dimension.TARGET else slot
    phrase.currency, currency = None, phrase.currency
    quantity = settle(text, signed, phrase, factor)
    return replace(
        quantity,
        comparator=comparator,
        direction=direction,
        basis=_basis(slot, sentence, phrase),
        in_percent=phrase.share is not None,
        measured_in=measured,
        metric=_joined(sentence.metric),
        relative_to=_joined(sentence.reference),
        window=window,
        samples=counted,
        currency=currency,
    )


def _basis(slot: Slot, sentence: _Sentence, phrase: Phrase) -> Basis | None:
    if phrase.share in units.POINTS:
        if sentence.basis is Basis.RELATIVE:
            raise fail(
                slot, f"`{phrase.share}` is absolute; did you mean `{phrase.high:g}% relative`?"
            )
        return Basis.ABSOLUTE
    if sentence.basis is not None:
        return sentence.basis
    if phrase.share is not None:
        return slot.assumed_basis
    return Basis.ABSOLUTE


def _tail(slot: Slot, phrase: Phrase) -> tuple[float | None, float | None]:
    if phrase.tail is None:
        return None, None
    word, tokens = phrase.tail
    phrase.tail = None
    if word in {"on", "n", "across"}:
        return None, samples(slot, tokens)
    return window_of(slot, tokens), None


def _unit(slot: Slot, phrase: Phrase) -> tuple[float, Dimension | None]:
    """The factor to base units, and what the metric is measured in when a unit was written."""
    words = phrase.words
    seconds, things = split_per(slot, phrase.per)
    if things:
        raise fail(slot, f"`per {things[0][:24]}` is not understood here")
    if phrase.share is not None:
        if seconds is not None or words:
            raise fail(slot, f"`{(words or ['per time'])[0]}` after a share is not understood")
        return units.SHARE[phrase.share], None
    if phrase.currency is not None and not words and seconds is None:
        return 1.0, Dimension.MONEY
    if seconds is not None:
        if words and words[0].lower() not in _COUNTED:
            raise unknown_unit(slot, words[0])
        return 1 / seconds, Dimension.RATE
    return (1.0, None) if not words else _written_unit(slot, words)


def _written_unit(slot: Slot, words: list[str]) -> tuple[float, Dimension]:
    word = words[0]
    if word in {"x", "X", "times"}:
        return 1.0, Dimension.RATIO
    if word.lower() in _COUNTED:
        return 1.0, Dimension.COUNT
    for table, dimension in _MEASURES:
        factor = units.find(table, word)
        if factor is not None and word not in units.AMBIGUOUS and len(words) == 1:
            return factor, dimension
    raise unknown_unit(slot, word)


def _sort(slot: Slot, tokens: list[Token]) -> _Sentence:
    start = _number_index(slot, tokens)
    sentence = _Sentence()
    if slot.dimension is Dimension.TARGET and start == 0 and _is_name(tokens[1:]):
        return _Sentence(metric=tokens[1:], number=tokens[:1])
    _head(sentence, tokens[:start])
    _body(sentence, tokens[start:])
    return sentence


def _is_name(tokens: list[Token]) -> bool:
    """Whether what follows a bare number is the metric's name ("0.35 PR-AUC"), not a unit."""
    words = [token for token in tokens if token.kind == "word"]
    signs = [token for token in tokens if token.kind == "sign" and token.text not in {"-", "@"}]
    known = _RELATIVE | _ABSOLUTE | _AGAINST | _DROP | _RISE | _COUNTED | {"x", "on", "n", "to"}
    return (
        bool(words)
        and not signs
        and not any(
            token.kind == "number"
            or token.text.lower() in known
            or token.text.lower() in units.SHARE
            or token.text in units.SCALES
            or token.text in units.AMBIGUOUS
            or kind_of(token.text) is not None
            for token in tokens
        )
    )


def _number_index(slot: Slot, tokens: list[Token]) -> int:
    """Where the number begins: after the last bound sign, else the first number."""
    first = 0
    for index, token in enumerate(tokens):
        if token.kind == "sign" and token.text[0] in "<>=":
            first = index
    for index in range(first, len(tokens)):
        if tokens[index].kind == "number":
            return index
    raise fail(slot, "no number was found")


def _head(sentence: _Sentence, head: list[Token]) -> None:
    gathering = sentence.metric
    index = 0
    while index < len(head):
        token = head[index]
        width = _bound_width(head, index)
        lower = token.text.lower()
        if width:
            sentence.number.extend(head[index : index + width])
            index += width
            continue
        if (token.kind == "sign" and not _joins_words(head, index)) or lower in APPROXIMATE:
            sentence.number.append(token)
        elif _direction(sentence, lower):
            gathering = sentence.reference if sentence.beats else gathering
        elif lower in {"over", "vs", "versus", "than", "against"}:
            gathering = sentence.reference
        elif lower in _FILLER:
            if gathering and not sentence.beats and index + 1 < len(head) and lower in {"of", "in"}:
                gathering.append(token)
        else:
            gathering.append(token)
        index += 1


def _joins_words(head: list[Token], index: int) -> bool:
    """A sign inside a metric's name: the hyphen of PR-AUC, the brackets of F1 (macro), P/R, 90%."""
    text = head[index].text
    if text in {"(", ")", "@", "%", "/"}:
        return True
    return text == "-" and index > 0 and head[index].glued and index + 1 < len(head)


def _bound_width(head: list[Token], index: int) -> int:
    widest = 0
    for width in (1, 2, 3):
        words = tuple(token.text.lower() for token in head[index : index + width])
        is_last = index + width == len(head)
        if len(words) == width and words in BOUNDS and (width > 1 or is_last):
            widest = width
    return widest


def _direction(sentence: _Sentence, lower: str) -> bool:
    if lower in _DROP:
        sentence.direction = Direction.DROP
    elif lower in _RISE:
        sentence.direction = Direction.RISE
        sentence.beats = sentence.beats or lower in _BEATS
    else:
        return False
    return True


def _body(sentence: _Sentence, body: list[Token]) -> None:
    for index, token in enumerate(body):
        lower = token.text.lower()
        follows = body[index + 1] if index + 1 < len(body) else None
        if lower in _RELATIVE:
            sentence.basis = Basis.RELATIVE
            if follows is not None and follows.text.lower() == "to":
                _reference(sentence, body[index + 1 :])
                return
        elif lower in _ABSOLUTE:
            sentence.basis = Basis.ABSOLUTE
        elif index > 0 and lower in _AGAINST and follows is not None and follows.kind == "word":
            if units.find(units.TIME, follows.text) is None and follows.text not in {"a", "the"}:
                _reference(sentence, body[index + 1 :])
                return
            sentence.number.append(token)
        elif index > 0 and token.kind == "word" and _direction(sentence, lower):
            continue
        else:
            sentence.number.append(token)


def _reference(sentence: _Sentence, tokens: list[Token]) -> None:
    while tokens and tokens[0].text.lower() in {"to", "with", "the"}:
        tokens = tokens[1:]
    sentence.reference.extend(tokens)


def _joined(tokens: list[Token]) -> str | None:
    text = "".join(token.text if token.glued else f" {token.text}" for token in tokens).strip()
    return text or None
