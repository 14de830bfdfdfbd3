"""Words that stand by themselves in a drawing."""

from __future__ import annotations

from dataclasses import replace

from design.exchange.sketch import Place, Sketch
from design.text import one_line, shortened


def add_text(
    sketch: Sketch, place: Place, text: str, key: str | None, *, is_inside: bool = False
) -> None:
    """Add words that stand by themselves to the box *key*, or to the note of the design.

    Words that stand inside the box are its own; others are doubted.
    """
    if key is None:
        sketch.texts.append(text)
        assumed = "kept in the note of the design"
    else:
        box = sketch.boxes[key]
        sketch.boxes[key] = replace(box, text=f"{box.text}\n{text}")
        assumed = f"taken as words on `{shortened(box.text or box.hint or key)}`"
    if not is_inside:
        sketch.doubt(place, f"`{text}`", assumed, "Confirm what it is about.")


def add_stray_arrow(
    sketch: Sketch, place: Place, words: str, ends: tuple[str, str] = ("", "")
) -> None:
    """Keep the words of an arrow that ends at a group or in the open, in the design's note.

    *ends* are what stands at its ends, empty where that is nothing.
    """
    sketch.count_stray(place)
    drawn = one_line(f"{ends[0] or '(nothing)'} -> {ends[1] or '(nothing)'} {words}")
    says_something = bool(words.strip() or any(ends))
    if says_something:
        sketch.texts.append(f"Drawn, not kept: {drawn}")
    sketch.doubt(
        place,
        f"an arrow `{drawn}`",
        "kept as words in the note of the design" if says_something else "left out",
        "Draw it from box to box.",
    )


def titles_of(sketch: Sketch) -> dict[str, str]:
    """What boxes and groups are called, by key."""
    titles = {region.key: region.text for region in sketch.regions}
    titles |= {key: box.text or box.hint for key, box in sketch.boxes.items()}
    return {key: shortened(text.strip().partition("\n")[0]) or key for key, text in titles.items()}


def doubt_tie(sketch: Sketch, place: Place, key: str) -> None:
    """Note that an arrow was tied to the box it points at."""
    box = sketch.boxes[key]
    sketch.doubt(
        place,
        "an arrow that is not tied to a box",
        f"tied to `{shortened(box.text or box.hint or key)}`, the nearest",
        "Confirm where it ends.",
    )


def doubt_group(sketch: Sketch, place: Place, title: str) -> None:
    """Note that a box around others was taken as a group."""
    sketch.doubt(
        place,
        f"a box around others `{shortened(title)}`" if title else "a box around others",
        "taken as a group",
        "Confirm that it is no box of its own.",
    )
