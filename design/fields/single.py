"""Reading fields that hold one thing: a number, a word of a list, yes or no, text."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Final

from design import limits
from design.fields.error import FieldError
from design.fields.raw import Json, described
from design.quantities.error import QuantityError
from design.quantities.quantity import Quantity
from design.quantities.reading import read
from design.quantities.slot import Slot
from design.text import did_you_mean, listed, nearest, one_line, paragraphs, shortened
from design.vocabulary.attribute import ChoiceAttribute, QuantityAttribute

_YES: Final = frozenset({"yes", "true", "y", "on"})
_NO: Final = frozenset({"no", "false", "n", "off"})
_JOINTS: Final = re.compile(r"[\s_\-]+")
_PERCENTILE: Final = re.compile(r"latency_p(\d+)")


def line(raw: Json, *, expected: str = "text", length: int = limits.FIELD_LENGTH) -> str:
    """*raw* as one cleaned line; numbers are taken as they print. Raises FieldError."""
    text = one_line(_text(raw, expected))
    if len(text) > length:
        raise FieldError(f"expected at most {length} characters, found {len(text)}")
    return text


def prose(raw: Json, *, length: int = limits.FIELD_LENGTH) -> str:
    """*raw* as cleaned text that may have several lines. Raises FieldError."""
    text = paragraphs(_text(raw, "text"))
    if len(text) > length:
        raise FieldError(f"expected at most {length} characters, found {len(text)}")
    return text


def _text(raw: Json, expected: str) -> str:
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise FieldError(f"expected {expected}, found {described(raw)}")
    if isinstance(raw, float) and not math.isfinite(raw):
        raise FieldError(f"expected {expected}, found a number without an end")
    # Printing a huge whole number takes quadratic time, and no field holds one.
    if isinstance(raw, int) and raw.bit_length() > 256:
        raise FieldError(f"expected {expected}, found a number of more than 77 digits")
    return repr(raw)


@lru_cache(maxsize=8192)
def _read(text: str, slot: Slot) -> Quantity:
    return read(text, slot)


def quantity(raw: Json, slot: Slot) -> Quantity:
    """The number *raw* states where *slot* says what it measures. Raises FieldError."""
    text = line(raw, expected="a number with its unit")
    try:
        return _read(text, slot)
    except QuantityError as error:
        raise FieldError(error.message, nearest=_meant(text, slot, error)) from error


def _meant(text: str, slot: Slot, error: QuantityError) -> str | None:
    """The whole text with the wrong word put right, when it can be read then."""
    if error.meant is None:
        return None
    better = text.replace(*error.meant, 1)
    try:
        read(better, slot)
    except QuantityError:
        return None
    return better


def quantity_field(attribute: QuantityAttribute, raw: Json) -> Quantity:
    """The number of *attribute*; refuses a p50 in a field for p95. Raises FieldError."""
    value = quantity(raw, attribute.slot)
    stated = _PERCENTILE.fullmatch(attribute.name)
    if stated is None:
        return value
    meant = "latency_mean" if value.is_mean else f"latency_p{value.percentile or 0:g}"
    if (value.is_mean or value.percentile is not None) and meant != attribute.name:
        raise FieldError(
            f"expected the {attribute.label}, found `{shortened(value.text)}`", nearest=meant
        )
    return value


def folded(word: str) -> str:
    """*word* as lists of choices compare it: without case, spaces, hyphens, underscores."""
    return _JOINTS.sub("", word.casefold())


@lru_cache(maxsize=512)
def _by_folded(options: tuple[str, ...]) -> dict[str, str]:
    return {folded(option): option for option in options}


def choice(attribute: ChoiceAttribute, raw: Json) -> str:
    """One of the options of *attribute*, however it is spelt. Raises FieldError."""
    expected = listed(tuple(f"`{option}`" for option in attribute.options))
    if isinstance(raw, bool):  # a YAML tool may have turned `none`-like words into yes and no
        raise FieldError(f"expected {expected}, found yes or no", options=attribute.options)
    word = line(raw, expected=expected)
    found = _by_folded(attribute.options).get(folded(word))
    if found is None:
        hint = did_you_mean(word, attribute.options)
        raise FieldError(
            f"expected {expected}, found `{shortened(word)}`{hint}",
            nearest=nearest(word, attribute.options),
            options=attribute.options,
        )
    return found


def flag(raw: Json) -> bool:
    """Yes or no. Raises FieldError."""
    if isinstance(raw, bool):
        return raw
    word = line(raw, expected="`yes` or `no`").casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise FieldError(f"expected `yes` or `no`, found `{shortened(word)}`", options=("yes", "no"))


def words(raw: Json) -> tuple[str, ...]:
    """A list of words, or text with commas, semicolons or line ends between them."""
    if isinstance(raw, list):
        found = [line(one, expected="a list of words") for one in raw]
    else:
        text = prose(raw if not isinstance(raw, dict) else _refuse_mapping(raw))
        found = [one_line(one) for one in re.split(r"[,;\n]", text)]
    kept = tuple(one for one in found if one)
    if len(kept) > limits.ITEMS_PER_FIELD:
        raise FieldError(f"expected at most {limits.ITEMS_PER_FIELD} words, found {len(kept)}")
    if sum(map(len, kept)) > limits.FIELD_LENGTH:
        raise FieldError(f"expected at most {limits.FIELD_LENGTH} characters in all")
    if not kept:
        raise FieldError("expected a list of words, found none")
    return kept


def _refuse_mapping(raw: Json) -> str:
    raise FieldError(f"expected a list of words, found {described(raw)}")
