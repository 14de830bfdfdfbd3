"""One field of a node or an edge: what is typed becomes a typed value, and back.

``read_field`` reads what is typed into a named field of a kind or relation, ``read_value`` what is
typed for one attribute, ``write_value`` gives a value back as it was typed, ``recognise`` finds
the field a label in a person's own words means.
"""

from design.fields.error import FieldError
from design.fields.numbers import free_number
from design.fields.raw import Json
from design.fields.recognition import recognise
from design.fields.values import (
    Reading,
    fields_of,
    read_field,
    read_value,
    unknown_field,
    write_fields,
    write_value,
)

__all__ = [
    "FieldError",
    "Json",
    "Reading",
    "fields_of",
    "free_number",
    "read_field",
    "read_value",
    "recognise",
    "unknown_field",
    "write_fields",
    "write_value",
]
