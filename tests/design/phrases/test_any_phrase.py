"""What holds for every line that can be typed, on every board."""

from __future__ import annotations

import json
import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from design.changes import apply, change_to_json, parse_changes
from design.formats import read_design, write_yaml
from design.model import Design
from design.phrases import LONGEST_PHRASE, read_phrase
from design.phrases.places import GAP, ROOM, WIDTH
from design.text import is_node_id
from design.vocabulary.kinds import KINDS, Kind
from tests.design.strategies import designs

slow = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

FRAGMENTS = st.sampled_from(
    [
        *map(str, Kind), "->", "<-", " -calls ", "-> ", "<-- reads -- ", ",", ";", "\n", '"', "“x”",
        "p95", "30 ms", "2k QPS", "every 6 h", "=", ":", "replicas", "12", "99.9%", "split time",
        "ranker", "api", "a", "b", "delete", "rename", "to", "timeout n/a", "no", "streaming", "$",
        "≥", "\u200b", "\x00", "日本", "owner", "~", "-", "--", "new", "the",
    ]
)  # fmt: skip
LINES = st.lists(FRAGMENTS, max_size=14).map(" ".join)
NUMBERS = st.sampled_from(
    [
        (Kind.MODEL, "p95 30 ms", "latency_p95"),
        (Kind.MODEL, "12 replicas", "replicas"),
        (Kind.ENDPOINT, "2k QPS", "peak_qps"),
        (Kind.SOURCE, "50M/day", "rows_per_day"),
        (Kind.DATASET, "split time", "split"),
        (Kind.TRANSFORM, "every 6 h", "period"),
    ]
)
NAMES = st.from_regex(r"[a-z][a-z0-9]{1,8} nr[0-9]", fullmatch=True)


@slow
@given(designs(), st.text(max_size=80) | LINES)
def test_any_text_is_changes_or_errors_and_its_places_are_in_it(design, text):
    phrase = read_phrase(text, design)

    assert not (phrase.errors and phrase.changes)
    for one in (*phrase.understood, *phrase.errors):
        assert 0 <= one.start <= one.end <= len(text)


@slow
@given(designs(), LINES)
def test_what_is_read_is_applied_and_undone_and_read_the_same_again(design, text):
    phrase = read_phrase(text, design)
    applied = apply(design, phrase.changes)

    assert phrase == read_phrase(text, design)
    assert design == apply(applied.design, applied.inverse).design
    assert applied.design == read_design(write_yaml(applied.design)).design


@slow
@given(designs(), LINES)
def test_the_changes_survive_json(design, text):
    changes = read_phrase(text, design).changes
    wire = json.loads(json.dumps([change_to_json(one) for one in changes]))

    assert changes == parse_changes(wire)


@slow
@given(designs(max_nodes=4), st.lists(st.tuples(NAMES, NUMBERS), min_size=1, max_size=5,
                                      unique_by=lambda one: one[0]))  # fmt: skip
def test_what_is_typed_is_there(design, typed):
    titles = {node.title.casefold() for node in design.nodes.values()} | set(design.nodes)
    typed = [one for one in typed if one[0] not in titles]
    line = "; ".join(f'"{name}" {kind} {number}' for name, (kind, number, _) in typed)
    phrase = read_phrase(line, design)
    after = apply(design, phrase.changes).design

    assert () == phrase.errors
    assert len(design.nodes) + len(typed) == len(after.nodes)
    new = {node.title: node for id_, node in after.nodes.items() if id_ not in design.nodes}
    for name, (kind, _, field) in typed:
        assert kind is new[name].kind
        assert field in new[name].fields


@slow
@given(designs(), st.lists(st.sampled_from(sorted(Kind)), min_size=1, max_size=5))
def test_new_nodes_have_legal_ids_and_stand_on_nothing(design, kinds):
    line = "; ".join(f"new {kind}" for kind in kinds)
    after = apply(design, read_phrase(line, design).changes).design
    new = [id_ for id_ in after.nodes if id_ not in design.nodes]

    assert len(kinds) == len(new)
    assert all(map(is_node_id, new))
    for id_ in new:
        x, y = after.layout[id_]
        assert (x % 4, y % 4) == (0, 0)
        for other, place in after.layout.items():
            apart = abs(place.x - x) >= WIDTH + GAP or abs(place.y - y) >= ROOM + GAP
            assert apart or other == id_


def test_the_worst_lines_are_read_in_time():
    board = Design()
    words = [word for spec in KINDS.values() for word in (str(spec.kind), *spec.words)]
    for line in (
        " ".join(words)[:LONGEST_PHRASE],
        "a -" * 1300,
        "p95 " * 1000,
        "1 " * 2000,
        ", ".join(f"m{number} model" for number in range(300)) + " -> x",
        "model timeout p95 replicas " * 140,
        '"' * LONGEST_PHRASE,
        "model 12 ms " * 19,
        ";".join(f"{word} 12 ms lag p95 budget 3 of 4 rows" for word in words)[:LONGEST_PHRASE],
    ):
        start = time.process_time()
        read_phrase(line, board)
        assert time.process_time() - start < 5
