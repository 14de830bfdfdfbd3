"""Labels that hold HTML, as the text a person sees."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

_TAG: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)[^<>]{0,4000}>")
_COMMENT: Final = re.compile(r"<!--(?:[^-]|-(?!->)){0,4000}-->")
_BREAKS: Final = frozenset("br div p li ul ol tr table h1 h2 h3 h4 h5 h6 hr".split())
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def text_of(html: str) -> str:
    """*html* without tags; line breaks and blocks become new lines, entities their characters."""
    if "<" in html:
        html = _TAG.sub(_shown, _COMMENT.sub("", html.replace("\n", " ")))
    return decoded(html).replace("\xa0", " ")


def decoded(text: str) -> str:
    """*text* with each entity decoded once."""
    return _ENTITY.sub(lambda match: unescape(match[0]), text) if "&" in text else text


def escaped(text: str) -> str:
    """*text* as HTML that shows it."""
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )


def _shown(tag: re.Match[str]) -> str:
    name = tag[2].lower()
    if name in {"td", "th"}:
        return " "
    return "\n" if name in _BREAKS else ""
