"""What fits into a device, an index, and onto a disk. Over 400 lines: three rules."""

from __future__ import annotations

import pytest

from checks.engine import evaluate
from checks.finding import Certainty
from checks.registry import all_rules
from checks.severity import Severity
from design.changes import apply
from tests.checks.judging import needs
from tests.checks.weighing import weights

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
CERTAIN, POSSIBLE = Certainty.CERTAIN, Certainty.POSSIBLE


def certainties(found):
    return [one.certainty for one in found]


@pytest.mark.parametrize("code", ["CAP308", "CAP309"])
def test_classical_machine_learning_needs_no_memory_of_devices(code):
    assert {"deep_learning", "llm"} == {lane.value for lane in all_rules()[code].lanes}


# CAP308

SHAPE = 'n_layers: "32", n_kv_heads: "8", head_dim: "128"'  # 131 072 bytes a token
CALL = 'tokens_in: "2000", tokens_out: "300"'


def gpu(
    memory="gpu_memory: 24 GB",
    shape=SHAPE,
    call=CALL,
    many='concurrency: "64"',
    params="params: 8.03B params, bytes_per_param: fp16",
):
    fields = ", ".join(one for one in (params, memory, shape, call, many) if one)
    return f"""
    lane: llm
    nodes: {{writer: {{kind: llm, {fields}}}}}
    """


@pytest.mark.parametrize(
    ("drawn", "certainty"),
    [
        ({}, CERTAIN),
        ({"memory": "gpu_memory: 80 GB"}, None),
        ({"memory": "gpu_memory: 38.6 GB"}, None),  # 34.74 usable, and two percent
        ({"memory": "gpu_memory: 38.4 GB"}, CERTAIN),
        ({"memory": "gpu_memory: 36-48 GB"}, POSSIBLE),
        ({"many": 'concurrency: "18"'}, None),
        ({"many": 'concurrency: "20"'}, CERTAIN),
        ({"memory": "gpu_memory: 24 GB, gpu_count: '2'"}, None),
        ({"memory": "gpu_memory: 2x24GB, gpu_count: '2'"}, None),
        ({"memory": "gpu_memory: 2x12GB, gpu_count: '2'"}, CERTAIN),  # both of them already
        ({"memory": "gpu_memory: 2 × 12 GB, gpu_count: '2'"}, CERTAIN),
        ({"memory": "gpu_memory: 12 GB, gpu_count: '2'"}, CERTAIN),
        ({"call": 'tokens_in: "20"'}, None),
        ({"call": 'tokens_in: "2000"'}, CERTAIN),
        ({"call": 'tokens_in: "100", tokens_out: "900"'}, CERTAIN),
        ({"call": 'tokens_in: "100", tokens_out: "500"'}, None),
        # The shape of the cache or what is in it is unknown: the weights alone fit.
        ({"shape": 'n_layers: "32", n_kv_heads: "8"'}, None),
        ({"shape": 'n_layers: "32", head_dim: "128"'}, None),
        ({"shape": 'n_kv_heads: "8", head_dim: "128"'}, None),
        ({"call": 'tokens_out: "3000"'}, None),
        ({"many": ""}, None),
        ({"memory": "gpu_memory: 17 GB", "shape": ""}, CERTAIN),
        ({"memory": "gpu_memory: 18 GB", "shape": ""}, None),
        ({"memory": "gpu_memory: 18 GB", "shape": "", "params": "params: 8.03B params"}, None),
        ({"memory": "gpu_memory: 17 GB", "shape": "", "params": "params: 8.03B params"}, CERTAIN),
        (
            {
                "memory": "gpu_memory: 12 GB",
                "shape": "",
                "params": "params: 8.03B params, bytes_per_param: int8",
            },
            None,
        ),
        ({"memory": ""}, None),
        ({"params": ""}, None),
    ],
)
def test_weights_and_cache_fit_nine_tenths_of_the_memory(found_by, drawn, certainty):
    found = found_by("CAP308", gpu(**drawn))

    assert ([certainty] if certainty else []) == certainties(found)


def test_a_model_that_is_no_language_model_has_weights_only(found_by):
    text = gpu("gpu_memory: 17 GB").replace("kind: llm", "kind: model, type: nn")
    text = text.replace(f", {CALL}", "")
    (found,) = found_by("CAP308", text)

    assert "writer: 16.06 GB of weights exceed 15.3 GB usable GPU memory." == found.message
    assert ("0.9 of the memory is usable: 15.3 GB",) == found.working
    assert "17.84 GB of GPU memory, or smaller weights." == found.remedy


