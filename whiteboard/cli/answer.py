"""`whiteboard answer`: what people say of a finding, written into the design file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from checks.engine import evaluate
from design.brief import Level
from design.changes import AnswerFinding, ChangeRefused, WithdrawAnswer, apply
from design.formats import has_comments, with_answers, write_json, write_yaml
from design.text import did_you_mean, one_line
from whiteboard.cli.designs import STDIN, read_one
from whiteboard.cli.ending import CommandError, Exit, say
from whiteboard.cli.files import replace_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from checks.finding import Finding
    from design.changes import Change
    from design.model import Design


def answer(file: str, fingerprint: str, *, status: str | None, because: str) -> Exit:
    """Answer the finding *fingerprint* of *file*, or take its answer back without a *status*.

    The code alone will do where the rule found one thing.
    Everything in the file but its answers stays as it was typed. A contradiction that is certain
    takes the reason and stays open.
    """
    if file == STDIN:
        raise CommandError("an answer is written into the design file: name the file")
    design = read_one(file).design
    found = _findings(design)
    fingerprint = _meant(fingerprint, found, design)
    finding = found.get(fingerprint)
    if status is None:
        change: Change = WithdrawAnswer(fingerprint)
    else:
        if finding is None:
            raise CommandError(_unknown(fingerprint, found, file))
        change = AnswerFinding(fingerprint, status, because)
    try:
        answered = apply(design, (change,)).design
    except ChangeRefused as error:
        near = did_you_mean(fingerprint, tuple(design.answers)) if status is None else ""
        raise CommandError(f"{error.message}{near}") from error
    _rewrite(Path(file), answered)
    if status is None:
        say(f"{fingerprint} is open again.")
    elif finding is not None and finding.contradiction:
        say(
            f"{fingerprint} is a contradiction of stated numbers: it stays open, with the reason"
            " beside it."
        )
    else:
        say(f"{fingerprint} is {status.replace('_', ' ')}.")
    return Exit.CLEAN


def _findings(design: Design) -> dict[str, Finding]:
    """What can be answered: the findings at any level, those another one speaks for included."""
    found: dict[str, Finding] = {}
    for level in Level:
        evaluation = evaluate(design, level=level)
        every = (*(one.finding for one in evaluation.suppressed), *evaluation.findings)
        found |= {one.fingerprint: one for one in every}
    return found


def _meant(word: str, found: Mapping[str, Finding], design: Design) -> str:
    """The fingerprint *word* is, or the only one of the rule it names."""
    own = _of_rule(word, [*found, *design.answers])
    return own[0] if len(own) == 1 else word


def _of_rule(code: str, fingerprints: Iterable[str]) -> list[str]:
    return sorted({one for one in fingerprints if one.partition("@")[0] == code.upper()})


def _unknown(word: str, found: Mapping[str, Finding], file: str) -> str:
    own = _of_rule(word, found)
    near = f"; there are {', '.join(own)}" if own else did_you_mean(word, tuple(sorted(found)))
    return f"{one_line(file)} has no finding {word}{near}"


def _rewrite(path: Path, design: Design) -> None:
    text = path.read_text(encoding="utf-8")
    if path.suffix.lower() == ".json":
        replace_text(path, write_json(design))
        return
    made = with_answers(text, design)
    if made is None and has_comments(text):
        raise CommandError(
            f"{path} is written so that only rewriting it whole would do, and that would lose its"
            " comments. Add the answer by hand, or run `whiteboard format --drop-comments` first."
        )
    replace_text(path, write_yaml(design) if made is None else made)
