"""The board while a line is read: what is on it, by what names, and what the line changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from design.model import EdgeKey
from design.phrases.ids import fresh_name, make_id
from design.phrases.kindwords import folded
from design.phrases.tokens import Words, typed, words_of
from design.text import in_sentence, is_node_id
from design.vocabulary.kinds import KINDS, Kind

if TYPE_CHECKING:
    from design.model import Design

_LONGEST_NAME = 12  # words of a name that is looked up


class Board:
    """Nodes by id and by what people call them, and the edges between them."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self.kinds: dict[str, Kind] = {id_: node.kind for id_, node in design.nodes.items()}
        self.titles: dict[str, str] = {id_: node.title for id_, node in design.nodes.items()}
        self.edges: set[EdgeKey] = set(design.edges)
        self._stickies = frozenset(design.stickies)  # a node cannot be called as one of them
        self._called: dict[str, list[str]] = {}
        self._bare: set[str] = set()  # made by their kind alone: another one may be meant
        for id_, title in self.titles.items():
            self._call(id_, title)

    @property
    def names(self) -> tuple[str, ...]:
        """What is on the board, as people call it, in order."""
        return tuple(sorted(self.titles.values(), key=str.casefold))

    def label(self, id_: str) -> str:
        """The kind of a node in words."""
        return in_sentence(KINDS[self.kinds[id_]].label)

    def name_to_type(self, id_: str) -> str:
        """What a person types to mean a node: its title where that means it alone, else its id."""
        title = self.titles[id_]
        words = tuple(words_of(title))
        plain = not re.search(r'[";,=:<>→←-]', title) and len(words) == len(title.split())
        return title if plain and self.called(words) == (id_,) else id_

    def called(self, words: Words) -> tuple[str, ...]:
        """The ids of the nodes called *words*: one by its id, else every one with that title."""
        text = typed(words)
        if text in self.kinds and text not in self._bare:
            return (text,)
        found = self._called.get(folded(text), ())
        return tuple(one for one in found if one not in self._bare)

    def longest(self, words: Words) -> int:
        """How many of the first words of *words* name something on the board."""
        for count in range(min(len(words), _LONGEST_NAME), 0, -1):
            if self.called(words[:count]):
                return count
        return 0

    def add(self, kind: Kind, name: str) -> tuple[str, str]:
        """Put a node on the board: its id and its name, which is empty where the id says it."""
        label = KINDS[kind].label
        id_ = make_id(name or str(kind), self.kinds.keys() | self._stickies)
        if not name:
            title = fresh_name(label, id_)
            self._bare.add(id_)
        else:
            title = "" if is_node_id(name) and name == id_ else name
        self.kinds[id_] = kind
        self.titles[id_] = title or id_.replace("_", " ")
        self._call(id_, self.titles[id_])
        return id_, title

    def remove(self, id_: str) -> None:
        """Take a node off the board, with its edges."""
        del self.kinds[id_]
        del self.titles[id_]
        for ids in self._called.values():
            if id_ in ids:
                ids.remove(id_)
        self.edges = {key for key in self.edges if id_ not in key[:2]}

    def rename(self, id_: str, name: str) -> None:
        """Call a node *name*."""
        self.titles[id_] = name
        self._call(id_, name)

    def _call(self, id_: str, title: str) -> None:
        for name in dict.fromkeys((folded(id_), folded(title))):
            ids = self._called.setdefault(name, [])
            if id_ not in ids:
                ids.append(id_)
