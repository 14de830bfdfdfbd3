"""What is asked in a round: prompts with their numbers, follow-ups, curveballs and boards."""

from prompts_library.edits import Edit, EditError, changes_of, edited
from prompts_library.entry import Entry, read_entry
from prompts_library.library import Library, UnknownPrompt, read_file, shipped, shipped_folder
from prompts_library.schema import Prompt

__all__ = [
    "Edit",
    "EditError",
    "Entry",
    "Library",
    "Prompt",
    "UnknownPrompt",
    "changes_of",
    "edited",
    "read_entry",
    "read_file",
    "shipped",
    "shipped_folder",
]
