"""How long `whiteboard check` takes as a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.benchmarks.sized_designs import design_text


@pytest.mark.benchmark(group="process", max_time=5)
def test_checking_fifty_nodes(benchmark, tmp_path):
    file = tmp_path / "fifty.yaml"
    file.write_text(design_text(50), encoding="utf-8")
    command = [sys.executable, "-m", "whiteboard.cli.main", "check", str(file)]
    done = benchmark(subprocess.run, command, capture_output=True, check=False)
    assert 1 == done.returncode, done.stderr


@pytest.mark.benchmark(group="process", max_time=5)
def test_the_floor_an_interpreter_that_does_nothing(benchmark):
    command = [sys.executable, "-c", "pass"]
    assert 0 == benchmark(subprocess.run, command, check=False).returncode
