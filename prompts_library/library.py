"""The prompts there are: those that ship, and those of a private folder; a file each."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Final

from design.formats import FormatError, Problem
from design.text import did_you_mean, nearest
from prompts_library.drill import DrillEntry
from prompts_library.entry import Entry, read_drill, read_entry

SUFFIX: Final = ".yaml"
DRILLS: Final = "drills"  # the folder of the drills, inside that of the prompts


class UnknownDrill(LookupError):  # noqa: N818 - it says what happened
    """There is no drill of that id; ``nearest`` is the likeliest one, where there is one."""

    def __init__(self, sought: str, ids: tuple[str, ...]) -> None:
        self.message = f"there is no drill `{sought[:80]}`{did_you_mean(sought, ids)}"
        super().__init__(self.message)
        self.nearest = nearest(sought, ids)


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
        self._drill_files = dict(sorted(_files_in([one / DRILLS for one in folders]).items()))
        self._entries: dict[str, Entry] = {}
        self._drills: dict[str, DrillEntry] = {}
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

    @property
    def drill_ids(self) -> tuple[str, ...]:
        """The ids of all drills, in order."""
        return tuple(self._drill_files)

    def drill(self, id_: str) -> DrillEntry:
        """The drill *id_* with its boards. Raises UnknownDrill, or FormatError."""
        if id_ not in self._drill_files:
            raise UnknownDrill(id_, self.drill_ids)
        found = self._drills.get(id_)
        if found is None:
            found = self._drills[id_] = read_drill_file(self._drill_files[id_], self)
        return found

    def drills(self) -> Mapping[str, DrillEntry]:
        """Every drill that can be read, by id, in the order of ids."""
        found: dict[str, DrillEntry] = {}
        for id_ in self.drill_ids:
            try:
                found[id_] = self.drill(id_)
            except FormatError:
                continue
        return MappingProxyType(found)

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
    found = read_entry(_text(file), name=file.name)
    _check_name(file, found.prompt.id)
    return found


def read_drill_file(file: Traversable, library: Library) -> DrillEntry:
    """The drill in *file*, on a prompt of *library*. Raises FormatError."""
    found = read_drill(_text(file), name=file.name, entry=partial(_prompt_of, library, file))
    _check_name(file, found.drill.id)
    return found


def _prompt_of(library: Library, file: Traversable, id_: str) -> Entry:
    try:
        return library.entry(id_)
    except UnknownPrompt as error:
        raise FormatError((Problem(file.name, 1, 1, "prompt", error.message),)) from error


def _text(file: Traversable) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        message = f"cannot be read: {why or 'no such file'}"
        raise FormatError((Problem(file.name, 1, 1, "", message),)) from error


def _check_name(file: Traversable, id_: str) -> None:
    named = file.name.removesuffix(SUFFIX)
    if id_ != named:
        message = f"expected `{named}`, the name of the file; found `{id_}`"
        raise FormatError((Problem(file.name, 1, 1, "id", message),))


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
