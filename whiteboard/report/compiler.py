"""Runs Typst in a process of its own: data comes in on standard input, a PDF or an image goes out.

Started by file, so it must import nothing of this project: only the standard library and typst.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typst import PDFStandard

PIXELS_PER_INCH: Final = 144.0  # sharp on a screen with two pixels a point
LADDER: Final[tuple[tuple[PDFStandard, ...], ...]] = (("ua-1", "a-2a"), ("a-2b",), ())


def limit_memory(size: int) -> None:
    """Lets this process have at most *size* bytes of address space, where the system can."""
    try:
        import resource
    except ImportError:  # Windows has none; the time limit still holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def main() -> int:
    """Answers with one line of JSON, then the file. The line names the standards or the error."""
    order = json.load(sys.stdin)
    limit_memory(order["memory"])
    import typst

    template: str = order["template"]
    root: str = order["root"]
    inputs: dict[str, str] = {"data": order["data"], "svg": order["svg"]}
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[order["fonts"]]
    )
    reasons: list[str] = []
    if order["format"] == "png":
        try:
            png = typst.compile(
                template,
                root=root,
                font_paths=fonts,
                sys_inputs=inputs,
                ppi=PIXELS_PER_INCH,
                format="png",
            )
        except typst.TypstError as error:
            sys.stdout.buffer.write(json.dumps({"error": error.message}).encode() + b"\n")
            return 1
        sys.stdout.buffer.write(json.dumps({"standards": []}).encode() + b"\n" + png)
        return 0
    for standards in LADDER:
        try:
            pdf = typst.compile(
                template,
                root=root,
                font_paths=fonts,
                sys_inputs=inputs,
                pdf_standards=list(standards),
                timestamp=0,  # no clock: the same report has the same bytes
                format="pdf",
            )
        except typst.TypstError as error:
            reasons.append(error.message)
            continue
        header = {"standards": standards, "refused": reasons}
        sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + pdf)
        return 0
    sys.stdout.buffer.write(json.dumps({"error": reasons[-1]}).encode() + b"\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
