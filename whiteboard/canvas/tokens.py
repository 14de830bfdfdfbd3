"""The token that opens a room's channel: an HMAC of the room's id under a secret of this server."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

SECRET_BYTES: Final = 32
_OTHERS: Final = 0o077
_PURPOSE: Final = b"whiteboard board channel 1\0"


class Tokens:
    """Makes and checks tokens with one secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def token(self, room: str) -> str:
        """The token of *room*: 43 characters of ``[A-Za-z0-9_-]``."""
        made = hmac.new(self._secret, _PURPOSE + room.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(made).rstrip(b"=").decode()

    def fits(self, room: str, token: str) -> bool:
        """Whether *token* opens *room*, in a time that does not depend on where it differs."""
        return hmac.compare_digest(self.token(room).encode(), token.encode())


def kept_secret(path: Path) -> bytes:
    """The secret in the file *path*, made on first use and readable by its owner alone.

    Boards that are open keep their tokens when the server restarts. Raises ``OSError``.
    """
    with suppress(FileNotFoundError):
        kept = path.read_bytes()
        if len(kept) >= SECRET_BYTES:
            if path.stat().st_mode & _OTHERS:
                path.chmod(0o600)  # a copy or a backup may have opened it to others
            return kept
        path.unlink()  # not one of ours: it is written whole
    _make_secret(path)
    return path.read_bytes()


def _make_secret(path: Path) -> None:
    """Put a new secret into *path*, unless another process was first."""
    unfinished = path.with_name(f"{path.name}-{secrets.token_hex(8)}.part")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(unfinished, path)
    finally:
        unfinished.unlink()
