"""ROLL501: something goes out and nothing says when it would be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.facts.releases import Release, words_in
from checks.facts.serving import mode_of
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
from design.vocabulary import attributes as a
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from design.model import Node

_BACK = frozenset({"back", "revert", "rollback", "undo"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What goes out; ``is_planned`` says whether there is a deployment at all."""

    titles: tuple[str, ...]
    is_planned: bool
    is_staged: bool
    is_device: bool


class NoRollback(Rule["Release | tuple[Node, ...]", Facts]):
    """A change goes out with no criterion for taking it back.

    ## What it does
    Asks of each deployment for rollback criteria, or for an alert or monitor that triggers it or
    whose runbook rolls back; and of everything served for a deployment that touches it.

    ## Why it matters
    Without a number agreed on beforehand the argument about whether to roll back is held during
    the incident, by the people who want the release.

    ## How to fix it
    Draw a deployment with its stages and write one criterion: metric, bound, window, who decides.

    ## When it does not apply
    A batch that is published only past a gate while yesterday's table is kept. On devices a switch
    to something else takes the place of a rollback.

    ## References
    - MLTS Infra 6, 7: canary and rollback of models.
    - SRE Workbook 16: canarying releases.
    """

    code = "ROLL501"
    name = "no-rollback"
    severity = ByLevel.of("W/E/E/E")
    variants: ClassVar[Mapping[str, ByLevel]] = {
        "no_plan": ByLevel.of("W/E/E/E"),
        "no_criteria": ByLevel.of("W/E/E/E"),
    }
    skills = (Skill.END_TO_END, Skill.DEBUGGING)
    question = (
        "It is 20 minutes after the release and the metric looks odd: what number makes you roll "
        "back?"
    )
    sources = ("PB rollback criteria", "MLTS Infra 6,7", "AWSPG 7.3", "SREW 16")
    checks_what = "rollback"
    evidence = Evidence.MISSING
    examples: ClassVar[tuple[Example, ...]] = (
        Bad(
            "a model is served and nothing says how it gets there",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              ranker: {kind: model, type: gbdt}
            edges: ["api -> ranker: uses"]
            """,
            at=("api",),
            variant="no_plan",
        ),
        Bad(
            "a canary that nothing can fail",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              rollout: {kind: deployment, stages: [{kind: canary, share: 5%, duration: 1 h}]}
            edges: ["rollout -> api: rolls_out"]
            """,
            at=("rollout",),
            variant="no_criteria",
        ),
        Good(
            "one criterion",
            """
            nodes:
              api: {kind: endpoint, mode: online}
              rollout:
                kind: deployment
                criteria:
                  - {metric: error rate, comparator: ">", threshold: 2%, window: 10 min,
                     action: roll back}
            edges: ["rollout -> api: rolls_out"]
            """,
        ),
        Good(
            "a batch behind a gate that keeps yesterday's table",
            """
            nodes:
              scores: {kind: endpoint, mode: batch, period: daily}
              publish: {kind: deployment, gate: yes, rollback_target: the table of yesterday}
            edges: ["publish -> scores: rolls_out"]
            """,
        ),
    )

    def subjects(self, board: Board) -> Iterable[Release | tuple[Node, ...]]:
        """Every deployment, and together everything served that none touches."""
        yield from board.releases.all
        if board.releases.unplanned:
            yield board.releases.unplanned

    def judge(
        self, board: Board, subject: Release | tuple[Node, ...]
    ) -> Iterator[Observation[Facts] | Demand]:
        """Look for anything that takes the change back."""
        if isinstance(subject, Release):
            yield from _judge_release(board, subject)
            return
        bare = tuple(node for node in subject if not _keeps_the_last(board, node))
        if not any(node.kind is Kind.ENDPOINT for node in bare) and len(bare) < len(subject):
            return  # what is left answers within what has a way back
        if bare:
            yield Observation(
                at=Place(tuple(node.id for node in bare)),
                facts=Facts(
                    tuple(node.title for node in bare),
                    is_planned=False,
                    is_staged=False,
                    is_device=_is_device(bare),
                ),
                variant="no_plan",
            )

    def explain(self, facts: Facts) -> Explanation:
        """Say what is missing."""
        names = several(facts.titles)
        wanted = "a way to switch it off" if facts.is_device else "a metric, a bound and a window"
        if not facts.is_planned:
            return Explanation(
                message=f"{names}: no deployment, so no staged rollout and no rollback criteria.",
                remedy=f"A deployment that rolls out {names}, with {wanted}.",
            )
        staged = "" if facts.is_staged else " and no staged rollout"
        return Explanation(
            message=f"{names} has no rollback criteria{staged}.",
            remedy=f"One criterion with {wanted}.",
        )


def _judge_release(board: Board, release: Release) -> Iterator[Observation[Facts]]:
    deployment = release.deployment
    if release.criteria or board.is_na(deployment, a.CRITERIA) or _is_taken_back(board, release):
        return
    if board.releases.keeps_yesterday(release):
        return
    is_device = _is_device(release.endpoints)
    if is_device and board.releases.has_way_back(release):
        return
    yield Observation(
        at=Place(
            (deployment.id, *(node.id for node in release.artefacts)), fields=(a.CRITERIA.name,)
        ),
        facts=Facts(
            (deployment.title,),
            is_planned=True,
            is_staged=bool(release.stages),
            is_device=is_device,
        ),
        variant="no_criteria",
    )


def _is_taken_back(board: Board, release: Release) -> bool:
    """Whether a monitor or an alert acts on the deployment, or leads to a rollback in a runbook."""
    acting = (Kind.MONITOR, Kind.ALERT, Kind.RUNBOOK, Kind.ONCALL)
    triggers = board.sources_of(release.deployment.id, Relation.TRIGGERS)
    if any(node.kind in acting for node in triggers):
        return True
    for monitor in board.monitoring.watching(release.deployment.id, *release.parts):
        for alert in board.monitoring.alerts(monitor):
            falls_back = any(
                node.kind is Kind.FALLBACK for node in board.targets_of(alert.id, Relation.TRIGGERS)
            )
            books = board.targets_of(alert.id, Relation.HANDLED_BY)
            if falls_back or any(
                words_in(book.get(a.FIRST_ACTION) or "") & _BACK for book in books
            ):
                return True
    return False


def _keeps_the_last(board: Board, node: Node) -> bool:
    """Whether a batch or a device has something else to answer and something that decides."""
    if node.kind is not Kind.ENDPOINT or mode_of(node) not in ("batch", "device"):
        return False
    has_way_back = bool(board.out_of(node.id, Relation.FALLS_BACK_TO))
    return has_way_back and (mode_of(node) == "device" or _is_gated(board, node))


def _is_gated(board: Board, node: Node) -> bool:
    """Whether something looks at the batch before it is used."""
    parts = board.monitoring.part_of(node.id)
    evaluations = [one for part in parts for one in board.sources_of(part, Relation.EVALUATES)]
    return bool(board.monitoring.watching(node.id)) or any(
        one.get(a.GATE) is True for one in evaluations
    )


def _is_device(nodes: tuple[Node, ...]) -> bool:
    endpoints = [node for node in nodes if node.kind is Kind.ENDPOINT]
    return bool(endpoints) and all(mode_of(node) == "device" for node in endpoints)
