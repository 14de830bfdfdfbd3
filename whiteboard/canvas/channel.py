"""The WebSocket between a board and its room: lets in, reads, settles, and tells everyone."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

import anyio.to_thread
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocketDisconnect

from checks.overlays import OverlayName
from whiteboard.canvas import messages
from whiteboard.canvas.asking import answer
from whiteboard.canvas.gate import SUBPROTOCOL, is_same_origin, may_open
from whiteboard.canvas.outbox import Outbox
from whiteboard.canvas.overlaying import Overlaying
from whiteboard.canvas.protocol import (
    MOST_BYTES,
    Cover,
    Edit,
    Hello,
    LookAt,
    MalformedError,
    Message,
    Ping,
    Question,
    Read,
    Reveal,
    parse,
)
from whiteboard.canvas.reading import read_typed
from whiteboard.rounds.gestures import Gesture
from whiteboard.rounds.ports import StoreError
from whiteboard.rounds.practice import PracticeRefusedError
from whiteboard.rounds.rooms import RoomUnknownError

if TYPE_CHECKING:
    from starlette.types import Message as ASGIMessage
    from starlette.websockets import WebSocket

    from prompts_library import Library
    from whiteboard.canvas.protocol import SentGesture
    from whiteboard.canvas.tokens import Tokens
    from whiteboard.rounds.gestures import Settled, Update
    from whiteboard.rounds.practice import Practice
    from whiteboard.rounds.room import Room
    from whiteboard.rounds.rooms import Rooms

T = TypeVar("T")

LOG: Final = logging.getLogger(__name__)

POLICY: Final = 1008
TOO_BIG: Final = 1009
FAILED: Final = 1011
TOO_SLOW: Final = 1013

SECONDS_TO_GREET: Final = 20
SECONDS_TO_CLOSE: Final = 2
BOARDS_PER_ROOM: Final = 64
MESSAGES_PER_SECOND: Final = 200


class Channel:
    """Serves ``/board/{room}/ws``.

    ``allowed_hosts`` gives the names this server answers to; none means every name.
    """

    def __init__(
        self,
        rooms: Rooms,
        tokens: Tokens,
        allowed_hosts: Callable[[], Sequence[str]],
        *,
        practice: Practice,
        library: Library,
    ) -> None:
        self.practice = practice
        self.library = library
        self._rooms = rooms
        self._tokens = tokens
        self._allowed_hosts = allowed_hosts
        self._boards: Counter[str] = Counter()
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._latest: dict[str, tuple[Update, str]] = {}

    def route(self) -> WebSocketRoute:
        """The route to mount."""
        return WebSocketRoute("/board/{room}/ws", self._serve)

    async def _serve(self, socket: WebSocket) -> None:
        name = str(socket.path_params["room"])
        if not self._may_enter(socket, name) or self._boards[name] >= BOARDS_PER_ROOM:
            await socket.close(POLICY)  # before it is accepted this is a 403
            return
        self._boards[name] += 1  # at once: many may ask while a room is being opened
        try:
            await self._open(socket, name)
        finally:
            self._boards[name] -= 1
            if not self._boards[name]:
                del self._boards[name]
                self._turns.pop(name, None)
                self._latest.pop(name, None)

    async def _open(self, socket: WebSocket, name: str) -> None:
        # One at a time, here and below: who waits for a room must not fill the threads that all
        # rooms share, and the lock of a room is waited for in one of them.
        turn = self._turns[name]
        async with turn:
            room = await self._room(name)
        if room is None:
            await socket.close(POLICY)
            return
        await socket.accept(subprotocol=SUBPROTOCOL)
        await _Board(socket, room, self, turn).run()

    def _may_enter(self, socket: WebSocket, name: str) -> bool:
        origin, host = socket.headers.get("origin"), socket.headers.get("host")
        offered: list[str] = socket.scope.get("subprotocols", [])
        is_ours = is_same_origin(origin, host, self._allowed_hosts())
        return is_ours and may_open(name, offered, self._tokens)

    async def _room(self, name: str) -> Room | None:
        try:
            return await anyio.to_thread.run_sync(self._rooms.open, name)
        except RoomUnknownError:
            return None
        except StoreError:
            LOG.exception("A board could not be opened")
            return None

    def saved_to(self, room: Room) -> str:
        """Where the design file of *room* is."""
        return self._rooms.saved_to(room.state.record)

    def body(self, update: Update) -> str:
        """The text about *update*, made once however many boards are told.

        Called under the lock of the update's room.
        """
        room = update.after.record.id
        latest = self._latest.get(room)
        if latest is None or latest[0] is not update:
            latest = self._latest[room] = (update, messages.update_body(update))
        return latest[1]


class _Board:
    """One connected board."""

    def __init__(self, socket: WebSocket, room: Room, channel: Channel, turn: asyncio.Lock) -> None:
        self._socket = socket
        self._room = room
        self._channel = channel
        self._turn = turn
        self._client = ""
        self._loop = asyncio.get_running_loop()
        self._outbox = Outbox()
        self._overlaying = Overlaying(self._outbox.put)

    async def run(self) -> None:
        """Serve the board until it leaves or has to be closed."""
        reader = asyncio.create_task(self._read())
        writer = asyncio.create_task(self._write())
        # A board that does not read keeps the writer waiting; the outbox notices, not the writer.
        overflow = asyncio.create_task(self._outbox.overflow())
        overlaying = asyncio.create_task(self._overlaying.run())
        tasks = (reader, writer, overflow, overlaying)
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            async with self._turn:
                await anyio.to_thread.run_sync(self._room.leave, self._hear)
        code = TOO_SLOW if not overflow.cancelled() else _code(reader, writer, overlaying)
        if code is not None:
            await self._close(code)

    async def _close(self, code: int) -> None:
        try:
            async with asyncio.timeout(SECONDS_TO_CLOSE):
                await self._socket.close(code)
        except (TimeoutError, RuntimeError, OSError, WebSocketDisconnect):
            LOG.debug("A board left before it was closed")

    async def _read(self) -> int:
        """Answer messages until the socket has to be closed; return the code to close it with."""
        second, count = int(self._loop.time()), 0
        while True:
            try:
                event = await self._received()
            except TimeoutError:
                return POLICY
            if event["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(event.get("code", 1000))
            now = int(self._loop.time())
            second, count = (now, 1) if now != second else (second, count + 1)
            if count > MESSAGES_PER_SECOND:
                return POLICY
            text = event.get("text") or (event.get("bytes") or b"").decode("utf-8", "replace")
            if len(text) > MOST_BYTES or len(text.encode("utf-8", "replace")) > MOST_BYTES:
                return TOO_BIG
            try:
                # Validating a short message is quicker than handing it to a thread.
                message = (
                    parse(text)
                    if len(text) < MOST_BYTES // 10
                    else await anyio.to_thread.run_sync(parse, text)
                )
            except MalformedError as error:
                self._outbox.put(messages.notice(str(error)))
                continue
            if not self._client and not isinstance(message, Hello | Ping):
                return POLICY
            await self._answer(message)

    async def _received(self) -> ASGIMessage:
        """What the board sends next; it has to greet soon, and may then be silent for ever."""
        if self._client:
            return await self._socket.receive()
        async with asyncio.timeout(SECONDS_TO_GREET):
            return await self._socket.receive()

    async def _answer(self, message: Message) -> None:
        if isinstance(message, Ping):
            self._outbox.put(messages.PONG)
        elif isinstance(message, Read):
            self._outbox.put(read_typed(message))
        elif isinstance(message, Cover):
            self._outbox.put(await anyio.to_thread.run_sync(messages.covered, self._room.state))
        elif isinstance(message, LookAt):
            await self._look_at(message.name)
        elif isinstance(message, Reveal):
            await self._reveal(message.card)
        elif isinstance(message, Question):
            self._outbox.put(
                await anyio.to_thread.run_sync(
                    answer, message, self._room.state, self._channel.library
                )
            )
        else:
            try:
                async with self._turn:
                    await anyio.to_thread.run_sync(self._settle, message)
            except StoreError as error:
                self._outbox.put(messages.notice(error.message))

    async def _look_at(self, name: str | None) -> None:
        if name is not None and name in set(OverlayName):
            await self._practising(partial(self._channel.practice.look, self._room, name))
        self._overlaying.look_at(name, self._room.state)

    async def _reveal(self, card: int | None) -> None:
        await self._practising(partial(self._channel.practice.reveal, self._room, card))

    async def _practising(self, act: Callable[[], object]) -> None:
        try:
            async with self._turn:
                await anyio.to_thread.run_sync(act)
        except PracticeRefusedError as error:
            self._outbox.put(messages.notice(str(error)))
        except StoreError as error:
            self._outbox.put(messages.notice(error.message))

    def _settle(self, message: Hello | Edit) -> None:
        """Judge and store a batch, off the event loop."""
        gestures = _gestures(message.pending)
        if isinstance(message, Hello):
            self._client = message.client
            self._room.join(message.client, gestures, listener=self._hear, then=self._greet)
        else:
            self._client = message.client
            self._room.edit(message.client, gestures, then=self._acknowledge)

    def _greet(self, settled: Settled) -> None:
        self._say_refusals(settled)
        saved_to = self._channel.saved_to(self._room)
        self._say(messages.snapshot(settled.state, settled.ack, saved_to))
        if settled.state.attempt is not None:
            self._say(messages.practice(settled.state))

    def _acknowledge(self, settled: Settled) -> None:
        """Answer a batch of which nothing was stored; of what was, ``_hear`` has told already."""
        if not settled.stored:
            self._say_refusals(settled)
            self._say(messages.nothing_new(settled.state, settled.ack))

    def _say_refusals(self, settled: Settled) -> None:
        for refusal in settled.refusals:
            self._say(messages.refused(refusal))
        if settled.missing is not None:
            self._say(
                messages.notice(
                    f"Change {settled.missing} of this board never arrived; what came after it"
                    " has to wait for it."
                )
            )

    def _hear(self, update: Update) -> None:
        """Tell the board of *update*; called under the room's lock, from any thread."""
        is_own = update.client == self._client
        if is_own:
            for refusal in update.refusals:
                self._say(messages.refused(refusal))
        self._say(messages.with_ack(self._channel.body(update), update.ack if is_own else None))
        if (update.before.attempt, update.after.attempt) != (None, None):
            self._say(messages.practice(update.after))
        self._soon(self._overlaying.draw, update.after)

    def _say(self, text: str) -> None:
        self._soon(self._outbox.put, text)

    def _soon(self, act: Callable[[T], None], what: T) -> None:
        try:
            self._loop.call_soon_threadsafe(act, what)
        except RuntimeError:  # the loop has ended, and the board with it
            LOG.debug("A board is gone")

    async def _write(self) -> None:
        while True:
            await self._socket.send_text(await self._outbox.take())


def _code(*tasks: asyncio.Task[int] | asyncio.Task[None]) -> int | None:
    """The code to close a socket with after *tasks*, or None when it is closed already."""
    for task in tasks:
        if task.cancelled():
            continue
        error = task.exception()
        if error is None:
            return task.result()
        if not isinstance(error, WebSocketDisconnect):
            LOG.error("A board's channel failed", exc_info=error)
            return FAILED
    return None


def _gestures(pending: Sequence[SentGesture]) -> tuple[Gesture, ...]:
    return tuple(Gesture(one.seq, one.changes) for one in pending)
