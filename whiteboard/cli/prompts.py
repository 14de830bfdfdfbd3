"""`whiteboard prompts` and `whiteboard new`: what is asked, and a file to answer it in."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from design.formats import write_json, write_yaml
from design.model import Design
from prompts_library.loader import UnknownPrompt, all_prompts, starter
from whiteboard.cli.ending import CommandError, Exit, say
from whiteboard.cli.files import replace_text

if TYPE_CHECKING:
    from pathlib import Path

    from design.brief import Lane
    from prompts_library.schema import Prompt


def prompts(lane: Lane | None, *, form: str) -> Exit:
    """List the prompts, or those of one lane."""
    listed = [one for one in all_prompts().values() if lane in (None, one.lane)]
    if form == "json":
        document = {"prompts": [_as_json(one) for one in listed]}
        print(json.dumps(document, indent=2, ensure_ascii=False))
        return Exit.CLEAN
    for prompt in listed:
        print(f"{prompt.id:<18} {prompt.title}  ({prompt.lane.label})")
        for requirement in prompt.requirements:
            print(f"{'':<18}   {requirement.label}: {requirement.value}")
    return Exit.CLEAN


def new(prompt_id: str | None, output: Path | None) -> Exit:
    """Write a blank design, or the starter board of a prompt, and never over another file."""
    design = Design() if prompt_id is None else _starter(prompt_id)
    if output is None:
        sys.stdout.write(write_yaml(design))
        return Exit.CLEAN
    if output.exists():
        raise CommandError(f"{output} exists; name another file")
    as_json = output.suffix.lower() == ".json"
    replace_text(output, write_json(design) if as_json else write_yaml(design))
    say(f"Wrote {output}")
    return Exit.CLEAN


def _starter(prompt_id: str) -> Design:
    try:
        return starter(prompt_id)
    except UnknownPrompt as error:
        known = ", ".join(error.ids)
        raise CommandError(f"{error.message}\nThe prompts are {known}.") from error


def _as_json(prompt: Prompt) -> dict[str, object]:
    return {
        "id": prompt.id,
        "title": prompt.title,
        "lane": prompt.lane.value,
        "version": prompt.version,
        "minutes": prompt.minutes,
        "brief": prompt.brief,
        "requirements": [
            {"label": one.label, "metric": one.metric, "value": one.value}
            for one in prompt.requirements
        ],
        "follow_ups": [one.question for one in prompt.follow_ups],
    }
