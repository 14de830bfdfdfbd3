"""Writing a file whole or not at all, so that nobody ever reads half of one."""

from __future__ import annotations

import os
import secrets
from errno import EACCES
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Put *content* into *path*; on failure the file is as it was before, or absent.

    A file that was there keeps its permissions, a new one gets those the person's umask allows.
    A link stays, and what it leads to is written. A pipe or a device is written as it is. Raises
    ``OSError``.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    target = path.resolve()
    if target.exists() and not os.access(target, os.W_OK):
        # Its folder would let it be replaced all the same.
        raise PermissionError(EACCES, os.strerror(EACCES), str(target))
    unfinished = target.with_name(f".{target.name[:40]}-{secrets.token_hex(8)}.part")
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        if target.exists():
            unfinished.chmod(target.stat().st_mode & 0o777)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
