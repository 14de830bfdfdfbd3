"""The work of judging a design grows with its size, and hardly faster."""

from __future__ import annotations

import math
import sys

from checks.engine import evaluate
from design.formats import read_design
from tests.benchmarks.sized_designs import design_text


def calls_to_judge(nodes):
    design = read_design(design_text(nodes)).design
    evaluate(design)  # what is imported or read once is no part of the work
    calls = 0

    def count(_frame, event, _argument):
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        evaluate(design)
    finally:
        sys.setprofile(before)
    return calls


def test_four_times_the_nodes_take_at_most_n_log_n_times_the_calls():
    small, large = 100, 400
    allowed = large * math.log(large) / (small * math.log(small))
    assert calls_to_judge(large) / calls_to_judge(small) <= allowed
