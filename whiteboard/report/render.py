"""Every form of the report by the suffix of its file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from whiteboard.report.content import ReportContent
from whiteboard.whole_file import write_whole


class UnknownSuffixError(ValueError):
    """No report has this suffix; the message names those there are."""

    def __init__(self, suffix: str) -> None:
        super().__init__(f"cannot write {suffix or 'a file without a suffix'}: use one of {_ALL}")


# Each form is imported when it is asked for: a list of findings must not wait for a drawing.
def _pdf(content: ReportContent) -> bytes:
    from whiteboard.report.pdf import to_pdf

    return to_pdf(content).content


def _html(content: ReportContent) -> bytes:
    from whiteboard.report.html import to_html

    return to_html(content).encode()


def _markdown(content: ReportContent) -> bytes:
    from whiteboard.report.markdown import to_markdown

    return to_markdown(content).encode()


def _json(content: ReportContent) -> bytes:
    from whiteboard.report.data import to_json

    return to_json((content,)).encode()


def _sarif(content: ReportContent) -> bytes:
    from whiteboard.report.sarif import to_sarif

    return to_sarif((content,)).encode()


def _svg(content: ReportContent) -> bytes:
    from design.drawing.svg import to_svg
    from whiteboard.report.diagram import picture_of

    return to_svg(picture_of(content), title=content.title).encode()


def _png(content: ReportContent) -> bytes:
    from whiteboard.report.pdf import to_png

    return to_png(content)


def _dot(content: ReportContent) -> bytes:
    from design.drawing.dot import to_dot

    return to_dot(content.design).encode()


def _text(content: ReportContent) -> bytes:
    from whiteboard.report.text import to_text

    return to_text(content).encode()


_FORMS: Final[dict[str, Callable[[ReportContent], bytes]]] = {
    ".pdf": _pdf,
    ".html": _html,
    ".md": _markdown,
    ".json": _json,
    ".sarif": _sarif,
    ".svg": _svg,
    ".png": _png,
    ".dot": _dot,
    ".txt": _text,
}
SUFFIXES: Final = tuple(_FORMS)
_ALL: Final = ", ".join(SUFFIXES)


def render(content: ReportContent, suffix: str) -> bytes:
    """The report in the form *suffix* names (``.pdf``, ``.md`` ...), the same bytes each time.

    Raises UnknownSuffixError, or PdfError when the PDF cannot be made.
    """
    make = _FORMS.get(suffix.lower())
    if make is None:
        raise UnknownSuffixError(suffix)
    return make(content)


def write(content: ReportContent, path: Path) -> None:
    """Renders into *path* by its suffix. On failure the file is as it was before, or absent.

    Raises what ``render`` raises, and OSError when the folder cannot be written.
    """
    write_whole(path, render(content, path.suffix))
