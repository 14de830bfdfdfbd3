"""What is asked in a round: prompts with their numbers, follow-ups, boards and planted faults."""

from prompts_library.loader import (
    UnknownPrompt,
    all_prompts,
    flawed,
    prompt,
    prompt_ids,
    reference,
    starter,
)

__all__ = [
    "UnknownPrompt",
    "all_prompts",
    "flawed",
    "prompt",
    "prompt_ids",
    "reference",
    "starter",
]
