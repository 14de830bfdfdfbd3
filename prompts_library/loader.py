"""Finding prompts by their place: one folder each, with the question and its three boards."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from design.formats import FormatError, Problem, read_design
from design.model import Design
from design.text import did_you_mean, nearest

if TYPE_CHECKING:
    from prompts_library.schema import Prompt

_FILE: Final = "prompt.yaml"


class UnknownPrompt(LookupError):  # noqa: N818 - it says what happened
    """There is no prompt of that id; ``nearest`` is the likeliest one, where there is one."""

    def __init__(self, sought: str, ids: tuple[str, ...]) -> None:
        self.message = f"there is no prompt `{sought[:80]}`{did_you_mean(sought, ids)}"
        super().__init__(self.message)
        self.nearest = nearest(sought, ids)
        self.ids = ids


def all_prompts() -> Mapping[str, Prompt]:
    """Every prompt, by id, in the order of ids. Raises FormatError where a file is not one."""
    return MappingProxyType({id_: prompt(id_) for id_ in prompt_ids()})


@cache
def prompt_ids() -> tuple[str, ...]:
    """The ids of all prompts, in order: the folders that hold a prompt."""
    return tuple(sorted(one.name for one in _root().iterdir() if one.joinpath(_FILE).is_file()))


@cache
def prompt(id_: str) -> Prompt:
    """The prompt *id_*. Raises UnknownPrompt, or FormatError where its file is broken."""
    from prompts_library.reading import read_prompt

    name = f"prompts/{id_}/{_FILE}"
    found = read_prompt(_text(id_, _FILE), name=name)
    if found.id != id_:
        message = f"expected `{id_}`, the name of the folder; found `{found.id}`"
        raise FormatError((Problem(name, 1, 1, "id", message),))
    return found


@cache
def starter(id_: str) -> Design:
    """The board a round on the prompt *id_* starts with. Raises UnknownPrompt."""
    return _design(id_, "starter.yaml")


@cache
def reference(id_: str) -> Design:
    """An excellent answer to the prompt *id_*. Raises UnknownPrompt."""
    return _design(id_, "reference.yaml")


@cache
def flawed(id_: str) -> Design:
    """The same system with faults planted in it. Raises UnknownPrompt."""
    return _design(id_, "flawed.yaml")


def _root() -> Traversable:
    return files("prompts_library") / "prompts"


def _text(id_: str, file: str) -> str:
    # Only a known id becomes a path: what is typed cannot leave the folder.
    if id_ not in prompt_ids():
        raise UnknownPrompt(id_, prompt_ids())
    return (_root() / id_ / file).read_text(encoding="utf-8")


def _design(id_: str, file: str) -> Design:
    return read_design(_text(id_, file), name=f"prompts/{id_}/{file}").design
