"""Whether a file holds comments, which writing it again would lose."""

from __future__ import annotations

import re


def has_comments(text: str) -> bool:
    """Whether the YAML *text* holds comments, which writing it again would lose.

    A text that is not YAML is searched without care: a ``#`` after a space or at a line's start.
    """
    if "#" not in text:
        return False
    import yaml

    from design.formats.yaml_tree import LOADER

    try:
        spans = [
            (event.start_mark.index, event.end_mark.index, event.style)
            for event in yaml.parse(text, Loader=LOADER)
            if isinstance(event, yaml.ScalarEvent) and event.start_mark and event.end_mark
        ]
    except yaml.YAMLError:
        return re.search(r"(?:^|\s)#", text) is not None
    outside, at = [], 0
    for start, end, style in spans:
        outside.append(text[at:start])
        at = end
        if style in ("|", ">"):  # a comment may follow the sign on its line
            outside.append(text[start:end].split("\n", maxsplit=1)[0])
    outside.append(text[at:])
    return any("#" in one for one in outside)
