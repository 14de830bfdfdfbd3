"""However a board sends its gestures, the document is the same (B2, B4, B7)."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from design.fields import Json
from design.model import Design
from tests.fakes.rooms import Outside
from whiteboard.rounds.gestures import Gesture

IDS = st.sampled_from(["a", "b", "c", "d"])
CHANGES: st.SearchStrategy[Json] = st.one_of(
    st.builds(
        lambda id_, kind: {"type": "add_node", "id": id_, "kind": kind},
        IDS,
        st.sampled_from(["dataset", "model", "endpoint", "alert"]),
    ),
    st.builds(lambda id_: {"type": "remove_node", "id": id_}, IDS),
    st.builds(lambda id_, name: {"type": "rename_node", "id": id_, "name": name}, IDS, IDS),
    st.builds(lambda s, t: {"type": "connect", "source": s, "target": t}, IDS, IDS),
    st.builds(
        lambda id_, value: {
            "type": "set_field",
            "id": id_,
            "field": "latency_p95",
            "value": value,
        },
        IDS,
        st.sampled_from(["120 ms", "fast", None]),
    ),
)
GESTURES = st.lists(st.lists(CHANGES, min_size=1, max_size=3), min_size=1, max_size=8)


@st.composite
def sendings(draw: st.DrawFn) -> tuple[list[Gesture], list[tuple[list[Gesture], bool]]]:
    """Gestures, and messages that carry them: any part, in any order, again and again.

    With each message comes whether the server is started anew before it.
    """
    made = [Gesture(seq, changes) for seq, changes in enumerate(draw(GESTURES), start=1)]
    parts = st.lists(st.sampled_from(made), max_size=12)
    messages = draw(st.lists(st.tuples(parts, st.booleans()), max_size=8))
    return made, [*messages, (made, draw(st.booleans()))]


def sent_one_by_one(made: list[Gesture]) -> tuple[Design, list[int]]:
    room = Outside().rooms.create(Design())
    refused = [one.seq for gesture in made for one in room.edit("alice", [gesture]).refusals]
    return room.state.design, refused


@settings(max_examples=60)
@given(sendings())
def test_any_batching_repetition_order_and_restart_gives_the_same_document(sending):
    made, messages = sending
    expected, refused = sent_one_by_one(made)
    outside = Outside()
    room = outside.rooms.create(Design())

    for batch, restarts in messages:
        if restarts:
            room = outside.restarted().open(room.id)
        outcome = room.edit("alice", batch)

    assert expected == room.state.design
    assert len(made) == outcome.ack
    assert refused == [one.seq for one in outside.store.refusals(room.id)]
    assert refused == [one.seq for one in outcome.refusals]


@settings(max_examples=30)
@given(sendings(), sendings())
def test_two_boards_that_send_at_once_end_with_one_order_of_everything(first, second):
    outside = Outside()
    room = outside.rooms.create(Design())

    for (mine, _), (theirs, _) in zip(first[1], second[1], strict=False):
        room.edit("alice", mine)
        room.edit("bob", theirs)
    room.edit("alice", first[0])
    room.edit("bob", second[0])

    again = outside.restarted().open(room.id)
    log = outside.store.edits(room.id, after=0)
    assert room.state.design == again.state.design
    assert list(range(1, len(log) + 1)) == [one.revision for one in log]
    for client in ("alice", "bob"):
        numbers = [one.seq for one in log if one.client == client]
        assert sorted(set(numbers)) == numbers
