"""Serves the board's bundle and vocabulary: files named by their content, kept for a year."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from whiteboard.canvas.vocabulary import vocabulary_file, vocabulary_text

if TYPE_CHECKING:
    from starlette.requests import Request

BUILD: Final = Path(__file__).parent / "frontend" / "build"
PREFIX: Final = "board-assets"
_FOREVER: Final = {
    "Cache-Control": "public, max-age=31536000, immutable",
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


def asset_route(build: Path = BUILD) -> Route:
    """The route of everything the board loads, each file read once."""
    kept: dict[str, _Asset] = {}

    def serve(request: Request) -> Response:
        name = str(request.path_params["name"])
        if name not in kept:
            made = _asset(name, build)
            if made is None:
                return PlainTextResponse("There is no such file.", 404)
            kept[name] = made
        # A fresh answer each time: compressing one rewrites the headers of the object it is given.
        content, media_type = kept[name]
        return Response(content, 200, _FOREVER, media_type)

    return Route(f"/{PREFIX}/{{name}}", serve, methods=["GET", "HEAD"])


class _Asset(NamedTuple):
    content: bytes
    media_type: str


def _asset(name: str, build: Path) -> _Asset | None:
    if name == vocabulary_file():
        return _Asset(vocabulary_text().encode(), "application/json; charset=utf-8")
    if name in {path.name for path in build.glob("index-*.js")}:
        return _Asset((build / name).read_bytes(), "text/javascript; charset=utf-8")
    return None
