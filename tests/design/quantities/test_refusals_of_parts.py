"""More of a duration may follow a duration, and nothing else."""

from __future__ import annotations

import pytest

from design.fields import FieldError, read_field
from design.vocabulary.kinds import Kind


@pytest.mark.parametrize(
    ("kind", "field", "text"),
    [
        (Kind.LOG, "event_bytes", "6 KB 180 d"),
        (Kind.LOG, "event_bytes", "6 KB keep 180 d"),
        (Kind.ENDPOINT, "peak_qps", "2k QPS 3 h"),
        (Kind.ENDPOINT, "replicas", "12 pods 3 h"),
    ],
)
def test_a_time_behind_another_unit_is_not_added_to_it(kind, field, text):
    with pytest.raises(FieldError, match="a second number with another unit"):
        read_field(kind, field, text)


@pytest.mark.parametrize(("text", "seconds"), [("1 h 30 min", 5400), ("1 d 2 h", 93_600)])
def test_more_of_a_duration_is(text, seconds):
    assert seconds == read_field(Kind.SOURCE, "lag", text).values["lag"].value
