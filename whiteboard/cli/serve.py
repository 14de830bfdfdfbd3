"""`whiteboard serve`: start the app, as a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import whiteboard
from whiteboard.cli.ending import CommandError, Exit


def serve(*, port: int | None, address: str | None) -> Exit:
    """Run the app until it is stopped."""
    command = [sys.executable, "-m", "streamlit", "run", str(app_file())]
    if port is not None:
        command += ["--server.port", str(port)]
    if address is not None:
        command += ["--server.address", address]
    try:
        done = subprocess.run(command, check=False)  # noqa: S603 - our own interpreter and file
    except KeyboardInterrupt:
        return Exit.CLEAN
    return Exit.CLEAN if done.returncode == 0 else Exit.UNUSABLE


def app_file() -> Path:
    """The app: beside the package in a checkout, inside it when installed."""
    package = Path(whiteboard.__file__).parent
    for candidate in (package.parent / "app.py", package / "app.py"):
        if candidate.is_file():
            return candidate
    raise CommandError("app.py is neither beside nor inside the whiteboard package; reinstall it.")