@pytest.mark.parametrize(
    "drawn", [{"many": 'concurrency: "0"'}, {"call": 'tokens_in: "0"'}, {"many": ""}]
)
def test_a_cache_with_nothing_in_it_is_not_mentioned(found_by, drawn):
    (found,) = found_by("CAP308", gpu("gpu_memory: 17 GB", **drawn))

    assert "writer: 16.06 GB of weights exceed 15.3 GB usable GPU memory." == found.message


def test_beside_weights_that_do_not_fit_there_is_room_for_nobody(found_by):
    (found,) = found_by("CAP308", gpu("gpu_memory: 12 GB"))

    assert "0 sequences at once, or 39.28 GB of GPU memory." == found.remedy


def test_sixty_four_conversations_are_worked_out(found_by):
    (found,) = found_by("CAP308", gpu())

    assert (
        "writer: weights 16.06 GB + KV cache 19.29 GB (64 x 2 300 tokens x 131.1 KB) = 35.35 GB "
        "exceed 21.6 GB usable GPU memory; 18 sequences fit."
    ) == found.message
    assert (
        "64 x 2 300 tokens x 131.1 KB = 19.29 GB",
        "16.06 GB + 19.29 GB = 35.35 GB > 21.6 GB",
    ) == found.working
    assert "18 sequences at once, or 39.28 GB of GPU memory." == found.remedy
    assert (("writer",), ("gpu_memory",)) == (found.at.nodes, found.at.fields)


ANSWER = "ttft: 1 s, tpot: 20 ms"  # 299 more tokens: 6.98 s


def asked(peak="9/s", latency=ANSWER, more=""):
    text = gpu(many=f"{latency}{more}")
    return text.replace(
        "nodes: {", f"nodes: {{api: {{kind: endpoint, mode: online, peak_qps: {peak}}}, "
    ).replace("}}\n    ", '}}\n    edges: ["api -> writer: calls"]\n')


@pytest.mark.parametrize(
    ("drawn", "certainty"),
    [
        ({}, CERTAIN),  # 62.8 at once
        ({"peak": "2.6/s"}, None),  # 18.1
        ({"peak": "3/s"}, CERTAIN),  # 20.9
        ({"more": ", replicas: 4"}, None),
        ({"more": ", replicas: 3"}, CERTAIN),
        ({"more": ", replicas: 0"}, CERTAIN),
        ({"more": ', replicas: 0.5, max_replicas: "9"', "peak": "1.5/s"}, CERTAIN),
        ({"more": ', concurrency: "5"'}, None),  # as stated
        ({"latency": "ttft: 1 s"}, None),
        ({"latency": "tpot: 20 ms"}, None),
    ],
)
def test_what_is_at_once_follows_from_the_rate_and_the_length_of_an_answer(
    found_by, drawn, certainty
):
    found = found_by("CAP308", asked(**drawn))

    assert ([certainty] if certainty else []) == certainties(found)


def test_sequences_are_the_rate_times_the_time_of_an_answer(found_by):
    (found,) = found_by("CAP308", asked("100/s"))

    assert "(698 x 2 300 tokens" in found.message


def test_without_the_length_of_an_answer_nothing_is_at_once(found_by):
    text = asked("100/s").replace(', tokens_out: "300"', "")

    assert [] == found_by("CAP308", text)


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        ({}, [None, W, E, E]),
        # Nobody says in which precision: a warning at most.
        ({"params": "params: 8.03B params"}, [None, W, W, W]),
    ],
)
def test_memory_weighs_as_the_level_says(found_by, drawn, expected):
    assert expected == weights(found_by, "CAP308", gpu(**drawn))


# CAP309

HNSW = "hnsw_m: M=32, bytes_per_dim: 4 B"


def index(memory="256 GB", more=f"{HNSW}, copies: 2", dim="dim: 768-d", vectors="50M vectors"):
    fields = ", ".join(one for one in (dim, more) if one)
    return f"""
    lane: llm
    nodes: {{passages: {{kind: index, n_vectors: {vectors}, memory: {memory}, {fields}}}}}
    """


