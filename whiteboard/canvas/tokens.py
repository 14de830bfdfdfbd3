"""The token that opens a room's channel: an HMAC of the room's id under a secret of this server."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Final

SECRET_BYTES: Final = 32
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
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = path.read_bytes()
        if len(kept) >= SECRET_BYTES:
            return kept
        path.unlink()  # a write that was cut short
        return kept_secret(path)
    with os.fdopen(handle, "wb") as file:
        made = secrets.token_bytes(SECRET_BYTES)
        file.write(made)
        file.flush()
        os.fsync(file.fileno())
    return made
