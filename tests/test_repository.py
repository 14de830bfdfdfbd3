"""What holds for every file of the repository, whoever wrote it."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LONGEST_FILE = 400
FORBIDDEN_NAMES = {"base", "common", "helper", "helpers", "manager", "misc", "util", "utils"}
MADE_HERE = {".venv", ".bootstrap", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache"}
CODE = {".py", ".ts", ".tsx"}
OWN_HOSTS = ("https://pypi.org/", "https://files.pythonhosted.org/", "https://registry.npmjs.org/")
# The slash is kept apart from the names, or this file would find itself.
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:root|home|Users|work|tmp)" + r"/[\w.-]+")
SLEEPING_TEST = re.compile(
    r"\bpytest\.(?:skip|xfail|importorskip)\b|\bmark\.(?:skip|skipif|xfail)\b"
    r"|\bunittest\.skip|\b(?:it|test|describe)\.(?:skip|todo|only|fails)\b"
)


def tracked() -> list[Path]:
    """Return the files under version control, or every file of a copy that is under none."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, text=True
    )
    if listed.returncode == 0:
        files = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        files = [path for path in ROOT.rglob("*") if not MADE_HERE & {*path.parts}]
    return [path for path in files if path.is_file()]


def code() -> list[Path]:
    """Return the tracked source files that people write."""
    return [path for path in tracked() if path.suffix in CODE and "build" not in path.parts]


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def imported_modules(path: Path) -> set[str]:
    modules: set[str] = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            modules.add(node.module)
    return modules


def test_nothing_imports_the_entry_point():
    python = [path for path in code() if path.suffix == ".py"]

    assert [] == names([path for path in python if "app" in imported_modules(path)])


def test_the_entry_point_is_short():
    assert len(lines(ROOT / "app.py")) < 30


def test_a_long_file_says_on_its_first_line_why_it_is_long():
    long = [path for path in code() if len(lines(path)) > LONGEST_FILE]

    assert [] == names([path for path in long if "over 400 lines" not in lines(path)[0].lower()])


def test_a_module_is_named_after_what_it_holds():
    parts = {path: {*path.relative_to(ROOT).parts[:-1], path.stem} for path in code()}

    assert [] == names([path for path in code() if parts[path] & FORBIDDEN_NAMES])


def test_no_test_is_put_to_sleep():
    written_here = [path for path in code() if path != Path(__file__)]

    assert [] == [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in written_here
        for number, line in enumerate(lines(path), start=1)
        if SLEEPING_TEST.search(line)
    ]


def test_no_file_knows_the_machine_it_was_written_on():
    found = []
    for path in tracked():
        if "build" in path.parts:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        name = path.relative_to(ROOT)
        found += [f"{name}: {match.group()}" for match in MACHINE_PATH.finditer(text)]

    assert [] == found


@pytest.mark.parametrize("suffix", ["uv.lock", "package-lock.json"])
def test_a_lock_file_names_the_public_registries_only(suffix):
    locks = [path for path in tracked() if path.name == suffix]
    addresses = re.compile(r'(?:registry = |url = |"resolved": )"(https?://[^"]+)"')

    assert [] == [
        address
        for path in locks
        for address in addresses.findall(path.read_text(encoding="utf-8"))
        if not address.startswith(OWN_HOSTS)
    ]


def test_a_decision_has_its_own_number_and_the_three_parts():
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [record.name.partition("-")[0] for record in records]

    assert sorted(set(numbers)) == numbers
    titles = {record.name: record.read_text(encoding="utf-8").splitlines()[0] for record in records}
    assert {} == {
        name: title
        for name, title in titles.items()
        if not title.startswith(f"# {int(name[:4])}. ")
    }
    heading = re.compile(r"^## (.+)$", re.MULTILINE)
    parts = {record.name: heading.findall(record.read_text(encoding="utf-8")) for record in records}
    assert {name: ["Context", "Decision", "Consequences"] for name in parts} == parts
