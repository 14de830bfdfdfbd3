"""The PDF report."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from design.drawing.geometry import Rect
from design.drawing.picture import SMALLEST_TEXT, Picture, Shape
from design.formats import design_hash
from design.quantities.showing import show
from whiteboard.report import pdf as pdf_module
from whiteboard.report.content import ReportContent
from whiteboard.report.diagram import picture_of
from whiteboard.report.pdf import PdfError, to_pdf
from whiteboard.report.render import UnknownSuffixError, render, write
from whiteboard.report.template import page_for

Make = Callable[..., ReportContent]

HOSTILE = (
    '<script>alert(1)</script> #panic("x") #read("/etc/passwd") *b* $a$ @ref ]]> \\N "quote" '
    "🚀 欺诈检测 نموذج الاحتيال abc\u202etxt.exe nul\x00 bell\x07 "
    "\ud800 \U00012000 " + "x" * 300
)
NAME = HOSTILE.replace("\ud800", "")  # no reader lets a lone surrogate into a design


def _read(content: ReportContent) -> tuple[PdfReader, str]:
    reader = PdfReader(io.BytesIO(to_pdf(content).content))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_report_says_what_was_found(forty: Make) -> None:
    _, text = _read(forty())

    assert "Card fraud scoring" in text
    assert "Scoring endpoint takes 2 160 requests a second and needs 3 120 at peak." in text
    assert "18 replicas, or a headroom of 0.9." in text
    assert "12 replicas x 180 per second = 2 160 per second" in text
    assert "One pod dies at peak" in text
    assert "The peak is shed at the gateway by design." in text
    assert "not applicable" in text


def test_the_report_says_how_to_make_it_again(forty: Make) -> None:
    _, text = _read(forty())

    assert "whiteboard report designs/fraud.yaml --level senior" in text
    assert design_hash(forty().design) in text.replace(" ", "")
    assert "2026.11.1" in text


def test_every_number_is_listed_as_typed_and_as_understood(forty: Make) -> None:
    _, text = _read(forty())

    assert "2.4k QPS" in text
    assert show(forty().design.nodes["api"].fields["peak_qps"]) in text
    assert "missing" in text


def test_the_pdf_is_accessible_and_archivable(forty: Make) -> None:
    made = to_pdf(forty())

    assert ("ua-1", "a-2a") == made.standards
    catalogue = PdfReader(io.BytesIO(made.content)).trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert "en" == catalogue["/Lang"]


def test_it_stays_accessible_whatever_was_typed(forty: Make) -> None:
    content = forty(title=NAME[:120], message=HOSTILE, api=NAME, findings=4)

    made = to_pdf(content)

    assert ("ua-1", "a-2a") == made.standards


def test_what_was_typed_is_printed_and_never_run(forty: Make) -> None:
    _, text = _read(forty(message=HOSTILE, api=NAME, findings=2))

    assert '#panic("x")' in text
    assert "<script>alert(1)</script>" in text
    assert "root:" not in text
    assert "欺诈检测" in text
    assert "\u202e" not in text


def test_no_link_leaves_the_document_except_to_a_web_or_mail_address(forty: Make) -> None:
    reader, _ = _read(forty(findings=2, sources=("javascript:alert(1)", "https://sre.google")))

    for page in reader.pages:
        for note in page.get("/Annots", ()):
            action = note.get_object().get("/A", {})
            assert action.get("/S") in {None, "/GoTo"}


def test_the_same_report_has_the_same_bytes(forty: Make) -> None:
    assert to_pdf(forty()).content == to_pdf(forty(shuffle=5)).content


def test_another_process_makes_the_same_bytes(forty: Make, tmp_path: Path) -> None:
    fixtures = str(Path(__file__).with_name("conftest.py"))
    script = (
        "import importlib.util as u,sys,hashlib\n"
        f"spec=u.spec_from_file_location('made', {fixtures!r})\n"
        "made=u.module_from_spec(spec); spec.loader.exec_module(made)\n"
        "from whiteboard.report.pdf import to_pdf\n"
        "make=made.forty._get_wrapped_function()()\n"
        "print(hashlib.sha256(to_pdf(make(shuffle=9)).content).hexdigest())\n"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        cwd=Path(__file__).parents[3],
    )

    assert hashlib.sha256(to_pdf(forty()).content).hexdigest() == done.stdout.strip()


def test_forty_nodes_fit_one_page_in_text_of_six_points(forty: Make) -> None:
    picture = picture_of(forty())
    scale, width, height = page_for(picture)

    assert picture.width * scale <= width
    assert picture.height * scale <= height
    assert SMALLEST_TEXT * scale >= 6
    reader, _ = _read(forty())
    page = reader.pages[1]
    assert (width, height) == pytest.approx((page.mediabox.width, page.mediabox.height), abs=0.1)
    for id_ in ("Scoring endpoint", "Fraud ML on call", "Payments stream"):
        assert id_ in page.extract_text()


def test_a_small_diagram_gets_a_sheet_of_ordinary_size() -> None:
    picture = Picture(400, 200, (Shape("card", Rect(0, 0, 9, 9)),), (), (), "built-in")

    assert (842.0, 595.0) == page_for(picture)[1:]


def test_a_huge_diagram_is_shrunk_to_a_page_readers_can_open() -> None:
    scale, width, height = page_for(Picture(40_000, 900, (), (), (), "built-in"))

    assert scale < 1
    assert max(width, height) <= 14_400


def test_findings_beyond_the_cap_are_counted(forty: Make) -> None:
    content = forty(findings=503)

    _, text = _read(content)

    assert "3 more findings are not listed here" in text
    assert 503 == sum(content.severities.values()) + content.answered


def test_an_empty_board_still_gives_a_report(forty: Make) -> None:
    _, text = _read(forty(findings=0))

    assert "No open findings." in text


def test_a_pdf_that_takes_too_long_is_stopped_with_advice(
    forty: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_module, "SECONDS", 0.01)

    with pytest.raises(PdfError, match="took longer than"):
        to_pdf(forty(findings=1))


def test_a_pdf_that_needs_too_much_memory_says_so(
    forty: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_module, "MEMORY", 60 * 1024**2)

    with pytest.raises(PdfError, match=r"memory|could not be set|stopped"):
        to_pdf(forty(findings=1))


def test_a_failure_leaves_no_partial_file(
    forty: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pdf_module, "SECONDS", 0.01)

    with pytest.raises(PdfError):
        write(forty(findings=1), tmp_path / "report.pdf")

    assert [] == list(tmp_path.iterdir())


def test_a_report_is_written_whole(forty: Make, tmp_path: Path) -> None:
    write(forty(findings=1), tmp_path / "report.md")

    assert ["report.md"] == [path.name for path in tmp_path.iterdir()]
    assert render(forty(findings=1), ".md") == (tmp_path / "report.md").read_bytes()


def test_an_unknown_suffix_names_the_known_ones(forty: Make) -> None:
    with pytest.raises(UnknownSuffixError, match=r"\.docx: use one of \.pdf, \.html"):
        render(forty(findings=0), ".docx")
