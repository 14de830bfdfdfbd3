"""What the program may load before it is asked to do anything."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SLOW = {
    "matplotlib",
    "networkx",
    "numpy",
    "pandas",
    "pint",
    "scipy",
    "streamlit",
    "typst",
    "wasmtime",
}
LOAD_ALL = """
import importlib, json, pkgutil, sys

package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
print(json.dumps(sorted(sys.modules)))
"""


def loaded_by(package):
    """Return the top-level names in memory once every module of *package* has been imported."""
    done = subprocess.run(
        [sys.executable, "-c", LOAD_ALL, package],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return {name.partition(".")[0] for name in json.loads(done.stdout)}


@pytest.mark.parametrize("package", ["design", "checks", "prompts_library", "whiteboard.cli"])
def test_importing_all_of_it_loads_nothing_slow(package):
    assert set() == loaded_by(package) & SLOW


@pytest.mark.parametrize("package", ["design", "checks", "prompts_library"])
def test_the_core_loads_nothing_of_the_shell(package):
    assert "whiteboard" not in loaded_by(package)


def test_importing_prints_nothing():
    done = subprocess.run(
        [sys.executable, "-c", "import design, checks, prompts_library, whiteboard.cli"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )

    assert ("", "") == (done.stdout, done.stderr)
