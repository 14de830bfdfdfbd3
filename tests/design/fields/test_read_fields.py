"""What people type into fields, and what it means."""

from __future__ import annotations

import pytest

from design.fields import FieldError, read_field, read_value, recognise, write_value
from design.fields.single import folded
from design.quantities.quantity import Basis, Comparator, Dimension, Direction
from design.vocabulary import attributes as a
from design.vocabulary.attribute import ChoiceAttribute, QuantityAttribute
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.relations import RELATIONS, Relation

EVERY = {
    id(one): one for spec in (*KINDS.values(), *RELATIONS.values()) for one in spec.fields.values()
}.values()


@pytest.mark.parametrize(
    "attribute", [one for one in EVERY if isinstance(one, QuantityAttribute)], ids=lambda o: o.name
)
def test_the_example_in_an_empty_field_can_be_read(attribute):
    assert attribute.example == read_value(attribute, attribute.example).text


def test_no_two_options_are_spelt_alike():
    choices = [one for one in EVERY if isinstance(one, ChoiceAttribute)]
    alike = [o for o in choices if len(o.options) != len({folded(word) for word in o.options})]

    assert [] == alike


def test_no_field_is_called_like_a_key_of_the_file():
    names = {one.name for one in EVERY}

    assert set() == names & {"kind", "name", "na", "numbers", "note", "edge"}


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ("p95 200 ms", {"latency_p95": "p95 200 ms"}),
        ("200ms p99", {"latency_p99": "200ms p99"}),
        ("median 40ms", {"latency_p50": "median 40ms"}),
        ("p50 20 ms, p95 60 ms", {"latency_p50": "p50 20 ms", "latency_p95": "p95 60 ms"}),
        ("200 ms", {"latency": "200 ms"}),
        ("p90 30 ms", {"latency": "p90 30 ms"}),
    ],
)
def test_d2_a_latency_with_a_percentile_goes_to_its_field(typed, fields):
    found = read_field(Kind.MODEL, "latency", typed).values

    assert fields == {name: value.text for name, value in found.items()}


def test_d2_a_median_in_the_field_for_p95_is_refused():
    with pytest.raises(FieldError, match="expected the p95 latency") as refusal:
        read_field(Kind.MODEL, "latency_p95", "p50 20 ms")

    assert "latency_p50" == refusal.value.nearest


def test_d3_not_applicable_with_a_reason_is_not_a_value():
    reading = read_field(Kind.MODEL, "timeout", "n/a because it runs in process")

    assert ({}, {"timeout": "it runs in process"}) == (reading.values, reading.na)


@pytest.mark.parametrize(
    "typed", ["point_in_time", "Point in time", "point-in-time", "POINT_IN_TIME"]
)
def test_d4_a_choice_is_understood_however_it_is_spelt(typed):
    assert "point_in_time" == read_value(a.JOIN, typed)


def test_d4_a_misspelt_choice_names_the_nearest():
    with pytest.raises(FieldError, match="did you mean `latest`") as refusal:
        read_value(a.JOIN, "lattest")

    assert "latest" == refusal.value.nearest
    assert ("point_in_time", "latest", "event_time") == refusal.value.options


@pytest.mark.parametrize(
    ("typed", "value"), [("yes", True), ("No", False), (True, True), ("off", False)]
)
def test_a_flag_is_yes_or_no(typed, value):
    assert value is read_value(a.GATE, typed)


@pytest.mark.parametrize("raw", ["maybe", 1, [], None, {"a": 1}, "12"])
def test_anything_else_is_not_a_flag(raw):
    with pytest.raises(FieldError):
        read_value(a.GATE, raw)


@pytest.mark.parametrize("raw", ["a, b;c\nd", ["a", "b", " c ", "d"]])
def test_words_are_a_list_or_a_text_with_commas(raw):
    assert ("a", "b", "c", "d") == read_value(a.SLICES, raw)


def test_stages_are_understood_as_people_say_them():
    shadow, canary, full = read_value(a.STAGES, ["shadow 2 days", "canary 5% for 1 h", "full"])

    assert ("shadow", None, 172_800.0) == (shadow.kind, shadow.share, shadow.duration.value)
    assert ("canary", 0.05, 3600.0) == (canary.kind, canary.share.value, canary.duration.value)
    assert ("full", None, None) == (full.kind, full.share, full.duration)


@pytest.mark.parametrize("typed", ["canry 5%", "5%", "canary for ever"])
def test_a_stage_that_is_not_understood_is_refused(typed):
    with pytest.raises(FieldError):
        read_value(a.STAGES, [typed])


def test_d6_a_criterion_is_understood_from_its_sentence():
    typed = "error rate > 2% absolute over 10 min -> roll back automatically"
    (one,) = read_value(a.CRITERIA, [typed])

    assert ("error rate", Comparator.ABOVE) == (one.metric, one.comparator)
    assert (0.02, Basis.ABSOLUTE) == (one.threshold.value, one.threshold.basis)
    assert (600.0, None) == (one.window.value, one.min_samples)
    assert ("roll back automatically", typed) == (one.action, one.text)


def test_d6_a_drop_carries_its_direction():
    typed = "conversion drops 10% relative over 1 h, min 20k samples: on-call decides"
    (one,) = read_value(a.CRITERIA, [typed])

    assert ("conversion", Comparator.AT_LEAST) == (one.metric, one.comparator)
    assert (Basis.RELATIVE, Direction.DROP) == (one.threshold.basis, one.threshold.direction)
    assert (3600.0, 20_000.0) == (one.window.value, one.min_samples.value)
    assert "on-call decides" == one.action


