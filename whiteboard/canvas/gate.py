"""Who may open a channel: a page of this very server that holds the room's token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whiteboard.canvas.tokens import Tokens

SUBPROTOCOL: Final = "whiteboard.v1"
_TOKEN: Final = "token."


def is_same_origin(origin: str | None, host: str | None, allowed: Sequence[str]) -> bool:
    """Whether a page of *origin* talks to its own server, under a name in *allowed*.

    An empty *allowed* allows every name. A missing origin is refused: every browser sends one.
    """
    if not origin or not host:
        return False
    try:
        parts = urlsplit(origin)
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or parts.netloc.lower() != host.lower():
        return False
    return not allowed or _is_named(name, allowed)


def _is_named(name: str, allowed: Sequence[str]) -> bool:
    for pattern in (one.strip().lower().rstrip(".").strip("[]") for one in allowed):
        if name == pattern or (pattern.startswith("*.") and name.endswith(pattern[1:])):
            return True
    return False


def may_open(room: str, subprotocols: Sequence[str], tokens: Tokens) -> bool:
    """Whether the offered subprotocols hold ours and the token of *room*."""
    offered = [one.removeprefix(_TOKEN) for one in subprotocols if one.startswith(_TOKEN)]
    return SUBPROTOCOL in subprotocols and len(offered) == 1 and tokens.fits(room, offered[0])