@pytest.mark.parametrize(
    ("drawn", "certainty"),
    [
        ({}, CERTAIN),  # 366.1 GB
        ({"memory": "359 GB"}, None),  # two percent
        ({"memory": "358 GB"}, CERTAIN),
        ({"memory": "300-400 GB"}, POSSIBLE),
        ({"vectors": "~48M vectors", "memory": "360 GB"}, POSSIBLE),
        ({"memory": "184 GB", "more": HNSW}, None),
        ({"memory": "179 GB", "more": HNSW}, CERTAIN),
        ({"memory": "184 GB", "more": f"{HNSW}, index_type: hnsw"}, None),
        ({"memory": "170 GB", "more": f"{HNSW}, index_type: hnsw"}, CERTAIN),
        ({"memory": "154 GB", "more": f"{HNSW}, index_type: flat"}, None),  # no links, no overhead
        ({"memory": "150 GB", "more": f"{HNSW}, index_type: flat"}, CERTAIN),
        ({"memory": "154 GB", "more": f"{HNSW}, index_type: ivf"}, None),
        ({"memory": "3.2 GB", "more": "index_type: pq, code_bytes: 64 B"}, None),
        ({"memory": "3 GB", "more": "index_type: pq, code_bytes: 64 B"}, CERTAIN),
        ({"memory": "3.2 GB", "more": "index_type: pq, code_bytes: 64 B", "dim": ""}, None),
        ({"memory": "150 GB", "more": "index_type: pq"}, CERTAIN),  # as many as without a code
        ({"memory": "100 GB", "more": "index_type: ivf, code_bytes: 64 B"}, CERTAIN),
        ({"memory": "1 GB", "more": "index_type: disk"}, None),
        ({"memory": "1 GB", "more": "index_type: serverless"}, None),
        ({"memory": "1 GB", "more": "index_type: inverted"}, None),
        ({"memory": "1 GB", "vectors": "0"}, None),
        ({"memory": "1 GB", "dim": ""}, None),
        # The memory may be that of one replica or of all.
        ({"more": f"{HNSW}, copies: 2, replicas: 1"}, CERTAIN),
        ({"more": f"{HNSW}, copies: 2, replicas: 2"}, POSSIBLE),
        ({"more": f"{HNSW}, copies: 4, replicas: 2"}, CERTAIN),
    ],
)
def test_vectors_links_and_copies_fit_the_memory(found_by, drawn, certainty):
    found = found_by("CAP309", index(**drawn))

    assert ([certainty] if certainty else []) == certainties(found)


def test_fifty_million_vectors_twice_are_worked_out(found_by):
    (found,) = found_by("CAP309", index())
    (plain,) = found_by("CAP309", index("100 GB", "index_type: flat, bytes_per_dim: 4 B"))

    assert (
        "passages: 50 000 000 vectors x 3.328 KB x 2 copies = 366.1 GB, above 256 GB available."
    ) == found.message
    assert ("50 000 000 x 3.328 KB x 1.1 x 2 copies = 366.1 GB > 256 GB",) == found.working
    assert "2.327 KB a vector, 34 965 034 vectors, or 366.1 GB of memory." == found.remedy
    assert ("50 000 000 x 3.072 KB = 153.6 GB > 100 GB",) == plain.working
    assert ("memory", ("passages",), ("memory",)) == (
        found.variant,
        found.at.nodes,
        found.at.fields,
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("copies: 1", "50 000 000 x 3.2 KB x 1.1 = 176 GB > 100 GB: 4 B (fp32), M=16"),
        ("bytes_per_dim: 1 B", "50 000 000 x 896 B x 1.1 = 49.28 GB > 40 GB: M=16"),
        ("index_type: flat", "50 000 000 x 3.072 KB = 153.6 GB > 100 GB: 4 B (fp32)"),
        (HNSW, "50 000 000 x 3.328 KB x 1.1 = 183 GB > 100 GB: "),
    ],
)
def test_what_nobody_stated_of_a_vector_is_the_usual_and_said(found_by, more, said):
    (found,) = found_by("CAP309", index("40 GB" if "1 B" in more else "100 GB", more))

    granted = [one.removeprefix("not stated, so taken for granted: ") for one in found.working[1:]]
    assert said == f"{found.working[0]}: {', '.join(granted)}"


GROWS = f"{HNSW}, growth: %s"


@pytest.mark.parametrize(
    ("memory", "growth", "variant", "certainty"),
    [
        ("256 GB", "2%", None, None),  # 232.2 GB in a year
        ("256 GB", "3%", None, None),  # 261 GB are two percent
        ("256 GB", "4%", "growth", CERTAIN),
        ("256 GB", "2-4%", "growth", POSSIBLE),
        ("256 GB", "4-5%", "growth", CERTAIN),
        ("150 GB", "2%", "memory", CERTAIN),
        ("256 GB", "0%", None, None),
    ],
)
def test_a_year_of_growth_fits_too(found_by, memory, growth, variant, certainty):
    found = found_by("CAP309", index(memory, GROWS % growth))

    assert ([(variant, certainty)] if variant else []) == [
        (one.variant, one.certainty) for one in found
    ]


def test_what_grows_is_counted_in_a_year_and_says_by_how_much(found_by):
    (found,) = found_by("CAP309", index("256 GB", GROWS % "5%"))

    assert (
        "passages: 89 792 816 vectors in a year x 3.328 KB = 328.7 GB, above 256 GB available."
    ) == found.message
    assert "growth" in {one.attribute for one in found.bindings}


