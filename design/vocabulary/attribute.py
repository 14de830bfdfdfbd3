"""What a field of a node or an edge is: its name, its type, and how it is read and shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from design.quantities.quantity import Dimension, Quantity
from design.quantities.slot import Slot

T_co = TypeVar("T_co", covariant=True)


class AttributeGroup(StrEnum):
    """Numbers that are asked for together: one omission gives one finding per group."""

    LOAD = "load"
    COMPUTE = "compute"
    STAGE_LATENCY = "stage latency"
    LATENCY_BUDGET = "latency budget"
    BATCH = "batch window"
    CADENCE = "cadence"
    LABEL_TIMING = "label timing"
    SERVICE_TARGET = "service target"
    QUALITY_TARGET = "quality target"
    TOKENS = "tokens"
    INDEX_SIZE = "index size"
    MONEY = "money"
    MONITOR_STATS = "monitor stats"
    WORKLOAD = "workload"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Attribute(Generic[T_co]):
    """A field whose value has type *T_co*; ``Node.get`` and ``Edge.get`` read it typed.

    ``synonyms`` are labels people write on a free number that mean this attribute.
    """

    name: str
    label: str
    help: str = ""
    synonyms: tuple[str, ...] = ()
    group: AttributeGroup = AttributeGroup.OTHER


@dataclass(frozen=True, slots=True)
class QuantityAttribute(Attribute[Quantity]):
    """A number with a unit, read in ``slot``; ``example`` is shown in an empty field."""

    slot: Slot = Slot(Dimension.COUNT)
    example: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceAttribute(Attribute[str]):
    """One word of a closed list."""

    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FlagAttribute(Attribute[bool]):
    """Yes or no."""


@dataclass(frozen=True, slots=True)
class TextAttribute(Attribute[str]):
    """Free words."""


@dataclass(frozen=True, slots=True)
class WordsAttribute(Attribute[tuple[str, ...]]):
    """A list of free words."""


@dataclass(frozen=True, slots=True)
class RowsAttribute(Attribute[tuple[T_co, ...]], Generic[T_co]):
    """A list of small records; ``columns`` are the attributes of one record."""

    columns: tuple[Attribute[object], ...] = ()
