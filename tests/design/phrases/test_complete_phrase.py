"""What is offered while a line is typed."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from design.fields import FieldError, read_field
from design.model import Design, Node
from design.phrases import complete_phrase, read_phrase
from design.phrases.kindwords import folded
from design.phrases.labels import labels_of
from design.phrases.offers import UNITS, fields
from design.quantities.quantity import Dimension
from design.vocabulary.attribute import QuantityAttribute
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.relations import Relation
from tests.design.phrases.test_any_phrase import LINES
from tests.design.strategies import designs

slow = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

BOARD = Design(
    nodes={
        "ranker": Node("ranker", Kind.MODEL),
        "api": Node("api", Kind.ENDPOINT),
        "clicks": Node("clicks", Kind.SOURCE, "User clicks"),
    },
)


def offered(line, design=BOARD):
    """What is inserted for each offer where `|` stands in *line*."""
    before, _, after = line.partition("|")
    return [one.insert for one in complete_phrase(before + after, len(before), design)]


def completed(line, number=0):
    """The line after the offer *number* was taken."""
    before, _, after = line.partition("|")
    text = before + after
    one = complete_phrase(text, len(before), BOARD)[number]
    return text[: one.start] + one.insert + text[one.end :]


@pytest.mark.parametrize(
    ("line", "best"),
    [
        ("ra|", "ranker"),
        ("User cl|", "User clicks"),
        ("ranker -> cli|", "ranker -> User clicks"),
        ("x feat|", "x feature"),
        ("x feature st|", "x feature store"),
        ("x mod|", "x model"),
        ("x vector d|", "x index"),
        ("ranker rep|", "ranker replicas"),
        ("ranker type g|", "ranker type gbdt"),
        ("ranker type = g|", "ranker type = gbdt"),
        ("ranker p95 30|", "ranker p95 30 ms"),
        ("ranker p95 30 m|", "ranker p95 30 ms"),
        ("ranker p95 30mi|", "ranker p95 30min"),
        ("api 2k|", "api 2k QPS"),
        ("api mode |", "api mode online"),
        ("api -ca|-> ranker", "api -calls-> ranker"),
        ("api -calls tim|-> ranker", "api -calls timeout-> ranker"),
        ("api -calls timeout 80 |-> ranker", "api -calls timeout 80 ms-> ranker"),
        ("ranker -|", "ranker ->"),
        ("del|", "delete"),
        ("delete ra|", "delete ranker"),
        ("x source; y m|", "x source; y model"),
    ],
)
def test_the_first_offer_is_what_is_meant(line, best):
    assert best == completed(line)


def test_names_come_first_then_kinds():
    found = offered("|")

    assert ["api", "ranker", "User clicks", "requirement"] == found[:4]
    assert 12 == len(found)


def test_an_item_of_the_same_line_is_offered():
    assert "plans" in offered("plans source -> x model; pl|")


def test_the_kinds_that_fit_the_arrow_come_first():
    assert "runbook" == offered("x on-call -> y ru|")[0]
    assert ["assumption", "decision"] == [
        one for one in offered("x runbook -> y |") if one in {"assumption", "decision"}
    ]


def test_fields_that_are_stated_are_not_offered_again():
    assert "replicas" in offered("ranker |")
    assert "replicas" not in offered("ranker 12 replicas |")


def test_relations_are_those_that_are_legal_between_the_two():
    assert {"calls", "uses"} <= set(offered("api -|-> ranker"))
    assert not {"trains", "monitors"} & set(offered("api -|-> ranker"))


def test_percentiles_are_offered_for_a_latency():
    assert {"p95", "p99"} <= set(offered("ranker latency |"))


def test_nothing_is_offered_inside_quotes():
    assert [] == offered('ranker "ra|')


def test_a_name_that_cannot_be_typed_is_offered_as_its_id():
    board = Design(nodes={"odd": Node("odd", Kind.TOOL, 'a -> "b"')})

    assert "odd" == offered("|", board)[0]


@pytest.mark.parametrize("dimension", Dimension)
def test_every_unit_offered_reads_in_some_field(dimension):
    having = [
        (kind, one)
        for kind, spec in KINDS.items()
        for one in spec.fields.values()
        if isinstance(one, QuantityAttribute) and one.slot.dimension is dimension
    ]

    def reads(text):
        for kind, one in having:
            try:
                read_field(kind, one.name, text)
            except FieldError:
                continue
            return True
        return False

    if having:
        assert [] == [unit for unit in UNITS[dimension] if not reads(f"0.9{unit}")
                      and not reads(f"2{unit}") and not reads(f"every 2{unit}")]  # fmt: skip


@pytest.mark.parametrize("owner", [*Kind, *Relation])
def test_a_field_that_is_offered_is_the_field_that_is_read(owner):
    for offer in fields(owner):
        assert offer.field == labels_of(owner)[folded(offer.insert)].attribute.name


@pytest.mark.parametrize("kind", Kind)
def test_a_value_that_is_offered_is_read(kind):
    for label, (attribute, _) in labels_of(kind).items():
        line = f"zed {kind} {label} "
        for one in complete_phrase(line, len(line), Design()):
            if one.what.startswith(("example", "option")):
                assert () == read_phrase(line + one.insert, Design()).errors
        number = f"{line}2"
        if isinstance(attribute, QuantityAttribute):
            for one in complete_phrase(number, len(number), Design()):
                text = number[: one.start] + one.insert
                assert () == read_phrase(text, Design()).errors


@slow
@given(designs(), st.text(max_size=60) | LINES, st.integers(-5, 90))
def test_any_line_has_few_offers_that_fit_in_it(design, text, cursor):
    found = complete_phrase(text, cursor, design)

    assert found == complete_phrase(text, cursor, design)
    assert len(found) <= 12
    assert len(found) == len({(one.insert, one.start) for one in found})
    for one in found:
        assert 0 <= one.start <= one.end <= len(text)
        assert one.insert and one.label and one.what


@slow
@given(designs(min_nodes=1))
def test_a_name_that_is_offered_means_the_node(design):
    for one in complete_phrase("", 0, design):
        if one.what.startswith("on the board"):
            phrase = read_phrase(one.insert, design)
            assert not phrase.errors
            assert phrase.understood[0].text.endswith("on the board")
