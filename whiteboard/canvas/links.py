"""Opens the design a link holds: a page that unpacks it, and the request that makes it a board.

The design stands in the fragment of the address, which browsers keep to themselves: no server, no
log and no referrer ever sees it.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Final

import anyio.to_thread
from starlette.responses import FileResponse, JSONResponse
from starlette.routing import Route

from design.formats import FormatError, read_design
from whiteboard.canvas.gate import is_same_origin
from whiteboard.rounds.ports import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from whiteboard.rounds.rooms import Rooms

LOG: Final = logging.getLogger(__name__)
PAGES: Final = Path(__file__).parent / "link_page"
MOST_BYTES: Final = 2_000_000


class Links:
    """Serves ``/open-link``."""

    def __init__(self, rooms: Rooms, allowed_hosts: Callable[[], Sequence[str]]) -> None:
        self._rooms = rooms
        self._allowed_hosts = allowed_hosts

    def routes(self) -> list[Route]:
        """The routes to mount."""
        return [
            Route("/open-link", _page, methods=["GET"]),
            Route("/open-link", self._open, methods=["POST"]),
            Route("/open-link.js", _program, methods=["GET"]),
        ]

    async def _open(self, request: Request) -> Response:
        """Make a board of the design in the body; answer with its name, or say what is wrong."""
        origin, host = request.headers.get("origin"), request.headers.get("host")
        if not is_same_origin(origin, host, self._allowed_hosts()):
            return _refused("Only a page of this server may open a link.", 403)
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                return _refused("The design is too large.", 413)
        try:
            board = await anyio.to_thread.run_sync(self._made, bytes(body))
        except FormatError as error:
            return _refused("\n".join(str(one) for one in error.problems[:8]), 422)
        except StoreError as error:
            LOG.exception("A link could not be opened")
            return _refused(error.message, 503)
        return JSONResponse({"board": board})

    def _made(self, body: bytes) -> str:
        design = read_design(body, name="design.yaml").design
        return self._rooms.create(design).id


async def _page(_: Request) -> Response:
    return FileResponse(PAGES / "open.html", media_type="text/html; charset=utf-8")


async def _program(_: Request) -> Response:
    return FileResponse(PAGES / "open.js", media_type="text/javascript; charset=utf-8")


def _refused(message: str, status: int) -> JSONResponse:
    return JSONResponse({"message": message}, status)
