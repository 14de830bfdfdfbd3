"""ROLL510: going back with one part is not enough, because others changed with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.releases import Release
from checks.facts.wording import several
from checks.rule import (
    Bad,
    Board,
    ByLevel,
    Demand,
    Example,
    Explanation,
    Good,
    Observation,
    Place,
    Rule,
    Skill,
)
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node

_COUPLED = frozenset(
    {
        Kind.MODEL,
        Kind.FEATURE,
        Kind.FEATURE_STORE,
        Kind.INDEX,
        Kind.LABEL,
        Kind.TRANSFORM,
        Kind.PROMPT,
        Kind.LLM,
    }
)
_DEFINED = frozenset({Kind.FEATURE, Kind.LABEL})
_KEPT = frozenset({"blue_green", "versioned"})
_MEANS = {
    Kind.FEATURE: "feature schema",
    Kind.FEATURE_STORE: "feature schema",
    Kind.TRANSFORM: "feature code",
    Kind.LABEL: "label definition",
    Kind.INDEX: "index space",
    Kind.PROMPT: "prompt",
    Kind.MODEL: "model",
    Kind.LLM: "model",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What changes together, and whether anybody says that it can be undone."""

    title: str
    first: str
    others: tuple[str, ...]
    is_stated: bool


class IrreversibleChange(Rule[Release, Facts]):
    """A release changes several coupled parts, or a definition, with no way back for all.

    ## What it does
    Finds deployments that roll out two or more parts which only fit each other, or a feature or
    label whose definition has a new version, and asks whether the change can be undone: stated as
    reversible, written both ways, switched as a whole, or the old versions kept.

    ## Why it matters
    The model goes back and meets features of the new schema, an index of the new space, labels of
    the new definition. The rollback makes it worse.

    ## How to fix it
    Write old and new side by side until the old version is retired, or switch all parts at once.

    ## When it does not apply
    Additions that the old version ignores; parts that are one bundle with one version.

    ## References
    - HTD 2: entanglement, changing anything changes everything.
    - MLTS Infra 7.
    """

    code = "ROLL510"
    name = "irreversible-change"
    severity = ByLevel.of("-/I/W/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "irreversible": ByLevel.of("-/I/W/E"),
        "unstated": ByLevel.of("-/-/I/W"),
    }
    skills = (Skill.DEBUGGING, Skill.END_TO_END)
    question = "After two days at 100%, can you still go back, and what data is lost?"
    sources = ("HTD 2, 6", "SREW 16", "MLTS Infra 7")
    checks_what = "reversibility"
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "model and feature go together and cannot go back",
            """
            nodes:
              ranker: {kind: model, type: gbdt}
              ctr: {kind: feature}
              rollout: {kind: deployment, reversible: no}
            edges: ["rollout -> ranker: rolls_out", "rollout -> ctr: rolls_out"]
            """,
            at=("rollout",),
            variant="irreversible",
        ),
        Bad(
            "a new definition of the label, and nobody says whether it can be undone",
            """
            nodes:
              churned: {kind: label, definition_version: v2}
              rollout: {kind: deployment}
            edges: ["rollout -> churned: rolls_out"]
            """,
            at=("rollout",),
            variant="unstated",
        ),
        Good(
            "both are written until the old one is retired",
            """
            nodes:
              ranker: {kind: model, type: gbdt}
              ctr: {kind: feature}
              rollout: {kind: deployment, dual_write: yes}
            edges: ["rollout -> ranker: rolls_out", "rollout -> ctr: rolls_out"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Release]:
        """The deployments that change coupled parts or a definition."""
        return (release for release in board.releases.all if len(_changed(release)) > 0)

    def judge(
        self,
        board: Board,  # noqa: ARG002 - the release says it all
        subject: Release,
    ) -> Iterator[Observation[Facts] | Demand]:
        """Look for any way back for all parts."""
        deployment, changed = subject.deployment, _changed(subject)
        if deployment.get(a.REVERSIBLE) is True or deployment.get(a.DUAL_WRITE) is True:
            return
        if _is_one_bundle(changed) or _switches_whole(subject) or _keeps_old(changed):
            return
        is_stated = deployment.get(a.REVERSIBLE) is False
        yield Observation(
            at=Place(
                (deployment.id, *(one.id for one in changed)),
                fields=(a.REVERSIBLE.name, a.DUAL_WRITE.name),
            ),
            facts=Facts(
                deployment.title,
                changed[0].title,
                tuple(_meaning(one) for one in changed[1:]) or (_meaning(changed[0]),),
                is_stated,
            ),
            variant="irreversible" if is_stated else "unstated",
        )

    def explain(self, facts: Facts) -> Explanation:
        """Say what changed with it."""
        unsaid = "" if facts.is_stated else " Nobody says whether that can be undone."
        return Explanation(
            message=(
                f"{facts.title}: rolling back {facts.first} is not enough: "
                f"{several(facts.others)} changed with it.{unsaid}"
            ),
            remedy="Write old and new side by side, or switch all parts as one version.",
        )


def _changed(release: Release) -> tuple[Node, ...]:
    """The parts that only fit each other, or a part whose definition is a new one."""
    coupled = tuple(one for one in release.artefacts if one.kind in _COUPLED)
    if len(coupled) > 1:
        # What people roll back first stands first.
        return tuple(sorted(coupled, key=lambda one: one.kind is not Kind.MODEL))
    return tuple(one for one in coupled if _has_new_definition(one))


def _has_new_definition(node: Node) -> bool:
    return node.kind in _DEFINED and node.get(a.DEFINITION_VERSION) is not None


def _meaning(node: Node) -> str:
    return f"the {_MEANS[node.kind]} ({node.title})"


def _is_one_bundle(changed: tuple[Node, ...]) -> bool:
    versions = {one.get(a.VERSION) for one in changed}
    return len(changed) > 1 and len(versions) == 1 and None not in versions


def _switches_whole(release: Release) -> bool:
    return any(stage.kind == "blue_green" for stage in release.stages)


def _keeps_old(changed: tuple[Node, ...]) -> bool:
    """Whether all but the model itself stay available in their old version."""
    others = [one for one in changed if one.kind not in (Kind.MODEL, Kind.LLM)]
    return bool(others) and all(_is_kept(one) for one in others)


def _is_kept(one: Node) -> bool:
    if one.kind is Kind.PROMPT:
        return bool(one.get(a.VERSION)) or one.get(a.PINNED) is True
    return one.kind is Kind.INDEX and one.get(a.REBUILD) in _KEPT
