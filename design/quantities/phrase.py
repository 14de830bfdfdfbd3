"""The grammar shared by every field: bounds, percentile, number or range, unit, and "per what"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from design.quantities import units
from design.quantities.error import QuantityError
from design.quantities.quantity import Comparator
from design.quantities.tokens import Token

_SIGNS = {
    "<": Comparator.BELOW,
    "<=": Comparator.AT_MOST,
    "=<": Comparator.AT_MOST,
    ">": Comparator.ABOVE,
    ">=": Comparator.AT_LEAST,
    "=>": Comparator.AT_LEAST,
    "=": Comparator.EQUAL,
    "==": Comparator.EQUAL,
}
BOUNDS: Mapping[tuple[str, ...], Comparator] = {
    ("at", "least"): Comparator.AT_LEAST,
    ("no", "less", "than"): Comparator.AT_LEAST,
    ("not", "less", "than"): Comparator.AT_LEAST,
    ("minimum",): Comparator.AT_LEAST,
    ("minimum", "of"): Comparator.AT_LEAST,
    ("min",): Comparator.AT_LEAST,
    ("or", "more"): Comparator.AT_LEAST,
    ("and", "up"): Comparator.AT_LEAST,
    ("at", "most"): Comparator.AT_MOST,
    ("no", "more", "than"): Comparator.AT_MOST,
    ("not", "more", "than"): Comparator.AT_MOST,
    ("up", "to"): Comparator.AT_MOST,
    ("within",): Comparator.AT_MOST,
    ("max",): Comparator.AT_MOST,
    ("maximum",): Comparator.AT_MOST,
    ("maximum", "of"): Comparator.AT_MOST,
    ("or", "less"): Comparator.AT_MOST,
    ("tops",): Comparator.AT_MOST,
    ("less", "than"): Comparator.BELOW,
    ("fewer", "than"): Comparator.BELOW,
    ("lower", "than"): Comparator.BELOW,
    ("under",): Comparator.BELOW,
    ("below",): Comparator.BELOW,
    ("more", "than"): Comparator.ABOVE,
    ("greater", "than"): Comparator.ABOVE,
    ("higher", "than"): Comparator.ABOVE,
    ("above",): Comparator.ABOVE,
    ("over",): Comparator.ABOVE,
    ("exceeds",): Comparator.ABOVE,
}
_BOUND_STARTS = frozenset(words[0] for words in BOUNDS)
APPROXIMATE = frozenset({"about", "around", "approx", "approximately", "roughly", "circa", "ca"})
_MEAN = frozenset({"mean", "avg", "average"})
_PERCENTILE = re.compile(r"p(\d{1,2}(?:\.\d{1,3})?|\d{3,5})", re.IGNORECASE)
_ORDINALS = frozenset({"th", "st", "nd", "rd"})
_TAILS = frozenset({"on", "over", "for", "across", "n", "within"})


@dataclass(slots=True)
class Per:
    """One "per what": ``count`` 1e6 and ``words`` ("tokens",) in "per 1M tokens"."""

    count: float = 1.0
    words: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Phrase:
    """What stands in the text, before a field says what it may mean."""

    low: float | None = None
    high: float | None = None
    labelled: bool = False  # "=", ":" or a bound stands between the label and the number
    low_scaled: bool = False
    high_scaled: bool = False
    negative: bool = False
    plus: bool = False
    approximate: bool = False
    comparator: Comparator | None = None
    percentile: float | None = None
    is_mean: bool = False
    currency: str | None = None
    share: str | None = None  # the word written for a share: "%", "pp", "bps"
    labels: list[str] = field(default_factory=list)  # words before the number
    low_words: list[str] = field(default_factory=list)  # unit of the low end, if written
    words: list[str] = field(default_factory=list)  # unit and nouns after the number
    per: list[Per] = field(default_factory=list)
    low_per: list[Per] = field(default_factory=list)  # of a range written "300/s - 400/s"
    parts: list[tuple[float, str]] = field(default_factory=list)  # "30 min" of "1 h 30 min"
    times: float = 1.0  # 4 in "4 x H100", 2 in "2x80GB"
    tail: tuple[str, list[Token]] | None = None  # ("on", tokens) of "0.71 on 120 items"


class PhraseReader:
    """Reads tokens left to right once; ``scales`` are the multiplier words legal in the field."""

    def __init__(self, tokens: list[Token], scales: Mapping[str, float]) -> None:
        self._tokens = tokens
        self._scales = scales
        self._at = 0
        self._open_parentheses = 0
        self._between = False
        self._phrase = Phrase()

    def read(self) -> Phrase:
        """The phrase; QuantityError when the text has no number or a part that fits nowhere."""
        while self._peek() is not None and not self._starts_amount():
            self._prefix()
        if self._peek() is None:
            return self._phrase
        self._amount()
        while (token := self._peek()) is not None:
            if token.kind == "number":
                self._another_number()
            else:
                self._suffix()
        return self._phrase

    def _peek(self, ahead: int = 0) -> Token | None:
        index = self._at + ahead
        return self._tokens[index] if index < len(self._tokens) else None

    def _sign_at(self, text: str, ahead: int = 0) -> bool:
        token = self._peek(ahead)
        return token is not None and token.kind == "sign" and token.text == text

    def _number_at(self, ahead: int) -> bool:
        token = self._peek(ahead)
        return token is not None and token.kind == "number"

    def _word_at(self, ahead: int) -> str | None:
        token = self._peek(ahead)
        return token.text if token is not None and token.kind == "word" else None

    def _starts_amount(self) -> bool:
        token = self._peek()
        if token is None:
            return False
        if token.kind == "number":
            return not self._is_ordinal_percentile()
        if token.kind == "word" and token.text.lower() in {"a", "an"} and self._word_at(1):
            word = self._word_at(1) or ""
            return units.find(units.TIME, word) is not None and len(word) > 1
        return False

    def _is_ordinal_percentile(self) -> bool:
        word = self._word_at(1)
        if word is None or word.lower() not in _ORDINALS | {"percentile"}:
            return False
        return word.lower() == "percentile" or (self._word_at(2) or "").lower() in {
            "percentile",
            "pct",
        }

    def _prefix(self) -> None:
        token = self._tokens[self._at]
        if token.kind == "number":
            self._ordinal_percentile()
        elif token.kind == "sign":
            self._prefix_sign(token)
        elif not self._modifier(token):
            self._prefix_word(token)

    def _ordinal_percentile(self) -> None:
        self._phrase.percentile = _checked_percentile(self._tokens[self._at].value)
        self._at += 2 if self._word_at(1) == "percentile" else 3

    def _prefix_sign(self, token: Token) -> None:
        phrase, text = self._phrase, token.text
        if text in _SIGNS:
            phrase.comparator = _SIGNS[text]
            phrase.labelled = True
        elif text == "~":
            phrase.approximate = True
        elif text == "+":
            phrase.plus = True
        elif text == "-":
            follows_label = bool(phrase.labels) and phrase.labels[-1].lower() not in {"t", "t0"}
            phrase.negative = not (follows_label and token.glued) or phrase.negative
        elif text in units.CURRENCY_SIGNS:
            phrase.currency = units.CURRENCY_SIGNS[text]
        elif text == "(":
            self._open()
        elif text == ":":
            phrase.labelled = True
        elif text not in {")", ","}:
            raise QuantityError(f"`{text}` cannot stand before the number")
        self._at += 1

    def _open(self) -> None:
        self._open_parentheses += 1
        if self._open_parentheses > 1:
            raise QuantityError("one pair of brackets at most is read: write the number plainly")

    def _prefix_word(self, token: Token) -> None:
        lower = token.text.lower()
        if lower in {"between", "from"}:
            self._between = True
        elif lower in units.CURRENCY_WORDS:
            self._phrase.currency = units.CURRENCY_WORDS[lower]
        elif lower == "minus":
            self._phrase.negative = True
        elif lower == "plus":
            self._phrase.plus = True
        elif lower in {"x", "factor"} and self._number_at(1) and lower == "x":
            self._phrase.words.append("x")
        else:
            self._phrase.labels.append(token.text)
        self._at += 1

    def _modifier(self, token: Token) -> bool:
        """Takes a percentile, a mean, an approximation or a bound in words; says whether it did."""
        lower = token.text.lower()
        phrase = self._phrase
        if lower in APPROXIMATE:
            phrase.approximate = True
        elif lower in _MEAN:
            phrase.is_mean = True
        elif lower == "median":
            phrase.percentile = 50.0
        elif (match := _PERCENTILE.fullmatch(token.text)) is not None:
            phrase.percentile = _percentile(match[1])
        elif lower in _BOUND_STARTS and self._bound():
            return True
        else:
            return False
        self._at += 1
        return True

    def _bound(self) -> bool:
        words: tuple[str, ...] = ()
        found = 0
        for ahead in range(3):
            word = self._word_at(ahead)
            if word is None:
                break
            words += (word.lower(),)
            if words in BOUNDS:
                found = len(words)
                self._phrase.comparator = BOUNDS[words]
        self._at += found
        return found > 0

    def _amount(self) -> None:
        value, scaled = self._scaled_number()
        phrase = self._phrase
        phrase.low = phrase.high = value
        phrase.low_scaled = phrase.high_scaled = scaled
        self._multiplication()

    def _scaled_number(self) -> tuple[float, bool]:
        token = self._tokens[self._at]
        self._at += 1
        if token.kind == "word":  # "an hour"
            return 1.0, True
        word = self._word_at(0)
        if word is None:
            return token.value, False
        if token.value == 0.5 and word.lower() in {"a", "an"}:
            self._at += 1
            return 0.5, True
        return self._scale(token.value, word)

    def _scale(self, value: float, word: str) -> tuple[float, bool]:
        factor = self._scales.get(word)
        if factor is None and len(word) > 1:
            factor = self._scales.get(word.lower())
        if factor is not None:
            self._at += 1
            return value * factor, True
        rest = word[1:]
        if word[0] in self._scales and len(rest) > 1 and _is_known_after_scale(word, rest):
            self._tokens[self._at] = self._tokens[self._at]._replace(text=rest)
            return value * self._scales[word[0]], True
        return value, False

    def _multiplication(self) -> None:
        """Counts parts: "4 x H100" is 4; "2x80GB" and "8xH100 80GB" are a number of equal parts."""
        word = self._word_at(0)
        if word not in {"x", "X"}:
            return
        if self._number_at(1):
            self._at += 1
            self._phrase.times = self._phrase.high or 0.0
            value, scaled = self._scaled_number()
            self._phrase.low = self._phrase.high = value
            self._phrase.low_scaled = self._phrase.high_scaled = scaled

    def _another_number(self) -> None:
        """A second number: more of a duration ("30 min" of "1 h 30 min"), or a share of parts."""
        phrase = self._phrase
        if phrase.words[:1] in (["x"], ["X"]) and len(phrase.words) == 2:
            phrase.times = phrase.high or 0.0
            phrase.words.clear()
            self._amount_again()
            return
        token = self._tokens[self._at]
        if phrase.words[-1:] in (["x"], ["X"]) and self._peek(1) is None:
            phrase.times = token.value
            phrase.words.pop()
            self._at += 1
            return
        unit = self._word_at(1)
        if phrase.words and unit is not None and units.find(units.TIME, unit) is not None:
            phrase.parts.append((token.value, unit))
            self._at += 2
            return
        raise QuantityError(
            f"two numbers with nothing between them (`{token.text}` is the second): expected one "
            "number, or a range such as `10-20 ms`"
        )

    def _amount_again(self) -> None:
        value, scaled = self._scaled_number()
        self._phrase.low = self._phrase.high = value
        self._phrase.low_scaled = self._phrase.high_scaled = scaled

    def _suffix(self) -> None:
        token = self._tokens[self._at]
        if self._range_separator(token):
            return
        if token.kind == "sign":
            self._suffix_sign(token)
        else:
            self._suffix_word(token)

    def _range_separator(self, token: Token) -> bool:
        phrase = self._phrase
        is_range = token.text in {"-", "..", "...", "to"} or (token.text == "and" and self._between)
        if token.text in {"±", "+/-"} and self._number_at(1):
            self._at += 1
            spread, _ = self._scaled_number()
            middle = phrase.high or 0.0
            phrase.low, phrase.high = middle - spread, middle + spread
            return True
        ahead = 1
        while (sign := self._peek(ahead)) is not None and sign.text in {"-", *units.CURRENCY_SIGNS}:
            ahead += 1
        if not is_range or not self._number_at(ahead):
            return False
        self._at += ahead
        skipped = self._tokens[self._at - ahead + 1 : self._at]
        if any(sign.text == "-" for sign in skipped) != phrase.negative:
            raise QuantityError(
                "a range has one end below zero: write both ends as plain numbers, smaller first"
            )
        phrase.low_words, phrase.words = phrase.words, []
        phrase.low_per, phrase.per = phrase.per, []
        written = self._tokens[self._at].value
        high, scaled = self._scaled_number()
        if scaled and not phrase.low_scaled and not phrase.low_words and written > 0:
            # "1-2k" is 1 000 to 2 000, but "500-2k" is 500 to 2 000.
            shared = (phrase.low or 0.0) * (high / written)
            phrase.low = shared if shared <= high else phrase.low
        phrase.high, phrase.high_scaled = high, scaled
        return True

    def _suffix_sign(self, token: Token) -> None:
        phrase, text = self._phrase, token.text
        self._at += 1
        if text in {"%", "‰"}:
            phrase.share = text
        elif text in units.CURRENCY_SIGNS:
            phrase.currency = units.CURRENCY_SIGNS[text]
        elif text == "¢":
            phrase.words.append(text)
        elif text == "/":
            self._per()
        elif text == "+":
            phrase.comparator = Comparator.AT_LEAST
        elif text == "(":
            self._open()
        elif text in {"=", ":"} and phrase.words == ["n"]:
            pass
        elif text not in {")", "-", ",", "@"}:
            raise QuantityError(f"`{text}` cannot stand after the number")

    def _suffix_word(self, token: Token) -> None:
        phrase, lower = self._phrase, token.text.lower()
        if lower in _TAILS and self._starts_tail():
            phrase.tail = (lower, self._tokens[self._at + 1 :])
            self._at = len(self._tokens)
            return
        if lower in {"and", "or"} or lower not in _BOUND_STARTS or self._word_at(1) is not None:
            if lower not in {"min", "over", "within"} and self._modifier(token):
                return
        elif lower in {"max", "maximum", "minimum", "tops"}:
            self._modifier(token)
            return
        self._at += 1
        if lower == "per":
            self._per()
        elif lower in {"a", "an", "each", "every"} and self._word_at(0) is not None:
            self._per()
        elif lower in units.PERIOD_ADVERBS:
            phrase.per.append(Per(1.0, [lower]))
        elif lower in units.CURRENCY_WORDS and lower != "us":
            phrase.currency = units.CURRENCY_WORDS[lower]
        elif lower == "percentage" and (self._word_at(0) or "").lower() in units.POINTS:
            self._at += 1
            phrase.share = "pp"
        elif lower == "at" and self._is_percentile(self._word_at(0) or ""):
            pass
        elif self._is_share(lower):
            phrase.share = lower
        elif phrase.per:
            phrase.per[-1].words.append(token.text)
        else:
            phrase.words.append(token.text)

    def _is_share(self, lower: str) -> bool:
        return lower in units.SHARE and not self._phrase.words and not self._phrase.per

    @staticmethod
    def _is_percentile(word: str) -> bool:
        return _PERCENTILE.fullmatch(word) is not None or word.lower() == "median"

    def _starts_tail(self) -> bool:
        ahead = 1
        while (token := self._peek(ahead)) is not None and (
            token.kind == "sign" or token.text.lower() in {"a", "the", "last"}
        ):
            ahead += 1
        return token is not None and (
            token.kind == "number" or units.find(units.TIME, token.text) is not None
        )

    def _per(self) -> None:
        per = Per()
        if self._number_at(0):
            per.count, _ = self._scaled_number()
        elif (word := self._word_at(0)) is not None and self._scale_word(word) is not None:
            per.count = self._scale_word(word) or 1.0
            self._at += 1
        elif word is not None and word[:1] in {"k", "M"} and word[1:].lower() in units.TOKENS:
            per.count = self._scales.get(word[0], 1.0)
            self._tokens[self._at] = self._tokens[self._at]._replace(text=word[1:])
        self._phrase.per.append(per)
        while (token := self._peek()) is not None and token.kind == "word":
            if token.text.lower() in {"per", "a", "each", "every", *_TAILS}:
                break
            is_time = not per.words and units.find(units.TIME, token.text) is not None
            if not is_time and (
                token.text.lower() in units.PERIOD_ADVERBS or self._modifier(token)
            ):
                break
            per.words.append(token.text)
            self._at += 1
            if self._sign_at("-") and self._word_at(1) is not None:
                self._at += 1

    def _scale_word(self, word: str) -> float | None:
        """The scale in "per million", "/M", "per k"; "/m" stays a minute."""
        if word in {"k", "K", "M", "B"}:
            return self._scales.get(word)
        return self._scales.get(word.lower()) if len(word) > 1 else None


def _is_known_after_scale(word: str, rest: str) -> bool:
    if units.find(units.BYTES, word) is not None or units.find(units.BYTES_PER_SECOND, word):
        return False
    lower = rest.lower()
    known = (units.RATE, units.TOKENS, units.TOKEN_RATE, units.CURRENCY_WORDS)
    return any(lower in table for table in known) or lower in _COUNTED_AFTER_SCALE


_COUNTED_AFTER_SCALE = frozenset(
    "req reqs request requests rows events users vectors params chunks docs items".split()
)


def _percentile(digits: str) -> float:
    """p95 is 95, p99.9 and p999 are 99.9."""
    if "." in digits or len(digits) <= 2:
        return _checked_percentile(float(digits))
    return _checked_percentile(float(f"{digits[:2]}.{digits[2:]}"))


def _checked_percentile(value: float) -> float:
    if not 0 < value < 100:
        raise QuantityError(f"a percentile lies between 0 and 100, not {value:g}: p50, p95, p99")
    return value
