"""Ways from a label to a feature of its own model, and what makes them legal."""

from __future__ import annotations

import itertools

import pytest

from checks.board import Board
from design.model import Design

DAY = 86_400.0
NODES = """
  y: {kind: label, label_delay: 30 d}
  counts: {kind: transform, op: count}
  f: {kind: feature}
  rows: {kind: dataset, split: time}
  m: {kind: model, type: gbdt}
"""
EDGES = ("y -> counts", "counts -> f", "f -> rows", "y -> rows", "rows -> m")


@pytest.fixture
def paths(design_from):
    def find(nodes=NODES, edges=EDGES):
        lines = "".join(f"  - {edge}\n" for edge in edges)
        return Board(design_from(f"nodes:{nodes}\nedges:\n{lines}")).label_paths

    return find


def with_edge(old, new):
    return tuple(new if edge == old else edge for edge in EDGES)


def test_a_path_is_given_edge_by_edge_from_the_label_to_the_model(paths):
    (path,) = paths().paths

    assert ("y", "f", "y", "m") == (path.origin, path.entry, path.label, path.model)
    assert ("y", "counts", "f", "rows", "m") == path.nodes
    assert ("f", "y", "counts", "rows", "m") == path.shown_nodes
    assert ["y -> counts", "counts -> f", "f -> rows"] == [
        f"{edge.source} -> {edge.target}" for edge in path.shown_edges
    ]
    assert path.lag is None


def test_lags_of_edges_and_nodes_on_the_way_add_up(paths):
    nodes = NODES.replace("op: count}", "op: count, lag: 2 d}").replace(
        "f: {kind: feature}", "f: {kind: feature, lag: 3 d}"
    )
    (path,) = paths(nodes, with_edge("f -> rows", "{edge: f -> rows, lag: 5 d}")).paths

    assert 10 * DAY == path.lag.value


def test_a_window_that_ends_before_the_prediction_is_a_lag(paths):
    nodes = NODES.replace("f: {kind: feature}", "f: {kind: feature, window_end_offset: -30 d}")
    (path,) = paths(nodes).paths

    assert 30 * DAY == path.lag.value


def test_a_lag_and_a_window_end_on_one_node_say_the_same_thing_once(paths):
    nodes = NODES.replace(
        "f: {kind: feature}", "f: {kind: feature, lag: 7 d, window_end_offset: -5 d}"
    )
    (path,) = paths(nodes).paths

    assert 7 * DAY == path.lag.value


def test_the_text_shows_arrows_and_times(paths):
    nodes = NODES.replace("f: {kind: feature}", "f: {kind: feature, lag: 7 d}")
    found = paths(nodes, with_edge("y -> counts", "{edge: y -> counts, lag: 1 h}"))

    assert "y (known after 30 d) →(1 h later) counts → f (lag 7 d) → rows" == found.text(
        found.paths[0]
    )


@pytest.mark.parametrize("edge", ["y -> counts", "counts -> f", "f -> rows"])
def test_a_point_in_time_join_anywhere_ends_the_way(paths, edge):
    assert () == paths(NODES, with_edge(edge, f"{{edge: {edge}, join: point_in_time}}")).paths


@pytest.mark.parametrize("join", ["latest", "event_time"])
def test_another_join_does_not(paths, join):
    edges = with_edge("f -> rows", f"{{edge: f -> rows, join: {join}}}")

    assert 1 == len(paths(NODES, edges).paths)


@pytest.mark.parametrize(
    "nodes",
    [
        NODES.replace("op: count}", "op: target encoding, fit_scope: train_folds}"),
        NODES.replace("f: {kind: feature}", "f: {kind: feature, fit_scope: train_folds}"),
        NODES.replace("f: {kind: feature}", "f: {kind: feature, logged_at_serving: true}"),
        NODES.replace("type: gbdt", "type: heuristic"),
    ],
    ids=["encoder out of fold", "feature out of fold", "logged at serving", "heuristic"],
)
def test_a_legal_step_or_a_heuristic_has_no_path(paths, nodes):
    assert () == paths(nodes).paths


def test_an_encoding_fitted_on_the_training_part_is_no_legal_step(paths):
    nodes = NODES.replace("op: count}", "op: target encoding, fit_scope: train}")

    assert 1 == len(paths(nodes).paths)


def test_the_label_of_another_task_leaks_nothing(paths):
    nodes = NODES + "  other: {kind: label}\n"
    edges = ("other -> f", "f -> rows", "y -> rows", "rows -> m")

    assert () == paths(nodes, edges).paths


