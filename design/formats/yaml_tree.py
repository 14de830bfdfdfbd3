"""YAML as a tree of texts: a small safe part of it, guarded before anything is built."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import yaml

from design.formats.tree import (
    DEEPEST,
    MOST_ITEMS,
    Broken,
    Entries,
    Items,
    Parsed,
    Scalar,
    Tree,
    add_entry,
)

if TYPE_CHECKING:
    from yaml.events import Event

# The C scanner is about eight times as fast; where PyYAML was built without it, the other serves.
LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SAYINGS: Final = (
    ("found character that cannot start any token", "a tab or a sign that cannot start a text"),
    ("mapping values are not allowed", "a second `:` on this line: put the text in quotes"),
    ("found unexpected end of stream", "the text ends inside quotes or brackets"),
    ("could not find expected ':'", "expected `:` after this key"),
    (
        "did not find expected key",
        "the indentation does not fit the lines above, or a `:` is missing",
    ),
    ("did not find expected '-' indicator", "expected `- ` here: the list's indentation changed"),
    ("did not find expected ',' or", "expected `,` or the closing bracket"),
    ("control characters are not allowed", "a control character"),
)


def read_yaml_tree(text: str) -> Parsed:
    """The one document in *text*, with the keys that stand twice. Raises Broken.

    Refuses anchors, aliases, tags, merge keys, several documents, nesting deeper than 32
    and more than 100 000 items. Events are counted one by one: building objects first is
    what lets a small file take minutes, or the process down.
    """
    try:
        builder = _Builder(yaml.parse(text, Loader=LOADER))
        return Parsed(builder.document(), builder.faults)
    except yaml.MarkedYAMLError as error:
        raise _in_words(text, error) from error
    except yaml.YAMLError as error:
        raise Broken(f"not YAML: {_saying(str(error))}") from error


def _in_words(text: str, error: yaml.MarkedYAMLError) -> Broken:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.split("\n")
    if line < len(lines) and "\t" in lines[line][: max(column + 1, len(_indent(lines[line])))]:
        return Broken("a tab: indent with spaces", line, column)
    return Broken(f"not YAML: {_saying(error.problem or '')}", line, column)


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _saying(problem: str) -> str:
    for theirs, ours in _SAYINGS:
        if theirs in problem:
            return ours
    return problem.split("\n", maxsplit=1)[0][:200]


class _Builder:
    """Builds the tree from events, one level of Python calls per level of nesting, at most 32."""

    def __init__(self, events: Iterator[Event]) -> None:
        self.faults: list[Broken] = []
        self._events = events
        self._left = MOST_ITEMS
        self._depth = 0

    def document(self) -> Tree | None:
        found: Tree | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if found is not None:
                    raise _at(event, "a second document (`---`): a design file holds one")
                found = self._value(next(self._events))
        return found

    def _value(self, event: Event) -> Tree:
        self._left -= 1
        if self._left < 0:
            raise _at(event, f"more than {MOST_ITEMS} items")
        mark = event.start_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        _refuse_tricks(event)
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value, line, column, plain=event.implicit[0])
        self._depth += 1
        if self._depth > DEEPEST:
            raise _at(event, f"nested deeper than {DEEPEST} levels")
        if isinstance(event, yaml.SequenceStartEvent):
            found: Tree = self._items(line, column)
        else:
            found = self._entries(line, column)
        self._depth -= 1
        return found

    def _items(self, line: int, column: int) -> Items:
        items: list[Tree] = []
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._value(event))
        return Items(items, line, column)

    def _entries(self, line: int, column: int) -> Entries:
        found = Entries({}, line, column)
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._value(event)
            if not isinstance(key, Scalar):
                raise _at(event, "a list or a mapping cannot be a key")
            if key.plain and key.text == "<<":
                raise _at(event, "`<<` (merging) is not read: write the fields out")
            fault = add_entry(found, key, self._value(next(self._events)))
            if fault is not None:
                self.faults.append(fault)
        return found


def _refuse_tricks(event: Event) -> None:
    if isinstance(event, yaml.AliasEvent):
        raise _at(event, "`*` (an alias) is not read: write the text out, or put it in quotes")
    if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
        if event.anchor is not None:
            raise _at(event, "`&` (an anchor) is not read: put the text in quotes")
        if event.tag is not None:
            raise _at(event, "`!` (a tag) is not read: put the text in quotes")


def _at(event: Event, message: str) -> Broken:
    mark = event.start_mark
    return Broken(message, *((mark.line, mark.column) if mark else (0, 0)))
