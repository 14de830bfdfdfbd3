"""Edits in words, with the names people gave."""

from __future__ import annotations

from design.changes import (
    AddNode,
    Connect,
    Disconnect,
    RemoveNode,
    SetDesign,
    SetField,
    SetNa,
    SetRelation,
    in_words,
)
from design.formats import read_design
from design.model import EdgeKey
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation

DESIGN = read_design(
    """
    nodes:
      api: {kind: endpoint, name: Ranking API}
      ranker: {kind: model}
      store: {kind: feature_store}
    edges: [api -> ranker]
    """
).design
READS = EdgeKey("api", "store", Relation.READS)


def said(*changes):
    return in_words(changes, DESIGN)


def test_a_field_is_set_or_cleared_by_its_label():
    assert ("set replicas of Ranking API to 18",) == said(SetField("replicas", "18", id="api"))
    assert ("set TTL of store to 2 h",) == said(SetField("ttl", "2 h", id="store"))
    assert ("clear replicas of Ranking API",) == said(SetField("replicas", None, id="api"))
    assert ("set streams its answer of Ranking API to yes",) == said(
        SetField("streaming", value=True, id="api")
    )


def test_a_field_of_an_arrow_names_its_ends():
    assert ("set timeout of the arrow from Ranking API to store to 50 ms",) == said(
        SetField("timeout", "50 ms", edge=READS)
    )


def test_several_values_are_listed():
    assert ("set failure modes of Ranking API to slow, down",) == said(
        SetField("failure_modes", ["slow", "down"], id="api")
    )


def test_a_new_part_has_its_name_in_what_follows():
    assert (
        "add the monitor Drift",
        "draw an arrow from Drift to ranker (monitors)",
        "set window of Drift to 7 d",
    ) == said(
        AddNode("w", Kind.MONITOR, "Drift"),
        Connect("w", "ranker", Relation.MONITORS),
        SetField("window", "7 d", id="w"),
    )


def test_other_edits_name_what_they_change():
    assert (
        "mark replicas of Ranking API as not applicable",
        "change ranker",
        "change the arrow from Ranking API to ranker",
        "change the arrow from Ranking API to ranker",
        "set design",
    ) == said(
        SetNa("api", "replicas", "serverless"),
        RemoveNode("ranker"),
        Disconnect("api", "ranker", Relation.USES),
        SetRelation("api", "ranker", Relation.USES, Relation.CALLS),
        SetDesign(title="x"),
    )


def test_an_arrow_without_a_relation_is_left_to_be_inferred():
    assert ("draw an arrow from Ranking API to new part",) == said(Connect("api", "new part"))
