"""What is wrong with a design file, and where."""

from __future__ import annotations

from dataclasses import dataclass

from design.text import one_line

MOST_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: lines and columns count from 1.

    ``path`` is the field ("nodes.ranker.peak_qps"); ``message`` says what was expected and what
    is nearest; ``nearest`` is the nearest valid word alone, where there is one.
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    nearest: str | None = None

    def __str__(self) -> str:
        """The problem on one line, as a terminal and an editor understand it."""
        where = f"{self.path}: " if self.path else ""
        return f"{one_line(self.file)}:{self.line}:{self.column}: {where}{self.message}"


class FormatError(ValueError):
    """The file is not a design; ``problems`` are all of them, at most 50, in file order."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
