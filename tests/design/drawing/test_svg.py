"""What a picture is painted as."""

from __future__ import annotations

import random
import xml.etree.ElementTree as ET

import pytest

from design.drawing.geometry import Point
from design.drawing.picture import SMALLEST_TEXT, Arrow, Badge, Card, Frame, Picture, paint
from design.drawing.svg import to_svg, xml_text

HOSTILE = (
    "<script>alert(1)</script>",
    "]]>",
    "\\N \\G",
    "say \"hi\" & 'bye'",
    "🚀 rocket",
    "نموذج الاحتيال",
    "欺诈检测模型",
    "abc\u202etxt.exe",
    "nul\x00 bell\x07",
    "lone \ud800 surrogate",
    "' onload='x",
)
STAGES = {0: "Framing", 1: "Data", 4: "Serving"}


def _picture(names: tuple[str, ...] = ("ranker", "features")) -> Picture:
    cards = [
        Card(
            id=f"n{index}",
            stage=(1, 4)[index % 2],
            kind="endpoint",
            name=name,
            numbers=((name, name),),
            missing=(name,),
            badges=(Badge("E", 2), Badge("W", 1), Badge("I", 1)),
        )
        for index, name in enumerate(names)
    ]
    arrows = [Arrow(f"e{i}", f"n{i}", f"n{(i + 1) % len(names)}", names[i]) for i in range(2)]
    return paint(cards, arrows, stages=STAGES)


def test_hostile_labels_stay_text() -> None:
    root = ET.fromstring(to_svg(_picture(HOSTILE), title=HOSTILE[0]))

    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "title", "rect", "path", "polygon", "g", "text"}
    for element in root.iter():
        assert not any(name.startswith("on") or "href" in name for name in element.attrib)


def test_nothing_outside_is_referred_to() -> None:
    svg = to_svg(_picture(HOSTILE)).replace('xmlns="http://www.w3.org/2000/svg"', "")

    assert "http" not in svg
    assert "url(" not in svg


@pytest.mark.parametrize("char", ["\x00", "\x07", "\u202e", "\u2066", "\ud800", "\uffff"])
def test_what_xml_cannot_carry_or_would_reorder_text_is_replaced(char: str) -> None:
    assert "a\ufffdb" == xml_text(f"a{char}b")


def test_names_are_printed_as_they_were_typed() -> None:
    svg = to_svg(_picture(("欺诈检测", "نموذج")))

    assert "欺诈检测" in svg
    assert "نموذج" in svg


def test_without_text_the_labels_are_left_to_the_printer() -> None:
    picture = _picture()

    svg = to_svg(picture, with_text=False)

    assert "<text" not in svg
    assert "ranker" not in svg
    assert "ranker" in {label.text for label in picture.labels}


def test_severity_is_told_by_letter_and_shape_as_well_as_by_colour() -> None:
    picture = _picture()

    assert {"E 2", "W", "I"} <= {label.text for label in picture.labels}
    assert {"error", "warning", "info"} <= {shape.look for shape in picture.shapes}


def test_the_legend_explains_every_line_style_and_badge_that_is_used() -> None:
    arrows = [Arrow("x", "a", "b", "calls"), Arrow("y", "b", "a", "monitors")]
    cards = [Card("a", 4, "endpoint", "A", badges=(Badge("E", 1),)), Card("b", 5, "monitor", "B")]

    texts = {label.text for label in paint(cards, arrows, stages=STAGES).labels}

    assert {"request path", "observes and pages", "errors found here"} <= texts
    assert "data and training" not in texts


def test_a_missing_number_is_shown_as_a_question() -> None:
    card = Card("a", 4, "endpoint", "Ranker", missing=("QPS",))

    assert "QPS?" in {label.text for label in paint([card], [], stages=STAGES).labels}


def test_everything_lies_inside_the_picture() -> None:
    picture = _picture(HOSTILE)

    for shape in picture.shapes:
        assert shape.rect.x >= 0 and shape.rect.right <= picture.width
        assert shape.rect.y >= 0 and shape.rect.bottom <= picture.height
    assert min(label.size for label in picture.labels) >= min(SMALLEST_TEXT, 6)


def test_the_same_cards_in_another_order_give_the_same_bytes() -> None:
    cards = [Card(f"n{i}", i % 5, "model", f"Model {i}") for i in range(12)]
    arrows = [Arrow(f"e{i}", f"n{i}", f"n{(i * 5 + 1) % 12}", "feeds") for i in range(12)]
    first = to_svg(paint(cards, arrows, stages=STAGES))
    random.Random(3).shuffle(cards)
    random.Random(4).shuffle(arrows)

    assert first == to_svg(paint(cards, arrows, stages=STAGES))


def test_a_persons_groups_are_drawn_around_their_members() -> None:
    cards = [Card("a", 1, "source", "A"), Card("b", 4, "endpoint", "B")]
    positions = {"a": Point(0, 0), "b": Point(400, 0)}

    picture = paint(
        cards, [], stages=STAGES, positions=positions, frames=(Frame("Offline", ("a", "gone")),)
    )

    assert "Offline" in {label.text for label in picture.labels}
    assert 1 == sum(shape.look == "band" for shape in picture.shapes)


def test_an_empty_board_gives_an_empty_picture() -> None:
    ET.fromstring(to_svg(paint([], [], stages=STAGES), title="Nothing yet"))
