"""What the server accepts from a board: the messages of SPEC.md, with limits on size and count."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError

MOST_BYTES: Final = 1_000_000
MOST_GESTURES: Final = 1_000

ClientId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Count = Annotated[int, Field(ge=0, le=2**53, strict=True)]


# Every escape of a JSON text, whole pairs of halves first.
_ESCAPES: Final = re.compile(
    r"\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u[\da-fA-F]{4}|.)"
)
_HALF: Final = re.compile(r"\\u[dD][89a-fA-F][\da-fA-F]{2}")


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)


class SentGesture(_Message):
    """One gesture; what its changes say is judged by the design, not here."""

    seq: Annotated[int, Field(ge=1, le=2**53, strict=True)]
    changes: list[JsonValue] = Field(min_length=1)


Pending = Annotated[list[SentGesture], Field(max_length=MOST_GESTURES)]


class Hello(_Message):
    """The first message, and the way to ask for a snapshot."""

    type: Literal["hello"]
    client: ClientId
    epoch: str | None = Field(None, max_length=100)
    seen: Count | None = None
    pending: Pending = Field(default_factory=list)


class Edit(_Message):
    """The whole batch that has not been acknowledged."""

    type: Literal["edit"]
    client: ClientId
    seen: Count = 0
    pending: Pending


class Read(_Message):
    """The question how a value would be understood."""

    type: Literal["read"]
    id: Count
    owner: str = Field(max_length=100)
    field: str = Field(max_length=100)
    value: JsonValue


class Cover(_Message):
    """The question what is said of each topic and each skill."""

    type: Literal["cover"]


class AskText(_Message):
    """The question what the design file says now; the whole of it, or all but the places."""

    type: Literal["text"]
    id: Count
    whole: bool = False


class AskFile(_Message):
    """The question what a design file, as it stands in an editor, would change.

    ``base`` is the text as it last said the same as the board: what others drew since then is
    not taken back. With a cursor it also asks what could be typed there.
    """

    type: Literal["file"]
    id: Count
    text: str
    base: str | None = None
    cursor: Count | None = None


class AskPhrase(_Message):
    """The question what a typed line means, and what could follow at the cursor."""

    type: Literal["phrase"]
    id: Count
    text: str = Field(max_length=20_000)
    at: tuple[float, float] | None = None
    cursor: Count | None = None


class AskPaste(_Message):
    """The question what design a text from elsewhere is."""

    type: Literal["paste"]
    id: Count
    text: str


class AskExample(_Message):
    """The question for a worked example to look at."""

    type: Literal["example"]
    id: Count


class LookAt(_Message):
    """Which overlay the board looks at from now on, if any."""

    type: Literal["overlay"]
    name: str | None = Field(max_length=100)


class Reveal(_Message):
    """The wish to see more in practice: of the card of that number, or of another finding."""

    type: Literal["reveal"]
    card: Annotated[int, Field(ge=1, le=10_000, strict=True)] | None = None


class Ping(_Message):
    """The question whether anybody is there."""

    type: Literal["ping"]


Question = AskText | AskFile | AskPhrase | AskPaste | AskExample
Message = Hello | Edit | Read | Cover | LookAt | Reveal | Question | Ping

_MESSAGES: Final[TypeAdapter[Message]] = TypeAdapter(
    Annotated[
        Hello
        | Edit
        | Read
        | Cover
        | LookAt
        | Reveal
        | AskText
        | AskFile
        | AskPhrase
        | AskPaste
        | AskExample
        | Ping,
        Field(discriminator="type"),
    ]
)


class MalformedError(ValueError):
    """A message is none of the protocol's; the text says what is wrong with it."""


def parse(text: str) -> Message:
    """The message *text* is. Raises ``MalformedError``.

    Half a character, which a browser sends where an emoji was cut in two, becomes U+FFFD: a
    message that is never understood would hold up every edit behind it.
    """
    whole = _ESCAPES.sub(_mended, text) if "\\ud" in text.lower() else text
    try:
        return _MESSAGES.validate_json(whole)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "message"
        raise MalformedError(
            f"The server did not understand a message: {place}: {first['msg']}"
        ) from None


def _mended(escape: re.Match[str]) -> str:
    return r"\ufffd" if _HALF.fullmatch(escape[0]) else escape[0]
