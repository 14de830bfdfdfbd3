"""What was asked of a design, and what is spoken of: level, lane, skills and topics."""

from __future__ import annotations

from enum import StrEnum

from design.labelled import Labelled


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


class Skill(Labelled):
    """The five skills evidence is sorted by; ``label`` is how people read one."""

    PROBLEM_FRAMING = "PF", "problem framing"
    DECISIONS = "DU", "decisions under uncertainty"
    END_TO_END = "E2E", "end-to-end thinking"
    DEBUGGING = "DF", "debugging and failure analysis"
    COMMUNICATION = "CO", "communication with stakeholders"


class Topic(Labelled):
    """What a design must talk through; ``label`` is how people read one."""

    DATA = "data", "Data sources, freshness, schema evolution"
    FEATURES = "features", "Features, leakage, feature store"
    MODEL = "model", "Model choice: cost, latency, accuracy"
    EVALUATION = "evaluation", "Evaluation: offline, online, and the gap"
    DEPLOYMENT = "deployment", "Deployment: shadow, canary, rollback"
    MONITORING = "monitoring", "Monitoring: data, predictions, business"
    ON_CALL = "on_call", "On-call: the page and the runbook"
