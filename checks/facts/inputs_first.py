"""In which order what parts make of their inputs can be worked out, however long the chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator


def inputs_first(
    node: str, known: Container[str], inputs: Callable[[str], Iterable[str]]
) -> Iterator[str]:
    """*node* and all it is made from that is not *known*, each after its inputs.

    Whoever takes one makes it known before the next. On a way that leads back, the part that was
    met first comes last and without that way.
    """
    waiting, opened = [node], set[str]()
    while waiting:
        one = waiting[-1]
        if one not in known:
            later = (
                []
                if one in opened
                else [
                    before
                    for before in inputs(one)
                    if before not in known and before not in opened and before != one
                ]
            )
            opened.add(one)
            if later:
                waiting += later
                continue
            yield one
            opened.discard(one)
        waiting.pop()
