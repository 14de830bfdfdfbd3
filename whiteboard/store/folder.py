"""The folder of design files: each is replaced whole, so nobody ever reads half of one."""

from __future__ import annotations

from hashlib import sha256
from itertools import count
from pathlib import Path

from whiteboard.rounds.ports import StoreError
from whiteboard.whole_file import write_whole


class DesignFolder:
    """``DesignFiles`` in the folder *home*, which must exist.

    A file that somebody edits while its board is open is not overwritten but renamed.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._written: dict[str, bytes] = {}  # digest of what this process wrote last

    def write(self, name: str, text: str) -> None:
        target = self._target(name)
        content = text.encode()
        try:
            self._put_aside(target)
            write_whole(target, content)
            self._written[name] = sha256(content).digest()
        except OSError as error:
            raise StoreError(f"{target} could not be written: {error.strerror}.") from error

    def _put_aside(self, target: Path) -> None:
        known = self._written.get(target.name)
        if known is None or not target.is_file():
            return
        if sha256(target.read_bytes()).digest() == known:
            return
        taken = self.names()
        names = (f"{target.stem}-edited-{number}{target.suffix}" for number in count(1))
        target.rename(target.with_name(next(name for name in names if name not in taken)))

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
