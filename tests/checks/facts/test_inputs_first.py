"""What is made of something else is worked out after it."""

from __future__ import annotations

import pytest

from checks.facts.inputs_first import inputs_first


def order(inputs, start="end", known=()):
    done = dict.fromkeys(known)
    for one in inputs_first(start, done, lambda node: inputs.get(node, ())):
        assert one not in done
        done[one] = None
    return list(done)


def test_every_input_comes_before_what_is_made_of_it():
    both = {"end": ("left", "right"), "left": ("top",), "right": ("top",)}
    found = order(both)

    assert {"end", "left", "right", "top"} == set(found)
    assert all(found.index(one) < found.index(node) for node in both for one in both[node])


def test_what_is_known_is_not_worked_out_again():
    assert ["left", "end"] == order({"end": ("left",), "left": ("top",)}, known=["left"])


@pytest.mark.parametrize("back", ["end", "middle"])
def test_a_way_that_leads_back_ends(back):
    assert ["middle", "end"] == order({"end": ("middle",), "middle": (back,)})


def test_a_chain_may_be_longer_than_the_stack():
    assert 5001 == len(order({str(n): (str(n + 1),) for n in range(5000)}, start="0"))
