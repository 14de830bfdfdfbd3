"""Files a person can take away, made when they are asked for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

import streamlit as st

from design.exchange import write_dot, write_drawio, write_excalidraw, write_mermaid
from design.formats import write_json, write_yaml
from whiteboard.rounds.rooms import slug

if TYPE_CHECKING:
    from design.model import Design
    from prompts_library import Library
    from whiteboard.report.content import ReportContent
    from whiteboard.rounds.gestures import RoomState
    from whiteboard.rounds.room import Room

LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Form:
    """One form a board can be taken away in; ``ending`` follows the title in the file name."""

    suffix: str
    label: str
    mime: str
    ending: str


REPORTS: Final = (
    Form(".pdf", "PDF report", "application/pdf", ".pdf"),
    Form(".md", "Markdown", "text/markdown", ".md"),
    Form(".html", "HTML", "text/html", ".html"),
    Form(".json", "Findings as JSON", "application/json", "-findings.json"),
    Form(".svg", "Diagram as SVG", "image/svg+xml", ".svg"),
    Form(".png", "Diagram as PNG", "image/png", ".png"),
)
DESIGNS: Final = (
    Form(".yaml", "Design as YAML", "application/yaml", ".yaml"),
    Form(".json", "Design as JSON", "application/json", ".json"),
    Form(".excalidraw", "Excalidraw", "application/json", ".excalidraw"),
    Form(".drawio", "draw.io", "application/xml", ".drawio"),
    Form(".mmd", "Mermaid", "text/plain", ".mmd"),
    Form(".dot", "DOT (Graphviz)", "text/vnd.graphviz", ".dot"),
)
_WRITERS: Final[Mapping[str, Callable[[Design], str]]] = MappingProxyType(
    {
        ".yaml": write_yaml,
        ".json": write_json,
        ".excalidraw": write_excalidraw,
        ".drawio": write_drawio,
        ".mmd": write_mermaid,
        ".dot": write_dot,
    }
)


def save_buttons(room: Room) -> None:
    """Offer the design file itself."""
    for form in DESIGNS:
        _button(room, form, "save", partial(design_file, room, form.suffix))


def export_buttons(room: Room, library: Library) -> None:
    """Offer every form of the report. In an attempt that goes on it would tell what is hidden."""
    attempt = room.state.attempt
    if attempt is not None and attempt.ended is None:
        st.caption("A report tells every finding. End the attempt first, then export it.")
        return
    for form in REPORTS:
        _button(room, form, "export", partial(report_file, room, form.suffix, library))


def _button(
    room: Room,
    form: Form,
    key: str,
    make: Callable[[], bytes],
    *,
    width: Literal["stretch", "content"] = "stretch",
) -> None:
    stem = slug(room.state.design.title) or "board"
    st.download_button(
        form.label,
        make,  # called when the button is pressed, in a thread of its own
        file_name=f"{stem}{form.ending}",
        mime=form.mime,
        key=f"{key}{form.suffix}",
        on_click="ignore",
        width=width,
    )


def design_file(room: Room, suffix: str) -> bytes:
    """The design as it is now, as a file with that suffix."""
    return _WRITERS[suffix](room.state.design).encode()


def report_button(room: Room, library: Library) -> None:
    """Offer the report as PDF, as one button among others."""
    form = REPORTS[0]
    _button(room, form, "report", partial(report_file, room, form.suffix, library), width="content")


def report_file(room: Room, suffix: str, library: Library) -> bytes:
    """The report on the design as it is now. What goes wrong is logged and raised."""
    from whiteboard.report.render import render

    try:
        return render(_content(room.state, library), suffix)
    except Exception:  # logged here, because Streamlit only says that the file failed
        LOG.exception("A report could not be made")
        raise


def _content(state: RoomState, library: Library) -> ReportContent:
    from whiteboard.report.content import build
    from whiteboard.report.source import source_of

    asked = library.found(state.design.prompt)
    title = "" if asked is None else asked.prompt.title
    source = source_of(file=state.record.file, prompt_title=title)
    return build(state.design, state.evaluation, source)
