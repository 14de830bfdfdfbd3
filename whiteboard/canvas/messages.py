"""What the server says to a board, as text that is ready to send."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from checks.coverage import coverage
from checks.finding import OutcomeState
from checks.overlays import overlay
from design.changes import change_to_json, in_words
from design.fields import write_fields
from design.quantities.quantity import Quantity
from design.quantities.showing import show
from whiteboard.rounds.attempts import Step

if TYPE_CHECKING:
    from checks.coverage import SkillCoverage, TopicCoverage
    from checks.finding import Evaluation, Finding
    from checks.overlays import OverlayName
    from design.fields import Json
    from design.model import Design, Edge, Node, Value
    from whiteboard.rounds.gestures import Refusal, RoomState, Update


def text_of(message: Json) -> str:
    """*message* as compact JSON; halves of characters become question marks."""
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "replace").decode("utf-8")


def snapshot(state: RoomState, ack: int, saved_to: str) -> str:
    """Everything a board needs to show the room."""
    design, shown = state.design, state.shown
    return text_of(
        {
            "type": "snapshot",
            "epoch": state.record.epoch,
            "revision": state.revision,
            "ack": ack,
            "document": document(design),
            "readings": {
                **{id_: _readings(node.fields) for id_, node in design.nodes.items()},
                **{str(key): _readings(edge.fields) for key, edge in design.edges.items()},
            },
            "evaluation": {
                "findings": [_finding(one, design) for one in shown.findings],
                **_counts(shown),
            },
            "saved_to": saved_to,
        }
    )


def update_body(update: Update) -> str:
    """The message about *update* without its last part, which differs from board to board."""
    gestures = ",".join(
        f'{{"revision":{one.revision},"client":{json.dumps(one.client)},"seq":{one.seq},'
        f'"changes":{one.changes}}}'
        for one in update.gestures
    )
    readings = text_of(_changed_readings(update.before.design, update.after.design))
    evaluation = text_of(evaluation_delta(update.before, update.after))
    return (
        f'{{"type":"update","since":{update.before.revision},"revision":{update.after.revision},'
        f'"gestures":[{gestures}],"readings":{readings},"evaluation":{evaluation}'
    )


def with_ack(body: str, ack: int | None) -> str:
    """The whole message, for the board whose gestures up to *ack* are settled, or for another."""
    return f'{body},"ack":{"null" if ack is None else ack}}}'


def nothing_new(state: RoomState, ack: int) -> str:
    """An update that only acknowledges."""
    return text_of(
        {
            "type": "update",
            "since": state.revision,
            "revision": state.revision,
            "ack": ack,
            "gestures": [],
            "readings": {},
            "evaluation": evaluation_delta(state, state),
        }
    )


def refused(refusal: Refusal) -> str:
    """Why one gesture changed nothing."""
    return text_of(
        {
            "type": "refused",
            "seq": refusal.seq,
            "message": refusal.message,
            "place": json.loads(refusal.place),
            "options": [*refusal.options],
        }
    )


def reading(number: int, *, shown: str = "", message: str = "", suggestion: str | None) -> str:
    """How a value was understood, or why it was not."""
    return text_of(
        {
            "type": "reading",
            "id": number,
            "ok": not message,
            "shown": shown,
            "message": message,
            "suggestion": suggestion,
        }
    )


def covered(state: RoomState) -> str:
    """What is said of each topic and each skill."""
    found = coverage(state.design, state.shown)
    return text_of(
        {
            "type": "coverage",
            "revision": state.revision,
            "topics": [
                {
                    "title": one.topic.label,
                    "stated": [[item.node, item.field] for item in one.stated],
                    **_parted(one),
                }
                for one in found.topics
            ],
            "skills": [
                {
                    "title": one.skill.label,
                    "passed": len(one.passed),
                    "not_judged": len(one.not_judged),
                    **_parted(one),
                }
                for one in found.skills
            ],
        }
    )


def _parted(one: TopicCoverage | SkillCoverage) -> dict[str, Json]:
    return {
        "missing": [finding.fingerprint for finding in one.missing],
        "at_odds": [finding.fingerprint for finding in one.at_odds],
        "answered": [finding.fingerprint for finding in one.answered],
    }


def overlaid(state: RoomState, name: OverlayName) -> str:
    """One overlay of the design."""
    found = overlay(state.design, name)
    return text_of(
        {
            "type": "overlay",
            "revision": state.revision,
            "name": found.name.value,
            "title": found.title,
            "summary": [*found.summary],
            "marks": [
                {
                    "owner": mark.owner,
                    "label": mark.label,
                    "tone": mark.tone.value,
                    "share": mark.share,
                    "working": [*mark.working],
                    "emphasised": mark.emphasised,
                }
                for mark in found.marks
            ],
            "missing": [[blank.node, blank.field] for blank in found.missing],
        }
    )


def practice(state: RoomState) -> str:
    """Where the attempt of the room stands: what is hidden, and what was revealed of the rest."""
    attempt = state.attempt
    if attempt is None:
        return text_of({"type": "practice", "attempt": None})
    record, ended = attempt.record, attempt.ended is not None
    still = {one.fingerprint for one in state.evaluation.open_findings}
    hidden = Counter(one.severity.value for one in attempt.hidden(state.evaluation))
    counted = attempt.reveals()
    return text_of(
        {
            "type": "practice",
            "attempt": {
                "began": record.began.isoformat(),
                "minutes": record.minutes,
                "phases": [{"name": one.name, "minutes": one.minutes} for one in record.phases],
                "ended": ended,
                "hidden": dict(hidden),
                "reveals": {
                    "questions": counted[Step.QUESTION],
                    "hints": counted[Step.HINT],
                    "findings": counted[Step.FINDING],
                    "overlays": len(attempt.overlays),
                },
                "cards": [
                    {
                        "number": one.number,
                        "step": int(one.step),
                        "question": one.question,
                        "hint": one.hint if one.step >= Step.HINT else "",
                        "fingerprint": one.fingerprint if one.step is Step.FINDING else "",
                        "closed": one.fingerprint not in still,
                    }
                    for one in attempt.cards
                ],
            },
        }
    )


def notice(message: str) -> str:
    """A sentence for the person at the board."""
    return text_of({"type": "notice", "message": message})


PONG = text_of({"type": "pong"})


def document(design: Design) -> Json:
    """The design as the board reads it."""
    return {
        "title": design.title,
        "prompt": design.prompt,
        "lane": design.lane.value,
        "level": design.level.value,
        "note": design.note,
        "nodes": {id_: _node(node) for id_, node in design.nodes.items()},
        "edges": [_edge(edge) for edge in design.edges.values()],
        "layout": {id_: [place.x, place.y] for id_, place in design.layout.items()},
        "groups": {
            id_: {"title": group.title, "members": [*group.members]}
            for id_, group in design.groups.items()
        },
        "stickies": {id_: {"text": sticky.text} for id_, sticky in design.stickies.items()},
        "answers": {
            fingerprint: {"status": answer.status, "because": answer.because}
            for fingerprint, answer in design.answers.items()
        },
    }


def _node(node: Node) -> Json:
    return {
        "kind": node.kind.value,
        "name": node.name,
        "fields": write_fields(node.fields),
        "na": dict(node.na),
        "numbers": [{"label": one.label, "value": one.value} for one in node.numbers],
        "note": node.note,
    }


def _edge(edge: Edge) -> Json:
    return {
        "source": edge.source,
        "target": edge.target,
        "relation": edge.relation.value,
        "fields": write_fields(edge.fields),
        "note": edge.note,
    }


def _readings(fields: Mapping[str, Value]) -> dict[str, Json]:
    return {name: show(value) for name, value in fields.items() if isinstance(value, Quantity)}


def _changed_readings(before: Design, after: Design) -> dict[str, Json]:
    old: dict[str, Node | Edge] = {
        **before.nodes,
        **{str(key): edge for key, edge in before.edges.items()},
    }
    new: dict[str, Node | Edge] = {
        **after.nodes,
        **{str(key): edge for key, edge in after.edges.items()},
    }
    found: dict[str, Json] = {owner: None for owner in old if owner not in new}
    for owner, one in new.items():
        known = old.get(owner)
        if known is not one and (known is None or known.fields != one.fields):
            found[owner] = _readings(one.fields)
    return found


def evaluation_delta(before: RoomState, after: RoomState) -> dict[str, Json]:
    """What a board that knows *before* needs in order to show *after*."""
    shown = after.shown
    known = {one.fingerprint: one for one in before.shown.findings}
    found = shown.findings
    put = [
        one
        for one in found
        if known.get(one.fingerprint) != one
        # A quick fix names parts that the finding does not, and they may be called otherwise now.
        or (one.fix and in_words(one.fix, before.design) != in_words(one.fix, after.design))
    ]
    order = [one.fingerprint for one in found]
    return {
        "put": [_finding(one, after.design) for one in put],
        "closed": [*sorted(known.keys() - set(order))],
        "order": [*order],
        **_counts(shown),
    }


def _counts(evaluation: Evaluation) -> dict[str, Json]:
    return {
        "missing": {node: [*fields] for node, fields in evaluation.missing.items()},
        "outcomes": {state.value: evaluation.count(state) for state in OutcomeState},
        "numbers": {"given": evaluation.numbers_given, "missing": evaluation.numbers_missing},
    }


def _finding(finding: Finding, design: Design) -> Json:
    return {
        "fingerprint": finding.fingerprint,
        "code": finding.code,
        "name": finding.name,
        "family": finding.family,
        "severity": finding.severity.value,
        "certainty": finding.certainty.value,
        "nodes": [*finding.at.nodes],
        "edges": [str(edge) for edge in finding.at.edges],
        "fields": [*finding.at.fields],
        "message": finding.message,
        "working": [*finding.working],
        "remedy": finding.remedy,
        "question": finding.question,
        "sources": [*finding.sources],
        "status": finding.status.value,
        "because": finding.because,
        "rule_page": f"?rule={finding.code}",
        "fix": [change_to_json(change) for change in finding.fix],
        "fix_words": [*in_words(finding.fix, design)],
    }
