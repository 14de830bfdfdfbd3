"""The first page: begin a board from a prompt, a file or nothing, or go on with one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import streamlit as st

from design.model import Design
from whiteboard.rounds.ports import StoreError
from whiteboard.screens.chrome import dress
from whiteboard.screens.drill_cards import drill_cards
from whiteboard.screens.prompt_cards import prompt_cards
from whiteboard.screens.uploads import ACCEPTED, uploaded_design
from whiteboard.screens.wording import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from whiteboard.rounds.ports import RoomRecord
    from whiteboard.rounds.room import Room
    from whiteboard.wiring.services import Services

RECENT: Final = 4
OLDER: Final = 60
LOCAL_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
RELAYED: Final = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


def show_start(made: Services) -> None:
    """Offer everything a board can start from."""
    dress()
    with st.container(key="start_page"):
        st.title("ML system design whiteboard")
        st.markdown(
            "Draw the system, write the numbers, and see what an experienced interviewer would ask"
            " about it."
        )
        _own(made)
        _recent(made)
        prompts, drills = st.tabs(["Prompts", "Debugging drills"])
        with prompts:
            prompt_cards(made, begin)
        with drills:
            drill_cards(made, begin)


def _own(made: Services) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Blank board", type="primary", icon=":material/add:", key="blank"):
            begin(lambda: made.rooms.create(Design(title="Untitled board")))
        with st.popover("Open a design file…", icon=":material/folder_open:"):
            design = uploaded_design(ACCEPTED, key="start_upload")
            if design is not None and st.button("Open it as a new board", key="start_open"):
                begin(lambda: made.rooms.create(design))
        if is_local() and st.button("Your practice", icon=":material/history:", key="history"):
            st.query_params["history"] = "1"
            st.rerun()


def _recent(made: Services) -> None:
    if not is_local():
        return
    try:
        records = made.rooms.recent()
    except StoreError as error:
        st.error(plain(error.message))
        return
    if not records:
        return
    st.subheader("Your boards")
    with st.container(key="recent_boards", gap="xsmall"):
        for record in records[:RECENT]:
            _board(made, record)
    if len(records) > RECENT:
        with st.expander(f"{len(records) - RECENT} older boards"):
            for record in records[RECENT : RECENT + OLDER]:
                _board(made, record)
            if len(records) > RECENT + OLDER:
                st.caption(
                    f"{len(records) - RECENT - OLDER} more are not listed; their design files are"
                    f" beside that of the last, {plain(made.rooms.saved_to(record))}."
                )


def _board(made: Services, record: RoomRecord) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        title = plain(record.title) or "Untitled board"
        if st.button(title, key=f"open-{record.id}", type="tertiary"):
            st.query_params["board"] = record.id
            st.rerun()
        st.caption(
            f"{record.changed.astimezone():%d %b %Y, %H:%M} · {plain(made.rooms.saved_to(record))}"
        )
        with st.popover("Delete…", type="tertiary", key=f"forget-{record.id}"):
            st.markdown("Its history cannot be brought back. The design file stays where it is.")
            st.button(
                "Delete this board",
                key=f"delete-{record.id}",
                on_click=_delete,
                args=(made, record.id),
            )


def _delete(made: Services, room: str) -> None:
    try:
        made.rooms.delete(room)
    except StoreError as error:
        st.toast(plain(error.message), icon=":material/error:")


def is_local() -> bool:
    """Whether this page is shown to somebody at the machine of the server.

    A list of boards is a list of keys to them, so it is shown to nobody else. Behind a proxy
    everybody comes from this machine, but the page has another name than its own, or the proxy
    says that it relays.
    """
    headers = st.context.headers
    return comes_from_here(st.context.ip_address, headers.get("host", "")) and not is_relayed(
        headers
    )


def is_relayed(headers: Mapping[str, str]) -> bool:
    """Whether a request came through a proxy, or from a page of another name than this machine's.

    A proxy may replace the name that was asked for; the origin is what the browser shows.
    """
    origin = headers.get("origin")
    return any(name in headers for name in RELAYED) or (
        origin is not None and not comes_from_here(None, origin.partition("://")[2])
    )


def comes_from_here(address: str | None, host: str) -> bool:
    """The same for an address (None stands for this machine) and the name that was asked for."""
    try:
        name = urlsplit(f"//{host}").hostname
    except ValueError:
        return False
    return address is None and name in LOCAL_NAMES


def begin(make: Callable[[], Room]) -> None:
    """Make a room and go there; what goes wrong is said in a sentence."""
    try:
        room = make()
    except StoreError as error:
        st.error(plain(error.message))
        return
    st.query_params.from_dict({"board": room.id})
    st.rerun()
