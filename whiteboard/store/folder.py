"""The folder of design files: each is replaced whole, so nobody ever reads half of one."""

from __future__ import annotations

from pathlib import Path

from whiteboard.rounds.ports import StoreError
from whiteboard.whole_file import write_whole


class DesignFolder:
    """``DesignFiles`` in the folder *home*, which must exist."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def write(self, name: str, text: str) -> None:
        target = self._target(name)
        try:
            write_whole(target, text.encode())
        except OSError as error:
            raise StoreError(f"{target} could not be written: {error.strerror}.") from error

    def names(self) -> frozenset[str]:
        try:
            return frozenset(path.name for path in self._home.iterdir())
        except OSError as error:
            raise StoreError(f"{self._home} could not be read: {error.strerror}.") from error

    def shown(self, name: str) -> str:
        """The path, from the home folder of the person where it is inside it."""
        path = self._target(name).resolve()
        try:
            return str(Path("~") / path.relative_to(Path.home()))
        except (ValueError, RuntimeError):
            return str(path)

    def _target(self, name: str) -> Path:
        if not name or name != Path(name).name or name.startswith("."):
            raise StoreError(f"{name!r} is no file name.")
        return self._home / name
