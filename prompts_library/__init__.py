"""What is asked in a round: prompts with their numbers, follow-ups, curveballs and boards."""

from prompts_library.drill import Cause, Drill, DrillEntry
from prompts_library.edits import Edit, EditError, changes_of, edited
from prompts_library.entry import Entry, read_entry
from prompts_library.library import (
    Library,
    UnknownDrill,
    UnknownPrompt,
    read_drill_file,
    read_file,
    shipped,
    shipped_folder,
)
from prompts_library.schema import Prompt

__all__ = [
    "Cause",
    "Drill",
    "DrillEntry",
    "Edit",
    "EditError",
    "Entry",
    "Library",
    "Prompt",
    "UnknownDrill",
    "UnknownPrompt",
    "changes_of",
    "edited",
    "read_drill_file",
    "read_entry",
    "read_file",
    "shipped",
    "shipped_folder",
]
