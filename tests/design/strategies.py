"""Hypothesis strategies: valid designs of any size, and changes that are legal on one."""

from __future__ import annotations

import functools

from hypothesis import strategies as st

from design import changes as c
from design.brief import Lane, Level
from design.fields import FieldError, fields_of, read_value, write_value
from design.model import (
    Answer,
    Design,
    Edge,
    EdgeKey,
    FreeNumber,
    Group,
    Node,
    Position,
    Sticky,
)
from design.text import one_line, paragraphs
from design.vocabulary import attributes as a
from design.vocabulary.attribute import (
    ChoiceAttribute,
    FlagAttribute,
    QuantityAttribute,
    WordsAttribute,
)
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.relations import RELATIONS, legal

IDS = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
WORDS = st.text(min_size=1, max_size=30).map(one_line).filter(bool)
NOTES = st.text(max_size=80).map(paragraphs)
COORDINATES = st.integers(-50_000, 50_000).map(lambda tenth: tenth / 10 + 0.0)
POSITIONS = st.tuples(COORDINATES, COORDINATES)

_STAGES = (
    "shadow for 2 days",
    "canary 5% for 1 h",
    {"kind": "ramp", "share": "50%", "duration": "1 d"},
    "full",
)
_CRITERIA = (
    "error rate > 2% absolute over 10 min -> roll back automatically",
    "conversion drops 10% relative over 1 h, min 20k samples: on-call decides",
    "if metrics degrade",
    {"metric": "CTR", "comparator": "<", "threshold": "5% relative", "action": "page"},
    {"metric": "p95", "threshold": "> 300 ms", "window": "5 min", "text": "as the SLO says"},
)
_ALTERNATIVES = (
    "rules (heuristic): too weak",
    "buy it",
    {"name": "a: b (c)", "kind": "no-ml", "rejected_because": "slow; dear"},
)
_TYPED = {a.STAGES.name: _STAGES, a.CRITERIA.name: _CRITERIA, a.ALTERNATIVES.name: _ALTERNATIVES}
_MORE_NUMBERS = ("12", "200 ms", "~3 h", "1-2k", "< 5%", "0.25", "$40", "1.5 TB", "daily")


@functools.cache
def typed(attribute):
    """Texts that the field of *attribute* accepts."""
    found = []
    for text in (attribute.example, *_MORE_NUMBERS):
        try:
            read_value(attribute, text)
        except FieldError:
            continue
        found.append(text)
    return tuple(found)


def raw_values(attribute):
    """What a person may type into the field of *attribute*."""
    if isinstance(attribute, QuantityAttribute):
        return st.sampled_from(typed(attribute))
    if isinstance(attribute, ChoiceAttribute):
        return st.sampled_from(attribute.options)
    if isinstance(attribute, FlagAttribute):
        return st.booleans()
    if isinstance(attribute, WordsAttribute):
        return st.lists(WORDS, min_size=1, max_size=3)
    if attribute.name in _TYPED:
        return st.lists(st.sampled_from(_TYPED[attribute.name]), min_size=1, max_size=3)
    return st.text(min_size=1, max_size=40).map(paragraphs).filter(bool)


def values(attribute):
    """Values of *attribute*."""
    return raw_values(attribute).map(functools.partial(read_value, attribute))


def _owned(owner):
    """Attributes of a kind or relation whose values stay under their own name."""
    return [one for one in fields_of(owner).values() if one is not a.LATENCY]


@st.composite
def fields(draw, owner, most=4):
    """Fields of a kind or relation."""
    attributes = _owned(owner)
    if not attributes:
        return {}
    chosen = draw(st.lists(st.sampled_from(attributes), max_size=most, unique_by=lambda o: o.name))
    return {one.name: draw(values(one)) for one in chosen}


@st.composite
def nodes(draw, id_):
    """Nodes called *id_*."""
    kind = draw(st.sampled_from(tuple(Kind)))
    stated = draw(fields(kind))
    free = [name for name in fields_of(kind) if name not in stated]
    na = draw(st.dictionaries(st.sampled_from(free), WORDS | st.just(""), max_size=1))
    labels = draw(st.lists(WORDS.map("the {}".format), max_size=2, unique=True))
    numbers = tuple(FreeNumber(label, "as much as it takes") for label in sorted(labels))
    name = draw(st.just("") | WORDS)
    name = "" if name == id_.replace("_", " ") else name
    return Node(id_, kind, name, stated, na, numbers, draw(NOTES))


@st.composite
def edges(draw, source, target):
    """Edges between two nodes, or None when nothing can join them."""
    relations = legal(source.kind, target.kind)
    if not relations:
        return None
    relation = draw(st.sampled_from(relations))
    return Edge(source.id, target.id, relation, draw(fields(relation, most=2)), draw(NOTES))


