"""Where this server keeps its boards and finds its prompts."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from prompts_library import shipped_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

HOME_VARIABLE: Final = "WHITEBOARD_HOME"
PROMPTS_VARIABLE: Final = "WHITEBOARD_PROMPTS"
_CHECKOUT: Final = Path(__file__).parents[2]


class HomeError(Exception):
    """Boards cannot be kept; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of the boards: the store, the server's secret and the design files."""

    folder: Path

    @property
    def store(self) -> Path:
        """The file of the store."""
        return self.folder / "boards.db"

    @property
    def secret(self) -> Path:
        """The file of the server's secret."""
        return self.folder / ".secret"


def home(environment: Mapping[str, str] = os.environ) -> Home:
    """The folder ``WHITEBOARD_HOME`` names, made when missing.

    Without that name it is ``boards/`` beside the app in a checkout, and in the current folder
    where the whiteboard is installed: nobody looks for their boards among the packages. Raises
    ``HomeError`` when it cannot be written.
    """
    folder = Path(environment.get(HOME_VARIABLE) or _usual_folder()).expanduser().resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise HomeError(unusable(folder, error.strerror or "")) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise HomeError(unusable(folder, "it may not be written"))
    return Home(folder)


def prompt_folders(environment: Mapping[str, str] = os.environ) -> tuple[Traversable, ...]:
    """The folders of the prompts: the one that ships, then the private ones, which prevail.

    ``WHITEBOARD_PROMPTS`` names them, separated as the folders of ``PATH`` are.
    """
    named = environment.get(PROMPTS_VARIABLE, "").split(os.pathsep)
    private = (Path(one).expanduser() for one in named if one)
    return (shipped_folder(), *private)


def _usual_folder() -> Path:
    place = _CHECKOUT if (_CHECKOUT / "app.py").is_file() else Path.cwd()
    return place / "boards"


def unusable(place: Path, why: str) -> str:
    """The sentence that says that boards cannot be kept in *place*."""
    return (
        f"Boards cannot be kept in {place}: {why}."
        f" Set {HOME_VARIABLE} to a folder that can be written."
    )
