"""What a design is, how it changes, and how it is read, written and drawn.

- ``design.model``: Design, Node, Edge and the values on them; ``design.vocabulary`` is what they
  can be, ``design.quantities`` how numbers are read.
- ``design.fields``: ``read_field``, ``read_value``, ``write_value``, ``recognise``; FieldError.
- ``design.changes``: ``apply(design, changes) -> Applied``, ``parse_changes``, ``change_to_json``;
  ChangeRefused.
- ``design.comparison``: ``compare(left, right) -> Comparison``, two designs side by side by what
  their parts do; ``described``, a part in words.
- ``design.formats``: ``read_design(path or text) -> ReadResult``, ``write_yaml``, ``write_json``,
  ``design_hash``, ``design_schema``, ``has_comments``, ``to_document``; FormatError.
- ``design.exchange``: ``read_foreign(text) -> Imported`` for drawings of other programs, and
  ``write_mermaid``, ``write_drawio``, ``write_excalidraw``, ``write_dot``.
- ``design.graph``: ``to_graph``; ``design.drawing``: pictures of a design; ``design.arrows``: what
  an arrow between two kinds means.
- ``design.brief``: Level and Lane; ``design.limits``: how much one design may hold;
  ``design.text``: what is done to every text people type.

``SPEC.md`` numbers the behaviours.
"""
