"""What is wrong with a typed line, in words, with what would be right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from design.arrows import ArrowError
from design.fields.values import label_of
from design.phrases.kindwords import folded, nearest_kinds
from design.phrases.labels import Owner, core_of, labels_of, spoken
from design.phrases.phrase import PhraseError
from design.phrases.tokens import Words, span, typed
from design.phrases.unlabelled import is_plain_number
from design.text import in_sentence, listed, nearest, shortened
from design.vocabulary.attribute import ChoiceAttribute, QuantityAttribute
from design.vocabulary.kinds import KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from design.fields import FieldError
    from design.vocabulary.attribute import Attribute

_FEW: Final = 8


def unknown_words(owner: Owner, words: Words) -> PhraseError:
    """For words that are no field of *owner* and no number of it."""
    text = shortened(typed(words))
    expected = tuple(map(spoken, core_of(owner)[:_FEW]))
    if is_plain_number(words[0].text):
        message = f"`{text}` is no number that is understood here: say which field it is"
        return PhraseError(*span(words), message, expected)
    near = _near(words, tuple(labels_of(owner)))
    said = f"; did you mean `{near[0]}`?" if near else ""
    hint = "" if near else f"; it has {listed(expected)}" if expected else "; it has no fields"
    message = f"`{text}` is no field of {label_of(owner)}{said}{hint}"
    return PhraseError(*span(words), message, expected, near)


def _near(words: Words, known: tuple[str, ...]) -> tuple[str, ...]:
    for text in (typed(words), words[0].text):
        near = nearest(folded(text), known)
        if near is not None:
            return (near,)
    return ()


def unclear_number(owner: Owner, words: Words, meant: tuple[QuantityAttribute, ...]) -> PhraseError:
    """For a number that says not which field it is."""
    text = typed(words)
    pool = meant or tuple(one for one in core_of(owner) if isinstance(one, QuantityAttribute))
    expected = tuple(f"{spoken(one)} {text}" for one in pool[:_FEW]) if meant else ()
    names = expected or tuple(map(spoken, pool[:_FEW]))
    said = listed(tuple(f"`{one}`" for one in names), most=4)
    message = f"say what `{shortened(text)}` is" + (f": {said}" if said else "")
    return PhraseError(*span(words), message, names)


def missing_value(words: Words, attribute: Attribute[object]) -> PhraseError:
    """For a field without its value."""
    expected: tuple[str, ...] = ()
    if isinstance(attribute, ChoiceAttribute):
        expected = attribute.options
    elif isinstance(attribute, QuantityAttribute):
        expected = (attribute.example,)
    such = f", such as {listed(tuple(f'`{one}`' for one in expected), most=4)}" if expected else ""
    return PhraseError(*span(words), f"`{shortened(typed(words))}` needs its value{such}", expected)


def bad_value(words: Words, attribute: Attribute[object], error: FieldError) -> PhraseError:
    """For a value that its field cannot read."""
    near = (error.nearest,) if error.nearest else ()
    message = f"{in_sentence(attribute.label)}: {error.message}"
    return PhraseError(*span(words), message, error.options, near)


def no_kind(words: Words, fitting: Iterable[Kind] = (), names: tuple[str, ...] = ()) -> PhraseError:
    """For a name that is not on the board and says no kind; *fitting* is what could stand there."""
    text = shortened(typed(words))
    near = nearest_kinds(words[-1].text)
    expected = tuple(in_sentence(KINDS[one].label) for one in fitting)
    known = nearest(folded(text), names)
    message = f"`{text}` is not on the board"
    if known is not None:
        message += f"; did you mean `{known}`? Else"
    else:
        message += ":"
    if near and len(words) > 1:
        text = shortened(typed(words[:-1]))
    message += f" say what it is, such as `{text} {(near or expected or ('model',))[0]}`"
    return PhraseError(*span(words), message, expected, (*((known,) if known else ()), *near))


def no_arrow(start: int, end: int, error: ArrowError) -> PhraseError:
    """For an arrow that means nothing."""
    return PhraseError(start, end, error.message, error.options)


def not_there(words: Words, names: tuple[str, ...]) -> PhraseError:
    """For something that must be on the board."""
    text = shortened(typed(words))
    near = nearest(folded(text), names)
    hint = f"; did you mean `{near}`?" if near else ""
    return PhraseError(
        *span(words), f"`{text}` is not on the board{hint}", names[:_FEW], (near,) if near else ()
    )
