"""Changes of the design as a whole: what it answers, and what people said about findings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Final

from design import limits
from design.brief import Lane, Level
from design.changes.change import Change, Done
from design.changes.draft import Draft, refused
from design.changes.fields import text_of
from design.changes.refused import ChangeRefused
from design.fields import FieldError
from design.fields.single import line
from design.model import Answer
from design.text import did_you_mean, shortened

STATUSES: Final = ("accepted", "not_applicable")


@dataclass(frozen=True, slots=True)
class SetDesign(Change):
    """Change the title, the prompt it answers, the lane or the level; None leaves one alone."""

    type: ClassVar[str] = "set_design"
    title: str | None = None
    lane: Lane | None = None
    level: Level | None = None
    prompt: str | None = None
    prompt_version: str | None = None

    def carry_out(self, draft: Draft) -> Done:
        old = draft.design
        stored = replace(
            self,
            title=_line(self.title),
            prompt=_line(self.prompt),
            prompt_version=_line(self.prompt_version),
        )
        draft.design = replace(
            old,
            title=_or(stored.title, old.title),
            lane=stored.lane or old.lane,
            level=stored.level or old.level,
            prompt=_or(stored.prompt, old.prompt),
            prompt_version=_or(stored.prompt_version, old.prompt_version),
        )
        back = SetDesign(
            title=None if stored.title is None else old.title,
            lane=None if stored.lane is None else old.lane,
            level=None if stored.level is None else old.level,
            prompt=None if stored.prompt is None else old.prompt,
            prompt_version=None if stored.prompt_version is None else old.prompt_version,
        )
        return Done((stored,), (back,))


def _or(new: str | None, old: str) -> str:
    return old if new is None else new


def _line(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return line(text, length=limits.NAME_LENGTH)
    except FieldError as error:
        raise refused(error) from error


@dataclass(frozen=True, slots=True)
class AnswerFinding(Change):
    """Say about a finding that it is accepted, or does not apply, and why."""

    type: ClassVar[str] = "answer"
    fingerprint: str
    status: str
    because: str

    def carry_out(self, draft: Draft) -> Done:
        place = {"finding": shortened(self.fingerprint, limits.NAME_LENGTH)}
        fingerprint = _line(self.fingerprint)
        if not fingerprint:
            raise ChangeRefused("an answer needs the fingerprint of its finding")
        if self.status not in STATUSES:
            raise ChangeRefused(
                f"expected `accepted` or `not_applicable`, found `{shortened(self.status)}`"
                f"{did_you_mean(self.status, STATUSES)}",
                place=place,
                options=STATUSES,
            )
        because = text_of(self.because, **place)
        if not because:
            raise ChangeRefused("say why: an answer without a reason convinces nobody", place=place)
        before = draft.answers.get(fingerprint)
        if before is None and len(draft.answers) >= limits.ANSWERS:
            raise ChangeRefused(f"a design holds at most {limits.ANSWERS} answers", place=place)
        draft.answers[fingerprint] = Answer(fingerprint, self.status, because)
        stored = AnswerFinding(fingerprint, self.status, because)
        back: Change = WithdrawAnswer(fingerprint)
        if before is not None:
            back = AnswerFinding(fingerprint, before.status, before.because)
        return Done((stored,), (back,))


@dataclass(frozen=True, slots=True)
class WithdrawAnswer(Change):
    """Take an answer back."""

    type: ClassVar[str] = "withdraw_answer"
    fingerprint: str

    def carry_out(self, draft: Draft) -> Done:
        answer = draft.answers.pop(self.fingerprint, None)
        if answer is None:
            raise ChangeRefused(
                "there is no answer to take back",
                place={"finding": shortened(self.fingerprint, limits.NAME_LENGTH)},
            )
        return Done((self,), (AnswerFinding(answer.fingerprint, answer.status, answer.because),))
