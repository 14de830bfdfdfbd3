"""The two commands of the line: `delete X` and `rename X to Y`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from design import limits
from design.changes import Disconnect, RemoveNode, RenameNode
from design.phrases.links import read_relation
from design.phrases.phrase import PhraseError, Role
from design.phrases.tokens import Token, Words, span, typed
from design.phrases.trouble import not_there
from design.text import shortened

if TYPE_CHECKING:
    from design.phrases.script import Script
    from design.phrases.tokens import Join, Statement

_DELETE: Final = frozenset({"delete", "remove"})
_RENAME: Final = frozenset({"rename"})
_ARTICLES: Final = frozenset({"the"})


def read_command(script: Script, statement: Statement) -> bool:
    """Whether *statement* is a command; if so, what it asks for is in *script*."""
    words = statement.columns[0][0]
    if not words or words[0].quoted:
        return False
    said = words[0].text.casefold()
    if said in _DELETE:
        _delete(script, words[0], statement)
    elif said in _RENAME:
        _rename(script, words[0], statement)
    else:
        return False
    return True


def _delete(script: Script, command: Token, statement: Statement) -> None:
    where = span((command,))
    statement.columns[0][0] = statement.columns[0][0][1:]
    columns = [[_meant(script, one) for one in column if one] for column in statement.columns]
    if not all(columns):
        message = f"say what to {command.text.casefold()}"
        script.fail(PhraseError(*where, message, script.board.names[:8]))
        return
    script.note(where, Role.COMMAND, "delete")
    if statement.joins:
        for number, join in enumerate(statement.joins):
            for left in columns[number]:
                for right in columns[number + 1]:
                    if left and right:
                        _disconnect(script, join, left, right)
        return
    for words, id_ in zip([one for one in statement.columns[0] if one], columns[0], strict=True):
        if id_ is not None and id_ in script.board.kinds:
            script.note(span(words), Role.NODE, f"{script.board.titles[id_]}: deleted")
            script.change(RemoveNode(id_), span(words))
            script.board.remove(id_)


def _meant(script: Script, words: Words) -> str | None:
    """The node that *words* name, or None and an error."""
    while len(words) > 1 and not words[0].quoted and words[0].text.casefold() in _ARTICLES:
        words = words[1:]
    ids = script.board.called(words)
    if len(ids) == 1:
        return ids[0]
    if ids:
        message = f"`{shortened(typed(words))}` is {len(ids)} nodes: say which by its id"
        script.fail(PhraseError(*span(words), message, ids[:12]))
    else:
        script.fail(not_there(words, script.board.names))
    return None


def _disconnect(script: Script, join: Join, left: str, right: str) -> None:
    """Take off the arrows between two nodes, whichever way they are stored."""
    where = (join.start, join.end)
    relation, rest = read_relation(join)
    ends = (left, right) if join.forward else (right, left)
    among = [key for key in script.board.edges if relation in (None, key.relation)]
    found = sorted(key for key in among if key[:2] == ends)
    found = found or sorted(key for key in among if key[:2] == ends[::-1])
    if not found or rest:
        titles = script.board.titles
        message = f"there is no such arrow from {titles[ends[0]]} to {titles[ends[1]]}"
        script.fail(PhraseError(*where, message))
        return
    for key in found:
        script.note(where, Role.ARROW, f"arrow, deleted: {key}")
        script.change(Disconnect(*key), where)
        script.board.edges.discard(key)


def _rename(script: Script, command: Token, statement: Statement) -> None:
    words = statement.columns[0][0][1:]
    at = next(
        (
            number
            for number, one in enumerate(words)
            if number
            and one.text.casefold() == "to"
            and not one.quoted
            and script.board.called(words[:number])
        ),
        next((n for n, one in enumerate(words) if one.text.casefold() == "to"), 0),
    )
    if not at or at + 1 == len(words) or statement.joins or len(statement.columns[0]) > 1:
        message = "expected `rename X to Y`"
        script.fail(PhraseError(*span((command, *words)), message, ("rename X to Y",)))
        return
    id_ = _meant(script, words[:at])
    name = typed(words[at + 1 :])
    if len(name) > limits.NAME_LENGTH:
        message = f"a name has at most {limits.NAME_LENGTH} characters"
        script.fail(PhraseError(*span(words[at + 1 :]), message))
    if id_ is None:
        return
    script.note(span((command,)), Role.COMMAND, "rename")
    script.note(span(words[:at]), Role.NODE, f"{script.board.titles[id_]}: on the board")
    script.note(span(words[at + 1 :]), Role.NODE, f"its new name: {name}")
    script.change(RenameNode(id_, name), span(words))
    script.board.rename(id_, name)
