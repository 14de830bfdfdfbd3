"""What the attempts on this machine have in common: what keeps failing, what to practise next."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from checks.coverage import topics_of_rule
from checks.registry import all_rules
from whiteboard.rounds.attempts import Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from design.brief import Topic
    from prompts_library.schema import Prompt
    from whiteboard.rounds.attempts import Attempt

SHOWN: Final = 5
SUGGESTED: Final = 3


@dataclass(frozen=True, slots=True)
class History:
    """Of ``ended`` attempts, in how many each rule and each topic needed help or stayed open.

    Both lists begin with what fails most often; equals are in the order of codes and topics.
    """

    ended: int
    rules: tuple[tuple[str, int], ...]
    topics: tuple[tuple[Topic, int], ...]


def history(attempts: Sequence[Attempt]) -> History:
    """What the ended ones of *attempts* say together."""
    ended = [one for one in attempts if one.ended is not None]
    rules: Counter[str] = Counter()
    topics: Counter[Topic] = Counter()
    for attempt in ended:
        codes = troubled(attempt)
        rules.update(codes)
        topics.update({topic for code in codes for topic in topics_of_rule(code)})
    return History(
        len(ended),
        tuple(sorted(rules.items(), key=lambda one: (-one[1], one[0]))),
        tuple(sorted(topics.items(), key=lambda one: (-one[1], one[0]))),
    )


def troubled(attempt: Attempt) -> frozenset[str]:
    """The rules of which something had to be revealed, or which were open at the end."""
    left = () if attempt.ended is None else attempt.ended.left
    codes = {*(one.code for one in attempt.cards), *(one.code for one in left)}
    return frozenset(codes & all_rules().keys())


def next_prompts(attempts: Sequence[Attempt], prompts: Iterable[Prompt]) -> tuple[Prompt, ...]:
    """What to practise next: prompts that stress what fails most, those not yet tried first."""
    weight = dict(history(attempts).topics)
    tried = Counter(one.record.task_id for one in attempts if one.record.task is Task.PROMPT)
    lanes = Counter(one.record.lane for one in attempts)
    ordered = sorted(
        prompts,
        key=lambda one: (
            tried[one.id],
            -sum(weight.get(topic, 0) for topic in one.stresses),
            -lanes[one.lane],
            one.id,
        ),
    )
    return tuple(ordered[:SUGGESTED])


def exported(attempts: Sequence[Attempt]) -> str:
    """Every attempt with all its events, as JSON a person can keep."""
    kept = [
        {
            "attempt": one.record.model_dump(mode="json", exclude={"room"}),
            "events": [event.model_dump(mode="json") for event in one.events],
        }
        for one in attempts
    ]
    return json.dumps({"attempts": kept}, indent=2, ensure_ascii=False) + "\n"
