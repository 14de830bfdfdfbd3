"""What one item of a chain is: a node that is there, a new one, or a name that says no kind."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from design import limits
from design.phrases.board import Board
from design.phrases.facts import MOST_WORDS, Fact, Facts, repeated
from design.phrases.kindwords import LONGEST_KIND, folded, kind_word
from design.phrases.phrase import PhraseError
from design.phrases.tokens import Token, Words, span, typed
from design.phrases.unlabelled import is_bound, is_percentile, is_plain_number, starts_number
from design.text import in_sentence, shortened
from design.vocabulary.kinds import KINDS, Kind

_MOST_KINDS: Final = 16  # words among which the kind is looked for
_ARTICLES: Final = frozenset({"an", "the"})  # "a" is a name more often
_NEW: Final = "new"
_QUOTE: Final = re.compile(r'["“”]')


@dataclass(slots=True)
class Item:
    """One item as it was read.

    ``kind`` is None while it is not known; ``id`` is set for what is on the board.
    """

    words: Words
    head: Words  # the words that name it and say its kind
    id: str | None = None
    kind: Kind | None = None
    name: str = ""
    facts: list[Fact] = field(default_factory=list)
    errors: list[PhraseError] = field(default_factory=list)
    guessed: bool = False
    is_new: bool = False
    says_kind: bool = False  # by the kind's own name, which is part of no other name

    def add(self, facts: list[Fact]) -> None:
        """Take *facts*, with what is wrong with them."""
        self.facts += facts
        self.errors += (one.error for one in facts if one.error is not None)
        self.errors += (one for one in repeated(self.facts) if one not in self.errors)


def read_item(board: Board, words: Words) -> Item:
    """What *words*, at least one, are."""
    if len(words) > MOST_WORDS:
        message = f"more than {MOST_WORDS} words between two arrows: put long texts in quotes"
        return Item(words, words, errors=[PhraseError(*span(words), message)])
    loose = next((one for one in words if not one.quoted and _QUOTE.search(one.text)), None)
    if loose is not None:
        message = "this quote is not closed"
        return Item(words, words, errors=[PhraseError(*span((loose,)), message, ('"',))])
    if len(words) > 1 and not words[0].quoted:
        said, rest = words[0].text.casefold(), words[1:]
        if said == _NEW and (board.longest(rest) or kind_word(folded(typed(rest)))):
            return _Readings(board, rest, anew=True).best()
        if said in _ARTICLES and not board.longest(words):
            words = rest
    return _Readings(board, words, anew=False).best()


def with_kind(item: Item, kind: Kind) -> Item:
    """*item*, whose kind has been guessed: the shortest name after which the rest reads."""
    facts = Facts(kind, item.words)
    count = len(item.words)
    for split in range(1, len(item.words)):
        if not facts.trouble(split):
            count = split
            break
    head = item.words[:count]
    found = Item(item.words, head, None, kind, typed(head), facts.read(count), guessed=True)
    found.errors = [*_errors(found.facts), *_too_long(found)]
    return found


def as_facts(item: Item, words: Words, board: Board) -> list[Fact] | None:
    """*words*, after a comma, as more about *item*; None where they are another item."""
    kind = item.kind
    if kind is None or board.longest(words) == len(words) or len(words) > MOST_WORDS:
        return None
    facts = Facts(kind, words)
    if not facts.trouble() or _is_number(words[0]):
        return facts.read()
    is_meant = facts.begins_with_label or any(map(_is_number, words))
    return facts.read() if is_meant and read_item(board, words).kind is None else None


def _is_number(word: Token) -> bool:
    return not word.quoted and is_plain_number(word.text)


class _Readings:
    """The readings of one item, and the best of them."""

    def __init__(self, board: Board, words: Words, *, anew: bool) -> None:
        self._board = board
        self._words = words
        self._anew = anew
        self._tables: dict[Kind, Facts] = {}

    def best(self) -> Item:
        known = None if self._anew else self._known()
        if known is not None and known[0] == 0:
            return known[1]
        new = self._new()
        if new is not None and new[0] and known is None and self._is_doubtful(new[1]):
            return self._nameless()
        found = [one for one in (known, new) if one is not None]
        if not found:
            return self._nameless()
        return min(found, key=lambda one: one[0])[1]

    def _is_doubtful(self, item: Item) -> bool:
        """Whether a word taken for a kind is rather part of a name: "user features"."""
        following = item.facts[0]
        return (
            not item.says_kind
            and following.is_unknown
            and following.words[0].start == self._words[len(item.head)].start
            and not starts_number(following.words[0].text)
        )

    def _facts(self, kind: Kind) -> Facts:
        if kind not in self._tables:
            self._tables[kind] = Facts(kind, self._words)
        return self._tables[kind]

    def _known(self) -> tuple[float, Item] | None:
        """The node on the board that the first words name; its kind may be said again."""
        count = self._board.longest(self._words)
        if not count:
            return None
        ids = self._board.called(self._words[:count])
        head = self._words[:count]
        if len(ids) > 1:
            listed = ", ".join(f"`{one}`" for one in ids[:6])
            message = (
                f"`{shortened(typed(head))}` is {len(ids)} nodes: say which by its id, {listed}"
            )
            item = Item(self._words, head, errors=[PhraseError(*span(head), message, ids[:12])])
            return 0.0, item
        kind = self._board.kinds[ids[0]]
        facts = self._facts(kind)
        ends = [count, *(end for end, said in self._kinds_at(count) if said == kind)]
        end = min(ends, key=lambda one: (facts.trouble(one), one))
        item = Item(self._words, self._words[:end], ids[0], kind, facts=facts.read(end))
        item.errors = _errors(item.facts)
        return facts.trouble(end), item

    def _new(self) -> tuple[float, Item] | None:
        best: tuple[float, Item] | None = None
        for start in range(min(len(self._words), _MOST_KINDS)):
            if start and _is_of_a_fact(self._words[start - 1]):
                break
            for end, kind in self._kinds_at(start):
                trouble = self._facts(kind).trouble(end)
                if best is None or trouble < best[0]:
                    best = trouble, self._made(start, end, kind)
            if best is not None and best[0] == 0:
                break
        return best

    def _kinds_at(self, start: int) -> list[tuple[int, Kind]]:
        found = []
        for end in range(min(len(self._words), start + LONGEST_KIND), start, -1):
            words = self._words[start:end]
            if any(one.quoted or one.is_gap for one in words):
                continue
            meant = kind_word(folded(typed(words)))
            if meant is not None:
                found.append((end, meant.kind))
        return found

    def _made(self, start: int, end: int, kind: Kind) -> Item:
        head = self._words[:end]
        name = typed(self._words[:start])
        meant = kind_word(folded(typed(self._words[start:end])))
        if not name and meant is not None and meant.is_synonym:
            name = typed(self._words[start:end])
        item = Item(self._words, head, None, kind, name, self._facts(kind).read(end))
        item.says_kind = meant is not None and meant.is_own
        item.errors = [*_errors(item.facts), *_too_long(item)]
        ids = self._board.called(self._words[:start]) if start and not self._anew else ()
        others = {self._board.kinds[one] for one in ids} - {kind}
        if others:
            label = in_sentence(KINDS[others.pop()].label)
            message = f"`{shortened(name)}` is on the board as a {label}: give this another name"
            item.errors.append(PhraseError(*span(head), message))
        return item

    def _nameless(self) -> Item:
        count = len(self._words)
        for at, word in enumerate(self._words):
            if at and not word.quoted and (is_plain_number(word.text) or is_percentile(word.text)):
                count = at
                break
        return Item(self._words, self._words[:count])


def _is_of_a_fact(word: Token) -> bool:
    """Whether *word* stands in no name: "=", ">=", "p95"."""
    return not word.quoted and (word.is_gap or is_bound(word.text) or is_percentile(word.text))


def _errors(facts: list[Fact]) -> list[PhraseError]:
    return [one.error for one in facts if one.error is not None] + repeated(facts)


def _too_long(item: Item) -> list[PhraseError]:
    if len(item.name) <= limits.NAME_LENGTH:
        return []
    message = f"a name has at most {limits.NAME_LENGTH} characters"
    return [PhraseError(*span(item.head), message)]
