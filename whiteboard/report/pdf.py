"""Prints a report as PDF and its diagram as an image, by Typst in a short-lived process."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

from design.drawing.svg import to_svg
from whiteboard.report.content import ReportContent
from whiteboard.report.diagram import picture_of
from whiteboard.report.template import covered, template_data

SECONDS: Final = 30
MEMORY: Final = 2 * 1024**3  # bytes of address space


class PdfError(Exception):
    """The PDF could not be made; the message can be shown to a person."""


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished PDF and the standards it was checked against while it was made."""

    content: bytes
    standards: tuple[str, ...]


def to_pdf(content: ReportContent) -> Pdf:
    """The report as PDF: the same bytes for the same report.

    Tagged as PDF/UA-1 and PDF/A-2a where its text allows, otherwise PDF/A-2b, otherwise plain.
    Raises PdfError when it takes longer than 30 s or more than 2 GiB.
    """
    picture = picture_of(content)
    data = json.dumps(covered(template_data(content, picture)), allow_nan=False)
    header, pdf = _set("report.typ", "pdf", svg=to_svg(picture, with_text=False), data=data)
    if not pdf.startswith(b"%PDF"):
        raise PdfError(_reason(b"", b""))
    return Pdf(pdf, tuple(header["standards"]))


def to_png(content: ReportContent) -> bytes:
    """The diagram alone as an image on white. Raises PdfError as ``to_pdf`` does."""
    _, png = _set("diagram.typ", "png", svg=to_svg(picture_of(content), title=content.title))
    return png


def _set(
    template: str, form: str, *, svg: str, data: str = ""
) -> tuple[dict[str, list[str]], bytes]:
    package = files(__package__)
    with as_file(package / "templates") as templates, as_file(package / "fonts") as fonts:
        order = {
            "template": str(templates / template),
            "format": form,
            "root": str(templates),
            "fonts": str(fonts),
            "memory": MEMORY,
            "data": data,
            "svg": svg,
        }
        return _run(json.dumps(order).encode())


def _run(order: bytes) -> tuple[dict[str, list[str]], bytes]:
    script = Path(__file__).with_name("compiler.py")
    try:
        done = subprocess.run(  # noqa: S603 - our own file; what people typed goes in as data
            [sys.executable, "-P", str(script)],
            input=order,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PdfError(
            f"The PDF took longer than {SECONDS} s and was stopped. "
            "Export Markdown or HTML instead, or shorten the longest texts."
        ) from error
    except OSError as error:
        raise PdfError(f"The PDF process could not be started: {error.strerror}") from error
    header, _, made = done.stdout.partition(b"\n")
    if done.returncode == 0 and made:
        told: dict[str, list[str]] = json.loads(header)
        return told, made
    raise PdfError(_reason(header, done.stderr))


def _reason(header: bytes, complaint: bytes) -> str:
    try:
        return f"The PDF could not be set: {json.loads(header)['error']}"
    except (ValueError, KeyError, TypeError):
        pass
    if b"No module named 'typst'" in complaint:
        return "The PDF needs the package `typst`, which is not installed."
    return (
        "The PDF process stopped before it was done, most likely out of memory. "
        "Export Markdown or HTML instead, or shorten the longest texts."
    )
