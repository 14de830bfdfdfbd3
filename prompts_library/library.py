"""The prompts there are: those that ship, and those of a private folder; a file each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import ClassVar, Final, Generic, TypeVar

from design.formats import FormatError, Problem
from design.text import did_you_mean, nearest
from prompts_library.drill import DrillEntry
from prompts_library.entry import Entry, read_drill, read_entry

T = TypeVar("T")

SUFFIX: Final = ".yaml"
DRILLS: Final = "drills"  # the folder of the drills, inside that of the prompts


class _UnknownError(LookupError):
    """There is nothing of that id; ``nearest`` is the likeliest one, where there is one."""

    what: ClassVar[str]

    def __init__(self, sought: str, ids: tuple[str, ...]) -> None:
        self.message = f"there is no {self.what} `{sought[:80]}`{did_you_mean(sought, ids)}"
        super().__init__(self.message)
        self.nearest = nearest(sought, ids)
        self.ids = ids


class UnknownPrompt(_UnknownError):  # noqa: N818 - it says what happened
    """There is no prompt of that id."""

    what = "prompt"


class UnknownDrill(_UnknownError):  # noqa: N818 - it says what happened
    """There is no drill of that id."""

    what = "drill"


class _Shelf(Generic[T]):
    """The files of one sort in some folders, each read when it is first asked for.

    A file that cannot be read is tried again: its author may be mending it. Every method may be
    called from any thread.
    """

    def __init__(
        self,
        folders: Sequence[Traversable],
        read: Callable[[Traversable], T],
        unknown: type[_UnknownError],
    ) -> None:
        self._files = dict(sorted(_files_in(folders).items()))
        self._read = read
        self._unknown = unknown
        self._known: dict[str, T] = {}
        self._lock = threading.Lock()

    @property
    def ids(self) -> tuple[str, ...]:
        """The names of the files, in order."""
        return tuple(self._files)

    def get(self, id_: str) -> T:
        """What the file of that name holds. Raises FormatError, or that the id is unknown."""
        # Only a known id becomes a path: what is typed cannot leave the folder.
        if id_ not in self._files:
            raise self._unknown(id_, self.ids)
        with self._lock:
            found = self._known.get(id_)
            if found is None:
                found = self._known[id_] = self._read(self._files[id_])
            return found

    def sorted_out(self) -> tuple[Mapping[str, T], Mapping[str, FormatError]]:
        """What can be read, and what is wrong with each of the others; by id, in order."""
        read: dict[str, T] = {}
        broken: dict[str, FormatError] = {}
        for id_ in self.ids:
            try:
                read[id_] = self.get(id_)
            except FormatError as error:
                broken[id_] = error
        return MappingProxyType(read), MappingProxyType(broken)


class Library:
    """The prompts and the drills in some folders. A file is read when it is first asked for.

    A file of a later folder takes the place of one of the same id. Every method may be called
    from any thread.
    """

    def __init__(self, folders: Sequence[Traversable]) -> None:
        """What is in *folders*; a folder that cannot be read has nothing."""
        self._prompts = _Shelf(folders, read_file, UnknownPrompt)
        self._drills = _Shelf(
            [one / DRILLS for one in folders],
            partial(read_drill_file, library=self),
            UnknownDrill,
        )

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all prompts, in order: the names of their files."""
        return self._prompts.ids

    def entry(self, id_: str) -> Entry:
        """The prompt *id_* with its boards. Raises UnknownPrompt, or FormatError."""
        return self._prompts.get(id_)

    def found(self, id_: str) -> Entry | None:
        """The same, or None where there is no such prompt or its file cannot be read."""
        try:
            return self.entry(id_)
        except (UnknownPrompt, FormatError):
            return None

    @property
    def drill_ids(self) -> tuple[str, ...]:
        """The ids of all drills, in order."""
        return self._drills.ids

    def drill(self, id_: str) -> DrillEntry:
        """The drill *id_* with its boards. Raises UnknownDrill, or FormatError."""
        return self._drills.get(id_)

    def drills(self) -> Mapping[str, DrillEntry]:
        """Every drill that can be read, by id, in the order of ids."""
        return self.drills_sorted_out()[0]

    def drills_sorted_out(self) -> tuple[Mapping[str, DrillEntry], Mapping[str, FormatError]]:
        """The drills that can be read and what is wrong with the others; by id, in order."""
        return self._drills.sorted_out()

    def sorted_out(self) -> tuple[Mapping[str, Entry], Mapping[str, FormatError]]:
        """The prompts that can be read and what is wrong with the others; by id, in order."""
        return self._prompts.sorted_out()

    def readable(self) -> Mapping[str, Entry]:
        """Every prompt that can be read, by id, in the order of ids."""
        return self.sorted_out()[0]

    def problems(self) -> Mapping[str, FormatError]:
        """What is wrong with each file of a prompt that cannot be read, by id."""
        return self.sorted_out()[1]


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
