"""Where a report came from: what anyone needs to make the same one again."""

from __future__ import annotations

from typing import Final

from checks.registry import all_rules
from design.formats import Places
from whiteboard.report.content import Source

# Asking the installed distribution costs a tenth of a whole `check`; a test compares the two.
WHITEBOARD_VERSION: Final = "0.1.0"


def source_of(*, file: str = "", places: Places | None = None, prompt_title: str = "") -> Source:
    """The source of a report, with the lines of the design's parts where *places* knows them."""
    known = places or Places()
    return Source(
        whiteboard_version=WHITEBOARD_VERSION,
        file=file or known.file,
        places=known,
        prompt_title=prompt_title,
        rule_names={code: rule.name for code, rule in all_rules().items()},
    )
