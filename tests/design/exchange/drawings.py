"""The sample drawings, and what a test asks of an imported design."""

from __future__ import annotations

from pathlib import Path

from design.exchange import read_foreign

SAMPLES = Path(__file__).parent / "samples"


def sample(name):
    return read_foreign((SAMPLES / name).read_text(encoding="utf-8"), name=name)


def kinds(imported):
    return {id_: str(node.kind) for id_, node in imported.design.nodes.items()}


def arrows(imported):
    return {str(key) for key in imported.design.edges}


def numbers(imported, id_):
    fields = imported.design.nodes[id_].fields
    return {name: getattr(value, "text", value) for name, value in fields.items()}


def doubts(imported, place):
    return [str(one) for one in imported.doubts if one.place == place]
