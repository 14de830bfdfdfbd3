"""The compressed form of a draw.io page: percent-encoded, deflated, in base 64."""

from __future__ import annotations

import binascii
import re
import zlib
from base64 import b64decode
from typing import Final

from design.exchange.refusal import LARGEST_TEXT, refused

_PERCENT: Final = re.compile(rb"%([0-9A-Fa-f]{2})")
_RAW: Final = -15  # deflate without a header


def unpacked_page(text: str, file: str, *, line: int) -> str:
    """The XML in a compressed page; refused where it would be larger than a file may be."""
    try:
        packed = b64decode("".join(text.split()), validate=True)
        machine = zlib.decompressobj(_RAW)
        plain = machine.decompress(packed, LARGEST_TEXT)
    except (binascii.Error, ValueError, zlib.error) as error:
        raise refused(file, "a page is neither XML nor compressed XML", line=line) from error
    if not machine.eof:
        most = LARGEST_TEXT // 1_000_000
        is_large = len(plain) >= LARGEST_TEXT
        what = f"holds more than {most} MB" if is_large else "is cut off"
        raise refused(file, f"a compressed page {what}", line=line)
    plain = _PERCENT.sub(lambda match: bytes((int(match[1], 16),)), plain)
    try:
        return plain.decode("utf-8")
    except UnicodeDecodeError as error:
        raise refused(file, "a compressed page is not UTF-8 text", line=line) from error
