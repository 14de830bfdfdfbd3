"""Answers what a board asks of the design in its room: typed lines, the file as text, a paste.

No answer changes the room. What a board wants to do with it, it sends as a gesture, so that it is
undone like any other.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from design.changes import change_to_json, difference
from design.exchange import Imported, read_foreign
from design.formats import FormatError, read_design, to_document, write_yaml
from design.model import Position
from design.phrases import complete_file, complete_phrase, read_phrase
from whiteboard.canvas.messages import text_of
from whiteboard.canvas.protocol import AskExample, AskFile, AskPaste, AskPhrase, AskText

if TYPE_CHECKING:
    from design.changes import Change
    from design.fields import Json
    from design.formats import Problem
    from design.model import Design
    from design.phrases import Completion, Phrase, PhraseError, Understood
    from prompts_library import Library
    from whiteboard.canvas.protocol import Question
    from whiteboard.rounds.gestures import RoomState


# How a design file begins or names its nodes; drawings of other programs do neither.
_OWN: Final = re.compile(r"""^\s*(\{\s*)?["']?(whiteboard|nodes)["']?\s*:""", re.MULTILINE)


def answer(question: Question, state: RoomState, library: Library) -> str:
    """The answer to *question*, of the same type and id."""
    said = _said(question, state, library)
    return text_of({"type": question.type, "id": question.id, "revision": state.revision, **said})


def _said(question: Question, state: RoomState, library: Library) -> dict[str, Json]:
    match question:
        case AskText():
            write = write_yaml if question.whole else file_text
            return {"text": write(state.design)}
        case AskFile():
            return _of_file(question, state.design)
        case AskPhrase():
            return _of_phrase(question, state.design)
        case AskPaste():
            return _of_paste(question)
        case AskExample():
            return _example(state.design, library)


def file_text(design: Design) -> str:
    """*design* as its file says it, without where the boxes stand: the board shows that."""
    return write_yaml(replace(design, layout={}))


def _of_file(question: AskFile, design: Design) -> dict[str, Json]:
    """What the text would change, or what is wrong with it; and what could be typed next."""
    offers: list[Json] = []
    if question.cursor is not None:
        line, column = _place(question.text, _points(question.text, question.cursor))
        found = complete_file(question.text, line, column)
        offers = [_completion(one, question.text) for one in found]
    try:
        written = read_design(question.text, name="design.yaml").design
    except FormatError as error:
        problems: list[Json] = [_problem(one) for one in error.problems]
        return {"changes": [], "problems": problems, "completions": offers}
    changes = _json(difference(_base(question, design), replace(written, layout={})))
    return {"changes": changes, "problems": [], "completions": offers}


def _base(question: AskFile, design: Design) -> Design:
    """What the text is compared with; places are not in it and stay as they are."""
    if question.base is not None:
        try:
            return replace(read_design(question.base, name="design.yaml").design, layout={})
        except FormatError:  # it was the board's own text: compare with the board
            return replace(design, layout={})
    return replace(design, layout={})


def _of_phrase(question: AskPhrase, design: Design) -> dict[str, Json]:
    at = None if question.at is None else Position(*question.at)
    phrase = read_phrase(question.text, design, at=at)
    offers: list[Json] = []
    if question.cursor is not None:
        cursor = _points(question.text, question.cursor)
        found = complete_phrase(question.text, cursor, design)
        offers = [_completion(one, question.text) for one in found]
    return {**_phrase(phrase, question.text), "completions": offers}


def _phrase(phrase: Phrase, text: str) -> dict[str, Json]:
    return {
        "changes": _json(phrase.changes),
        "understood": [
            {**_span(one, text), "role": str(one.role), "text": one.text}
            for one in phrase.understood
        ],
        "errors": [
            {**_span(one, text), "message": one.message, "nearest": [*one.nearest]}
            for one in phrase.errors
        ],
    }


def _of_paste(question: AskPaste) -> dict[str, Json]:
    """A design out of text from elsewhere, as the board holds designs, and what to confirm."""
    read = _read_design if _OWN.search(question.text) else read_foreign
    try:
        found = read(question.text)
    except FormatError as error:
        return {"document": None, "message": error.problems[0].message, "doubts": []}
    return {
        "document": to_document(found.design),
        "message": "",
        "doubts": [
            {
                "place": one.place.removeprefix("node "),
                "read": one.read,
                "text": f"{one.assumed}. {one.confirm}",
            }
            for one in found.doubts
        ],
    }


def _read_design(text: str) -> Imported:
    """A design file: nobody guessed, so there is nothing to confirm."""
    return Imported(read_design(text).design, ())


def _example(design: Design, library: Library) -> dict[str, Json]:
    """A worked example of the board's lane; not of its own prompt, whose answer it would give."""
    entries = [*library.readable().values()]
    others = [one for one in entries if one.prompt.id != design.prompt]
    alike = [one for one in others if one.prompt.lane is design.lane]
    chosen = (alike or others or entries)[0]
    return {"document": to_document(chosen.reference), "title": chosen.prompt.title}


def _json(changes: tuple[Change, ...]) -> list[Json]:
    return [change_to_json(one) for one in changes]


def _problem(problem: Problem) -> Json:
    return {
        "line": problem.line,
        "column": problem.column,
        "path": problem.path,
        "message": problem.message,
        "nearest": problem.nearest,
    }


def _completion(one: Completion, text: str) -> Json:
    return {**_span(one, text), "insert": one.insert, "label": one.label, "what": one.what}


def _span(one: Completion | Understood | PhraseError, text: str) -> dict[str, Json]:
    return {"start": _units(text, one.start), "end": _units(text, one.end)}


def _units(text: str, points: int) -> int:
    """A place in *text* as browsers count it: rare characters and emoji are two."""
    return len(text[:points].encode("utf-16-le", "surrogatepass")) // 2


def _points(text: str, units: int) -> int:
    """The same place as Python counts it."""
    before = text.encode("utf-16-le", "surrogatepass")[: 2 * units]
    return len(before.decode("utf-16-le", "ignore"))


def _place(text: str, at: int) -> tuple[int, int]:
    """Line and column of a place, from 1."""
    before = text[:at]
    return before.count("\n") + 1, at - before.rfind("\n")
