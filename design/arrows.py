"""What an arrow between two nodes means, or why it cannot be drawn."""

from __future__ import annotations

from design.text import listed
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import RELATIONS, Inferred, Relation, infer, legal, legal_targets


class ArrowError(ValueError):
    """No such arrow; ``message`` says why and ``options`` which words would be legal."""

    def __init__(self, message: str, *, options: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.options = options


def orient(source: Kind, target: Kind, relation: Relation | None = None) -> Inferred:
    """The relation of an arrow drawn from *source* to *target*, and whether it runs the other way.

    Without a relation it is inferred; with one, the opposite direction is taken when only that is
    legal. Raises ArrowError.
    """
    if relation is None:
        inferred = infer(source, target)
        if inferred is None:
            raise _apart(source, target)
        return inferred
    if RELATIONS[relation].joins(source, target):
        return Inferred(relation)
    if RELATIONS[relation].joins(target, source):
        return Inferred(relation, reversed=True)
    raise _other(source, target, relation)


def _apart(source: Kind, target: Kind) -> ArrowError:
    reachable = tuple(str(kind) for kind in legal_targets(source))
    return ArrowError(
        f"nothing joins `{source}` and `{target}`; "
        f"an arrow from `{source}` can go to {listed(reachable, most=40)}",
        options=reachable,
    )


def _other(source: Kind, target: Kind, relation: Relation) -> ArrowError:
    words = tuple(dict.fromkeys(map(str, (*legal(source, target), *legal(target, source)))))
    if not words:
        return _apart(source, target)
    return ArrowError(
        f"`{relation}` does not join `{source}` and `{target}`; what can is {listed(words)}",
        options=words,
    )
