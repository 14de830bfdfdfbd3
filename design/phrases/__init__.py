"""The language of the command line on the board: a typed line becomes boxes, numbers and arrows.

``read_phrase("clicks source 5k/s -> ranker model p95 30 ms", design)`` gives the changes that draw
it, what each piece was taken for, and errors with their places.
"""

from design.phrases.complete import complete_phrase
from design.phrases.complete_file import complete_file
from design.phrases.phrase import Completion, Phrase, PhraseError, Role, Understood
from design.phrases.read import LONGEST_PHRASE, read_phrase

__all__ = [
    "LONGEST_PHRASE",
    "Completion",
    "Phrase",
    "PhraseError",
    "Role",
    "Understood",
    "complete_file",
    "complete_phrase",
    "read_phrase",
]
