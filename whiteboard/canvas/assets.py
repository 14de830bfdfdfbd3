"""Serves the board's bundle and vocabulary: files named by their content, kept for a year."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from whiteboard.canvas.vocabulary import vocabulary_file, vocabulary_text

if TYPE_CHECKING:
    from starlette.requests import Request

BUILD: Final = Path(__file__).parent / "frontend" / "build"
PREFIX: Final = "board-assets"
_FOREVER: Final = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Vary": "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
}


class BundleMissingError(RuntimeError):
    """The board has not been built."""


def bundle_file(build: Path = BUILD) -> str:
    """The name of the one bundle in *build*. Raises ``BundleMissingError``."""
    found = sorted(path.name for path in build.glob("index-*.js"))
    if len(found) != 1:
        raise BundleMissingError(
            f"The board's program is missing: expected one index-*.js in"
            f" whiteboard/canvas/frontend/build, found {len(found)}."
            " Run `python3 dev.py canvas` to build it."
        )
    return found[0]


@dataclass(frozen=True, slots=True)
class _Asset:
    """A file as it is sent; compressed once, because doing it anew would stop everybody."""

    type: str
    plain: bytes
    zipped: bytes

    @classmethod
    def of(cls, type_: str, plain: bytes) -> _Asset:
        return cls(type_, plain, gzip.compress(plain, mtime=0))

    def response(self, *, zipped: bool) -> Response:
        headers = _FOREVER | ({"Content-Encoding": "gzip"} if zipped else {})
        return Response(self.zipped if zipped else self.plain, 200, headers, self.type)


def asset_route(build: Path = BUILD) -> Route:
    """The route of everything the board loads, each file read once."""
    kept: dict[str, _Asset] = {}

    def serve(request: Request) -> Response:  # not a coroutine: it runs in a thread
        name = str(request.path_params["name"])
        asset = kept.get(name) or _asset(name, build)
        if asset is None:
            return PlainTextResponse("There is no such file.", 404)
        kept[name] = asset
        return asset.response(zipped="gzip" in request.headers.get("accept-encoding", ""))

    return Route(f"/{PREFIX}/{{name}}", serve, methods=["GET", "HEAD"])


def _asset(name: str, build: Path) -> _Asset | None:
    if name == vocabulary_file():
        return _Asset.of("application/json; charset=utf-8", vocabulary_text().encode())
    if name in {path.name for path in build.glob("*.js")}:
        return _Asset.of("text/javascript; charset=utf-8", (build / name).read_bytes())
    return None
