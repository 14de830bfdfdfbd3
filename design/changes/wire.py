"""Changes as JSON: what the board sends and what the edit log keeps."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeVar

from design.brief import Lane, Level
from design.changes.change import Change
from design.changes.edges import Connect, Disconnect, SetRelation
from design.changes.fields import SetField, SetNa, SetNote, SetNumber
from design.changes.layout import Move, RemoveGroup, SetGroup
from design.changes.nodes import AddNode, RemoveNode, RenameNode, SetKind
from design.changes.refused import ChangeRefused
from design.changes.stickies import RemoveSticky, SetSticky
from design.changes.whole import AnswerFinding, SetDesign, WithdrawAnswer
from design.fields import Json
from design.fields.raw import described
from design.model import EdgeKey
from design.text import did_you_mean, listed, nearest, shortened
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

E = TypeVar("E", bound=StrEnum)
_Reader = Callable[[Json], object]


def _expected(what: str, raw: Json) -> ChangeRefused:
    return ChangeRefused(f"expected {what}, found {described(raw)}")


def _text(raw: Json) -> str:
    if not isinstance(raw, str):
        raise _expected("text", raw)
    return raw


def _text_or_none(raw: Json) -> str | None:
    return None if raw is None else _text(raw)


def _as_is(raw: Json) -> Json:
    return raw


def _word(words: type[E]) -> Callable[[Json], E]:
    options = tuple(map(str, words))

    def read(raw: Json) -> E:
        text = _text(raw)
        if text not in options:
            raise ChangeRefused(
                f"unknown {words.__name__.lower()} `{shortened(text)}`"
                f"{did_you_mean(text, options)}",
                options=tuple(filter(None, [nearest(text, options)])) or options,
            )
        return words(text)

    return read


def _number(raw: Json) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise _expected("a number", raw)
    try:
        value = float(raw)
    except OverflowError:
        value = math.inf
    return value


def _pair(raw: Json) -> tuple[float, float]:
    if not isinstance(raw, list) or len(raw) != 2:
        raise _expected("two numbers, [x, y]", raw)
    return _number(raw[0]), _number(raw[1])


def _mapping(raw: Json) -> dict[str, Json]:
    if not isinstance(raw, dict):
        raise _expected("a mapping", raw)
    return raw


def _list(raw: Json) -> list[Json]:
    if not isinstance(raw, list):
        raise _expected("a list", raw)
    return raw


def _texts(raw: Json) -> tuple[str, ...]:
    return tuple(map(_text, _list(raw)))


def _reasons(raw: Json) -> dict[str, str]:
    return {name: _text(value) for name, value in _mapping(raw).items()}


def _positions(raw: Json) -> dict[str, tuple[float, float] | None]:
    return {id_: None if at is None else _pair(at) for id_, at in _mapping(raw).items()}


def _numbers(raw: Json) -> tuple[tuple[str, Json], ...]:
    rows = [_mapping(one) for one in _list(raw)]
    return tuple((_text(row.get("label")), row.get("value")) for row in rows)


def _edge(raw: Json) -> EdgeKey:
    if not isinstance(raw, list) or len(raw) != 3:
        raise _expected("an edge, [source, target, relation]", raw)
    return EdgeKey(_text(raw[0]), _text(raw[1]), _word(Relation)(raw[2]))


_EDGE_ENDS: Final[Mapping[str, _Reader]] = {"source": _text, "target": _text}
# For each change, how its parts are read; a part with a default in the class may be left out.
_PARTS: Final[Mapping[type[Change], Mapping[str, _Reader]]] = MappingProxyType(
    {
        AddNode: {
            "id": _text,
            "kind": _word(Kind),
            "name": _text,
            "at": _pair,
            "fields": _mapping,
            "na": _reasons,
            "numbers": _numbers,
            "note": _text,
        },
        RemoveNode: {"id": _text},
        RenameNode: {"id": _text, "name": _text},
        SetKind: {"id": _text, "kind": _word(Kind)},
        SetField: {"field": _text, "value": _as_is, "id": _text, "edge": _edge},
        SetNa: {"id": _text, "field": _text, "reason": _text_or_none},
        SetNumber: {"id": _text, "label": _text, "value": _as_is},
        SetNote: {"note": _text, "id": _text, "edge": _edge},
        Connect: {
            **_EDGE_ENDS,
            "relation": _word(Relation),
            "fields": _mapping,
            "note": _text,
        },
        Disconnect: {**_EDGE_ENDS, "relation": _word(Relation)},
        SetRelation: {**_EDGE_ENDS, "relation": _word(Relation), "to": _word(Relation)},
        Move: {"positions": _positions},
        SetGroup: {"id": _text, "title": _text, "members": _texts},
        RemoveGroup: {"id": _text},
        SetSticky: {"id": _text, "text": _text, "at": _pair},
        RemoveSticky: {"id": _text},
        SetDesign: {
            "title": _text,
            "lane": _word(Lane),
            "level": _word(Level),
            "prompt": _text,
            "prompt_version": _text,
        },
        AnswerFinding: {"fingerprint": _text, "status": _text, "because": _text},
        WithdrawAnswer: {"fingerprint": _text},
    }
)
CHANGES: Final[Mapping[str, type[Change]]] = MappingProxyType({one.type: one for one in _PARTS})
# Null says something here; everywhere else it is the same as leaving the part out.
_NULL_MATTERS: Final = frozenset({"value", "reason"})


def parse_changes(raw: Json) -> tuple[Change, ...]:
    """The changes of a gesture from its JSON; ChangeRefused names the part that is wrong."""
    found = []
    for number, one in enumerate(_list(raw), start=1):
        try:
            found.append(_parse(one))
        except ChangeRefused as refusal:
            refusal.place.setdefault("change", str(number))
            raise
    return tuple(found)


def _parse(raw: Json) -> Change:
    parts = _mapping(raw)
    name = parts.get("type")
    if not isinstance(name, str) or name not in CHANGES:
        shown = shortened(str(name))
        raise ChangeRefused(
            f"unknown change `{shown}`{did_you_mean(shown, tuple(CHANGES))}",
            options=tuple(CHANGES),
        )
    kind = CHANGES[name]
    readers = _PARTS[kind]
    for part in parts:
        if part not in readers and part != "type":
            raise ChangeRefused(
                f"`{name}` has no part `{shortened(part)}`; it has {listed(tuple(readers))}"
            )
    values: dict[str, object] = {}
    for one in dataclasses.fields(kind):  # type: ignore[arg-type]  # every change is a dataclass
        given = one.name in parts and (parts[one.name] is not None or one.name in _NULL_MATTERS)
        if given:
            values[one.name] = _read(name, one.name, readers[one.name], parts[one.name])
        elif one.default is one.default_factory:  # both are MISSING: the part is required
            raise ChangeRefused(f"`{name}` needs its `{one.name}`")
    return kind(**values)


def _read(change: str, part: str, reader: _Reader, raw: Json) -> object:
    try:
        return reader(raw)
    except ChangeRefused as refusal:
        raise ChangeRefused(
            f"`{part}` of `{change}`: {refusal.message}",
            place=refusal.place,
            options=refusal.options,
        ) from refusal


def change_to_json(change: Change) -> dict[str, Json]:
    """*change* as JSON; ``parse_changes`` of it is equal."""
    found: dict[str, Json] = {"type": change.type}
    for one in dataclasses.fields(change):  # type: ignore[arg-type]  # every change is a dataclass
        value = getattr(change, one.name)
        if one.name == "numbers":
            value = [{"label": label, "value": number} for label, number in value]
        absent = value is None or (value in ("", [], {}) and _has_default(one))
        if not absent or one.name in _NULL_MATTERS:
            found[one.name] = _plain(value)
    return found


def _has_default(part: dataclasses.Field[object]) -> bool:
    return part.default is not part.default_factory and part.default is not None


def _plain(value: object) -> Json:
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"a change cannot hold a {type(value).__name__}")
