"""`whiteboard prompts` and `whiteboard new`: what is asked, and a file to answer it in."""

from __future__ import annotations

import json
import sys
from functools import partial
from typing import TYPE_CHECKING

from design.formats import FormatError, write_json, write_yaml
from design.model import Design
from prompts_library import Library, UnknownPrompt, read_drill_file, read_file
from prompts_library.library import DRILLS
from whiteboard.cli.ending import CommandError, Exit, say
from whiteboard.cli.files import replace_text
from whiteboard.wiring.settings import prompt_folders

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from design.brief import Lane
    from prompts_library import Prompt
    from whiteboard.rounds.prompt_check import Mismatch

    Checked = tuple[str, tuple[Mismatch, ...]]


def prompts(lane: Lane | None, *, form: str) -> Exit:
    """List the prompts, or those of one lane."""
    prompts = _library().readable().values()
    listed = [one.prompt for one in prompts if lane in (None, one.prompt.lane)]
    if form == "json":
        document = {"prompts": [_as_json(one) for one in listed]}
        print(json.dumps(document, indent=2, ensure_ascii=False))
        return Exit.CLEAN
    for prompt in listed:
        print(f"{prompt.id:<18} {prompt.title}  ({prompt.lane.label})")
        for requirement in prompt.requirements:
            print(f"{'':<18}   {requirement.label}: {requirement.value}")
    return Exit.CLEAN


def check(files: Sequence[Path]) -> Exit:
    """Say what is wrong with prompts and drills: those in *files*, or all there are."""
    library = _library()
    asked = (
        [partial(_checked_file, library, one) for one in files]
        if files
        else [
            *(partial(_checked, library, id_) for id_ in library.ids),
            *(partial(_checked_drill, library, id_) for id_ in library.drill_ids),
        ]
    )
    wrong = 0
    for one in asked:
        try:
            file, found = one()
        except FormatError as error:
            wrong += len(error.problems)
            print(error)
            continue
        wrong += len(found)
        for mismatch in found:
            print(f"{file}: {mismatch.part}: {mismatch.message}")
    counted = f"{len(asked)} {'file' if len(asked) == 1 else 'files'}"
    print(f"{counted}: {f'{wrong} problems' if wrong else 'all as they say'}")
    return Exit.FINDINGS if wrong else Exit.CLEAN


def _checked(library: Library, id_: str) -> Checked:
    from whiteboard.rounds.prompt_check import mismatches

    entry = library.entry(id_)
    return entry.file, mismatches(entry)


def _checked_drill(library: Library, id_: str) -> Checked:
    from whiteboard.rounds.prompt_check import drill_mismatches

    entry = library.drill(id_)
    return entry.file, drill_mismatches(entry)


def _checked_file(library: Library, file: Path) -> Checked:
    from whiteboard.rounds.prompt_check import drill_mismatches, mismatches

    if file.resolve().parent.name == DRILLS:
        drill = read_drill_file(file, library)
        return drill.file, drill_mismatches(drill)
    entry = read_file(file)
    return entry.file, mismatches(entry)


def _library() -> Library:
    return Library(prompt_folders())


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
        return _library().entry(prompt_id).starter
    except UnknownPrompt as error:
        known = ", ".join(error.ids)
        raise CommandError(f"{error.message}\nThe prompts are {known}.") from error
    except FormatError as error:
        raise CommandError(str(error)) from error


def _as_json(prompt: Prompt) -> dict[str, object]:
    return {
        "id": prompt.id,
        "title": prompt.title,
        "lane": prompt.lane.value,
        "version": prompt.version,
        "stresses": [one.value for one in prompt.stresses],
        "brief": prompt.brief,
        "requirements": [
            {"label": one.label, "metric": one.metric, "value": one.value}
            for one in prompt.requirements
        ],
        "follow_ups": [one.question for one in prompt.follow_ups],
    }
