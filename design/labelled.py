"""Closed lists of words that are written one way in files and read another way by people."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A word and its ``label``, as people read it. A member is ``WORD = "word", "label"``."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        word = str.__new__(cls, value)
        word._value_ = value
        word.label = label
        return word
