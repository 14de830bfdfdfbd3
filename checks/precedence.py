"""Which finding speaks for which, so that one mistake is raised once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from checks.finding import Certainty, Status, Suppressed
from checks.registry import family_of
from design.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from checks.board import Board
    from checks.finding import Finding


class Scope(StrEnum):
    """How near to each other two findings must be."""

    NODE = "node"  # the first node of one is among the nodes of the other
    EDGE = "edge"  # they share an edge; findings without edges share their first node
    PATH = "path"  # the nodes of one are all among the nodes of the other
    MONITOR = "monitor"  # they name the same monitor
    CRITERION = "criterion"  # the same first node, and about the same
    DESIGN = "design"  # anywhere


@dataclass(frozen=True, slots=True)
class Precedence:
    """``by`` speaks for every code of ``silences`` in ``scope``.

    A code may be a whole family ("MON") or "*"; ``spares`` are families and codes it never
    silences. ``fold`` keeps the silenced messages as bullets of the finding that speaks.
    """

    by: str
    silences: tuple[str, ...]
    why: str
    scope: Scope = Scope.NODE
    variant: str = ""  # only this variant speaks
    silenced_variant: str = ""  # only this variant is spoken for
    only_certain: bool = False
    spares: tuple[str, ...] = ()
    spares_contradictions: bool = False
    fold: bool = False

    def covers(self, code: str) -> bool:
        """Whether a finding with *code* is one that ``by`` may speak for."""
        names = {code, family_of(code)}
        if code == self.by or names & set(self.spares):
            return False
        return "*" in self.silences or bool(names & set(self.silences))


PRECEDENCE: tuple[Precedence, ...] = (
    Precedence(
        "GRAPH011",
        ("*",),
        "nothing drawn leads from data to anybody, so there is no path to judge",
        Scope.DESIGN,
        variant="no_path",
        spares=("FRAME", "NUM", "DEC"),
        spares_contradictions=True,
    ),
    Precedence(
        "NUM199",
        tuple(f"NUM{number}" for number in range(101, 110)),
        "it lists every missing number",
        Scope.DESIGN,
        fold=True,
    ),
    Precedence(
        "FRAME001",
        ("FRAME005", "FRAME006", "CAP312", "COST853"),
        "without a consumer there is nothing to cost or to be late for",
    ),
    Precedence(
        "FRAME002",
        ("EVAL706",),
        "there is no online metric to link to",
        Scope.DESIGN,
        variant="none",
    ),
    Precedence(
        "NUM106",
        ("LEAK403", "LEAK408", "LEAK409", "ROLL504", "MON608", "RETR751", "RETR752", "RETR753"),
        "the label delay decides it and is not stated",
    ),
    Precedence(
        "LAT209", ("LAT201", "LAT202"), "it is the same arithmetic, said better", Scope.PATH
    ),
    Precedence("LAT201", ("LAT202",), "the single stage is the root cause", Scope.PATH),
    Precedence(
        "LAT202",
        ("LAT203", "LAT206", "LAT207"),
        "the path is too long as it stands",
        Scope.PATH,
        only_certain=True,
        fold=True,
    ),
    Precedence(
        "CAP301",
        ("CAP303", "CAP304", "COST854"),
        "the replicas do not even carry the peak",
        variant="below_peak",
    ),
    Precedence(
        "CAP302",
        ("CAP303", "CAP304", "COST854"),
        "there are more requests in flight than can be worked on",
    ),
    Precedence("LEAK401", ("LEAK403", "LEAK404"), "the lag is unknown", Scope.EDGE),
    Precedence("LEAK402", ("SKEW451",), "the feature cannot be used at all"),
    Precedence(
        "ROLL501",
        ("ROLL502", "ROLL503", "ROLL504", "ROLL505", "ROLL506"),
        "there is no rollback to judge",
    ),
    Precedence(
        "ROLL501",
        ("ROLL508", "ROLL509"),
        "there is no release to judge",
        variant="no_plan",
    ),
    # A criterion that lacks a field gives ROLL504 to ROLL506 nothing to compute with, so ROLL502
    # needs no row: what they find is about other criteria.
    Precedence(
        "ROLL503",
        ("ROLL504", "ROLL505", "ROLL506"),
        "the metric is not watched anyway",
        Scope.CRITERION,
        variant="unmonitored",
    ),
    Precedence("ROLL506", ("ROLL505",), "noise is the stronger statement", Scope.CRITERION),
    Precedence(
        "MON601",
        ("MON602", "MON603", "MON604", "MON608", "ROLL503", "SKEW452", "SKEW453"),
        "nothing is watched at all",
        Scope.DESIGN,
        variant="nowhere",
    ),
    Precedence(
        "MON601",
        ("MON602", "MON603", "MON604", "MON608", "ROLL503", "SKEW452", "SKEW453"),
        "it is not watched at all",
    ),
    Precedence("MON604", ("SKEW453",), "the silent failure is already named"),
    Precedence(
        "MON605",
        ("MON606", "MON607", "MON609"),
        "the monitor has no threshold or window to judge",
        Scope.MONITOR,
    ),
    Precedence("REL902", ("REL903",), "there is no fallback to judge"),
    Precedence(
        "COST851",
        ("COST852",),
        "the tokens are the largest line of the sum",
        variant="tokens_first",
    ),
    # Who decides about people owes the whole record: there the graver of the two speaks.
    Precedence("RAI932", ("SKEW452",), "it is the same log", variant="consequential"),
    Precedence("SKEW452", ("RAI932",), "it is the same log", silenced_variant="plain"),
)

# A stated number that another stated number contradicts: what is computed from it is possible.
DISPUTES: dict[str, frozenset[str]] = {
    "CAP305": frozenset({"CAP301", "CAP302", "CAP303", "CAP310", "COST852", "RAI931", "ROLL505"}),
}


def apply_precedence(
    findings: Iterable[Finding], board: Board, table: Sequence[Precedence] = PRECEDENCE
) -> tuple[tuple[Finding, ...], tuple[Suppressed, ...]]:
    """Part *findings* into those shown and those another one speaks for.

    A finding that speaks for another may itself be spoken for: the reason then names the one
    that is shown. A finding a person called not applicable speaks for nobody, and a milder finding
    never speaks for a graver one.
    """
    every = tuple(findings)
    spoken_for: dict[int, tuple[int, str]] = {}
    for rule in table:
        speakers = [i for i, one in enumerate(every) if _speaks(rule, one)]
        if not speakers:
            continue
        for index, finding in enumerate(every):
            if index in spoken_for or not rule.covers(finding.code):
                continue
            if rule.spares_contradictions and finding.contradiction:
                continue
            if rule.silenced_variant and finding.variant != rule.silenced_variant:
                continue
            for speaker in speakers:
                is_milder = every[speaker].severity.rank > finding.severity.rank
                if not is_milder and _near(rule.scope, every[speaker], finding, board):
                    spoken_for[index] = (speaker, rule.why)
                    break
    shown = tuple(one for i, one in enumerate(every) if i not in spoken_for)
    silenced: list[Suppressed] = []
    for index, (_, why) in sorted(spoken_for.items()):
        root = every[_root(index, spoken_for)]
        silenced.append(Suppressed(every[index], root.code, why, root.fingerprint))
    return shown, tuple(silenced)


def folds(by: str, code: str, table: Sequence[Precedence] = PRECEDENCE) -> bool:
    """Whether a finding of *code* becomes a bullet of the finding *by* that speaks for it."""
    return any(rule.fold and rule.by == by and rule.covers(code) for rule in table)


def _root(index: int, spoken_for: dict[int, tuple[int, str]]) -> int:
    seen: set[int] = set()
    while index in spoken_for and index not in seen:
        seen.add(index)
        index = spoken_for[index][0]
    return index


def _speaks(rule: Precedence, finding: Finding) -> bool:
    return (
        finding.code == rule.by
        and finding.status is not Status.NOT_APPLICABLE
        and (not rule.variant or finding.variant == rule.variant)
        and (not rule.only_certain or finding.certainty is Certainty.CERTAIN)
    )


def _near(scope: Scope, one: Finding, other: Finding, board: Board) -> bool:
    if scope is Scope.DESIGN:
        return True
    mine, yours = one.at.nodes, other.at.nodes
    if scope is Scope.CRITERION:
        return mine[:1] == yours[:1] and one.at.about == other.at.about
    if scope is Scope.PATH:
        return set(mine) <= set(yours) or set(yours) <= set(mine)
    if scope is Scope.MONITOR:
        return any(board.node(node).kind is Kind.MONITOR for node in set(mine) & set(yours))
    if scope is Scope.EDGE and (one.at.edges or other.at.edges):
        return bool(set(one.at.edges) & set(other.at.edges))
    if not mine or not yours:
        return not mine  # what is true of the design is true of every node of it
    return mine[0] in yours or yours[0] in mine
