"""Designs from YAML, and what the engine says about them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import yaml

from checks.engine import evaluate
from checks.finding import Evaluation, Finding
from checks.registry import all_rules
from checks.rule import Phase
from design.brief import Lane, Level
from design.model import Answer, Design, Edge, EdgeKey, FreeNumber, Node
from design.quantities.reading import read
from design.vocabulary.attribute import QuantityAttribute, RowsAttribute, WordsAttribute
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.records import Alternative, Criterion, Stage
from design.vocabulary.relations import RELATIONS, Relation, infer

try:
    from design.formats import read_design
except ImportError:
    read_design = None

ROWS = {"stages": Stage, "criteria": Criterion, "alternatives": Alternative}


def _value(attribute, raw):
    if isinstance(attribute, QuantityAttribute):
        return read(str(raw), attribute.slot)
    if isinstance(attribute, RowsAttribute):
        columns = {column.name: column for column in attribute.columns}
        record = ROWS[attribute.name]
        return tuple(record(**{k: _value(columns[k], v) for k, v in row.items()}) for row in raw)
    if isinstance(attribute, WordsAttribute):
        return tuple(raw)
    return raw


def _stand_in(text: str) -> Design:
    document = yaml.safe_load(text) or {}
    nodes = {}
    for name, fields in (document.get("nodes") or {}).items():
        kind = Kind(fields.pop("kind"))
        spec = KINDS[kind].fields
        nodes[name] = Node(
            id=name,
            kind=kind,
            name=fields.pop("name", ""),
            na=fields.pop("na", {}),
            note=fields.pop("note", ""),
            numbers=tuple(FreeNumber(*one) for one in fields.pop("numbers", ())),
            fields={key: _value(spec[key], raw) for key, raw in fields.items()},
        )
    edges = {}
    for entry in document.get("edges") or ():
        words, fields = (entry, {}) if isinstance(entry, str) else next(iter(entry.items()))
        ends, _, named = words.partition(":")
        source, target = (end.strip() for end in ends.split("->"))
        relation = named.strip() or dict(fields or {}).get("relation", "")
        if relation:
            relation = Relation(relation)
        else:
            meant = infer(nodes[source].kind, nodes[target].kind)
            relation = meant.relation
            if meant.reversed:
                source, target = target, source
        spec = RELATIONS[relation].fields
        edge = Edge(
            source,
            target,
            relation,
            {k: _value(spec[k], v) for k, v in (fields or {}).items() if k != "relation"},
        )
        edges[EdgeKey(source, target, relation)] = edge
    answers = {
        key: Answer(key, one["status"], one["because"])
        for key, one in (document.get("answers") or {}).items()
    }
    return Design(
        title=document.get("title", ""),
        lane=Lane(document.get("lane", "tabular")),
        level=Level(document.get("level", "senior")),
        nodes=nodes,
        edges=edges,
        answers=answers,
    )


def design_from(text: str) -> Design:
    return _stand_in(text) if read_design is None else read_design(text).design


def found_by(code: str, design: Design, **asked) -> list[Finding]:
    """What the rule finds, spoken for or not; alone unless it lives on what others ask for."""
    rule = all_rules()[code]
    rules = [rule] if rule.phase is Phase.DESIGN else None
    evaluation = evaluate(design, rules=rules, strict=True, **asked)
    every = [*evaluation.findings, *(one.finding for one in evaluation.suppressed)]
    return [one for one in every if one.code == code]


@pytest.fixture(name="design_from", scope="session")
def design_from_fixture() -> Callable[[str], Design]:
    return design_from


@pytest.fixture(name="found_by", scope="session")
def found_by_fixture() -> Callable[..., list[Finding]]:
    """`found_by(code, yaml_text, level=...)`: the findings of one rule."""
    return lambda code, text, **asked: found_by(code, design_from(text), **asked)


@pytest.fixture(name="judged", scope="session")
def judged_fixture() -> Callable[..., Evaluation]:
    """`judged(yaml_text, level=...)`: the whole evaluation, with every rule."""
    return lambda text, **asked: evaluate(design_from(text), strict=True, **asked)
