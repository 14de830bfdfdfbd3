"""Turns cards and arrows into a finished picture: shapes and placed labels, no file format yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from design.drawing import notes as slips
from design.drawing import strokes
from design.drawing.geometry import Curve, Point, Rect, bounds
from design.drawing.layout import Arrange, Box, Link, lay_out
from design.drawing.metrics import fit, width, wrap
from design.drawing.strokes import Stroke

KIND_SIZE: Final = 6.8
NAME_SIZE: Final = 9.0
NUMBER_SIZE: Final = 7.4
BAND_SIZE: Final = 8.5
SMALLEST_TEXT: Final = KIND_SIZE
_PAD: Final = 7.0
_LEFT_PAD: Final = 10.0  # room for the stage bar
_ROOM: Final = 138.0  # widest line inside a card
_LEAST_ROOM: Final = 84.0
_BADGE_HEIGHT: Final = 11.0
_MARGIN: Final = 14.0
_FRAME_MARGIN: Final = 10.0
_LEAST_WIDTH: Final = 320.0
_LEGEND_ROW: Final = 15.0

INK: Final = "#1b1f24"
SOFT: Final = "#57606a"
PAPER: Final = "#ffffff"

Severity = Literal["E", "W", "I"]
SEVERITY_WORD: Final[Mapping[Severity, str]] = {"E": "error", "W": "warning", "I": "info"}
_FOUND: Final[Mapping[Severity, str]] = {
    "E": "errors found here",
    "W": "warnings found here",
    "I": "notes for information",
}
SEVERITY_COLOUR: Final[Mapping[Severity, str]] = {
    "E": "#b42318",
    "W": "#9a5b00",
    "I": "#1f5fa8",
}


@dataclass(frozen=True, slots=True)
class Badge:
    """How many findings of one severity a card has."""

    severity: Severity
    count: int


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown of one node. Everything but *id* and *stage* is text to print as it is."""

    id: str
    stage: int
    kind: str
    name: str
    numbers: tuple[tuple[str, str], ...] = ()  # (label, value as typed)
    missing: tuple[str, ...] = ()
    badges: tuple[Badge, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrow:
    """What is shown of one edge."""

    id: str
    tail: str
    head: str
    relation: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A titled region around some cards."""

    title: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text: *x* is its left end, middle or right end, *y* its baseline."""

    x: float
    y: float
    text: str
    size: float
    colour: str = INK
    bold: bool = False
    anchor: Literal["start", "middle", "end"] = "start"


@dataclass(frozen=True, slots=True)
class Shape:
    """A painted rectangle or badge."""

    look: Literal["band", "card", "note", "bar", "chip", "error", "warning", "info"]
    rect: Rect
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A painted arrow."""

    curve: Curve
    stroke: Stroke
    title: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished drawing in points; *engine* names what arranged it."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    lines: tuple[Line, ...]
    labels: tuple[Label, ...]
    engine: str


@dataclass(slots=True)
class _Sheet:
    """What has been painted so far."""

    shapes: list[Shape] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)


def paint(
    cards: Sequence[Card],
    arrows: Sequence[Arrow],
    *,
    stages: Mapping[int, str],
    positions: Mapping[str, Point] | None = None,
    frames: Sequence[Frame] = (),
    notes: Sequence[slips.Note] = (),
    engines: Sequence[Arrange] | None = None,
) -> Picture:
    """The picture of *cards* joined by *arrows*; the same for any order they are given in.

    *stages* names the bands. With *positions* for every card the person's arrangement is kept,
    and their *frames* are drawn instead of bands. *notes* stand at their places then, else below.
    """
    cards = sorted(cards, key=lambda card: card.id)
    arrows = sorted(arrows, key=lambda arrow: (arrow.tail, arrow.head, arrow.id))
    boxes = [Box(card.stage, card.id, *_size(card)) for card in cards]
    links = [Link(arrow.tail, arrow.head, arrow.id) for arrow in arrows]
    layout = lay_out(boxes, links, positions=positions, engines=engines)
    sheet = _Sheet()
    own = layout.engine == "board"
    around = _framed(frames, layout.boxes) if own else []
    # Frames reach beyond the boxes they hold; bands are part of the layout.
    reach = _FRAME_MARGIN if around else 0.0
    placed = slips.beside_the_boxes(notes, layout)
    frame = bounds((Rect(0.0, 0.0, layout.width, layout.height), *placed.values()))
    left = _MARGIN + reach - frame.x
    top = _MARGIN + reach + (BAND_SIZE + 5 if around or layout.bands else 0.0) - frame.y
    for title, rect in around:
        _paint_band(sheet, rect.moved(left, top), title, tint="#f6f8fa", ink=SOFT)
    for stage in sorted(layout.bands):
        band = layout.bands[stage].moved(left, top)
        tint, ink = strokes.stage_tint(stage), strokes.stage_colour(stage)
        _paint_band(sheet, band, stages.get(stage, ""), tint=tint, ink=ink)
    for arrow in arrows:
        if arrow.id in layout.curves:
            curve = _moved(layout.curves[arrow.id], left, top)
            sheet.lines.append(Line(curve, strokes.stroke_of(arrow.relation), arrow.relation))
    for card in cards:
        _paint_card(sheet, card, layout.boxes[card.id].moved(left, top))
    bottom = top + frame.bottom + reach
    full_width = max(frame.width + 2 * (_MARGIN + reach), _LEAST_WIDTH)
    for note, rect in placed.items():
        _paint_note(sheet, note, rect.moved(left, top))
    others = [note for note in notes if note not in placed]
    rows = slips.in_rows(others, start=Point(_MARGIN, bottom + 14), room=full_width)
    for note, rect in rows.items():
        _paint_note(sheet, note, rect)
        bottom = max(bottom, rect.bottom)
    bottom = _paint_legend(sheet, cards, arrows, at=Point(_MARGIN, bottom + 14), room=full_width)
    return Picture(
        width=round(full_width, 2),
        height=round(bottom + _MARGIN, 2),
        shapes=tuple(sheet.shapes),
        lines=tuple(sheet.lines),
        labels=tuple(sheet.labels),
        engine=layout.engine,
    )


def _framed(frames: Sequence[Frame], boxes: Mapping[str, Rect]) -> list[tuple[str, Rect]]:
    """The rectangle of each frame that has members on the board, the largest first."""
    found = []
    for frame in frames:
        members = [boxes[id_] for id_ in frame.members if id_ in boxes]
        if members:
            found.append((frame.title, bounds(members).grown(_FRAME_MARGIN)))
    return sorted(found, key=lambda one: (-one[1].width * one[1].height, one[0]))


def _paint_band(sheet: _Sheet, rect: Rect, title: str, *, tint: str, ink: str) -> None:
    sheet.shapes.append(Shape("band", rect, tint))
    shown = fit(title, size=BAND_SIZE, room=rect.width, bold=True)
    if shown:
        sheet.labels.append(Label(rect.x + 2, rect.y - 4, shown, BAND_SIZE, ink, bold=True))


def _moved(curve: Curve, dx: float, dy: float) -> Curve:
    return tuple(Point(point.x + dx, point.y + dy) for point in curve)


def _badge_width(badge: Badge) -> float:
    return width(_badge_text(badge), size=NUMBER_SIZE, bold=True) + 8


def _badge_text(badge: Badge) -> str:
    return badge.severity if badge.count == 1 else f"{badge.severity} {badge.count}"


def _name_lines(card: Card) -> tuple[str, ...]:
    return wrap(card.name, size=NAME_SIZE, room=_ROOM, lines=3, bold=True)


def _number_line(label: str, value: str) -> tuple[str, str]:
    """Label and value cut to fit one line together; the value is given the greater part."""
    value = fit(" ".join(value.split()), size=NUMBER_SIZE, room=_ROOM * 0.62)
    left = _ROOM - width(value, size=NUMBER_SIZE) - 4
    return fit(label, size=NUMBER_SIZE, room=left), value


def _chip_rows(missing: Sequence[str]) -> list[list[str]]:
    rows: list[list[str]] = []
    left = 0.0
    for name in missing:
        text = fit(f"{name}?", size=NUMBER_SIZE, room=_ROOM - 8)
        needed = width(text, size=NUMBER_SIZE) + 8 + 4
        if not rows or needed > left:
            rows.append([])
            left = _ROOM + 4
        rows[-1].append(text)
        left -= needed
    return rows


def _size(card: Card) -> tuple[float, float]:
    badges = sum(_badge_width(badge) + 3 for badge in card.badges)
    widths = [_LEAST_ROOM, width(card.kind, size=KIND_SIZE) + badges + 4]
    widths += [width(line, size=NAME_SIZE, bold=True) for line in _name_lines(card)]
    for label, value in (_number_line(*number) for number in card.numbers):
        widths.append(width(label, size=NUMBER_SIZE) + 4 + width(value, size=NUMBER_SIZE))
    rows = _chip_rows(card.missing)
    for row in rows:
        widths.append(sum(width(text, size=NUMBER_SIZE) + 12 for text in row) - 4)
    height = _PAD + KIND_SIZE + 3 + len(_name_lines(card)) * (NAME_SIZE + 2.5)
    height += len(card.numbers) * (NUMBER_SIZE + 3) + len(rows) * (NUMBER_SIZE + 7)
    return round(max(widths) + _LEFT_PAD + _PAD, 1), round(height + _PAD, 1)


def _paint_card(sheet: _Sheet, card: Card, rect: Rect) -> None:
    colour = strokes.stage_colour(card.stage)
    sheet.shapes.append(Shape("card", rect, colour))
    sheet.shapes.append(Shape("bar", Rect(rect.x, rect.y, 3.5, rect.height), colour))
    left = rect.x + _LEFT_PAD
    y = rect.y + _PAD + KIND_SIZE - 1
    sheet.labels.append(Label(left, y, card.kind, KIND_SIZE, colour))
    _paint_badges(sheet, card.badges, right=rect.right - 4, top=rect.y + 4)
    y += 3
    for line in _name_lines(card):
        y += NAME_SIZE + 2.5
        sheet.labels.append(Label(left, y - 1, line, NAME_SIZE, INK, bold=True))
    for label, value in (_number_line(*number) for number in card.numbers):
        y += NUMBER_SIZE + 3
        sheet.labels.append(Label(left, y, label, NUMBER_SIZE, SOFT))
        after = left + width(label, size=NUMBER_SIZE) + 4
        sheet.labels.append(Label(after, y, value, NUMBER_SIZE, INK))
    for row in _chip_rows(card.missing):
        y += NUMBER_SIZE + 7
        _paint_chips(sheet, row, left=left, baseline=y)


def _paint_note(sheet: _Sheet, note: slips.Note, rect: Rect) -> None:
    sheet.shapes.append(Shape("note", rect, slips.FILL))
    y = rect.y + slips.PAD + slips.NOTE_SIZE - 1
    for line in slips.lines_of(note):
        if line:
            sheet.labels.append(Label(rect.x + slips.PAD, y, line, slips.NOTE_SIZE, INK))
        y += slips.LINE_HEIGHT


def _paint_chips(sheet: _Sheet, row: Sequence[str], *, left: float, baseline: float) -> None:
    for text in row:
        wide = width(text, size=NUMBER_SIZE) + 8
        chip = Rect(left, baseline - NUMBER_SIZE - 1, wide, NUMBER_SIZE + 4.5)
        sheet.shapes.append(Shape("chip", chip, SOFT))
        sheet.labels.append(Label(left + 4, baseline, text, NUMBER_SIZE, SOFT))
        left += wide + 4


def _paint_badges(sheet: _Sheet, badges: Sequence[Badge], *, right: float, top: float) -> None:
    for badge in reversed(badges):
        wide = _badge_width(badge)
        _paint_badge(sheet, badge, Rect(right - wide, top, wide, _BADGE_HEIGHT))
        right -= wide + 3


def _paint_badge(sheet: _Sheet, badge: Badge, rect: Rect) -> None:
    colour = SEVERITY_COLOUR[badge.severity]
    look: dict[Severity, Literal["error", "warning", "info"]] = {
        "E": "error",
        "W": "warning",
        "I": "info",
    }
    sheet.shapes.append(Shape(look[badge.severity], rect, colour))
    ink = PAPER if badge.severity == "E" else colour
    sheet.labels.append(
        Label(
            rect.centre.x,
            rect.bottom - 2.9,
            _badge_text(badge),
            NUMBER_SIZE,
            ink,
            bold=True,
            anchor="middle",
        )
    )


def _paint_legend(
    sheet: _Sheet, cards: Sequence[Card], arrows: Sequence[Arrow], *, at: Point, room: float
) -> float:
    """Paints what the picture uses, row by row; the y where the legend ends."""
    x, y = at.x, at.y
    right = room - _MARGIN

    def turn(needed: float) -> None:
        nonlocal x, y
        if x > at.x and x + needed > right:
            x, y = at.x, y + _LEGEND_ROW

    for stroke in strokes.used({arrow.relation for arrow in arrows}):
        needed = 26 + 5 + width(stroke.meaning, size=NUMBER_SIZE) + 16
        turn(needed)
        curve = (Point(x, y), Point(x + 8, y), Point(x + 18, y), Point(x + 26, y))
        sheet.lines.append(Line(curve, stroke))
        sheet.labels.append(Label(x + 31, y + 2.6, stroke.meaning, NUMBER_SIZE, SOFT))
        x += needed
    shown = {badge.severity for card in cards for badge in card.badges}
    for severity in (one for one in SEVERITY_WORD if one in shown):
        badge = Badge(severity, 1)
        word = _FOUND[severity]
        needed = _badge_width(badge) + 5 + width(word, size=NUMBER_SIZE) + 16
        turn(needed)
        _paint_badge(sheet, badge, Rect(x, y - 5.5, _badge_width(badge), _BADGE_HEIGHT))
        label_x = x + _badge_width(badge) + 5
        sheet.labels.append(Label(label_x, y + 2.6, word, NUMBER_SIZE, SOFT))
        x += needed
    if any(card.missing for card in cards):
        needed = 16 + 5 + width("number missing", size=NUMBER_SIZE) + 16
        turn(needed)
        _paint_chips(sheet, ["?"], left=x, baseline=y + 2.6)
        sheet.labels.append(Label(x + 19, y + 2.6, "number missing", NUMBER_SIZE, SOFT))
    return y + 6
