"""Serves the board's bundle and vocabulary: files named by their content, kept for a year."""

from __future__ import annotations

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
    kept: dict[str, Response] = {}

    def serve(request: Request) -> Response:
        name = str(request.path_params["name"])
        if name not in kept:
            made = _asset(name, build)
            if made is None:
                return PlainTextResponse("There is no such file.", 404)
            kept[name] = made
        return kept[name]

    return Route(f"/{PREFIX}/{{name}}", serve, methods=["GET", "HEAD"])


def _asset(name: str, build: Path) -> Response | None:
    if name == vocabulary_file():
        return Response(vocabulary_text(), 200, _FOREVER, "application/json; charset=utf-8")
    if name in {path.name for path in build.glob("index-*.js")}:
        content = (build / name).read_bytes()
        return Response(content, 200, _FOREVER, "text/javascript; charset=utf-8")
    return None
