"""A prompt with its boards, out of one file: starter, reference and weak answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from design.brief import Level
from design.formats import FormatError, Problem, design_in
from design.formats.tree import Entries, Items, Tree
from design.text import did_you_mean
from prompts_library.drill import Drill, DrillEntry
from prompts_library.edits import Edit, EditError, edited
from prompts_library.reading import line_of, read_part, read_tree
from prompts_library.schema import Prompt

if TYPE_CHECKING:
    from collections.abc import Callable

    from design.model import Design

STARTER: Final = "starter"
REFERENCE: Final = "reference"
BOARD: Final = "design"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one file of the library holds; ``file`` is what messages call it."""

    file: str
    prompt: Prompt
    starter: Design
    reference: Design
    weak: Design


def read_entry(text: str, *, name: str) -> Entry:
    """The prompt and the boards in *text*, a file called *name*.

    Raises FormatError with every problem of the first part that has any: words, boards, edits.
    """
    tree = read_tree(text, name=name)
    words, starter, answer = _parted(tree, name)
    prompt = read_part(words, Prompt, name=name)
    begun = _board(prompt, starter, name)
    reference = replace(_board(prompt, _on_top(starter, answer), name), level=Level.SENIOR)
    for number, curveball in enumerate(prompt.curveballs):
        made(curveball.edits, reference, tree, ("curveballs", number, "edits"), name)
    weak = made(prompt.weak.edits, reference, tree, ("weak", "edits"), name)
    return Entry(name, prompt, begun, reference, weak)


def read_drill(text: str, *, name: str, entry: Callable[[str], Entry]) -> DrillEntry:
    """The drill in *text* with its boards; *entry* gives the prompt it breaks.

    Raises FormatError.
    """
    tree = read_tree(text, name=name)
    drill = read_part(tree, Drill, name=name)
    on = entry(drill.prompt)
    whole = replace(on.reference, title=drill.title, prompt="", prompt_version="")
    broken = made(drill.planted.edits, whole, tree, ("planted", "edits"), name)
    mended = made(drill.repair.edits, broken, tree, ("repair", "edits"), name)
    named = (drill.planted.node, *drill.planted.also)
    for node in named:
        if node not in broken.nodes:
            message = f"there is no node `{node}`{did_you_mean(node, (*broken.nodes,))}"
            line, column = line_of(tree, ("planted", "node"))
            raise FormatError((Problem(name, line, column, "planted.node", message),))
    return DrillEntry(name, drill, on.prompt.lane, broken, mended)


def made(
    edits: tuple[Edit, ...],
    design: Design,
    tree: Entries,
    place: tuple[str | int, ...],
    name: str,
) -> Design:
    """*design* after *edits*, which stand at *place* of the file *name*. Raises FormatError."""
    try:
        return edited(edits, design)[0]
    except EditError as error:
        line, column = line_of(tree, (*place, error.number))
        path = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in place)
        where = f"{path.removeprefix('.')}[{error.number}]"
        raise FormatError((Problem(name, line, column, where, error.message),)) from error


def _parted(tree: Entries, name: str) -> tuple[Entries, Entries, Entries]:
    """The words of the file, the board of its starter, and what its reference adds to that."""
    words = Entries(dict(tree.entries), tree.line, tree.column)
    starter = _taken(words, STARTER, STARTER, name)
    said = _taken(words, REFERENCE, REFERENCE, name)
    rest = Entries(dict(said.entries), said.line, said.column)
    words.entries[REFERENCE] = (tree.entries[REFERENCE][0], rest)
    return words, starter, _taken(rest, BOARD, f"{REFERENCE}.{BOARD}", name)


def _taken(parts: Entries, field: str, path: str, name: str) -> Entries:
    found = parts.entries.pop(field, None)
    if found is None or not isinstance(found[1], Entries):
        raise _missing(parts, path, name)
    return found[1]


def _missing(tree: Tree, path: str, name: str) -> FormatError:
    message = "expected a board: a mapping with `nodes:`, `edges:` and `layout:`"
    return FormatError((Problem(name, tree.line + 1, tree.column + 1, path, message),))


def _on_top(starter: Entries, answer: Entries) -> Entries:
    """The parts of both boards: nodes and places of *answer* over those of *starter*."""
    both = dict(starter.entries)
    for part, (key, said) in answer.entries.items():
        before = both[part][1] if part in both else None
        joined: Tree = said
        if isinstance(before, Entries) and isinstance(said, Entries):
            joined = Entries(before.entries | said.entries, said.line, said.column)
        elif isinstance(before, Items) and isinstance(said, Items):
            joined = Items([*before.items, *said.items], said.line, said.column)
        both[part] = (key, joined)
    return Entries(both, answer.line, answer.column)


def _board(prompt: Prompt, tree: Entries, name: str) -> Design:
    """The design in *tree*, which knows what it answers."""
    return replace(
        design_in(tree, name=name).design,
        title=prompt.title,
        prompt=prompt.id,
        prompt_version=prompt.version,
        lane=prompt.lane,
    )
