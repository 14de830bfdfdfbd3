"""What the server serves beside Streamlit's own pages."""

from __future__ import annotations

import logging
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final, TypedDict

import anyio.to_thread
from starlette.middleware import Middleware

from checks.engine import evaluate
from design.model import Design
from whiteboard.canvas.assets import asset_route
from whiteboard.canvas.channel import Channel
from whiteboard.canvas.headers import PageHeaders
from whiteboard.canvas.links import Links
from whiteboard.canvas.vocabulary import vocabulary_file
from whiteboard.rounds.ports import StoreError
from whiteboard.wiring.services import services
from whiteboard.wiring.settings import HomeError

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    import streamlit as st
    from starlette.routing import BaseRoute

LOG: Final = logging.getLogger(__name__)


class Extras(TypedDict):
    """The arguments of ``st.App`` beside the script."""

    routes: Sequence[BaseRoute]
    middleware: Sequence[Middleware]
    lifespan: Callable[[st.App], AbstractAsyncContextManager[None]]
    on_script_error: Callable[[Exception], bool]


def extras() -> Extras:
    """The board's channel and files, the headers of every page, and what happens at both ends.

    Ends the program with a sentence when boards cannot be kept: a server that would lose work
    must not start.
    """
    try:
        made = services()
    except (HomeError, StoreError) as error:
        raise SystemExit(str(error)) from error
    channel = Channel(
        made.rooms,
        made.tokens,
        _allowed_hosts,
        practice=made.practice,
        library=made.library,
    )
    links = Links(made.rooms, _allowed_hosts)
    return {
        "routes": [channel.route(), asset_route(), *links.routes()],
        "middleware": [Middleware(PageHeaders)],
        "lifespan": _lifespan,
        "on_script_error": report_error,
    }


def _allowed_hosts() -> Sequence[str]:
    from streamlit import config

    allowed: Sequence[str] = config.get_option("server.allowedHosts") or ()
    return allowed


@asynccontextmanager
async def _lifespan(_app: st.App) -> AsyncIterator[None]:
    # While the first browser loads the page, get ready what its board will need.
    threading.Thread(target=_warm_up, daemon=True).start()
    yield
    await anyio.to_thread.run_sync(services().rooms.flush)


def _warm_up() -> None:
    try:
        evaluate(Design())
        services().library.readable()
        services().library.drills()
        vocabulary_file()
    except Exception:  # a start that cannot warm up still serves, and the log says why
        LOG.exception("The rules or the prompts cannot be loaded")


def report_error(error: Exception) -> bool:
    """Log *error* and put a sentence in its place: no traceback reaches a person."""
    import streamlit as st

    LOG.error("A page failed", exc_info=error)
    st.error(
        "Something went wrong on this page. Your board is saved; reload the page to go on."
        " The server's log has the details."
    )
    return True
