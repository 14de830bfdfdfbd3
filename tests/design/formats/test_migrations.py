"""Files of older versions become files of this one, step by step."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from design.formats import FormatError, read_design
from design.formats.json_tree import read_json_tree
from design.formats.migrations import FIRST_VERSION, MIGRATIONS, Migration, migrate
from design.formats.tree import Broken, Entries, plain

# One file per migration that must still be readable, named after it: `2_kinds_have_types.yaml`.
OLD_FILES = Path(__file__).parent / "old_files"


def tree(document):
    return read_json_tree(json.dumps(document)).tree


def spied(calls):
    def step(version):
        def up(entries: Entries) -> None:
            calls.append(version)

        return Migration(version, f"step_{version}", up)

    return tuple(step(version) for version in (2, 3, 4))


@pytest.mark.parametrize(
    ("stated", "run"), [({}, [2, 3, 4]), ({"whiteboard": 1}, [2, 3, 4]), ({"whiteboard": 3}, [4])]
)
def test_d38_a_file_takes_every_step_after_its_own_version_in_order(stated, run):
    calls: list[int] = []
    document = tree(stated)

    migrate(document, spied(calls))

    assert run == calls
    assert dict.fromkeys(stated, "4") == plain(document)


def test_d38_a_file_of_this_version_takes_none():
    calls: list[int] = []
    migrate(tree({"whiteboard": 4}), spied(calls))

    assert [] == calls


def test_d38_a_file_of_a_newer_version_is_refused():
    with pytest.raises(Broken, match="format version 5, and this program reads up to 4"):
        migrate(tree({"whiteboard": 5}), spied([]))


def test_d38_versions_are_contiguous_and_names_unique():
    expected = list(range(FIRST_VERSION + 1, FIRST_VERSION + 1 + len(MIGRATIONS)))

    assert expected == [one.version for one in MIGRATIONS]
    assert len(MIGRATIONS) == len({one.name for one in MIGRATIONS})


def test_d38_every_migration_has_an_old_file_and_runs_on_it():
    """A migration without a file it was made for is a migration nobody has tried."""
    run = set()
    for migration in MIGRATIONS:
        old = OLD_FILES / f"{migration.version}_{migration.name}.yaml"
        try:
            read_design(old)
        except FormatError as error:
            pytest.fail(str(error))
        run.add(migration.name)

    assert {one.name for one in MIGRATIONS} == run
