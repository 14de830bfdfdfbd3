"""Makes the picture of a design: cards from its nodes, arrows from its edges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from design.drawing.geometry import Point
from design.drawing.layout import Arrange
from design.drawing.notes import Note
from design.drawing.picture import Arrow, Badge, Card, Frame, Picture, paint
from design.drawing.stages import STAGE_NAMES, stage_of
from design.drawing.svg import to_svg
from design.drawing.wording import words
from design.model import Design, Node, Position
from design.quantities.quantity import Quantity
from design.vocabulary.kinds import KINDS

_POINTS_PER_PIXEL: Final = 0.75
_MOST_NUMBERS: Final = 3
_MOST_CHIPS: Final = 4
_NO_BADGES: Final[Mapping[str, Sequence[Badge]]] = MappingProxyType({})
_NOTHING_MISSING: Final[Mapping[str, Sequence[str]]] = MappingProxyType({})


def draw(
    design: Design,
    *,
    badges: Mapping[str, Sequence[Badge]] = _NO_BADGES,
    missing: Mapping[str, Sequence[str]] = _NOTHING_MISSING,
    engines: Sequence[Arrange] | None = None,
) -> Picture:
    """The whole design as one picture; *badges* and *missing* numbers are given by node id.

    When every node has a place on the board the picture keeps the person's arrangement, groups and
    sticky notes; otherwise it is laid out from left to right in stages, the notes below.
    """
    cards = [
        _card(node, badges=tuple(badges.get(id_, ())), missing=tuple(missing.get(id_, ())))
        for id_, node in design.nodes.items()
    ]
    arrows = [Arrow(str(key), key.source, key.target, str(key.relation)) for key in design.edges]
    return paint(
        cards,
        arrows,
        stages=STAGE_NAMES,
        positions=_positions(design),
        frames=tuple(
            Frame(group.title, group.members) for _, group in sorted(design.groups.items())
        ),
        notes=_notes(design),
        engines=engines,
    )


def design_svg(
    design: Design,
    *,
    badges: Mapping[str, Sequence[Badge]] = _NO_BADGES,
    missing: Mapping[str, Sequence[str]] = _NOTHING_MISSING,
) -> str:
    """The design as a complete SVG document, text included."""
    return to_svg(draw(design, badges=badges, missing=missing), title=design.title or "Design")


def _notes(design: Design) -> tuple[Note, ...]:
    places = {id_: design.layout.get(id_) for id_ in design.stickies}
    return tuple(
        Note(id_, design.stickies[id_].text, None if place is None else _point(place))
        for id_, place in places.items()
    )


def _point(place: Position) -> Point:
    return Point(place.x * _POINTS_PER_PIXEL, place.y * _POINTS_PER_PIXEL)


def _positions(design: Design) -> dict[str, Point] | None:
    if not design.nodes or not design.nodes.keys() <= design.layout.keys():
        return None
    return {id_: _point(place) for id_, place in design.layout.items() if id_ in design.nodes}


def _card(node: Node, *, badges: tuple[Badge, ...], missing: tuple[str, ...]) -> Card:
    spec = KINDS[node.kind]
    chips = missing[:_MOST_CHIPS]
    if len(missing) > _MOST_CHIPS:
        chips = (*missing[: _MOST_CHIPS - 1], f"{len(missing) - _MOST_CHIPS + 1} more")
    return Card(
        id=node.id,
        stage=stage_of(node.kind),
        kind=spec.label.lower(),
        name=node.title,
        numbers=_numbers(node),
        missing=chips,
        badges=badges,
    )


def _numbers(node: Node) -> tuple[tuple[str, str], ...]:
    """The face of the kind first, then its other numbers, then free ones: three at most."""
    spec = KINDS[node.kind]
    face = {attribute.name for attribute in spec.face}
    found: dict[str, tuple[str, str]] = {}
    for attribute in (*spec.face, *spec.core, *spec.more):
        value = node.fields.get(attribute.name)
        if value is None or (attribute.name not in face and not isinstance(value, Quantity)):
            continue
        if words(value):
            found.setdefault(attribute.name, (attribute.label, words(value)))
    shown = [*found.values(), *((number.label, number.value) for number in node.numbers)]
    return tuple(shown[:_MOST_NUMBERS])
