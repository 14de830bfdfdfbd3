"""What could stand at the cursor of a design file that is being typed, readable yet or not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from design.arrows import ArrowError, orient
from design.brief import Lane, Level
from design.changes.whole import STATUSES
from design.fields import fields_of
from design.formats.build import TOP
from design.formats.edges import OF_EDGE
from design.formats.nodes import OF_NODE
from design.formats.yaml_text import AsTyped, yaml_of
from design.phrases import offers
from design.phrases.labels import Owner
from design.phrases.offers import Offer, ranked
from design.phrases.outline import LONGEST_FILE, Outline, arrow_of, entries, line_of, relation_of
from design.phrases.phrase import Completion
from design.text import in_sentence
from design.vocabulary.attribute import Attribute, FlagAttribute, QuantityAttribute, RowsAttribute
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.relations import RELATIONS, infer, legal

_NUMBER: Final = re.compile(
    r"(?:.*\s)?(?P<number>[~<>$€£]*\d[\d.,]*[kKMB]?)(?P<unit>\s?[A-Za-z/%]*)"
)
_OPEN: Final = re.compile(r"^[^{\[]*?(?P<bracket>[{\[])")
_SHAFT: Final = re.compile(r"->|=>|→")
_COMMENT: Final = re.compile(r"(?:^|\s)#")
_WHAT: Final[Mapping[str, str]] = {
    "kind": "what it is",
    "name": "what people read on it",
    "na": "fields that do not apply, and why",
    "numbers": "numbers in your own words",
    "note": "anything else",
    "edge": "source -> target: relation",
}


def complete_file(text: str, line: int, column: int) -> tuple[Completion, ...]:
    """What could be typed in line *line* at *column*, both from 1, the best first, at most twelve.

    Kinds, names of fields and their options, node ids and relations of edges. It goes by lines and
    their indentation, so *text* need not be a design yet. Places of what is replaced count from
    the beginning of *text*. Never raises.
    """
    if len(text) > LONGEST_FILE:
        return ()
    outline = Outline(text)
    number = min(max(line, 1), len(outline.texts)) - 1
    whole = outline.texts[number]
    at = min(max(column - 1, 0), len(whole))
    offset = sum(len(one) + 1 for one in outline.texts[:number]) + at
    before = whole[:at]
    if _COMMENT.search(before):
        return ()
    place = _place(outline, number, before, whole[at:])
    return place.completions(offset)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the cursor is: under which keys, after which key, with how much typed."""

    outline: Outline
    path: tuple[str, ...]
    key: str | None  # whose value is being typed; None where a key or an item is
    typed: str
    beside: Mapping[str, str]  # what stands in the same mapping
    is_item: bool = False
    is_inline: bool = False
    has_colon: bool = False

    def completions(self, offset: int) -> tuple[Completion, ...]:
        """The offers, for a cursor *offset* characters into the text."""
        typed = self.typed.lstrip("\"'") if self.path[:1] != ("edges",) else self.typed
        match self.path:
            case ():
                return self._top(typed, offset)
            case ("nodes",):
                return self._ranked(_kinds(), typed, offset) if self.key is not None else ()
            case ("nodes", *rest):
                return self._node(rest, typed, offset)
            case ("edges", *_):
                return self._edge(typed, offset)
            case ("groups", _, *rest):
                return self._group(rest, typed, offset)
            case ("layout",) if self.key is None:
                ids = (one for one in self.outline.kinds if one not in self.beside)
                return self._ranked((self._keyed(one, "node") for one in ids), typed, offset)
            case ("answers", _):
                return self._answer(typed, offset)
        return ()

    def _ranked(self, found: Iterable[Offer], typed: str, offset: int) -> tuple[Completion, ...]:
        return ranked(found, typed, offset - len(typed), offset)

    def _keyed(self, name: str, what: str, words: tuple[str, ...] = ()) -> Offer:
        return Offer(name if self.has_colon else f"{name}: ", what, name, words)

    def _top(self, typed: str, offset: int) -> tuple[Completion, ...]:
        if self.key is None:
            names = (one for one in TOP if one not in self.beside)
            each = [self._keyed(one, "part of the file") for one in names]
        else:
            words = {"lane": Lane, "level": Level}.get(self.key, ())
            each = [Offer(str(one), self.key) for one in words]
        return self._ranked(each, typed, offset)

    def _node(self, rest: list[str], typed: str, offset: int) -> tuple[Completion, ...]:
        kind = self.outline.kinds.get(rest[0])
        if len(rest) == 1 and self.key == "kind":
            return self._ranked(_kinds(), typed, offset)
        if len(rest) == 1 and self.key is None and not self.is_item:
            return self._ranked(self._keys(kind, OF_NODE), typed, offset)
        if kind is None:
            return ()
        if len(rest) == 1 and self.key is not None:
            return self._value(kind, self.key, typed, offset)
        if rest[1:] == ["na"] and self.key is None:
            return self._ranked(self._keys(kind, ()), typed, offset)
        return self._row(fields_of(kind).get(rest[1]), typed, offset) if len(rest) == 2 else ()

    def _keys(self, owner: Owner | None, more: Iterable[str]) -> Iterator[Offer]:
        """The keys that are not there yet: the fields of *owner* by importance, and *more*."""
        extra = [one for one in more if one not in self.beside]
        if "kind" in extra:
            yield self._keyed("kind", _WHAT["kind"])
        if owner is not None:
            for offer in offers.fields(owner, self.beside):
                words = (offer.label, *offer.words)
                yield self._keyed(offer.field, offer.what, words)
        for one in extra:
            if one != "kind":
                yield self._keyed(one, _WHAT[one])

    def _value(self, owner: Owner, name: str, typed: str, offset: int) -> tuple[Completion, ...]:
        attribute = fields_of(owner).get(name)
        if attribute is None:
            return ()
        number = _NUMBER.fullmatch(typed)
        if isinstance(attribute, QuantityAttribute) and number is not None:
            unit = number["unit"]
            each = offers.units(owner, attribute, number["number"])
            if unit.startswith(" "):
                each = (one._replace(insert=one.insert.lstrip()) for one in each)
            return self._ranked(each, unit.lstrip(), offset)
        plain = (
            one._replace(insert=_scalar(one.insert, attribute), label=one.insert)
            for one in offers.values(owner, attribute)
        )
        return self._ranked(plain, typed, offset)

    def _row(
        self, attribute: Attribute[object] | None, typed: str, offset: int
    ) -> tuple[Completion, ...]:
        """What a row of a list begins with: the stages of a rollout."""
        if not isinstance(attribute, RowsAttribute) or not self.is_item:
            return ()
        first = attribute.columns[0]
        options = getattr(first, "options", ())
        return self._ranked((Offer(one, attribute.label) for one in options), typed, offset)

    def _edge(self, typed: str, offset: int) -> tuple[Completion, ...]:
        if self.key not in {None, "edge"} and not _SHAFT.search(self.key or ""):
            arrow = arrow_of(self.beside.get("edge", ""))
            owner = self._relation(arrow.source, arrow.target, arrow.relation) if arrow else None
            return self._value(owner, self.key or "", typed, offset) if owner else ()
        if self.key is None and not self.is_item:
            arrow = arrow_of(self.beside.get("edge", ""))
            owner = self._relation(arrow.source, arrow.target, arrow.relation) if arrow else None
            return self._ranked(self._keys(owner, OF_EDGE), typed, offset)
        written = f"{self.key}: {typed}" if self.key not in {None, "edge"} else typed
        return self._arrow(written, offset)

    def _arrow(self, written: str, offset: int) -> tuple[Completion, ...]:
        arrow = arrow_of(written)
        if arrow is None:
            return ()
        kinds = self.outline.kinds
        if arrow.relation is not None:
            ends = kinds.get(arrow.source), kinds.get(arrow.target or "")
            if ends[0] is None or ends[1] is None:
                options = tuple(RELATIONS)
            else:
                both = (*legal(ends[0], ends[1]), *legal(ends[1], ends[0]))
                options = tuple(dict.fromkeys(both))
            each = (Offer(str(one), RELATIONS[one].help, RELATIONS[one].label) for one in options)
            return self._ranked(each, arrow.relation, offset)
        if arrow.target is None:
            begins = [*self._ids(kinds)]
            if self.is_item and not self.is_inline and not arrow.source:
                begins.append(Offer('edge: "', "an edge with fields", "edge"))
            return self._ranked(begins, arrow.source, offset)
        source = kinds.get(arrow.source)
        fitting = [
            one for one, kind in kinds.items() if one != arrow.source and _joins(source, kind)
        ]
        return self._ranked(self._ids(fitting), arrow.target, offset)

    def _ids(self, ids: Iterable[str]) -> Iterator[Offer]:
        for one in ids:
            kind = self.outline.kinds[one]
            yield Offer(one, f"node, {in_sentence(KINDS[kind].label)}" if kind else "node")

    def _relation(self, source: str, target: str | None, relation: str | None) -> Owner | None:
        if relation:
            return relation_of(relation)
        ends = self.outline.kinds.get(source), self.outline.kinds.get(target or "")
        if ends[0] is None or ends[1] is None:
            return None
        meant = infer(ends[0], ends[1])
        return meant.relation if meant else None

    def _group(self, rest: list[str], typed: str, offset: int) -> tuple[Completion, ...]:
        if self.key == "members" or rest == ["members"]:
            return self._ranked(self._ids(self.outline.kinds), typed, offset)
        if self.key is None and not rest:
            names = (one for one in ("title", "members") if one not in self.beside)
            each = (self._keyed(one, "of the group") for one in names)
            return self._ranked(each, typed, offset)
        return ()

    def _answer(self, typed: str, offset: int) -> tuple[Completion, ...]:
        if self.key == "status":
            return self._ranked((Offer(one, "answer") for one in STATUSES), typed, offset)
        if self.key is None:
            names = (one for one in ("status", "because") if one not in self.beside)
            return self._ranked((self._keyed(one, "answer") for one in names), typed, offset)
        return ()


