"""Prints a report as PDF: plain data to a template, set by Typst in a short-lived process."""

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
    package = files(__package__)
    with as_file(package / "templates") as templates, as_file(package / "fonts") as fonts:
        order = {
            "template": str(templates / "report.typ"),
            "root": str(templates),
            "fonts": str(fonts),
            "memory": MEMORY,
            "data": json.dumps(covered(template_data(content, picture)), allow_nan=False),
            "svg": to_svg(picture, with_text=False),
        }
        return _run(json.dumps(order).encode())


def _run(order: bytes) -> Pdf:
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
    header, _, pdf = done.stdout.partition(b"\n")
    if done.returncode == 0 and pdf.startswith(b"%PDF"):
        return Pdf(pdf, tuple(json.loads(header)["standards"]))
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
