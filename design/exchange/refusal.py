"""Why a drawing cannot be read: the reading error of design files, with a line or an element."""

from __future__ import annotations

import re
from typing import Final

from design.formats import FormatError, Problem
from design.text import shortened

LARGEST_TEXT: Final = 16_000_000  # characters; a full design is written in fewer in every format
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")


def refused(
    file: str,
    message: str,
    *,
    line: int = 0,
    column: int = 0,
    path: str = "",
    near: str | None = None,
) -> FormatError:
    """The error that *message* is wrong at a line and column counted from 1, or at an element."""
    place = shortened(path, 80)
    return FormatError((Problem(file, max(line, 1), max(column, 1), place, message, near),))


def checked(text: str, file: str) -> str:
    """*text* with plain line ends and without a byte order mark; refused when it is no text."""
    if len(text) > LARGEST_TEXT:
        raise refused(file, f"larger than {LARGEST_TEXT // 1_000_000} MB ({len(text)} characters)")
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    control = _CONTROL.search(plain)
    if control is not None:
        line = plain.count("\n", 0, control.start()) + 1
        message = f"a character that no text has (U+{ord(control[0]):04X}); is this a text file?"
        raise refused(file, message, line=line)
    if not plain.strip():
        raise refused(file, "the file is empty; expected a drawing")
    return plain
