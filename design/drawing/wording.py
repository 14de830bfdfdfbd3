"""The value of a field as one line of words."""

from __future__ import annotations

from design.model import Value
from design.quantities.quantity import Quantity
from design.vocabulary.records import Alternative, Criterion, Stage


def words(value: Value) -> str:
    """*value* as a person would write it; a number is shown as it was typed."""
    if isinstance(value, tuple):
        return "; ".join(_one(item) for item in value)
    return _one(value)


def _one(
    value: Quantity | str | bool | Stage | Criterion | Alternative,  # noqa: FBT001 - a value
) -> str:
    match value:
        case Quantity():
            return value.text
        case bool():
            return "yes" if value else "no"
        case str():
            return value
        case Stage():
            share = f" {value.share.text}" if value.share else ""
            lasting = f" for {value.duration.text}" if value.duration else ""
            return f"{value.kind}{share}{lasting}"
        case Criterion():
            return _criterion(value)
        case Alternative():
            because = f" (rejected: {value.rejected_because})" if value.rejected_because else ""
            return f"{value.name}{because}"


def _criterion(value: Criterion) -> str:
    if value.text:
        return value.text
    parts = [value.metric]
    if value.comparator is not None:
        parts.append(str(value.comparator))
    if value.threshold is not None:
        parts.append(value.threshold.text)
    if value.window is not None:
        parts.append(f"over {value.window.text}")
    if value.min_samples is not None:
        parts.append(f"from {value.min_samples.text} samples")
    if value.action:
        parts.append(f"then {value.action}")
    return " ".join(part for part in parts if part)