def _place(outline: Outline, number: int, before: str, after: str) -> _Place:
    line = line_of(number, before)
    has_colon = after.lstrip().startswith(":") or bool(re.match(r"\w*\s*:", after))
    path = tuple(one.key for one in outline.parents(line))
    beside = {one.key: one.value.strip("\"'") for one in outline.beside(line) if one.key}
    bracket = _OPEN.match(before[line.value_at :])
    if bracket is not None and not _is_closed(before[line.value_at :]):
        return _inline(outline, path, line.key, before[line.value_at :], after)
    key = line.key if line.key and len(before) > _colon_end(line.key, before) else None
    return _Place(
        outline,
        path,
        key,
        line.value if key is None else before[line.value_at :],
        beside,
        is_item=line.dash is not None,
        has_colon=has_colon,
    )


def _colon_end(key: str, before: str) -> int:
    return before.find(":", before.find(key) + len(key))


def _is_closed(text: str) -> bool:
    return text.count("{") + text.count("[") <= text.count("}") + text.count("]")


def _inline(outline: Outline, path: tuple[str, ...], key: str, text: str, after: str) -> _Place:
    """The place inside brackets that are not closed: `ranker: {kind: mo`, `edges: [a -> `."""
    at = max(text.rfind("{"), text.rfind("["))
    inner = text[at + 1 :]
    piece = inner.rpartition(",")[2]
    stripped = piece.lstrip()
    above = (*path, key) if key else path
    is_list = text[at] == "["
    if is_list and len(above) > 1:
        return _Place(outline, above[:-1], above[-1], stripped, {}, is_item=True, is_inline=True)
    if is_list:
        return _Place(outline, above, None, stripped, {}, is_item=True, is_inline=True)
    beside = dict(entries(inner.rpartition(",")[0])) | dict(
        entries(after.lstrip(" ,").split("}")[0])
    )
    name, colon, value = stripped.partition(":")
    if colon and above[:1] != ("edges",):
        return _Place(outline, above, name.strip("\"' "), value.lstrip(), beside, is_inline=True)
    return _Place(outline, above, None, stripped, beside, is_inline=True)


def _kinds() -> Iterator[Offer]:
    for kind, spec in KINDS.items():
        yield Offer(str(kind), f"kind: {spec.help}", spec.label, spec.words)


def _joins(source: Kind | None, target: Kind | None) -> bool:
    if source is None or target is None:
        return True
    try:
        orient(source, target)
    except ArrowError:
        return False
    return True


def _scalar(text: str, attribute: Attribute[object]) -> str:
    """*text* as a YAML value, in quotes where its field would not read it without."""
    if isinstance(attribute, FlagAttribute):
        return text
    value = AsTyped(text) if isinstance(attribute, QuantityAttribute) else text
    return yaml_of({"x": value})[3:-1]
