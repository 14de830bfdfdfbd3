"""The prompts there are: those that ship, and those of a private folder; a file each."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Final

from design.formats import FormatError, Problem
from design.text import did_you_mean, nearest
from prompts_library.entry import Entry, read_entry

SUFFIX: Final = ".yaml"


class UnknownPrompt(LookupError):  # noqa: N818 - it says what happened
    """There is no prompt of that id; ``nearest`` is the likeliest one, where there is one."""

    def __init__(self, sought: str, ids: tuple[str, ...]) -> None:
        self.message = f"there is no prompt `{sought[:80]}`{did_you_mean(sought, ids)}"
        super().__init__(self.message)
        self.nearest = nearest(sought, ids)
        self.ids = ids


class Library:
    """The prompts in some folders. A file is read when its prompt is first asked for.

    A prompt of a later folder takes the place of one of the same id. Every method may be called
    from any thread.
    """

    def __init__(self, folders: Sequence[Traversable]) -> None:
        """The prompts in *folders*; a folder that cannot be read has none."""
        self._files = dict(sorted(_files_in(folders).items()))
        self._entries: dict[str, Entry] = {}
        self._lock = threading.Lock()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all prompts, in order: the names of their files."""
        return tuple(self._files)

    def entry(self, id_: str) -> Entry:
        """The prompt *id_* with its boards. Raises UnknownPrompt, or FormatError."""
        # Only a known id becomes a path: what is typed cannot leave the folder.
        if id_ not in self._files:
            raise UnknownPrompt(id_, self.ids)
        with self._lock:
            found = self._entries.get(id_)
            if found is None:
                found = self._entries[id_] = read_file(self._files[id_])
            return found

    def readable(self) -> Mapping[str, Entry]:
        """Every prompt that can be read, by id, in the order of ids."""
        found: dict[str, Entry] = {}
        for id_ in self.ids:
            try:
                found[id_] = self.entry(id_)
            except FormatError:
                continue
        return MappingProxyType(found)

    def problems(self) -> Mapping[str, FormatError]:
        """What is wrong with each file that cannot be read, by id."""
        found: dict[str, FormatError] = {}
        for id_ in self.ids:
            try:
                self.entry(id_)
            except FormatError as error:
                found[id_] = error
        return MappingProxyType(found)


def read_file(file: Traversable) -> Entry:
    """The prompt in *file*, which is named by its id. Raises FormatError."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        message = f"cannot be read: {why or 'no such file'}"
        raise FormatError((Problem(file.name, 1, 1, "", message),)) from error
    found = read_entry(text, name=file.name)
    if f"{found.prompt.id}{SUFFIX}" != file.name:
        message = f"expected `{file.name.removesuffix(SUFFIX)}`, the name of the file; found"
        message = f"{message} `{found.prompt.id}`"
        raise FormatError((Problem(file.name, 1, 1, "id", message),))
    return found


@cache
def shipped() -> Library:
    """The prompts that come with the whiteboard."""
    return Library((shipped_folder(),))


def shipped_folder() -> Traversable:
    """The folder of the prompts that come with the whiteboard."""
    return files("prompts_library") / "prompts"


def _files_in(folders: Sequence[Traversable]) -> dict[str, Traversable]:
    found: dict[str, Traversable] = {}
    for folder in folders:
        try:
            inside = [one for one in folder.iterdir() if one.name.endswith(SUFFIX)]
        except OSError:
            continue
        found |= {one.name.removesuffix(SUFFIX): one for one in inside if one.is_file()}
    return found
