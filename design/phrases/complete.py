"""What could stand at the cursor of a line that is being typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from design.phrases import offers
from design.phrases.items import Item, read_item
from design.phrases.kindwords import folded
from design.phrases.labels import LONGEST_LABEL, Label, Owner, labels_of
from design.phrases.links import fitting, read_relation
from design.phrases.offers import Offer, ranked
from design.phrases.phrase import Completion
from design.phrases.read import LONGEST_PHRASE, survey
from design.phrases.tokens import Join, Words, every_statement, typed, words_of
from design.phrases.unlabelled import is_plain_number, meant_by
from design.vocabulary.attribute import FlagAttribute, QuantityAttribute
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import RELATIONS, Relation, infer, legal

if TYPE_CHECKING:
    from design.model import Design
    from design.phrases.read import Survey

_OPEN_ARROW: Final = re.compile(
    r'(?<![^\s"”])(?:(?P<back><)?-(?:-\s*)?)(?P<body>(?:[A-Za-z][^";\n<>→←]*)?)$'
)
_NUMBER: Final = re.compile(r"(?P<number>[~<>$€£]*\d[\d.,]*[kKMB]?)(?P<unit>[A-Za-z/%]*)")
_ORDER: Final = {kind: number for number, kind in enumerate(Kind)}
_MOST_NAMES: Final = 6
_COMMANDS: Final = (
    Offer("delete", "command: take something off the board"),
    Offer("rename", "command: rename X to Y"),
)


def complete_phrase(text: str, cursor: int, design: Design) -> tuple[Completion, ...]:
    """What could be typed at *cursor* of *text*, the best first, at most twelve.

    Names on the board and kinds where an item begins; fields of its kind, options, units and
    percentiles after that; relations that are legal on an arrow. Never raises.
    """
    at = min(max(cursor, 0), len(text))
    before = text[:at]
    line = re.split(r"[;\n]", before)[-1]
    if len(text) > LONGEST_PHRASE or before.count('"') % 2 or line.count("“") != line.count("”"):
        return ()
    arrow = _OPEN_ARROW.search(before)
    if arrow is not None:
        return _on_arrow(arrow, text[at:], survey(before[: arrow.start()], design))
    return _Place(before, design).completions()


def _on_arrow(arrow: re.Match[str], after: str, known: Survey) -> tuple[Completion, ...]:
    """Relations, or the fields of the relation that is named."""
    body, end = arrow["body"], arrow.end()
    join = Join(
        arrow.start(), end, arrow["back"] is None, tuple(words_of(body, arrow.start("body")))
    )
    named, rest = read_relation(join)
    if named is not None and (rest or body.endswith(" ")):
        return _Facts(named, rest, body, end).completions()
    left = known.columns[-1][-1].kind if known.columns and known.columns[-1] else None
    right = _kind_after(after, known)
    found = ranked(offers.relations(_joining(left, right, join)), body, arrow.start("body"), end)
    if body:
        return found
    plain = "<-" if arrow["back"] else "->"
    start = arrow.start()
    return (
        Completion(plain, start, end, plain, "arrow: its relation follows from the two kinds"),
        *found[: offers.MOST_COMPLETIONS - 1],
    )


def _joining(left: Kind | None, right: Kind | None, join: Join) -> Iterable[Relation]:
    source, target = (left, right) if join.forward else (right, left)
    if source is not None and target is not None:
        return dict.fromkeys((*legal(source, target), *legal(target, source)))
    return [
        one
        for one, spec in RELATIONS.items()
        if source in {None, *spec.sources} and target in {None, *spec.targets}
    ]


def _kind_after(after: str, known: Survey) -> Kind | None:
    """The kind of what the arrow under the cursor leads to, where that is typed already."""
    match = re.match(r"[^;\n<>]*?(?:-+>|-+(?=\s))(?P<rest>[^;\n]*)", after)
    rest = every_statement(match["rest"])[0].columns[0][0] if match else ()
    return read_item(known.board, rest).kind if rest else None


class _Place:
    """The item under the cursor, with what stands before it."""

    def __init__(self, before: str, design: Design) -> None:
        statement = every_statement(before)[-1]
        words = statement.columns[-1][-1]
        self._end = len(before)
        self._before = before
        start = words[0].start if words else self._end
        self._known = survey(before[:start], design)
        self._words = words
        self._is_open = bool(words) and words[-1].end == self._end and not words[-1].quoted
        self._is_first = not statement.joins and len(statement.columns[0]) == 1

    def completions(self) -> tuple[Completion, ...]:
        done = self._words[:-1] if self._is_open else self._words
        command = self._is_first and bool(done) and folded(done[0].text)
        if command in {"delete", "remove", "rename"}:
            return self._names(done[1:] + self._words[len(done) :])
        item = read_item(self._known.board, done) if done else None
        if item is not None and item.kind is not None:
            facts = _Facts(item.kind, self._words[len(item.head) :], self._before, self._end)
            longer = self._kinds(done, fewest=1) if self._is_open and item.id is None else ()
            return _once((*self._names(self._words), *longer, *facts.completions(item)))
        found = (*self._names(self._words), *self._kinds(done))
        if not done and self._is_first:
            partial = typed(self._words)
            found += ranked(_COMMANDS, partial, self._end - len(partial), self._end)
        return _once(found)

    def _names(self, words: Words) -> tuple[Completion, ...]:
        """What is on the board and begins with all that is typed of the item."""
        board = self._known.board
        start = words[0].start if words else self._end
        behind = {one.id for one in self._known.before_join} if self._known.last_join else set()
        each = [
            Offer(board.name_to_type(id_), f"on the board, {board.label(id_)}", title, (id_,))
            for id_, title in sorted(board.titles.items(), key=lambda one: one[1].casefold())
            if id_ not in behind
        ]
        by_any_word = len(words) == 1 and self._is_open
        found = ranked(each, typed(words), start, self._end, by_any_word=by_any_word)
        return tuple(one for one in found if one.insert != typed(words))[:_MOST_NAMES]

    def _kinds(self, done: Words, fewest: int = 0) -> tuple[Completion, ...]:
        """Kinds, of which *fewest* or more words before the open one may be the beginning."""
        preferred = self._fitting()
        found: tuple[Completion, ...] = ()
        for count in range(min(2, len(done)), fewest - 1, -1):
            words = self._words[len(done) - count :]
            if any(one.quoted for one in words) or (count and not self._is_open):
                continue
            start = words[0].start if words else self._end
            found += ranked(offers.kinds(preferred), typed(words), start, self._end)
        return found

    def _fitting(self) -> list[Kind]:
        """The kinds that an arrow before the cursor can lead to."""
        join, column = self._known.last_join, self._known.before_join
        if join is None or not column or column[-1].kind is None:
            return []
        before = column[-1].kind
        kinds = fitting(join, before, neighbour_first=True)
        return sorted(kinds, key=lambda kind: (_is_turned(before, kind), _ORDER[kind]))


def _is_turned(source: Kind, target: Kind) -> bool:
    """Whether an arrow between the two is rather drawn the other way."""
    meant = infer(source, target)
    return meant is None or meant.reversed


@dataclass(slots=True)
class _Facts:
    """The facts of a node or an edge up to the cursor."""

    owner: Owner
    words: Words
    before: str
    end: int
    found: tuple[Completion, ...] = field(default=())

    def completions(self, item: Item | None = None) -> tuple[Completion, ...]:
        is_open = bool(self.words) and self.words[-1].end == self.end
        is_open = is_open and not self.words[-1].quoted and not self.words[-1].is_gap
        partial = self.words[-1].text if is_open else ""
        done = self.words[:-1] if partial else self.words
        while done and done[-1].is_gap:
            done = done[:-1]
        start = self.end - len(partial)
        number = _NUMBER.fullmatch(partial)
        if number is not None:
            return self._units(done, number["number"], number["unit"], "")
        if done and is_plain_number(done[-1].text) and not done[-1].quoted:
            held = _NUMBER.fullmatch(done[-1].text)
            if held is not None and not held["unit"]:
                self.found = self._units(done[:-1], held["number"], partial, " ")
        label = self._label_before(done)
        if label is not None and not isinstance(label.attribute, FlagAttribute):
            each = offers.values(self.owner, label.attribute, label.kept)
            self.found += ranked(each, partial, start, self.end)
            return _once(self.found)
        stated = _stated(item)
        self.found += ranked(offers.fields(self.owner, stated), partial, start, self.end)
        self.found += ranked(self._options(stated), partial, start, self.end) if partial else ()
        if not partial and item is not None and not item.errors:
            arrow = Completion("->", self.end, self.end, "->", "arrow: what it leads to")
            self.found = (arrow, *self.found)
        return _once(self.found)

    def _options(self, stated: Iterable[str]) -> Iterator[Offer]:
        for label in labels_of(self.owner).values():
            if label.attribute.name not in stated and hasattr(label.attribute, "options"):
                yield from offers.values(self.owner, label.attribute)

    def _label_before(self, done: Words) -> Label | None:
        for count in range(min(LONGEST_LABEL, len(done)), 0, -1):
            label = labels_of(self.owner).get(folded(typed(done[-count:])))
            if label is not None and not any(one.quoted for one in done[-count:]):
                return label
        return None

    def _units(self, done: Words, number: str, partial: str, space: str) -> tuple[Completion, ...]:
        """Units after a number: those of its field, else those that say which field it is."""
        while done and done[-1].is_gap:
            done = done[:-1]
        label = self._label_before(done)
        if label is not None and isinstance(label.attribute, QuantityAttribute):
            each = list(offers.units(self.owner, label.attribute, number))
        else:
            each = list(self._telling_units(number))
        start = self.end - len(partial)
        if partial or space:
            each = [one._replace(insert=one.insert.lstrip()) for one in each]
        return ranked(each, partial, start, self.end)

    def _telling_units(self, number: str) -> Iterator[Offer]:
        for texts in offers.UNITS.values():
            for text in texts:
                meant = meant_by(self.owner, number + text)
                if len(meant) == 1:
                    yield Offer(text, f"unit: {meant[0].label}")


def _stated(item: Item | None) -> set[str]:
    if item is None:
        return set()
    return {name for fact in item.facts for name in (*fact.values, *fact.na)}


def _once(found: Iterable[Completion]) -> tuple[Completion, ...]:
    unique = {(one.insert, one.start): one for one in reversed(tuple(found))}
    keys = dict.fromkeys((one.insert, one.start) for one in found)
    return tuple(unique[key] for key in keys)[: offers.MOST_COMPLETIONS]
