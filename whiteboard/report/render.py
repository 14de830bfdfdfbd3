"""Every form of the report by the suffix of its file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final

from design.drawing.svg import to_svg
from whiteboard.report.content import ReportContent
from whiteboard.report.data import to_json
from whiteboard.report.html import to_html
from whiteboard.report.markdown import to_markdown
from whiteboard.report.pdf import to_pdf
from whiteboard.report.sarif import to_sarif
from whiteboard.report.text import to_text

SUFFIXES: Final = (".pdf", ".html", ".md", ".json", ".sarif", ".svg", ".txt")


class UnknownSuffixError(ValueError):
    """No report has this suffix; the message names those there are."""

    def __init__(self, suffix: str) -> None:
        super().__init__(f"cannot write {suffix or 'a file without a suffix'}: use one of {_ALL}")


_ALL: Final = ", ".join(SUFFIXES)


def render(content: ReportContent, suffix: str) -> bytes:
    """The report in the form *suffix* names (``.pdf``, ``.md`` ...), the same bytes each time.

    Raises UnknownSuffixError, or PdfError when the PDF cannot be made.
    """
    match suffix.lower():
        case ".pdf":
            return to_pdf(content).content
        case ".html" | ".htm":
            text = to_html(content)
        case ".md":
            text = to_markdown(content)
        case ".json":
            text = to_json((content,))
        case ".sarif":
            text = to_sarif((content,))
        case ".svg":
            text = to_svg(content.picture, title=content.title)
        case ".txt":
            text = to_text(content)
        case _:
            raise UnknownSuffixError(suffix)
    return text.encode()


def write(content: ReportContent, path: Path) -> None:
    """Renders into *path* by its suffix. On failure the file is as it was before, or absent.

    Raises what ``render`` raises, and OSError when the folder cannot be written.
    """
    made = render(content, path.suffix)
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}-", dir=path.parent)
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(made)
        unfinished.chmod(0o644)
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
