"""The grammar shared by every field: bounds, percentile, number or range, unit, and "per what"."""

from __future__ import annotations

from collections.abc import Mapping

from design.quantities import units
from design.quantities.bounds import BOUND_STARTS, BOUNDS, SIGNS
from design.quantities.error import QuantityError
from design.quantities.phrase import (
    APPROXIMATE,
    MEAN,
    ORDINALS,
    PERCENTILE,
    TAILS,
    Per,
    Phrase,
    checked_percentile,
    percentile_of,
)
from design.quantities.quantity import Comparator
from design.quantities.tokens import Token

_DISTRIBUTIVE = frozenset({"a", "an", "each", "every"})
_COUNTED_AFTER_SCALE = frozenset(
    "req reqs request requests rows events users vectors params chunks docs items".split()
)


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
        if word is None or word.lower() not in ORDINALS | {"percentile"}:
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
        self._phrase.percentile = checked_percentile(self._tokens[self._at].value)
        self._at += 2 if self._word_at(1) == "percentile" else 3

    def _prefix_sign(self, token: Token) -> None:
        phrase, text = self._phrase, token.text
        if text in SIGNS:
            phrase.comparator = SIGNS[text]
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
        elif lower in MEAN:
            phrase.is_mean = True
        elif lower == "median":
            phrase.percentile = 50.0
        elif (match := PERCENTILE.fullmatch(token.text)) is not None:
            phrase.percentile = percentile_of(match[1])
        else:
            return lower in BOUND_STARTS and self._bound()
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
        if lower in TAILS and self._starts_tail():
            phrase.tail = (lower, self._tokens[self._at + 1 :])
            self._at = len(self._tokens)
            return
        if self._trailing_modifier(token):
            return
        self._at += 1
        if lower == "per" or (lower in _DISTRIBUTIVE and self._word_at(0) is not None):
            self._per()
        elif lower in units.PERIOD_ADVERBS:
            phrase.per.append(Per(1.0, [lower]))
        elif lower in units.CURRENCY_WORDS and lower != "us":
            phrase.currency = units.CURRENCY_WORDS[lower]
        elif self._is_share(lower):
            phrase.share = "pp" if lower == "percentage" else lower
        elif lower != "at" or not self._is_percentile(self._word_at(0) or ""):
            (phrase.per[-1].words if phrase.per else phrase.words).append(token.text)

    def _trailing_modifier(self, token: Token) -> bool:
        """Takes "max", "or less", "p95" behind the number; "min" there is a minute."""
        lower = token.text.lower()
        if lower in {"min", "over", "within"}:
            return False
        is_alone = lower in BOUND_STARTS and self._word_at(1) is None
        if is_alone and lower not in {"max", "maximum", "minimum", "tops"}:
            return False
        return self._modifier(token)

    @staticmethod
    def _is_percentile(word: str) -> bool:
        return PERCENTILE.fullmatch(word) is not None or word.lower() == "median"

    def _is_share(self, lower: str) -> bool:
        if lower == "percentage" and (self._word_at(0) or "").lower() in units.POINTS:
            self._at += 1
            return True
        return lower in units.SHARE and not self._phrase.words and not self._phrase.per

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
            if token.text.lower() in {"per", "a", "each", "every", *TAILS}:
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
