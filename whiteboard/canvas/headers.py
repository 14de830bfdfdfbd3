"""Adds to every page what a browser needs to protect it, and fetches the board's program early."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.datastructures import MutableHeaders

from whiteboard.canvas.assets import PREFIX, BundleMissingError, bundle_file
from whiteboard.canvas.vocabulary import vocabulary_file

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_INLINE_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class PageHeaders:
    """ASGI middleware for everything the server answers over HTTP."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._policy = content_policy(_inline_scripts())
        self._program, self._vocabulary = _early()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_page = scope["path"] in ("", "/")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "no-referrer")
                headers.setdefault("Content-Security-Policy", self._policy)
                headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
                if is_page and self._program:
                    headers["Link"] = self._early_of(scope)
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _early_of(self, scope: Scope) -> str:
        """Only a page that shows a board needs the vocabulary at once."""
        has_board = b"board=" in scope.get("query_string", b"")
        return f"{self._program}, {self._vocabulary}" if has_board else self._program


def content_policy(inline_scripts: tuple[str, ...]) -> str:
    """What a page may load: its own files, the inline scripts named by hash, nothing else.

    Streamlit runs the script of a component from a ``blob:`` address and writes styles inline.
    """
    hashes = " ".join(f"'sha256-{_sha256(script)}'" for script in inline_scripts)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' blob: {hashes}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )


def _sha256(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _inline_scripts() -> tuple[str, ...]:
    import streamlit

    page = Path(streamlit.__file__).parent / "static" / "index.html"
    return tuple(_INLINE_SCRIPT.findall(page.read_text(encoding="utf-8")))


def _early() -> tuple[str, str]:
    """The links that fetch the program and the vocabulary early; empty without a bundle."""
    try:
        bundle = bundle_file()
    except BundleMissingError:
        return "", ""
    vocabulary = f"<{PREFIX}/{vocabulary_file()}>; rel=preload; as=fetch; crossorigin"
    return f"<{PREFIX}/{bundle}>; rel=modulepreload", vocabulary
