"""Design files: YAML or JSON becomes a design or a list of problems, and a design becomes text.

``read_design(path or text)`` gives the design and the places of its parts or raises FormatError
with every problem; ``design_in`` does so for a part of a larger file; ``write_yaml`` and
``write_json`` are canonical; ``design_hash`` names what a design says; ``has_comments`` tells
what writing again would lose;
``with_answers`` changes nothing but the answers; ``design_schema`` describes files to editors.
"""

from design.formats.answers import with_answers
from design.formats.comments import has_comments
from design.formats.places import Places
from design.formats.problem import FormatError, Problem
from design.formats.read import ReadResult, design_in, read_design
from design.formats.schema import design_schema
from design.formats.write import design_hash, to_document, write_json, write_yaml

__all__ = [
    "FormatError",
    "Places",
    "Problem",
    "ReadResult",
    "design_hash",
    "design_in",
    "design_schema",
    "has_comments",
    "read_design",
    "to_document",
    "with_answers",
    "write_json",
    "write_yaml",
]
