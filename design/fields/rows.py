"""Reading and writing the small records of a node: rollout stages, rollback criteria, alternatives.

A row is a mapping of its columns, or one line as people say it: "canary 5% for 1 h".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from design import limits
from design.fields import single
from design.fields.error import FieldError
from design.fields.raw import Json, described, is_empty
from design.fields.sentences import criterion_of, stage_of
from design.quantities.bounds import comparator_of
from design.quantities.quantity import Comparator, Dimension, Quantity
from design.quantities.slot import Slot
from design.text import did_you_mean, nearest, shortened
from design.vocabulary import attributes as a
from design.vocabulary.attribute import Attribute
from design.vocabulary.records import Alternative, Criterion, Stage

Row = dict[str, Json]

# A bound may be a level in its own unit, a change, or a plain number: the first that reads it.
_BOUNDS: Final = (
    Slot(Dimension.DURATION),
    Slot(Dimension.CHANGE),
    Slot(Dimension.MONEY),
    Slot(Dimension.RATE),
    Slot(Dimension.BYTES),
    Slot(Dimension.COUNT),
)


def stages(raw: Json) -> tuple[Stage, ...]:
    """Rollout stages, in order. Raises FieldError."""
    return tuple(_stage(one) for one in _rows(raw, between=r"[;,\n]|\bthen\b|->|→"))


def criteria(raw: Json) -> tuple[Criterion, ...]:
    """Rollback criteria; a sentence no part of which is understood is kept as its text."""
    return tuple(_criterion(one) for one in _rows(raw, between=r"[;\n]"))


def alternatives(raw: Json) -> tuple[Alternative, ...]:
    """Options a decision weighed. Raises FieldError."""
    return tuple(_alternative(one) for one in _rows(raw, between=r"[;\n]"))


def _rows(raw: Json, *, between: str) -> list[str | Row]:
    if isinstance(raw, str):
        text = single.prose(raw)
        found: list[str | Row] = [one.strip() for one in re.split(between, text)]
    elif isinstance(raw, list):
        found = [one if isinstance(one, dict) else single.line(one) for one in raw]
    elif isinstance(raw, dict):
        found = [raw]
    else:
        raise FieldError(f"expected a list of rows, found {described(raw)}")
    found = [one for one in found if one]
    if len(found) > limits.ITEMS_PER_FIELD:
        raise FieldError(f"expected at most {limits.ITEMS_PER_FIELD} rows, found {len(found)}")
    if len(str(found)) > limits.FIELD_LENGTH * 2:
        raise FieldError(f"expected at most {limits.FIELD_LENGTH} characters in all rows")
    if not found:
        raise FieldError("expected at least one row")
    return found


def _columns(row: Row, columns: tuple[Attribute[object], ...], *more: str) -> Row:
    names = (*(one.name for one in columns), *more)
    for name in row:
        if name not in names:
            raise FieldError(
                f"unknown column `{shortened(name)}`{did_you_mean(name, names)}",
                nearest=nearest(name, names),
                options=names,
            )
    return {name: value for name, value in row.items() if not is_empty(value)}


def _quantity(row: Row, column: str, slot: Slot) -> Quantity | None:
    if column not in row:
        return None
    try:
        return single.quantity(row[column], slot)
    except FieldError as error:
        raise FieldError(f"{column}: {error.message}") from error


def _word(row: Row, column: str) -> str:
    return single.line(row[column]) if column in row else ""


def _stage(row: str | Row) -> Stage:
    if isinstance(row, str):
        return stage_of(row)
    given = _columns(row, a.STAGES.columns)
    if "kind" not in given:
        raise FieldError("a stage needs its `kind`", options=a.STAGE_KINDS)
    return Stage(
        kind=single.choice(a.STAGE_KIND, given["kind"]),
        share=_quantity(given, "share", a.SHARE.slot),
        duration=_quantity(given, "duration", a.DURATION.slot),
    )


def bound(text: str) -> Quantity | None:
    """The bound a criterion states, whatever it measures, or None."""
    for slot in _BOUNDS:
        try:
            return single.quantity(text, slot)
        except FieldError:
            continue
    return None


def _comparator(raw: Json) -> Comparator:
    said = single.line(raw, expected="a comparator such as `>`")
    return comparator_of(said) or Comparator(single.choice(a.COMPARATOR, said))


def _criterion(row: str | Row) -> Criterion:
    if isinstance(row, str):
        return criterion_of(row, bound)
    given = _columns(row, a.CRITERIA.columns, "text")
    threshold = None
    if "threshold" in given:
        threshold = bound(single.line(given["threshold"], expected="a bound such as `2% relative`"))
        if threshold is None:
            raise FieldError(
                "threshold: expected a bound such as `2% absolute`, `5% relative` or `300 ms`, "
                f"found `{shortened(str(given['threshold']))}`"
            )
    stated = threshold.comparator if threshold else None
    return Criterion(
        metric=_word(given, "metric"),
        comparator=_comparator(given["comparator"]) if "comparator" in given else stated,
        threshold=threshold,
        window=_quantity(given, "window", a.WINDOW.slot),
        min_samples=_quantity(given, "min_samples", a.MIN_SAMPLES.slot),
        action=_word(given, "action"),
        text=_word(given, "text"),
    )


_ALTERNATIVE: Final = re.compile(
    r"(?P<name>[^:(]+?)\s*(?:\((?P<kind>[^()]*)\))?\s*(?::\s*(?P<because>.+))?"
)


def _alternative(row: str | Row) -> Alternative:
    if isinstance(row, str):
        return _alternative_of(row)
    given = _columns(row, a.ALTERNATIVES.columns)
    if "name" not in given:
        raise FieldError("an alternative needs its `name`")
    return Alternative(
        name=_word(given, "name"),
        kind=single.choice(a.ALTERNATIVE_KIND, given["kind"]) if "kind" in given else "",
        rejected_because=_word(given, "rejected_because"),
    )


def _alternative_of(text: str) -> Alternative:
    match = _ALTERNATIVE.fullmatch(text)
    if match is None:
        return Alternative(name=text)
    name, kind, because = match["name"], match["kind"], match["because"] or ""
    if kind is None:
        return Alternative(name=name, rejected_because=because)
    if single.folded(kind) not in {single.folded(one) for one in a.ALTERNATIVE_KINDS}:
        # Brackets hold more than kinds: "Redis (managed)".
        return Alternative(name=f"{name} ({kind})", rejected_because=because)
    return Alternative(
        name=name, kind=single.choice(a.ALTERNATIVE_KIND, kind), rejected_because=because
    )


def write_stage(stage: Stage) -> Json:
    """The shortest form that reads back as *stage*."""
    share = f" {stage.share.text}" if stage.share else ""
    duration = f" for {stage.duration.text}" if stage.duration else ""
    row: Row = {"kind": stage.kind}
    if stage.share:
        row["share"] = stage.share.text
    if stage.duration:
        row["duration"] = stage.duration.text
    return _shorter(f"{stage.kind}{share}{duration}", stage, stage_of, row)


def write_criterion(criterion: Criterion) -> Json:
    """The person's own sentence where it reads back as *criterion*, else its columns."""
    row: Row = {
        "metric": criterion.metric,
        "comparator": str(criterion.comparator) if criterion.comparator else "",
        "threshold": criterion.threshold.text if criterion.threshold else "",
        "window": criterion.window.text if criterion.window else "",
        "min_samples": criterion.min_samples.text if criterion.min_samples else "",
        "action": criterion.action,
        "text": criterion.text,
    }
    given: Row = {name: value for name, value in row.items() if value}
    return _shorter(criterion.text, criterion, lambda text: criterion_of(text, bound), given)


def write_alternative(alternative: Alternative) -> Json:
    """The shortest form that reads back as *alternative*."""
    kind = f" ({alternative.kind})" if alternative.kind else ""
    because = f": {alternative.rejected_because}" if alternative.rejected_because else ""
    row: Row = {
        "name": alternative.name,
        "kind": alternative.kind,
        "rejected_because": alternative.rejected_because,
    }
    given: Row = {name: value for name, value in row.items() if value}
    return _shorter(f"{alternative.name}{kind}{because}", alternative, _alternative_of, given)


def _shorter(sentence: str, value: object, read: Callable[[str], object], row: Row) -> Json:
    try:
        same = bool(sentence) and single.line(sentence) == sentence and read(sentence) == value
    except FieldError:
        same = False
    return sentence if same else row
