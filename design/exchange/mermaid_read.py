"""Reads Mermaid flowcharts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from design import limits
from design.exchange.imported import Imported
from design.exchange.labels import lines_of, relation_in
from design.exchange.loose import add_stray_arrow, titles_of
from design.exchange.marks import text_in, texts_in, unpacked
from design.exchange.mermaid_tokens import Link, Scanner, shown
from design.exchange.refusal import checked, refused
from design.exchange.settle import settled
from design.exchange.sketch import Box, Line, Place, Region, Shape, Sketch, Slip
from design.exchange.words import kind_named
from design.fields import Json
from design.text import nearest, shortened

MARK: Final = "%% whiteboard "
_FENCE: Final = re.compile(r"^[ \t]*```+[ \t]*mermaid[ \t]*$", re.MULTILINE)
_FENCE_END: Final = re.compile(r"^[ \t]*```", re.MULTILINE)
_HEADER: Final = re.compile(
    r"(?:flowchart(?:-elk)?|graph)\b[ \t]*(?:TB|TD|BT|RL|LR|[<>^v])?[ \t]*;?"
)
_FRONT: Final = re.compile(r"\s*---[ \t]*\n")
_TITLE: Final = re.compile(r"^title:[ \t]*(.+)$", re.MULTILINE)
_WORD: Final = re.compile(r"[A-Za-z]+(?![\w-])")
_ADDRESS: Final = re.compile(r"https?://[^\s\"<>]{1,1000}")
_BLANK: Final = re.compile(r"[ \t\n;]*")
_CLASS: Final = re.compile(r":::([\w-]+)")
_DRESS: Final = frozenset("classDef style linkStyle direction".split())
_DIAGRAMS: Final = (
    "flowchart",
    "graph",
    "sequenceDiagram",
    "classDiagram",
    "stateDiagram",
    "erDiagram",
    "gantt",
    "pie",
    "mindmap",
    "journey",
    "timeline",
    "gitGraph",
    "block",
    "architecture",
)


def read_mermaid(text: str, *, name: str = "drawing.mmd") -> Imported:
    """The design a Mermaid flowchart draws; also one inside a Markdown file.

    Raises FormatError with the line of the first thing that cannot be read.
    """
    plain = checked(text, name)
    sketch = Sketch(name)
    chart, line = _chart(plain, sketch)
    _Reader(Scanner(chart, name, line), sketch).read()
    return settled(sketch)


def _chart(text: str, sketch: Sketch) -> tuple[str, int]:
    """The flowchart in *text*, and the line it starts on."""
    fence = _FENCE.search(text)
    if fence is None:
        return text, 1
    start = fence.end() + 1
    end = _FENCE_END.search(text, start)
    stop = end.start() if end else len(text)
    more = _FENCE.search(text, stop)
    if more is not None:
        at = Place(text.count("\n", 0, more.start()) + 1)
        sketch.doubt(at, "another drawing", "only the first was read", "Import it by itself.")
    return text[start:stop], text.count("\n", 0, start) + 1


@dataclass(slots=True)
class _Open:
    """A subgraph that is not ended yet."""

    key: str
    title: str
    place: Place
    members: list[str] = field(default_factory=list)
    mark: Mapping[str, Json] = field(default_factory=dict)


class _Reader:
    def __init__(self, scanner: Scanner, sketch: Sketch) -> None:
        self._scan = scanner
        self._sketch = sketch
        self._open: list[_Open] = []
        self._classes: dict[str, str] = {}
        self._marks: dict[str, Mapping[str, Json]] = {}
        self._edge_marks: dict[tuple[str, ...], Mapping[str, Json]] = {}
        self._dress: dict[str, int] = {}  # the first line of each
        self._addresses: dict[str, str] = {}  # by node
        self._clicks: list[int] = []  # lines
        self._grouped: set[str] = set()
        self._links: list[tuple[str, str, Link, Place]] = []

    def read(self) -> None:
        """Read everything into the sketch."""
        self._head()
        while True:
            self._scan.take(_BLANK)
            if self._scan.at >= len(self._scan.text):
                break
            self._statement()
        if self._open:
            last = self._open[-1]
            raise refused(
                self._sketch.file,
                f"the subgraph `{shortened(last.title)}` does not end; expected `end`",
                line=last.place.line,
                near="end",
            )
        self._finish()

    def _head(self) -> None:
        scan = self._scan
        front = scan.take(_FRONT)
        if front is not None:
            end = scan.text.find("\n---", scan.at - 1)
            if end < 0:
                raise scan.refuse("the settings after `---` do not end; expected `---`", "---")
            self._front(scan.text[scan.at : end])
            scan.at = end + 4
            scan.rest_of_line()
        while True:
            scan.take(_BLANK)
            if not scan.text.startswith("%%", scan.at):
                break
            self._comment()
        if scan.take(_HEADER) is None:
            found = shortened(scan.rest_of_line().split(" ")[0])
            near = nearest(found, _DIAGRAMS)
            raise scan.refuse(
                f"expected `flowchart LR` or `graph TD`, found `{found}`"
                + ("; only flowcharts can be read" if near not in (None, "graph") else ""),
                "flowchart",
            )

    def _front(self, settings: str) -> None:
        title = _TITLE.search(settings)
        if title is None:
            return
        said = title[1].strip()
        if said.startswith('"'):
            try:
                said = str(json.loads(said))
            except ValueError:
                said = said.strip('"')
        else:
            said = said.strip("'")
        self._sketch.title = said

    def _comment(self) -> None:
        scan = self._scan
        if scan.text.startswith("%%{", scan.at):
            end = scan.text.find("}%%", scan.at)
            if end < 0:
                raise scan.refuse("a setting that starts with `%%{` does not end", "}%%")
            self._dress.setdefault("%%{", self._scan.line)
            scan.at = end + 3
            return
        line = scan.rest_of_line()
        if not line.startswith(MARK):
            return
        mark = unpacked(line.removeprefix(MARK).strip())
        if "design" in mark:
            self._sketch.mark = mark
        elif "edge" in mark:
            self._edge_marks[texts_in(mark, "edge")] = mark
        elif "group" in mark and self._open:
            self._open[-1].mark = mark
        elif "sticky" in mark:
            self._sketch.add_slip(Slip(mark), Place(scan.line))
        elif "node" in mark:
            self._marks[text_in(mark, "node")] = mark

    def _statement(self) -> None:
        scan = self._scan
        if scan.text.startswith("%%", scan.at):
            self._comment()
            return
        word = _WORD.match(scan.text, scan.at)
        match word[0] if word else "":
            case "subgraph":
                scan.at += len("subgraph")
                self._begin()
            case "end":
                scan.at += len("end")
                self._end()
            case "click":
                self._click(scan.line, scan.rest_of_line())
            case "class":
                self._assign(scan.rest_of_line().rstrip("; "))
            case found if found in _DRESS:
                self._dress.setdefault(found, scan.line)
                scan.rest_of_line()
            case "accTitle" | "accDescr" as found:
                self._describe(scan.rest_of_line(), found)
            case _:
                self._chain()

    def _click(self, line: int, words: str) -> None:
        """`click node "address"`: the address becomes words in the box."""
        self._clicks.append(line)
        parts = words.split(maxsplit=2)
        address = _ADDRESS.search(words)
        if len(parts) > 1 and address is not None:
            self._addresses.setdefault(parts[1], address[0])

    def _describe(self, words: str, word: str) -> None:
        """`accTitle: ...` and `accDescr: ...`, which screen readers say."""
        scan, said = self._scan, words[len(word) :].strip()
        if said.startswith("{"):
            end = scan.text.find("}", scan.at)
            end = end if end >= 0 else len(scan.text)
            said = f"{said[1:]}{scan.text[scan.at : end]}"
            scan.at = min(end + 1, len(scan.text))
        said = said.removeprefix(":").strip()
        if word == "accTitle" and not self._sketch.title:
            self._sketch.title = said
        elif said:
            self._sketch.texts.append(said)

    def _begin(self) -> None:
        scan, place = self._scan, Place(self._scan.line)
        scan.skip()
        key = scan.node_id() if scan.peek() != '"' else ""
        title = key
        scan.skip()
        if scan.peek() == '"':
            title = scan.quoted()
        elif scan.peek() in ("[", "("):
            shape = scan.shape()
            title = shape[0] if shape else key
        rest = scan.rest_of_line().partition("%%")[0].strip("; ")
        if rest:
            title, key = shown(f"{title} {rest}".strip()), ""
        self._open.append(_Open(key or title or f"group at {place}", title, place))
        if len(self._open) > 32:
            raise scan.refuse("subgraphs are nested deeper than 32 levels")

    def _end(self) -> None:
        if not self._open:
            raise self._scan.refuse("`end` without a subgraph")
        last = self._open.pop()
        region = Region(last.key, last.title, tuple(last.members), last.mark)
        self._sketch.add_region(region, last.place)
        if self._open:
            self._open[-1].members.extend(last.members)

    def _assign(self, words: str) -> None:
        """`class a,b name`."""
        parts = words.split()[1:]
        if len(parts) < 2:
            return
        for key in "".join(parts[:-1]).split(","):
            self._classes[key] = parts[-1]
        if kind_named(parts[-1]) is None:
            self._dress.setdefault("class", self._scan.line)

    def _chain(self) -> None:
        """`a & b -->|text| c --> d`."""
        scan = self._scan
        place = Place(self._scan.line)
        before = self._nodes(place)
        while True:
            scan.skip()
            link = scan.link()
            if link is None:
                break
            scan.take(_BLANK)
            after = self._nodes(Place(self._scan.line))
            if link.hidden:
                self._dress.setdefault("~~~", place.line)
            else:
                for source in before:
                    for target in after:
                        self._links.append((source, target, link, place))
                        self._count(place)
            before = after
        if scan.peek() not in ("", "\n", ";") and not scan.text.startswith("%%", scan.at):
            found = shortened(scan.text[scan.at : scan.at + 20].split("\n")[0])
            raise scan.refuse(f"expected an arrow or the end of the line, found `{found}`", "-->")

    def _count(self, place: Place) -> None:
        if len(self._links) > limits.EDGES:
            raise refused(
                self._sketch.file,
                f"a design holds at most {limits.EDGES} edges, and this drawing has more",
                line=place.line,
            )

    def _nodes(self, place: Place) -> list[str]:
        scan = self._scan
        found = [self._node(place)]
        while True:
            at = scan.at
            scan.skip()
            if scan.peek() != "&":
                scan.at = at
                return found
            scan.at += 1
            scan.skip()
            found.append(self._node(place))

    def _node(self, place: Place) -> str:
        scan, sketch = self._scan, self._sketch
        key = scan.node_id()
        if not key:
            found = shortened(scan.text[scan.at : scan.at + 20].split("\n")[0])
            raise scan.refuse(f"expected a node, found `{found}`" if found else "expected a node")
        before = sketch.boxes.get(key)
        text, shape = (before.text, before.shape) if before else (key, Shape.BOX)
        if scan.peek(2) == "@{":
            label, shape, others = scan.settings()
            text = text if label is None else label
            for other in sorted(others):
                self._dress.setdefault(other, place.line)
        else:
            text, shape = scan.shape() or (text, shape)
        while (said := scan.take(_CLASS)) is not None:
            self._classes[key] = said[1]
            if kind_named(said[1]) is None:
                self._dress.setdefault(":::", place.line)
        sketch.add_box(Box(key, text, before.place if before else place, shape))
        if self._open and key not in self._grouped:
            self._grouped.add(key)
            self._open[-1].members.append(key)
        return key

    def _finish(self) -> None:
        """Give boxes what was said of them apart, and make the lines."""
        sketch = self._sketch
        self._boxes_of_groups()
        for key, box in sketch.boxes.items():
            kind, mark = self._classes.get(key, ""), self._marks.get(key, {})
            text = "\n".join(filter(None, (box.text, self._addresses.get(key))))
            sketch.boxes[key] = replace(box, text=text, kind=kind, mark=mark)
        titles = titles_of(sketch)
        for source, target, link, place in self._links:
            if source not in sketch.boxes or target not in sketch.boxes:
                ends = (titles.get(source, source), titles.get(target, target))
                add_stray_arrow(sketch, place, link.text, ends)
                continue
            relation, _ = relation_in(lines_of(link.text))
            mark = self._edge_marks.get((source, target, str(relation)), {})
            sketch.add_line(Line(source, target, link.text, place, link.heads, mark))
        if self._clicks:
            sketch.doubt(
                Place(self._clicks[0]),
                f"`click` ({len(self._clicks)})",
                "its address is kept in the note of the node, what it runs is not",
                "Nothing to do unless it meant more.",
            )
        if self._dress:
            sketch.doubt(
                Place(min(self._dress.values())),
                ", ".join(f"`{what}`" for what in self._dress),
                "ignored, as it says how things look",
                "Nothing to do unless it meant more.",
            )

    def _boxes_of_groups(self) -> None:
        """The name of a group beside an arrow is no box."""
        for region in self._sketch.regions:
            box = self._sketch.boxes.get(region.key)
            if box is not None and box.text == box.key and not box.mark:
                del self._sketch.boxes[box.key]
