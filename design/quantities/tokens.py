"""The text of one quantity, made safe and cut into numbers, words and signs in linear time."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

from design.quantities.error import QuantityError

LONGEST_TEXT = 200
LARGEST_NUMBER = 1e21
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Me"})
_LOOKALIKE_SCRIPTS = frozenset({"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})
_SAME_SIGN = str.maketrans(
    {
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "–": "-",
        "—": "-",
        "−": "-",
        "×": "x",
        "≈": "~",
        "≤": "<=",
        "≥": ">=",
        "∼": "~",
    }
)
_TOKEN = re.compile(
    r"""
    (?P<space>\ +)
  | (?P<number>(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:\ \d{3})+|\d+)(?![\d,]\d)(?:\.\d+)?
        (?:[eE][+-]?\d+(?!\w))?|\.\d+)
        (?P<suffix>[xX](?=[A-Z]\d|\ ?\d)|[^\W\d_]*)
  | (?P<word>[^\W\d_][\w@]*(?:\.\d+)?)
  | (?P<sign><=|>=|=<|=>|==|\+/-|\.\.\.?|[<>=~±+\-/%‰$€£¥₹¢():,@*^;])
    """,
    re.VERBOSE,
)
NUMBER_WORDS = {
    **{
        word: float(value)
        for value, word in enumerate(
            "one two three four five six seven eight nine ten eleven twelve".split(), start=1
        )
    },
    "half": 0.5,
    "twenty": 20.0,
    "thirty": 30.0,
    "sixty": 60.0,
    "ninety": 90.0,
}
_NOT_ONE = (
    "`{}` is not one number: write decimals with a point, thousands in groups of three (`2,000`)"
)
_DECIMAL = re.compile(r"\d+(?:\.\d+)?")
_TIMES_WORDS = {"once": 1.0, "twice": 2.0, "thrice": 3.0}


class Token(NamedTuple):
    """A number, a word, or a sign; ``glued`` when no space stands before it."""

    kind: Literal["number", "word", "sign"]
    text: str
    value: float = 0.0
    glued: bool = False


def clean(text: str) -> str:
    """*text* in one normal form (NFKC, plain dashes), without anything that cannot be seen."""
    if len(text) > LONGEST_TEXT:
        raise QuantityError(
            f"expected a number and a unit; this text is {len(text)} characters long, "
            f"at most {LONGEST_TEXT} are read: move the rest to a note"
        )
    if text.isascii() and text.isprintable():
        return text.strip()
    _refuse_hidden(text)
    normal = unicodedata.normalize("NFKC", text).translate(_SAME_SIGN)
    _refuse_lookalikes(normal)
    return normal.strip()


def _named(character: str) -> str:
    name = unicodedata.name(character, "CONTROL CHARACTER")
    return f"U+{ord(character):04X} {name}"


def _refuse_hidden(text: str) -> None:
    digits_seen = {
        "wide" if "FULLWIDTH" in unicodedata.name(c, "") else "plain" for c in text if c.isdigit()
    }
    for character in text:
        category = unicodedata.category(character)
        if category in _HIDDEN:
            raise QuantityError(
                f"the text holds {_named(character)}, which cannot be seen: delete it and type "
                "the number again"
            )
        if category == "No" or (
            category == "Nd" and not character.isascii() and digits_seen != {"wide"}
        ):
            raise QuantityError(
                f"the digits must be 0 to 9; {_named(character)} is mixed in: type it again"
            )
        if category == "Nd" and unicodedata.normalize("NFKC", character) not in "0123456789":
            raise QuantityError(f"the digits must be 0 to 9, not {_named(character)}")


def _refuse_lookalikes(text: str) -> None:
    for word in text.split():
        if word.isascii():
            continue
        letters = [c for c in word if c.isalpha() and c != "μ"]
        scripts = {unicodedata.name(c, "?").split(" ", 1)[0] for c in letters}
        if "LATIN" in scripts and scripts & _LOOKALIKE_SCRIPTS:
            odd = next(c for c in letters if not unicodedata.name(c, "").startswith("LATIN"))
            raise QuantityError(
                f"`{word}` mixes two scripts: {_named(odd)} looks Latin; type it again"
            )


def tokenise(text: str) -> list[Token]:
    """The tokens of a cleaned *text*; number words ("two", "twice") come out as numbers."""
    tokens: list[Token] = []
    position, spaced = 0, True
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise QuantityError(_unreadable(text, position))
        position = match.end()
        kind = match.lastgroup
        if kind == "space":
            spaced = True
            continue
        if kind == "suffix":
            _add_number(tokens, match["number"], match["suffix"], glued=not spaced)
        elif kind == "word":
            _add_word(tokens, match["word"], glued=not spaced)
        else:
            tokens.append(Token("sign", match["sign"], glued=not spaced))
        spaced = False
    return tokens


def _add_number(tokens: list[Token], digits: str, suffix: str, *, glued: bool) -> None:
    if glued and tokens and tokens[-1].kind == "number":
        raise QuantityError(_NOT_ONE.format(f"{tokens[-1].text}{digits}"[:30]))
    if glued and [t.kind for t in tokens[-2:]] == ["number", "sign"] and tokens[-1].text == ",":
        raise QuantityError(_NOT_ONE.format(f"{tokens[-2].text},{digits}"[:30]))
    tokens.append(Token("number", digits, number(digits), glued))
    if suffix:
        tokens.append(Token("word", suffix, glued=True))


def _add_word(tokens: list[Token], word: str, *, glued: bool) -> None:
    lower = word.lower()
    if lower[0] == "x" and lower[1:2].isdigit() and _DECIMAL.fullmatch(word[1:]):
        tokens.append(Token("number", word[1:], number(word[1:]), glued))
        tokens.append(Token("word", "x", glued=True))
    elif lower in _TIMES_WORDS:
        tokens.append(Token("number", word, _TIMES_WORDS[lower], glued))
        tokens.append(Token("word", "times"))
    elif lower in NUMBER_WORDS and not glued:
        tokens.append(Token("number", word, NUMBER_WORDS[lower], glued))
    else:
        tokens.append(Token("word", word, glued=glued))


def number(digits: str) -> float:
    """The value of plain *digits* (`2,000`, `1 000`, `1.5e3`); too large a number is refused."""
    value = float(digits.replace(",", "").replace(" ", ""))
    if not value <= LARGEST_NUMBER:
        short = digits if len(digits) <= 20 else digits[:17] + "..."
        raise QuantityError(f"`{short}` is too large: numbers up to 1e21 are read")
    return value


def _unreadable(text: str, position: int) -> str:
    rest = text[position:]
    if rest[0].isdigit():
        piece = re.match(r"[\d.,]*", rest)
        shown = piece.group() if piece else rest[0]
        return _NOT_ONE.format(shown[:30])
    return f"`{rest[0]}` is not part of a number or a unit; expected e.g. `2k QPS` or `200 ms`"
