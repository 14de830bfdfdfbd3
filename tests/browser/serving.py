"""Streamlit servers in processes of their own, each on a free port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECONDS_TO_START = 60


class Server:
    """`streamlit` with *arguments*, run in the folder *where*; *log* gets what it prints."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        where: Path,
        log: Path,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = log
        self._arguments = arguments
        self._where = where
        self._settings = dict(settings or {})
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The number of the server's process."""
        assert self._process is not None, "the server is not running"
        return self._process.pid

    def start(self) -> None:
        """Start the server and wait until it answers."""
        streamlit = [sys.executable, "-m", "streamlit", *self._arguments]
        options = [f"--server.port={self.port}", "--server.headless=true"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*streamlit, *options],
                cwd=self._where,
                env={**os.environ, **self._settings},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                pytest.fail(f"The app does not start:\n{self.log_text()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Ask the server to end, as a person pressing Ctrl-C does."""
        self._end(signal.SIGTERM)

    def kill9(self) -> None:
        """End the server without letting it finish anything."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stop the server if it runs and start it again on the same port and folder."""
        self.stop()
        self.start()

    def log_text(self) -> str:
        """Return what the server has printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5) as reply:
                return bool(reply.status == 200)
        except (urllib.error.URLError, OSError):
            return False


class AppServer(Server):
    """The app, keeping its data in *home*."""

    def __init__(self, home: Path) -> None:
        self.home = home
        super().__init__(
            ["run", "app.py"],
            where=ROOT,
            log=home.with_name(f"{home.name}.log"),
            settings={"WHITEBOARD_HOME": str(home)},
        )


def free_port() -> int:
    """Return a port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
