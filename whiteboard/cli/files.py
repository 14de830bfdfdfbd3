"""`whiteboard report`, `format`, `new` and `schema`: commands that write files."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from design.formats import has_comments, write_json, write_yaml
from design.text import one_line
from whiteboard.cli.designs import STDIN, judge, read_one
from whiteboard.cli.ending import CommandError, Exit, say
from whiteboard.whole_file import write_whole

if TYPE_CHECKING:
    from design.model import Design
    from whiteboard.cli.designs import Asked


def report(file: str, output: Path, asked: Asked) -> Exit:
    """Write the report on *file* in the form the suffix of *output* names."""
    from whiteboard.report.pdf import PdfError
    from whiteboard.report.render import UnknownSuffixError, write

    _, content = judge(read_one(file), file, asked)
    try:
        write(content, output)
    except (UnknownSuffixError, PdfError) as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(_cannot_write(output, error)) from error
    say(f"Wrote {output}")
    return Exit.CLEAN


def format_file(file: str, *, check_only: bool, drop_comments: bool, as_json: bool) -> Exit:
    """Rewrite *file* in the canonical form; with *check_only* say whether it is."""
    result = read_one(file)
    canonical = _text(result.design, as_json=as_json or file.lower().endswith(".json"))
    if file == STDIN:
        sys.stdout.write(canonical)
        return Exit.CLEAN
    path = Path(file)
    present = path.read_text(encoding="utf-8")
    if present == canonical:
        return Exit.CLEAN
    if check_only:
        shown = one_line(file)
        print(f"{shown} is not in canonical form; `whiteboard format {shown}` rewrites it.")
        return Exit.FINDINGS
    if has_comments(present) and not drop_comments:
        raise CommandError(
            f"{file} has comments, which the canonical form cannot keep. Move them into `note:` "
            "fields, or say --drop-comments."
        )
    replace_text(path, canonical)
    say(f"Rewrote {file}")
    return Exit.CLEAN


def schema(of: str) -> Exit:
    """Print the JSON Schema of design, prompt or drill files."""
    from design.formats.schema import design_schema
    from prompts_library.file_schema import drill_schema, prompt_schema

    made = {"design": design_schema, "prompt": prompt_schema, "drill": drill_schema}[of]()
    print(json.dumps(made, indent=2, ensure_ascii=False))
    return Exit.CLEAN


def replace_text(path: Path, text: str) -> None:
    """Write *text* to *path*, or leave it as it was. Raises ``CommandError``."""
    try:
        write_whole(path, text.encode())
    except OSError as error:
        raise CommandError(_cannot_write(path, error)) from error


def _text(design: Design, *, as_json: bool) -> str:
    return write_json(design) if as_json else write_yaml(design)


def _cannot_write(path: Path, error: OSError) -> str:
    if not path.parent.is_dir():
        return f"cannot write {path}: there is no folder {path.parent}"
    return f"cannot write {path}: {error.strerror or error}"
