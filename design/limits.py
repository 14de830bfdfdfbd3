"""How much one design may hold, so that nothing a person sends can make a board unusable."""

from __future__ import annotations

from typing import Final

NODES: Final = 1000
EDGES: Final = 4000
GROUPS: Final = 100
STICKIES: Final = 200
ANSWERS: Final = 2000
NUMBERS_PER_NODE: Final = 100
ITEMS_PER_FIELD: Final = 100  # words of a list, rows of a table
CHANGES_PER_GESTURE: Final = 5000

NAME_LENGTH: Final = 200  # characters: names, titles, labels
FIELD_LENGTH: Final = 2_000  # characters of one field, over all its items
STICKY_LENGTH: Final = 2_000  # characters on one sticky note
NOTE_LENGTH: Final = 20_000  # characters: notes and reasons
COORDINATE: Final = 1_000_000.0  # board pixels either side of zero
