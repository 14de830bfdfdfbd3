"""The table of every number: as typed, as understood, and how it came to be known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checks.finding import Evaluation
from checks.numbers import State
from design.model import Design, Node, Value
from design.quantities.quantity import Quantity
from design.quantities.showing import show
from design.vocabulary.attribute import Attribute
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.records import Criterion, Stage
from design.vocabulary.relations import RELATIONS
from whiteboard.report.clean import one_line


@dataclass(frozen=True, slots=True)
class NumberLine:
    """One row: whose number, which, as typed, as understood, and its state.

    ``state`` is given, derived, assumed, defaulted, missing, not applicable or not judged.
    """

    owner: str
    label: str
    typed: str
    meaning: str
    state: str


def number_lines(
    nodes: Sequence[Node], design: Design, evaluation: Evaluation
) -> Iterator[NumberLine]:
    """Rows for *nodes* in their order, then for the edges between them, then for defaults used."""
    for node in nodes:
        title = one_line(node.title)
        state = State.ASSUMED.value if node.kind is Kind.ASSUMPTION else State.GIVEN.value
        known = KINDS[node.kind].fields
        yield from _rows(title, node.fields, known, state)
        for free in node.numbers:
            meaning = _understood(free.quantity) if free.quantity else ""
            # Its label may be known to the rules; then the field above holds it.
            yield NumberLine(
                title, one_line(free.label), one_line(free.value), meaning, "not judged"
            )
        for name in evaluation.missing.get(node.id, ()):
            label = known[name].label if name in known else name.replace("_", " ")
            yield NumberLine(title, label, "", "", "missing")
        for name, reason in sorted(node.na.items()):
            label = known[name].label if name in known else name.replace("_", " ")
            yield NumberLine(title, label, "n/a", one_line(reason), "not applicable")
    shown = {node.id: one_line(node.title) for node in nodes}
    for key, edge in sorted(design.edges.items()):
        if key.source in shown and key.target in shown:
            relation = RELATIONS[key.relation]
            title = f"{shown[key.source]} {relation.label} {shown[key.target]}"
            yield from _rows(title, edge.fields, relation.fields, State.GIVEN.value)
    yield from _worked_out(evaluation, shown)


def _rows(
    owner: str, values: Mapping[str, Value], known: Mapping[str, Attribute[object]], state: str
) -> Iterator[NumberLine]:
    names = [name for name in known if name in values]
    for name in [*names, *sorted(values.keys() - known.keys())]:
        label = known[name].label if name in known else name.replace("_", " ")
        for part, quantity in _quantities(values[name]):
            full = f"{label}, {part}" if part else label
            yield NumberLine(
                owner, one_line(full), one_line(quantity.text), _understood(quantity), state
            )


def _understood(quantity: Quantity) -> str:
    return show(quantity) if quantity.unit_stated else f"{show(quantity)} (unit not stated)"


def _quantities(value: Value) -> Iterator[tuple[str, Quantity]]:
    """The numbers inside a value, each with the words that tell it from its neighbours."""
    if isinstance(value, Quantity):
        yield "", value
    if not isinstance(value, tuple):
        return
    for item in value:
        if isinstance(item, Stage):
            parts = ((f"{item.kind} share", item.share), (f"{item.kind} duration", item.duration))
        elif isinstance(item, Criterion):
            name = item.metric or "criterion"
            parts = (
                (f"{name} threshold", item.threshold),
                (f"{name} window", item.window),
            )
            if item.min_samples is not None:
                yield f"{name} samples", item.min_samples
        else:
            continue
        yield from ((part, quantity) for part, quantity in parts if quantity is not None)


def _worked_out(evaluation: Evaluation, titles: Mapping[str, str]) -> Iterator[NumberLine]:
    """Numbers nobody typed where they were used: defaults, derived and assumed ones."""
    used = {
        (binding.owner, binding.attribute, binding.text, binding.state.value)
        for finding in evaluation.findings
        for binding in finding.bindings
        if binding.state is not State.GIVEN
    }
    for owner, attribute, text, state in sorted(used):
        yield NumberLine(
            titles.get(owner, one_line(owner)) or "the rules",
            attribute.replace("_", " "),
            one_line(text),
            "",
            state,
        )