@pytest.mark.parametrize(
    ("typed", "metric", "action"),
    [
        ("resolution rate drops 3 pp over 2 d, roll back", "resolution rate", "roll back"),
        ("WAPE rises 5% relative over 14 d, the lead rolls back", "WAPE", "the lead rolls back"),
        ("CTR drops 5% relative over 1 h, automatic rollback", "CTR", "automatic rollback"),
        ("error rate above 2% for 10 min and roll back", "error rate", "roll back"),
        ("rollback rate > 2% over 1 h", "rollback rate", ""),
        ("p95 > 300 ms and rollback rate > 2% over 1 h", "p95", ""),
    ],
)
def test_d6_what_is_done_may_be_said_last(typed, metric, action):
    (one,) = read_value(a.CRITERIA, [typed])

    assert (metric, action) == (one.metric, one.action)
    assert one.threshold is not None


@pytest.mark.parametrize("typed", ["if metrics degrade", "if needed", "looks odd"])
def test_d6_a_vague_criterion_is_kept_as_its_words(typed):
    (one,) = read_value(a.CRITERIA, [typed])

    assert (typed, "", None, None) == (one.text, one.metric, one.comparator, one.threshold)


@pytest.mark.parametrize(
    ("threshold", "dimension"),
    [
        ("300 ms", Dimension.DURATION),
        ("2% absolute", Dimension.CHANGE),
        ("5% relative", Dimension.CHANGE),
    ],
)
def test_d6_a_bound_is_read_in_its_own_unit(threshold, dimension):
    (one,) = read_value(a.CRITERIA, [{"metric": "x", "comparator": ">", "threshold": threshold}])

    assert dimension is one.threshold.dimension


def test_a_comparator_may_be_worded_or_stand_in_the_bound():
    (worded,) = read_value(a.CRITERIA, [{"comparator": "more than", "threshold": "5%"}])
    (inside,) = read_value(a.CRITERIA, [{"threshold": "> 5%"}])

    assert Comparator.ABOVE is worded.comparator
    assert Comparator.ABOVE is inside.comparator


def test_an_alternative_is_name_kind_and_reason():
    (rules, other) = read_value(a.ALTERNATIVES, ["rules (heuristic): too weak", "Redis (managed)"])

    assert ("rules", "heuristic", "too weak") == (rules.name, rules.kind, rules.rejected_because)
    assert ("Redis (managed)", "") == (other.name, other.kind)


def test_an_unknown_column_names_the_nearest():
    with pytest.raises(FieldError, match="did you mean `threshold`"):
        read_value(a.CRITERIA, [{"treshold": "5%"}])


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("p95", "latency_p95"),
        ("Latency P95:", "latency_p95"),
        ("throughput per pod", "throughput_per_replica"),
        ("Replicas", "replicas"),
        ("batch-size", "batch_size"),
    ],
)
def test_d5_a_known_label_means_its_field(label, name):
    assert name == recognise(Kind.MODEL, label).name


def test_d5_a_label_of_another_kind_means_nothing_here():
    assert recognise(Kind.ALERT, "p95") is None


def test_a_field_of_another_kind_says_where_it_belongs():
    with pytest.raises(FieldError, match="it belongs on requirement or consumer or endpoint"):
        read_field(Kind.MODEL, "peak_qps", "2k QPS")


def test_a_field_of_another_relation_says_where_it_belongs():
    with pytest.raises(FieldError, match="belongs on an edge that says"):
        read_field(Relation.RAISES, "join", "latest")


@pytest.mark.parametrize(
    "raw", [float("nan"), float("inf"), 10**400, {"a": 1}, [1], True, None, "x" * 5000]
)
def test_a_hostile_number_is_refused_in_words(raw):
    with pytest.raises(FieldError):
        read_value(a.PEAK_QPS, raw)


@pytest.mark.parametrize(
    ("attribute", "raw", "written"),
    [
        (a.PEAK_QPS, "2k QPS", "2k QPS"),
        (a.REPLICAS, 12, "12"),
        (a.STAGES, "canary 5% for 1 h; full", ["canary 5% for 1 h", "full"]),
        (a.STAGES, [{"kind": "ramp", "share": "50%"}], ["ramp 50%"]),
        (a.CRITERIA, [{"metric": "CTR"}], [{"metric": "CTR"}]),
        (a.ALTERNATIVES, [{"name": "a: b"}], [{"name": "a: b"}]),
    ],
)
def test_d1_a_value_is_written_as_a_person_would_type_it(attribute, raw, written):
    value = read_value(attribute, raw)

    assert written == write_value(value)
    assert value == read_value(attribute, write_value(value))


@pytest.mark.parametrize(
    ("field", "typed", "meant"),
    [
        ("peak_qps", "2k QPZ", "2k QPS"),
        ("latency_budget", "p95 200 msx", "p95 200 ms"),
        ("latency_budget", "200 bananas", None),
        ("availability_slo", "2k QPZ", None),
    ],
)
def test_a_misspelt_unit_is_answered_with_the_whole_value_put_right(field, typed, meant):
    with pytest.raises(FieldError) as raised:
        read_field(Kind.ENDPOINT, field, typed)

    assert meant == raised.value.nearest
