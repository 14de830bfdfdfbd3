"""Words that stand by themselves in a drawing."""

from __future__ import annotations

from dataclasses import replace

from design.exchange.sketch import Place, Sketch
from design.text import shortened


def add_text(sketch: Sketch, place: Place, text: str, key: str | None) -> None:
    """Add words that stand by themselves to the box *key*, or to the note of the design."""
    if key is None:
        sketch.texts.append(text)
        assumed = "kept in the note of the design"
    else:
        box = sketch.boxes[key]
        sketch.boxes[key] = replace(box, text=f"{box.text}\n{text}")
        assumed = f"taken as words on `{shortened(box.text or box.hint or key)}`"
    sketch.doubt(place, f"`{text}`", assumed, "Confirm what it is about.")


def add_stray_arrow(sketch: Sketch, place: Place, words: str) -> None:
    """Keep the words of an arrow that ends at no box in the note of the design."""
    sketch.texts.append(f"Drawn, not kept: an arrow that ends at no box {words}".strip())
    sketch.doubt(
        place,
        f"an arrow that ends at no box `{words}`" if words else "an arrow that ends at no box",
        "kept as words in the note of the design",
        "Draw it from box to box.",
    )


def doubt_tie(sketch: Sketch, place: Place, key: str) -> None:
    """Note that an arrow was tied to the box it points at."""
    box = sketch.boxes[key]
    sketch.doubt(
        place,
        "an arrow that is not tied to a box",
        f"tied to `{shortened(box.text or box.hint or key)}`, the nearest",
        "Confirm where it ends.",
    )
