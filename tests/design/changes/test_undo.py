"""What holds for every design and every change."""

from __future__ import annotations

import contextlib
import copy
import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from design.changes import ChangeRefused, SetKind, apply, change_to_json, parse_changes
from design.vocabulary.kinds import Kind
from tests.design.strategies import changes, designs, node_changes

slow = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@slow
@given(st.data())
def test_d10_undoing_a_gesture_gives_exactly_the_design_before(data):
    design = data.draw(designs())
    now = design
    gesture = []
    for _ in range(data.draw(st.integers(1, 4))):
        change = data.draw(changes(now))
        now = apply(now, [change]).design
        gesture.append(change)

    applied = apply(design, gesture)

    assert now == applied.design
    assert design == apply(applied.design, applied.inverse).design


@slow
@given(st.data())
def test_d11_the_stored_gesture_does_the_same_again(data):
    design = data.draw(designs(min_nodes=1))
    applied = apply(design, [data.draw(changes(design))])

    again = apply(design, applied.changes)

    assert applied == again


@slow
@given(st.data())
def test_d12_a_gesture_and_its_inverse_survive_json(data):
    design = data.draw(designs(min_nodes=1))
    applied = apply(design, [data.draw(changes(design))])

    for gesture in (applied.changes, applied.inverse):
        wire = json.loads(json.dumps([change_to_json(one) for one in gesture]))

        assert gesture == parse_changes(wire)


@slow
@given(st.data())
def test_d13_changes_of_different_nodes_commute(data):
    design = data.draw(designs(min_nodes=2))
    ids = sorted(design.nodes)
    one = data.draw(node_changes(design.nodes[ids[0]]))
    other = data.draw(node_changes(design.nodes[ids[1]]))

    assert apply(design, [one, other]).design == apply(design, [other, one]).design


@slow
@given(st.data())
def test_d14_the_design_before_is_never_touched(data):
    design = data.draw(designs(min_nodes=1))
    before = copy.deepcopy(design)

    apply(design, [data.draw(changes(design))])

    assert before == design


@slow
@given(st.data())
def test_d15_changing_a_kind_is_undone_or_refused(data):
    design = data.draw(designs(min_nodes=1))
    id_ = data.draw(st.sampled_from(sorted(design.nodes)))
    change = SetKind(id_, data.draw(st.sampled_from(Kind)))
    with contextlib.suppress(ChangeRefused):
        applied = apply(design, [change])

        assert design == apply(applied.design, applied.inverse).design