@st.composite
def designs(draw, min_nodes=0, max_nodes=8):
    """Valid designs with fields, edges, groups, layout and answers."""
    ids = draw(st.lists(IDS, min_size=min_nodes, max_size=max_nodes, unique=True))
    found = {id_: draw(nodes(id_)) for id_ in ids}
    joined = {}
    if len(ids) > 1:
        pairs = st.tuples(st.sampled_from(ids), st.sampled_from(ids)).filter(lambda p: p[0] != p[1])
        for source, target in draw(st.lists(pairs, max_size=2 * len(ids))):
            edge = draw(edges(found[source], found[target]))
            if edge is not None:
                joined[edge.key] = edge
    some = st.lists(st.sampled_from(ids), unique=True) if ids else st.just([])
    layout = {id_: Position(*draw(POSITIONS)) for id_ in draw(some)}
    free = IDS.filter(lambda id_: id_ not in found)
    stickies = {id_: Sticky(id_, draw(NOTES)) for id_ in draw(st.lists(free, max_size=2))}
    layout |= {id_: Position(*draw(POSITIONS)) for id_ in stickies if draw(st.booleans())}
    groups = {
        id_: Group(id_, draw(st.just("") | WORDS), tuple(sorted(draw(some))))
        for id_ in draw(st.lists(IDS, max_size=2, unique=True))
    }
    answers = {
        text: Answer(text, draw(st.sampled_from(["accepted", "not_applicable"])), draw(WORDS))
        for text in draw(st.lists(WORDS, max_size=2, unique=True))
    }
    return Design(
        title=draw(st.just("") | WORDS),
        prompt=draw(st.sampled_from(["", "churn"])),
        prompt_version=draw(st.sampled_from(["", "3", "1.10"])),
        lane=draw(st.sampled_from(Lane)),
        level=draw(st.sampled_from(Level)),
        nodes=found,
        edges=joined,
        layout=layout,
        groups=groups,
        stickies=stickies,
        answers=answers,
        note=draw(NOTES),
    )


def _set_fields(node):
    by_name = list(KINDS[node.kind].fields.values())
    return st.sampled_from(by_name).flatmap(
        lambda one: st.builds(
            c.SetField,
            id=st.just(node.id),
            field=st.just(one.name),
            value=st.none() | raw_values(one),
        )
    )


def _edge_fields(edge):
    attributes = list(RELATIONS[edge.relation].fields.values())
    if not attributes:
        return st.builds(c.SetNote, edge=st.just(edge.key), note=NOTES)
    return st.sampled_from(attributes).flatmap(
        lambda one: st.builds(
            c.SetField,
            edge=st.just(edge.key),
            field=st.just(one.name),
            value=st.none() | raw_values(one),
        )
    )


def node_changes(node):
    """Changes of one node that are legal whatever else happens to other nodes."""
    this = st.just(node.id)
    return st.one_of(
        _set_fields(node),
        st.builds(c.RenameNode, id=this, name=WORDS),
        st.builds(c.SetNote, id=this, note=NOTES),
        st.builds(
            c.SetNa,
            id=this,
            field=st.sampled_from(sorted(KINDS[node.kind].fields)),
            reason=st.none() | WORDS,
        ),
        st.builds(
            c.SetNumber,
            id=this,
            label=WORDS | st.sampled_from(["p95", "p99", "qps", "pods", "budget"]),
            value=st.none() | WORDS | st.sampled_from(["20 ms", "3k QPS", "12", "p50 3 ms"]),
        ),
        st.builds(lambda id_, at: c.Move({id_: at}), this, st.none() | POSITIONS),
    )


def _connects(design):
    keys = [
        EdgeKey(s.id, t.id, relation)
        for s in design.nodes.values()
        for t in design.nodes.values()
        if s.id != t.id
        for relation in legal(s.kind, t.kind)
        if EdgeKey(s.id, t.id, relation) not in design.edges
    ]
    return [st.sampled_from(keys).map(lambda key: c.Connect(*key))] if keys else []


def _set_relations(design):
    found = [
        c.SetRelation(*key, to=relation)
        for key, edge in design.edges.items()
        for relation in legal(design.nodes[key.source].kind, design.nodes[key.target].kind)
        if not edge.fields and EdgeKey(key.source, key.target, relation) not in design.edges
    ]
    return [st.sampled_from(found)] if found else []


def changes(design):
    """One change that is legal on *design*."""
    ids = sorted(design.nodes)
    some = st.lists(st.sampled_from(ids), unique=True).map(tuple) if ids else st.just(())
    found = [
        st.builds(c.SetNote, note=NOTES),
        st.builds(c.SetGroup, id=IDS, title=WORDS, members=some),
        st.builds(
            c.SetDesign,
            title=st.none() | WORDS,
            lane=st.none() | st.sampled_from(Lane),
            level=st.none() | st.sampled_from(Level),
        ),
        st.builds(
            c.AnswerFinding,
            fingerprint=WORDS,
            status=st.sampled_from(["accepted", "not_applicable"]),
            because=WORDS,
        ),
        st.builds(
            c.AddNode,
            id=IDS.filter(lambda id_: id_ not in design.nodes and id_ not in design.stickies),
            kind=st.sampled_from(Kind),
            name=st.just("") | WORDS,
            at=st.none() | POSITIONS,
        ),
        st.builds(
            c.SetSticky,
            id=IDS.filter(lambda id_: id_ not in design.nodes),
            text=NOTES,
            at=st.none() | POSITIONS,
        ),
        *_connects(design),
        *_set_relations(design),
    ]
    if ids:
        found.append(st.sampled_from(ids).flatmap(lambda id_: node_changes(design.nodes[id_])))
        found.append(st.sampled_from(ids).map(c.RemoveNode))
    if design.edges:
        found.append(st.sampled_from(sorted(design.edges)).map(lambda key: c.Disconnect(*key)))
        found.append(
            st.sampled_from(sorted(design.edges)).flatmap(lambda k: _edge_fields(design.edges[k]))
        )
    if design.groups:
        found.append(st.sampled_from(sorted(design.groups)).map(c.RemoveGroup))
    if design.stickies:
        this = st.sampled_from(sorted(design.stickies))
        found.append(st.builds(c.SetSticky, id=this, text=NOTES, at=st.none() | POSITIONS))
        found.append(st.builds(lambda id_, at: c.Move({id_: at}), this, st.none() | POSITIONS))
        found.append(this.map(c.RemoveSticky))
    if design.answers:
        found.append(st.sampled_from(sorted(design.answers)).map(c.WithdrawAnswer))
    return st.one_of(found)


def as_typed(fields_):
    """Fields as a person typed them."""
    return {name: write_value(value) for name, value in fields_.items()}
