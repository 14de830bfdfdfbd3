"""The schemas of prompt and drill files take every file there is, and tell a slip of the pen."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from prompts_library.file_schema import drill_schema, prompt_schema

FOLDER = Path("prompts_library") / "prompts"
PROMPTS, DRILLS = sorted(FOLDER.glob("*.yaml")), sorted((FOLDER / "drills").glob("*.yaml"))
SCHEMAS = {
    "prompts": Draft202012Validator(prompt_schema()),
    "drills": Draft202012Validator(drill_schema()),
}


def slips(file: Path, text: str | None = None) -> list[str]:
    document = yaml.safe_load(file.read_text(encoding="utf-8") if text is None else text)
    return [one.json_path for one in SCHEMAS[file.parent.name].iter_errors(document)]


@pytest.mark.parametrize("file", [*PROMPTS, *DRILLS], ids=lambda one: one.stem)
def test_every_file_of_the_library_follows_its_schema(file):
    assert [] == slips(file)


@pytest.mark.parametrize("schema", [prompt_schema, drill_schema])
def test_a_schema_is_sound_and_the_same_every_time(schema):
    Draft202012Validator.check_schema(schema())
    assert schema() == schema()


@pytest.mark.parametrize(
    ("right", "wrong", "place"),
    [
        ("\nbrief:", "\nbreif:", "$"),
        ("\nlane: tabular", "\nlane: tabluar", "$.lane"),
        ("kind: consumer", "kind: consumre", "$.starter.nodes"),
        ("severity: E/E/E/E", "severity: E/E/E", "$.weak.findings"),
        ("minutes: 7,", "minutes: long,", "$.phases"),
        ("opens: [LAT210]", "opens: LAT210", "$.curveballs"),
    ],
)
def test_a_slip_in_a_prompt_is_told_at_its_place(right, wrong, place):
    file = FOLDER / "churn-daily.yaml"
    text = file.read_text(encoding="utf-8")
    assert right in text

    (first, *_) = slips(file, text.replace(right, wrong, 1))

    assert first.startswith(place)


def test_a_slip_in_a_drill_is_told_at_its_place():
    file = FOLDER / "drills" / "best-backtest.yaml"
    text = file.read_text(encoding="utf-8").replace("cause: label_leak", "cause: label_leek", 1)

    assert ["$.planted.cause"] == slips(file, text)
