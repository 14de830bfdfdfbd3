"""ROLL507: there is nothing left to roll back to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.releases import Release
from checks.facts.wording import several
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Demand,
    Evidence,
    Example,
    Explanation,
    Good,
    Observation,
    Place,
    Rule,
    Skill,
)
from design.changes import SetField
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node

_VERSION = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3})*$")
_DATE = re.compile(r"\d{4}")
_EARLIER = re.compile(r"\b(?:previous|earlier|older?|last|before|yesterday)\b")
_DEFINITIONS = frozenset({Kind.PROMPT, Kind.FEATURE, Kind.FEATURE_STORE})


@dataclass(frozen=True, slots=True)
class Facts:
    """What goes out and which of it has no earlier version."""

    title: str
    artefacts: tuple[str, ...]
    variant: str


class NoRollbackTarget(Rule[Release, Facts]):
    """A deployment has no earlier version to go back to.

    ## What it does
    Asks each deployment for what it rolls back to, or the design for a registry; raises an index
    that is rebuilt in place, and prompts and feature definitions without a version.

    ## Why it matters
    The old model alone does not help when the index under it was overwritten and the features it
    knew are gone.

    ## How to fix it
    Keep versions in a registry, build the index beside the old one and switch an alias, version
    prompts and feature definitions with the model.

    ## When it does not apply
    A first launch that can switch to a heuristic or the old process, which the eighth version of a
    model trained here is not; a hosted model that stays pinned to a version.

    ## References
    - MLTS Infra 7: models can be rolled back.
    - VOY: alias switch after a rebuild.
    """

    code = "ROLL507"
    name = "no-rollback-target"
    severity = ByLevel.of("W/E/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "no_target": ByLevel.of("W/E/E/E"),
        "overwritten": ByLevel.of("W/E/E/E"),
        "unversioned": ByLevel.of("-/-/E/E"),
    }
    skills = (Skill.END_TO_END, Skill.DEBUGGING)
    question = "Roll back the model only: do the old features and the old index still exist?"
    sources = ("MLTS Infra 7", "HTD 6", "VOY alias switch", "GCP")
    checks_what = "rollback targets"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "no registry and no earlier version",
            """
            nodes:
              ranker: {kind: model, type: gbdt}
              rollout: {kind: deployment}
            edges: ["rollout -> ranker: rolls_out"]
            """,
            at=("rollout",),
            variant="no_target",
        ),
        Bad(
            "the index is rebuilt where it stands",
            """
            nodes:
              passages: {kind: index, rebuild: in_place}
              rollout: {kind: deployment, rollback_target: the version before}
            edges: ["rollout -> passages: rolls_out"]
            """,
            at=("rollout",),
            variant="overwritten",
        ),
        Bad(
            "a prompt without a version",
            """
            nodes:
              answer: {kind: prompt}
              rollout: {kind: deployment, rollback_target: the version before}
            edges: ["rollout -> answer: rolls_out"]
            """,
            at=("rollout",),
            variant="unversioned",
        ),
        Good(
            "versions in a registry",
            """
            nodes:
              ranker: {kind: model, type: gbdt}
              versions: {kind: registry}
              rollout: {kind: deployment}
            edges: ["rollout -> ranker: rolls_out", "versions -> rollout: promotes"]
            """,
        ),
        Good(
            "a first launch that can switch to rules",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              rules: {kind: fallback}
              rollout: {kind: deployment}
            edges: ["rollout -> api: rolls_out", "api -> rules: falls_back_to"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Release]:
        """Every deployment."""
        return board.releases.all

    def judge(self, board: Board, subject: Release) -> Iterator[Observation[Facts] | Demand]:
        """Look for what is kept of each thing that goes out."""
        deployment = subject.deployment
        if board.is_na(deployment, a.ROLLBACK_TARGET):
            return
        is_later = any(_is_later_version(board, one) for one in subject.artefacts)
        keeps = (
            bool(deployment.get(a.ROLLBACK_TARGET))
            or (board.releases.has_way_back(subject) and (not is_later or _earlier(board, subject)))
            or bool(board.of_kind(Kind.REGISTRY))
            or (bool(subject.artefacts) and all(_is_kept(board, one) for one in subject.artefacts))
        )
        if not keeps:
            yield _observation(subject, subject.artefacts, "no_target")
        overwritten = tuple(
            one
            for one in subject.artefacts
            if one.kind is Kind.INDEX and one.get(a.REBUILD) == "in_place"
        )
        if overwritten:
            yield _observation(subject, overwritten, "overwritten")
        unversioned = tuple(
            one
            for one in subject.artefacts
            if one.kind in _DEFINITIONS and not _is_kept(board, one)
        )
        if keeps and unversioned:
            yield _observation(subject, unversioned, "unversioned")

    def explain(self, facts: Facts) -> Explanation:
        """Say what is gone."""
        names = several(facts.artefacts)
        if facts.variant == "overwritten":
            return Explanation(
                message=f"{facts.title}: nothing to roll back to: {names} is overwritten in place.",
                remedy="Build the new index beside the old one and switch an alias.",
            )
        if facts.variant == "unversioned":
            return Explanation(
                message=f"{facts.title}: nothing to roll back to: {names} is not versioned.",
                remedy=f"A version for {facts.artefacts[0]}, kept together with the model's.",
            )
        return Explanation(
            message=(
                f"{facts.title}: nothing to roll back to: no registry, no previous version and "
                "nothing else that could answer."
            ),
            remedy="Name what it rolls back to, or draw the registry that keeps the versions.",
        )


def _is_kept(board: Board, artefact: Node) -> bool:
    """Whether an earlier version of it can be asked for again."""
    if artefact.kind is Kind.INDEX:
        return artefact.get(a.REBUILD) in ("blue_green", "versioned")
    if artefact.kind in (Kind.LLM, Kind.MODEL):
        # What is trained here and pinned says which version serves, not that others are kept.
        return artefact.get(a.PINNED) is True and artefact.id not in board.lineage.models
    return bool(artefact.get(a.VERSION) or _definition_version(artefact)) or (
        artefact.get(a.PINNED) is True
    )


def _earlier(board: Board, release: Release) -> bool:
    """Whether what it falls back to is an earlier version or answer, as its words say."""
    return any(
        _EARLIER.search(f"{one.title} {one.get(a.DEFINITION) or ''}".casefold())
        for part in release.parts
        for one in board.targets_of(part, Relation.FALLS_BACK_TO)
    )


def _is_later_version(board: Board, artefact: Node) -> bool:
    """Whether the version of a model trained here says that there were others before."""
    if artefact.id not in board.lineage.models:
        return False
    version = artefact.get(a.VERSION) or ""
    match = _VERSION.search(version)
    if match is None or _DATE.search(version):
        return False
    major, *minor = (int(one) for one in match.group().split("."))
    return major > 1 or any(minor)


def _definition_version(artefact: Node) -> str:
    return artefact.get(a.DEFINITION_VERSION) or ""


def _observation(release: Release, artefacts: tuple[Node, ...], variant: str) -> Observation[Facts]:
    fields = (a.ROLLBACK_TARGET.name,) if variant == "no_target" else ()
    blanks = {"overwritten": a.REBUILD.name, "unversioned": a.VERSION.name}
    return Observation(
        at=Place(
            (release.deployment.id, *(one.id for one in artefacts)),
            fields=fields,
            blanks=tuple((one.id, blanks[variant]) for one in artefacts if variant in blanks),
        ),
        facts=Facts(release.deployment.title, tuple(one.title for one in artefacts), variant),
        variant=variant,
        fix=(
            tuple(SetField(a.REBUILD.name, "blue_green", id=one.id) for one in artefacts)
            if variant == "overwritten"
            else ()
        ),
    )