def test_a_way_into_evaluation_only_is_no_path(paths):
    nodes = NODES + "  e: {kind: evaluation}\n  test: {kind: dataset}\n"
    edges = ("y -> f", "f -> test", "test -> e", "e -> m", "y -> rows", "rows -> m")

    assert () == paths(nodes, edges).paths


def test_the_label_as_the_target_is_no_path(paths):
    assert () == paths(edges=("y -> rows", "rows -> m")).paths
    assert () == paths(edges=("{edge: y -> m, role: target}", "f -> m")).paths


def test_a_lone_label_that_is_only_drawn_into_the_feature_is_the_target(paths):
    (path,) = paths(edges=("y -> f", "f -> rows", "rows -> m")).paths

    assert ("y", "f") == (path.origin, path.entry)


def test_a_transform_that_aggregates_straight_into_the_training_set_is_a_feature(paths):
    (path,) = paths(edges=("y -> counts", "counts -> rows", "y -> rows", "rows -> m")).paths

    assert "counts" == path.entry


def test_a_transform_that_brings_the_label_itself_is_none(paths):
    assert () == paths(edges=("y -> counts", "counts -> rows", "rows -> m")).paths
    joined = NODES.replace("op: count", "op: join labels")
    assert () == paths(joined, ("y -> counts", "counts -> rows", "y -> rows", "rows -> m")).paths


def test_a_way_through_a_store_and_a_source_is_followed(paths):
    nodes = NODES + "  table: {kind: source}\n  store: {kind: feature_store}\n"
    edges = (
        "y -> table", "table -> f", "f -> store", "store -> rows", "y -> rows", "rows -> m"
    )  # fmt: skip
    (path,) = paths(nodes, edges).paths

    assert ("y", "table", "f", "store", "rows", "m") == path.nodes


def test_of_two_ways_the_one_with_the_least_lag_is_kept(paths):
    nodes = NODES + "  slow: {kind: transform, lag: 40 d}\n"
    edges = (*EDGES, "y -> slow", "slow -> f")
    (path,) = paths(nodes, edges).paths

    assert ("y", "counts", "f", "rows", "m") == path.nodes


def test_cycles_end(paths):
    nodes = NODES + "  back: {kind: transform}\n"
    (path,) = paths(nodes, (*EDGES, "f -> back", "back -> counts")).paths

    assert "f" == path.entry


def test_a_source_written_after_the_outcome_starts_a_path(paths):
    nodes = NODES + "  notes: {kind: source, written_after_outcome: true}\n"
    edges = ("notes -> f", "f -> rows", "y -> rows", "rows -> m")
    (path,) = paths(nodes, edges).of_outcome_sources

    assert ("notes", "f", "y") == (path.origin, path.entry, path.label)
    assert "notes (written after the outcome) → f → rows" == paths(nodes, edges).text(path)


def test_a_closed_window_makes_what_the_outcome_process_writes_legal(paths):
    nodes = NODES + "  notes: {kind: source, written_after_outcome: true}\n"
    edges = ("notes -> f", "f -> rows", "y -> rows", "rows -> m")
    closed = nodes.replace("f: {kind: feature}", "f: {kind: feature, window_end_offset: 0 d}")
    later = nodes.replace("f: {kind: feature}", "f: {kind: feature, window_end_offset: 1 d}")

    assert () == paths(closed, edges).paths
    assert 1 == len(paths(later, edges).paths)


def test_the_source_of_the_label_may_go_into_the_training_set_with_it(paths):
    nodes = NODES + "  notes: {kind: source, written_after_outcome: true}\n"
    as_label = ("notes -> y", "notes -> rows", "y -> rows", "rows -> m")
    as_column = ("notes -> rows", "y -> rows", "rows -> m")

    assert () == paths(nodes, as_label).paths
    assert ["notes"] == [path.entry for path in paths(nodes, as_column).paths]


def test_the_paths_do_not_depend_on_the_order_of_the_file(design_from):
    nodes = NODES + "  g: {kind: feature}\n  slow: {kind: transform, lag: 1 d}\n"
    edges = (*EDGES, "y -> slow", "slow -> g", "slow -> f", "g -> rows")
    lines = "".join(f"  - {edge}\n" for edge in edges)
    design = design_from(f"nodes:{nodes}\nedges:\n{lines}")
    expected = Board(design).label_paths.paths

    assert ["f", "g"] == [path.entry for path in expected]
    for order in itertools.islice(itertools.permutations(design.edges.items()), 0, 5000, 500):
        shuffled = Design(nodes=dict(reversed(list(design.nodes.items()))), edges=dict(order))
        assert expected == Board(shuffled).label_paths.paths