@pytest.mark.parametrize(
    ("text", "expected"),
    [(index(), [None, W, E, E]), (index("256 GB", GROWS % "5%"), [None, INFO, W, W])],
)
def test_what_will_not_fit_weighs_less_than_what_does_not(found_by, text, expected):
    assert expected == weights(found_by, "CAP309", text)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ("memory: 9 GB, dim: 768-d", "needs Vectors of passages"),
        ("memory: 9 GB, n_vectors: 50M", "needs Dimensions of passages"),
        ("dim: 768-d, n_vectors: 50M", "nothing it judges is on the board"),
        ("memory: 9 GB, index_type: disk", "nothing it judges is on the board"),
        ("memory: 9 GB, n_vectors: 5, index_type: pq, code_bytes: 64 B", ""),
    ],
)
def test_an_index_in_memory_is_asked_for_its_size(design_from, fields, reason):
    text = f"lane: llm\nnodes: {{passages: {{kind: index, {fields}}}}}"

    assert reason == needs(design_from(text), "CAP309")


# CAP311


def log(fields="retention: 90 d, storage_capacity: 10 TB", size="event_bytes: 4 KB", kind="log"):
    return f"""
    nodes:
      api: {{kind: endpoint, mode: online, avg_qps: 500/s}}
      log: {{kind: {kind}, {size}, {fields}}}
    edges: ["api -> log: logs_to"]
    """


def source(fields):
    return f"nodes: {{clicks: {{kind: source, {fields}}}}}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (log(), ("full", CERTAIN)),  # 15.55 TB
        (log("retention: 90 d, storage_capacity: 15.25 TB"), None),  # two percent
        (log("retention: 90 d, storage_capacity: 15.24 TB"), ("full", CERTAIN)),
        (log("retention: 80-100 d, storage_capacity: 15 TB"), ("full", POSSIBLE)),
        (log("retention: 90 d, storage_capacity: 10 TB, sampling: 10%"), None),
        (log("retention: 90 d"), None),
        (log("storage_capacity: 10 TB"), ("unbounded", CERTAIN)),
        (log("storage_capacity: 10 TB", "event_bytes: 2 KB"), None),  # 86.4 GB a day
        (log("storage_capacity: 10 TB", "bytes_per_day: 100 GB/day"), None),
        (log("storage_capacity: 10 TB", "bytes_per_day: 101 GB/day"), ("unbounded", CERTAIN)),
        (log("storage_capacity: 10 TB", "bytes_per_day: 90-110 GB/day"), None),
        (log(size="sampling: 100%"), None),
        (
            source("bytes_per_day: 1 TB/day, retention: 30 d, storage_capacity: 10 TB"),
            ("full", CERTAIN),
        ),
        (source("bytes_per_day: 1 TB/day, storage_capacity: 10 TB"), ("unbounded", CERTAIN)),
        (source("bytes_per_day: 1 TB/day"), None),
    ],
)
def test_what_is_kept_fits_where_it_is_kept(found_by, text, found):
    assert ([found] if found else []) == [
        (one.variant, one.certainty) for one in found_by("CAP311", text)
    ]


def test_ninety_days_are_worked_out(found_by):
    (found,) = found_by("CAP311", log())

    assert "log: 172.8 GB a day x 90 d = 15.55 TB, above 10 TB." == found.message
    assert ("172.8 GB x 90 = 15.55 TB > 10 TB",) == found.working
    assert "57 d of retention, or 15.55 TB of storage." == found.remedy
    assert (("log",), ("retention", "storage_capacity")) == (found.at.nodes, found.at.fields)


def test_for_ever_is_mentioned(found_by):
    (found,) = found_by("CAP311", log("storage_capacity: 10 TB"))

    assert "log takes 172.8 GB a day, and nobody says for how long it is kept." == found.message
    assert (("log",), ("retention",), ()) == (found.at.nodes, found.at.fields, found.fix)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (log(), [None, INFO, W, W]),
        (log("storage_capacity: 10 TB"), [None, INFO, INFO, INFO]),
    ],
)
def test_storage_weighs_as_the_level_says(found_by, text, expected):
    assert expected == weights(found_by, "CAP311", text)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (log(), "57 d"),
        (log("retention: 80-100 d, storage_capacity: 14-15 TB"), "81 d"),
        (log("retention: 90 d, storage_capacity: 173 GB"), "1 d"),
    ],
)
def test_the_quick_fix_keeps_as_many_days_as_fit(found_by, design_from, text, days):
    rules = [all_rules()["CAP311"]]
    (found,) = found_by("CAP311", text)

    assert days == found.fix[0].value
    fixed = apply(design_from(text), found.fix).design
    assert () == evaluate(fixed, rules=rules).findings


def test_where_not_a_day_fits_only_storage_helps(found_by):
    (found,) = found_by("CAP311", log("retention: 90 d, storage_capacity: 100 GB"))

    assert ((), "15.55 TB of storage.") == (found.fix, found.remedy)
