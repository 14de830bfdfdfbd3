"""What a node does, in words: "a monitor of input drift on the feature store"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from design.comparison.role import guarding
from design.comparison.sayings import PHRASINGS, Belonging, Phrasing
from design.text import in_sentence, shortened
from design.vocabulary import attributes as a
from design.vocabulary.kinds import KINDS, Kind

if TYPE_CHECKING:
    from design.model import Design, Node

_MOST: Final = 2  # neighbours that are named
_LONGEST: Final = 60
_AN: Final = tuple("aeiou")
_SPELT: Final = ("LLM",)  # said letter by letter, the first with a vowel


def described(design: Design, node_id: str) -> str:
    """What the node *node_id* of *design* does, as it stands inside a sentence.

    Said are its kind, what tells it from others of its kind, and the parts it belongs to: by their
    kind where the design has one of it, else by their names. Its own id and name are not said.
    Raises KeyError where the design has no such node.
    """
    node = design.nodes[node_id]
    noun, after, belonging = _noun(node, design), _after(node, design), _belonging(node, design)
    if _phrasing(node).belongs_first:
        after, belonging = belonging, after
    return " ".join(part for part in (_article(noun), noun, after, belonging) if part)


def _article(words: str) -> str:
    return "an" if words.startswith((*_AN, *_SPELT)) else "a"


def _phrasing(node: Node) -> Phrasing:
    return PHRASINGS.get(node.kind) or Phrasing()


def _noun(node: Node, design: Design) -> str:
    """The kind with what is said before it: "streaming feature"."""
    phrasing = _phrasing(node)
    adjectives = [
        found
        for name, meanings in phrasing.before.items()
        if (found := meanings.get(_value(node, name, design)))
    ]
    return " ".join((*adjectives, phrasing.noun or in_sentence(KINDS[node.kind].label)))


def _after(node: Node, design: Design) -> str:
    """What tells it apart and is said behind the kind: "of input drift"."""
    said = [
        words.format(_in_words(value))
        for name, meanings in _phrasing(node).after.items()
        if (value := _value(node, name, design))
        and (words := meanings.get(value) or meanings.get("*"))
    ]
    return " ".join(said)


def _value(node: Node, name: str, design: Design) -> str:
    """The value of a field; where a guardrail stands is said on its arrows."""
    if node.kind is Kind.GUARDRAIL and name == a.GUARD_STAGE.name:
        stages = {edge.get(a.GUARD_STAGE) for edge in guarding(node, design)}
        return (stages.pop() or "") if len(stages) == 1 else ""
    if node.kind is Kind.MONITOR and name == a.SIGNAL.name:
        return node.get(a.SIGNAL) or node.get(a.METRIC) or ""
    value = node.fields.get(name)
    return str(value) if isinstance(value, str | bool) else ""


def _in_words(value: str) -> str:
    return shortened(value.replace("_", " "), _LONGEST)


def _belonging(node: Node, design: Design) -> str:
    """Whom the node belongs to: "on the feature store and the data source"; may be nothing."""
    for one in _phrasing(node).belongs:
        names = sorted({_the(design.nodes[id_], design) for id_ in _joined(node, one, design)})
        if names:
            return f"{one.words} {_listed(names)}"
    return ""


def _joined(node: Node, belonging: Belonging, design: Design) -> list[str]:
    """The nodes at the other ends of the arrows that *belonging* speaks of."""
    ends = (
        (key.source, key.target) if belonging.leaves else (key.target, key.source)
        for key in design.edges
        if key.relation is belonging.relation
    )
    return [there for here, there in ends if here == node.id and there in design.nodes]


def _the(node: Node, design: Design) -> str:
    """A part by its kind where it is the only one, else with its name."""
    noun = _phrasing(node).noun or in_sentence(KINDS[node.kind].label)
    if sum(one.kind is node.kind for one in design.nodes.values()) == 1:
        return f"the {noun}"
    if node.kind is Kind.MONITOR and a.SIGNAL.name in node.fields:
        return f"the {noun} {_after(node, design)}"
    return f"the {noun} {shortened(node.title)}"


def _listed(names: list[str]) -> str:
    """The first of *names*, and how many more."""
    said = names[:_MOST]
    if len(names) > _MOST:
        said.append(f"{len(names) - _MOST} more")
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
