"""How long `whiteboard check` takes as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.benchmarks.sized_designs import design_text


@pytest.fixture
def check(tmp_path):
    """Checks a design of fifty nodes in a new process; what it compiles is kept, if asked to."""
    file = tmp_path / "fifty.yaml"
    file.write_text(design_text(50), encoding="utf-8")
    command = [sys.executable, "-m", "whiteboard.cli.main", "check", str(file)]
    compiled = os.environ | {"PYTHONPYCACHEPREFIX": str(tmp_path / "compiled")}

    def run(*, keep):
        environment = compiled | {"PYTHONDONTWRITEBYTECODE": "" if keep else "1"}
        return subprocess.run(command, capture_output=True, check=False, env=environment)

    return run


@pytest.mark.benchmark(group="process", max_time=5)
def test_checking_fifty_nodes_with_the_program_compiled_once(benchmark, check):
    check(keep=True)
    done = benchmark(check, keep=True)
    assert 1 == done.returncode, done.stderr


@pytest.mark.benchmark(group="process", max_time=5)
def test_checking_fifty_nodes_with_the_program_compiled_each_time(benchmark, check):
    done = benchmark(check, keep=False)
    assert 1 == done.returncode, done.stderr


@pytest.mark.benchmark(group="process", max_time=5)
def test_the_floor_an_interpreter_that_does_nothing(benchmark):
    command = [sys.executable, "-c", "pass"]
    assert 0 == benchmark(subprocess.run, command, check=False).returncode
