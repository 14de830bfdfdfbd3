"""Puts the answers of a design into its file and leaves everything else as it was typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from design.formats.problem import FormatError
from design.formats.read import read_design
from design.formats.write import answers_of
from design.formats.yaml_text import yaml_of

if TYPE_CHECKING:
    from design.model import Design

# The section from its key to the next line that begins something else at the margin.
_SECTION: Final = re.compile(r"^answers:.*\n?(?:(?:[ \t].*|)\n|[ \t].*\Z)*", re.MULTILINE)


def with_answers(text: str, design: Design) -> str | None:
    """The YAML *text* with the answers of *design*; None where only writing it anew would do.

    *design* is what the text says with other answers. Comments, order and spelling of all but
    the answers stay; what comes out reads as *design*.
    """
    section = _section(design)
    found = _SECTION.search(text)
    if found is None:
        apart = "" if not text or text.endswith("\n") else "\n"
        made = f"{text}{apart}\n{section}" if section else text
    else:
        rest = text[found.end() :]
        made = f"{text[: found.start()]}{section}{_blank(found.group(), rest)}{rest}"
    try:
        return made if read_design(made, name="design.yaml").design == design else None
    except FormatError:
        return None


def _section(design: Design) -> str:
    return yaml_of({"answers": answers_of(design)}) if design.answers else ""


def _blank(section: str, rest: str) -> str:
    """The blank line that stood after the old section."""
    return "\n" if rest and section.endswith("\n\n") else ""
