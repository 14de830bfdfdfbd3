"""Where a report came from: what anyone needs to make the same one again."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version

from checks.registry import all_rules
from design.formats import Places
from whiteboard.report.content import Source

_IN_A_CHECKOUT = "0.1.0"


@cache
def whiteboard_version() -> str:
    """The version of this program; a bare checkout that nobody installed has the next one."""
    try:
        return version("whiteboard")
    except PackageNotFoundError:
        return _IN_A_CHECKOUT


def source_of(*, file: str = "", places: Places | None = None, prompt_title: str = "") -> Source:
    """The source of a report, with the lines of the design's parts where *places* knows them."""
    known = places or Places()
    return Source(
        whiteboard_version=whiteboard_version(),
        file=file or known.file,
        places=known,
        prompt_title=prompt_title,
        rule_names={code: rule.name for code, rule in all_rules().items()},
    )
