"""How much a rule says something weighs at each level."""

from __future__ import annotations

from design.brief import Level


def weights(found_by, code, text, **asked):
    """The severity of the first finding of *code* at each level, None where there is none."""
    found = [found_by(code, text, level=level, **asked) for level in Level]
    return [one[0].severity if one else None for one in found]
