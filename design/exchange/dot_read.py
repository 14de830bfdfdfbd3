"""Reads drawings written for Graphviz: the statements of DOT that draw boxes and arrows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from design import limits
from design.exchange.dot_tokens import Token, tokens_of
from design.exchange.html_text import decoded, text_of
from design.exchange.imported import Imported
from design.exchange.marks import NO_MARK, unpacked
from design.exchange.refusal import checked, refused
from design.exchange.settle import settled
from design.exchange.sketch import Box, Heads, Line, Place, Region, Shape, Sketch, Slip
from design.fields import Json
from design.text import shortened

_DEEPEST: Final = 32
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_PORT: Final = re.compile(r"<[^<>|{}]{0,100}>")
_FIELD: Final = re.compile(r"[|{}]")
_POINT: Final = re.compile(r"\s*(-?\d{1,9}(?:\.\d{1,9})?),\s*(-?\d{1,9}(?:\.\d{1,9})?)!?\s*")
_PIXELS: Final = 96 / 72  # of a point
_SHAPES: Final[Mapping[str, Shape]] = MappingProxyType(
    {
        "cylinder": Shape.STORE,
        "diamond": Shape.CHOICE,
        "mdiamond": Shape.CHOICE,
        "note": Shape.DOCUMENT,
        "folder": Shape.DOCUMENT,
        "tab": Shape.DOCUMENT,
        "cds": Shape.QUEUE,
        "person": Shape.PERSON,
    }
)
_TEXTS: Final = ("label", "xlabel", "tooltip", "url", "href")
_EDGE_TEXTS: Final = ("label", "xlabel", "taillabel", "headlabel")
_MEANT: Final = frozenset(
    {
        *_TEXTS,
        *_EDGE_TEXTS,
        "shape",
        "kind",
        "whiteboard",
        "pos",
        "dir",
        "arrowhead",
        "arrowtail",
        "rank",
    }
)
Attributes = dict[str, Token]


def read_dot(text: str, *, name: str = "drawing.dot") -> Imported:
    """The design a DOT graph draws. Nothing is run: the text alone is read.

    Raises FormatError with the line of the first thing that cannot be read.
    """
    sketch = Sketch(name)
    _Reader(checked(text, name), sketch).read()
    return settled(sketch)


@dataclass(slots=True)
class _Scope:
    """One pair of braces that is open: a graph, a cluster, or nodes taken together."""

    key: str
    place: Place
    node: Attributes = field(default_factory=dict)
    edge: Attributes = field(default_factory=dict)
    own: Attributes = field(default_factory=dict)
    members: dict[str, None] = field(default_factory=dict)
    chain: list[tuple[str, ...]] = field(default_factory=list)
    is_node: bool = False  # the chain is one node by name, whose attributes may follow
    wants_more: bool = False  # an arrow stands last


class _Reader:
    def __init__(self, text: str, sketch: Sketch) -> None:
        self._sketch = sketch
        self._tokens = tokens_of(text, sketch.file)
        self._now = next(self._tokens)
        self._open: list[_Scope] = []
        self._nodes: dict[str, tuple[Place, Attributes]] = {}
        self._ignored: dict[str, int] = {}
        self._directed = True

    def read(self) -> None:
        """Read everything into the sketch."""
        if self._now.is_keyword("strict"):
            self._pass()
        if not self._now.is_keyword("graph", "digraph"):
            raise self._refuse("expected `digraph {` or `graph {`", "digraph")
        self._directed = self._pass().text.lower() == "digraph"
        name = self._pass().text if self._now.is_word else ""
        self._begin(name)
        top = self._open[0]
        while self._open:
            self._statement()
        if self._now.kind != "end":
            at = Place(self._now.line)
            self._sketch.doubt(at, "more after the graph", "it was not read", "Import it apart.")
        self._finish(top, name)

    def _pass(self) -> Token:
        token = self._now
        if token.kind != "end":
            self._now = next(self._tokens)
        return token

    def _refuse(self, message: str, near: str | None = None) -> Exception:
        found = f", found `{shortened(self._now.text)}`" if self._now.text else ""
        return refused(self._sketch.file, f"{message}{found}", line=self._now.line, near=near)

    def _take(self, sign: str) -> None:
        if not self._now.is_sign(sign):
            raise self._refuse(f"expected `{sign}`", sign)
        self._pass()

    def _begin(self, key: str) -> None:
        place = Place(self._now.line)
        self._take("{")
        if len(self._open) >= _DEEPEST:
            raise self._refuse(f"subgraphs are nested deeper than {_DEEPEST} levels")
        above = self._open[-1] if self._open else None
        scope = _Scope(key, place)
        if above is not None:
            scope.node, scope.edge = dict(above.node), dict(above.edge)
        self._open.append(scope)

    def _statement(self) -> None:
        scope, now = self._open[-1], self._now
        if now.kind == "end":
            raise self._refuse(f"`{{` on line {scope.place.line} does not end; expected `}}`", "}")
        if now.is_sign("}"):
            self._end()
        elif now.is_sign("->", "--"):
            if not scope.chain or scope.wants_more:
                raise self._refuse("expected a node before the arrow")
            scope.wants_more = True
            self._pass()
        elif now.is_sign("{"):
            self._apart()
            self._begin("")
        elif now.is_sign("["):
            self._flush(self._attributes())
        elif now.is_sign(";", ","):
            self._flush({})
            self._pass()
        elif now.is_keyword("subgraph"):
            self._apart()
            self._pass()
            self._begin(self._pass().text if self._now.is_word else "")
        elif now.is_word:
            self._named()
        else:
            raise self._refuse("expected a node, an arrow or `}`", "}")

    def _apart(self) -> None:
        """A new operand: it ends the statement before unless an arrow waits for it."""
        if not self._open[-1].wants_more:
            self._flush({})

    def _named(self) -> None:
        """A node, an attribute of the graph, or what holds for all that follow."""
        scope, token = self._open[-1], self._pass()
        if self._now.is_sign("="):
            self._apart()
            self._pass()
            scope.own[token.text.lower()] = self._value()
            return
        if token.is_keyword("node", "edge", "graph") and self._now.is_sign("["):
            self._apart()
            found = self._attributes()
            {"node": scope.node, "edge": scope.edge, "graph": scope.own}[token.text.lower()].update(
                found
            )
            return
        self._apart()
        while self._now.is_sign("+") and token.kind == "quoted":
            self._pass()
            token = Token("quoted", token.text + self._pass().text, token.line)
        while self._now.is_sign(":"):
            self._pass()
            self._pass()
        self._mention(token)
        scope.chain.append((token.text,))
        scope.is_node = len(scope.chain) == 1
        scope.wants_more = False

    def _mention(self, token: Token) -> None:
        """A node exists from its first mention on, with the attributes that hold there."""
        key = token.text
        if key not in self._nodes:
            self._nodes[key] = (Place(token.line), dict(self._open[-1].node))
            if len(self._nodes) > limits.NODES:
                raise self._refuse(f"a design holds at most {limits.NODES} nodes; this has more")
        self._open[-1].members[key] = None

    def _value(self) -> Token:
        if not self._now.is_word:
            raise self._refuse("expected a value")
        token = self._pass()
        while self._now.is_sign("+") and token.kind == "quoted":
            self._pass()
            token = Token("quoted", token.text + self._pass().text, token.line)
        return token

    def _attributes(self) -> Attributes:
        found: Attributes = {}
        while self._now.is_sign("["):
            self._pass()
            while not self._now.is_sign("]"):
                if not self._now.is_word:
                    raise self._refuse("expected an attribute or `]`", "]")
                name = self._pass()
                if self._now.is_sign("="):
                    self._pass()
                    found[name.text.lower()] = self._value()
                if self._now.is_sign(",", ";"):
                    self._pass()
            self._pass()
        for word, value in found.items():
            if word not in _MEANT:
                self._ignored.setdefault(word, value.line)
        return found

    def _flush(self, attributes: Attributes) -> None:
        """End the statement: its attributes belong to its node or its arrows."""
        scope = self._open[-1]
        chain, scope.chain = scope.chain, []
        if scope.wants_more:
            raise self._refuse("expected a node after the arrow")
        if len(chain) == 1 and scope.is_node:
            self._nodes[chain[0][0]][1].update(attributes)
        merged = {**scope.edge, **attributes}
        for before, after in pairwise(chain):
            for source in before:
                for target in after:
                    self._sketch.add_line(self._line(source, target, merged))

    def _line(self, source: str, target: str, attributes: Attributes) -> Line:
        place = Place(self._now.line)
        parts = (_label(attributes[name], "") for name in _EDGE_TEXTS if name in attributes)
        text = "\n".join(part for part in parts if part)
        heads = Heads.END if self._directed else Heads.NONE
        if "dir" in attributes:
            word = attributes["dir"].text.lower()
            heads = _DIRECTIONS.get(word, heads)
        return Line(source, target, text, place, heads, _mark(attributes))

    def _end(self) -> None:
        self._flush({})
        self._pass()
        scope = self._open.pop()
        label = _label(scope.own["label"], scope.key) if "label" in scope.own else ""
        if not self._open:
            return
        above = self._open[-1]
        above.members.update(scope.members)
        if scope.key.lower().startswith("cluster"):
            region = Region(scope.key, label, tuple(scope.members), _mark(scope.own))
            self._sketch.add_region(region, scope.place)
        if not above.wants_more:
            above.chain = []
        above.chain.append(tuple(scope.members))
        above.is_node, above.wants_more = False, False

    def _finish(self, top: _Scope, name: str) -> None:
        sketch = self._sketch
        sketch.title = _label(top.own["label"], name) if "label" in top.own else name
        sketch.mark = _mark(top.own)
        ends = {key for line in sketch.lines for key in (line.source, line.target)}
        for key, (place, attributes) in self._nodes.items():
            box = _box(key, place, attributes)
            if "sticky" in box.mark and key not in ends:
                sketch.add_slip(Slip(box.mark, box.text), place)
            else:
                sketch.add_box(box)
        if self._ignored:
            names = ", ".join(f"`{one}`" for one in sorted(self._ignored)[:40])
            sketch.doubt(
                Place(min(self._ignored.values())),
                names,
                "ignored, as it says how things look",
                "Nothing to do unless it meant more.",
            )


_DIRECTIONS: Final[Mapping[str, Heads]] = MappingProxyType(
    {
        "forward": Heads.END,
        "back": Heads.START,
        "both": Heads.BOTH,
        "none": Heads.NONE,
    }
)


def _mark(attributes: Attributes) -> Mapping[str, Json]:
    found = attributes.get("whiteboard")
    return NO_MARK if found is None else unpacked(decoded(found.text))


def _box(key: str, place: Place, attributes: Attributes) -> Box:
    shape = attributes["shape"].text.lower() if "shape" in attributes else ""
    texts = [_label(attributes[name], key) for name in _TEXTS if name in attributes]
    if "label" not in attributes:
        texts.insert(0, key)
    text = "\n".join(texts)
    if "record" in shape:
        text = _FIELD.sub("\n", _PORT.sub("", text))
    kind = attributes["kind"].text if "kind" in attributes else ""
    at = _position(attributes["pos"].text) if "pos" in attributes else None
    return Box(
        key, text, place, _SHAPES.get(shape, Shape.BOX), kind=kind, at=at, mark=_mark(attributes)
    )


def _position(text: str) -> tuple[float, float] | None:
    """The place Graphviz gave: points, counted upwards."""
    match = _POINT.fullmatch(text)
    return (float(match[1]) * _PIXELS, -float(match[2]) * _PIXELS) if match else None


def _label(token: Token, key: str) -> str:
    """A label as the drawing shows it."""
    if token.kind == "html":
        return text_of(token.text)

    def meant(match: re.Match[str]) -> str:
        if match[1] in "nlr":
            return "\n"
        return key if match[1] in "NG" else match[1]

    return decoded(_ESCAPE.sub(meant, token.text))
