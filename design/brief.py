"""What was asked of a design: the level it is judged at and the lane it runs in."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """How deep the same skills are judged."""

    JUNIOR = "junior"
    MID = "mid"
    SENIOR = "senior"
    STAFF = "staff"


class Lane(StrEnum):
    """The kind of ML system; a rule that makes no sense in a lane is silent there."""

    TABULAR = "tabular"
    DEEP_LEARNING = "deep_learning"
    LLM = "llm"

    @property
    def label(self) -> str:
        """The lane as people read it, on every screen and in every report."""
        return "LLM-applied" if self is Lane.LLM else self.value.replace("_", " ")
