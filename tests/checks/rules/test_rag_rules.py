"""What is measured, its ceiling, whose rights count, what fits. Over 400 lines: four rules."""

from __future__ import annotations

import pytest

from checks.engine import evaluate
from checks.registry import all_rules
from checks.severity import Severity
from design.brief import Level
from design.changes import apply

# RAG821

EVALUATED = """
lane: llm
nodes:
  api: {kind: endpoint, mode: online}
  passages: {kind: index}
  search: {kind: retriever, name: Search}
  writer: {kind: llm}
  test: {kind: evaluation, %s}
edges: ["api -> writer: calls", "writer -> search: calls", "search -> passages: reads",
        "test -> %s: evaluates"]
"""


@pytest.mark.parametrize("target", ["search", "passages", "writer", "api"])
@pytest.mark.parametrize(
    "measure",
    [
        "metric: recall@5",
        "metric: context recall",
        "metric: Context Precision",
        "metric: MRR",
        "metric: nDCG@10",
        "metric: hit rate",
        "metric: answer accuracy, recall_at_k: 0.8",
        "metric: quality, definition: retrieval recall on 200 questions",
    ],
)
def test_a_retrieval_metric_anywhere_on_the_way_will_do(found_by, measure, target):
    assert [] == found_by("RAG821", EVALUATED % (measure, target))


@pytest.mark.parametrize("measure", ["metric: groundedness", "metric: answer accuracy"])
def test_a_graded_answer_does_not_say_what_was_found(found_by, measure):
    (found,) = found_by("RAG821", EVALUATED % (measure, "writer"), level=Level.JUNIOR)
    assert Severity.WARNING is found.severity
    instead = measure.removeprefix("metric: ")
    assert (
        f"Only {instead} is measured; Search has no recall@k or context recall, so failures "
        "cannot be attributed."
    ) == found.message
    assert "An evaluation of Search with recall@k and a target." == found.remedy


@pytest.mark.parametrize(
    ("target", "count"), [("search", 0), ("passages", 0), ("writer", 1), ("api", 1)]
)
@pytest.mark.parametrize("said", ["metric: recall", "metric: F1, definition: recall and precision"])
def test_recall_without_a_k_is_of_what_is_found_only_where_that_is_measured(
    found_by, said, target, count
):
    assert count == len(found_by("RAG821", EVALUATED % (said, target)))


@pytest.mark.parametrize(
    ("name", "holder", "count"),
    [
        ("Order look-up", "source", 0),
        ("SQL over orders", "source", 0),
        ("Keyword search", "source", 1),  # a key is a word of its own
        ("Look-up of passages", "index", 1),  # vectors are never exact
    ],
)
def test_an_exact_look_up_has_no_recall_to_measure(found_by, name, holder, count):
    text = f"""
    lane: llm
    nodes:
      data: {{kind: {holder}}}
      search: {{kind: retriever, name: {name}}}
      writer: {{kind: llm}}
    edges: ["writer -> search: calls", "search -> data: reads"]
    """
    assert count == len(found_by("RAG821", text))


@pytest.mark.parametrize("reads", ["reads", "uses"])
def test_vectors_are_never_exact_however_they_are_reached(found_by, reads):
    text = f"""
    lane: llm
    nodes:
      data: {{kind: index}}
      search: {{kind: retriever, name: Look-up by id}}
      writer: {{kind: llm}}
    edges: ["writer -> search: calls", "search -> data: {reads}"]
    """
    assert 1 == len(found_by("RAG821", text))


@pytest.mark.parametrize(
    ("edge", "count"),
    [
        ('"writer -> search: calls"', 1),
        ('"writer -> search: uses"', 1),
        ('"api -> writer: calls"', 0),
    ],
)
def test_only_a_retriever_that_is_asked_is_asked_for_its_recall(found_by, edge, count):
    text = f"""
    lane: llm
    nodes:
      api: {{kind: endpoint, mode: online}}
      search: {{kind: retriever}}
      writer: {{kind: llm}}
    edges: [{edge}]
    """
    assert count == len(found_by("RAG821", text))


BESIDE = """
lane: llm
nodes:
  api: {kind: endpoint, mode: online}
  search: {kind: retriever%s}
  writer: {kind: llm}
  test: {kind: evaluation, %s}
edges: ["api -> search: calls", "api -> writer: %s", "test -> writer: evaluates"]
"""


@pytest.mark.parametrize("asks", ["calls", "uses"])
@pytest.mark.parametrize(("metric", "count"), [("context recall", 0), ("groundedness", 1)])
def test_what_is_found_may_be_measured_where_it_is_read(found_by, asks, metric, count):
    text = BESIDE % ("", f"metric: {metric}", asks)
    found = found_by("RAG821", text)
    assert [f"Only {metric} is measured"] * count == [one.message.split(";")[0] for one in found]


# RAG822

CEILING = """
lane: llm
nodes:
  search: {kind: retriever, name: Search%s}
  writer: {kind: llm}
  answers: {kind: evaluation, metric: answer accuracy%s}
edges: ["writer -> search: calls", "answers -> writer: evaluates"]
"""


def ceiling(recall, target, more=""):
    return CEILING % (
        f", recall_at_k: {recall}",
        f", quality_target: answer accuracy >= {target}{more}",
    )


def test_85_percent_of_answers_need_109_percent_of_78_percent_recall(found_by):
    (found,) = found_by("RAG822", ceiling("0.78", "0.85"))
    assert (
        "answer accuracy cannot exceed 78 % with the recall of Search at 78 %; the target is 85 %."
    ) == found.message
    assert ("ceiling = 78 % = 78 %", "85 % / 78 % = 109 % of what is retrieved") == found.working
    assert "Recall of 85 %, or a target of 78 % at most." == found.remedy
    assert ("answers", "search") == found.at.nodes


@pytest.mark.parametrize(
    ("recall", "target", "more", "count"),
    [
        ("0.78", "0.78", "", 0),
        ("0.78", "0.795", "", 0),  # within the two percent that absorb rounding
        ("0.78", "0.80", "", 1),
        ("78%", "85%", "", 1),
        ("0.90", "0.85", "", 0),
        ("0.90", "1", "", 1),
        ("0.90", "1.5", "", 0),  # no share of answers
        ("0.90", "2", "", 0),
        ("0.90", "0.85", ", answerable: 95%", 0),
        ("0.90", "0.85", ", answerable: 90%", 1),  # 81 %
        ("0.78", "0.85", ", closed_book_share: 10%", 1),  # 80.2 %
        ("0.78", "0.85", ", closed_book_share: 35%", 0),  # 85.7 %
    ],
)
def test_the_ceiling_is_recall_of_what_is_answerable_and_what_needs_none(
    found_by, recall, target, more, count
):
    assert count == len(found_by("RAG822", ceiling(recall, target, more)))


def test_the_ceiling_shows_its_terms(found_by):
    more = ", answerable: 90%, closed_book_share: 10%"
    (found,) = found_by("RAG822", ceiling("0.78", "0.85", more))
    assert (
        "ceiling = 90 % x 78 % x 90 % answerable + 10 % without retrieval = 73.2 %"
        == (found.working[0])
    )
    assert "Recall of 92.6 %, or a target of 73.2 % at most." == found.remedy


def test_where_no_recall_would_do_only_the_target_can_move(found_by):
    (found,) = found_by("RAG822", ceiling("0.78", "0.85", ", answerable: 80%"))
    assert "A target of 62.4 % at most." == found.remedy


def test_the_recall_an_evaluation_measured_counts_too(found_by):
    text = """
    lane: llm
    nodes:
      api: {kind: endpoint, mode: online}
      search: {kind: retriever}
      writer: {kind: llm}
      found: {kind: evaluation, metric: recall@5, recall_at_k: 0.78}
      answers: {kind: evaluation, metric: exact match, quality_target: exact match >= 0.85}
    edges: ["api -> search: calls", "api -> writer: calls", "found -> search: evaluates",
            "answers -> api: evaluates"]
    """
    (found,) = found_by("RAG822", text)
    assert ("answers", "search") == found.at.nodes


@pytest.mark.parametrize("asks", ["calls", "uses"])
def test_an_answer_is_written_from_what_its_caller_found(found_by, asks):
    target = "metric: exact match, quality_target: exact match >= 0.85"
    text = BESIDE % (", recall_at_k: 0.78", target, asks)
    (found,) = found_by("RAG822", text)
    assert ("test", "search") == found.at.nodes


def test_what_is_no_answer_is_not_written_from_what_its_caller_found(found_by):
    target = "metric: accuracy, quality_target: accuracy >= 0.85"
    text = BESIDE % (", recall_at_k: 0.78", target, "calls")
    assert [] == found_by("RAG822", text.replace("{kind: llm}", "{kind: model, type: gbdt}"))


MEASURED = """
lane: llm
nodes:
  search: {kind: retriever, name: Search%s}
  writer: {kind: llm}
  found: {kind: evaluation, recall_at_k: 0.78, %s}
  answers: {kind: evaluation, metric: answer accuracy, quality_target: answer accuracy >= 0.85}
edges: ["writer -> search: calls", "answers -> writer: evaluates", "found -> search: evaluates"]
"""


@pytest.mark.parametrize(
    ("search", "found", "said"),
    [
        ("", "metric: recall@100", "recall of Search at 78 %"),
        (", k: top-5", "metric: recall", "recall of Search at 78 %"),
        (", k: top-5", "metric: recall@5", "recall of Search at 78 %"),
        (", k: top-5", "k: top-5", "recall of Search at 78 %"),
        (", k: top-5", "metric: recall@4", None),  # five find more
        (", k: top-5", "metric: recall@6", "recall of Search among 6 candidates at 78 %"),
        (", k: top-5", "metric: recall@4, k: top-50", "recall of Search among 50 candidates at"),
        (", k: top-5", "metric: recall@50, k: top-4", None),
        (", k: top-5, recall_at_k: 0.9", "metric: recall@50", "Search among 50 candidates at 78 %"),
        (", k: top-5, recall_at_k: 0.7", "metric: recall@50", "recall of Search at 70 %"),
        (", k: top-5, recall_at_k: 0.9", "metric: recall@4", None),
    ],
)
def test_no_reranker_finds_what_was_not_among_the_candidates(found_by, search, found, said):
    messages = [one.message for one in found_by("RAG822", MEASURED % (search, found))]
    assert [said is not None] == [said in one for one in messages] or (not said and not messages)


def test_an_evaluation_without_a_recall_bounds_nothing(found_by):
    text = MEASURED % (", recall_at_k: 0.7", "metric: groundedness")
    (found,) = found_by("RAG822", text.replace("recall_at_k: 0.78, ", ""))
    assert "recall of Search at 70 %" in found.message


def test_more_among_the_candidates_is_the_remedy(found_by):
    (found,) = found_by("RAG822", MEASURED % (", k: top-5", "metric: recall@50"))
    assert "Recall of 85 % among 50 candidates, or a target of 78 % at most." == found.remedy


@pytest.mark.parametrize(
    "text",
    [
        CEILING % ("", ", quality_target: answer accuracy >= 0.85"),  # RAG821 asks for recall
        CEILING % (", recall_at_k: 0.78", ""),
        ceiling("0.78", "0.85", ", definition: a correct refusal counts"),
        ceiling("0.78", "0.85", ", definition: multi-hop questions"),
        ceiling("0.78", "0.85").replace("answer accuracy", "groundedness"),
    ],
)
def test_no_ceiling_without_recall_a_target_and_answers_that_need_it(found_by, text):
    assert [] == found_by("RAG822", text)


@pytest.mark.parametrize(
    ("level", "severity"),
    [(Level.JUNIOR, None), (Level.MID, Severity.WARNING), (Level.SENIOR, Severity.ERROR)],
)
def test_the_ceiling_is_not_asked_of_a_junior(found_by, level, severity):
    found = found_by("RAG822", ceiling("0.78", "0.85"), level=level)
    assert [severity] == [one.severity for one in found] or (severity is None and not found)


# RAG823

RIGHTS = """
lane: llm
nodes:
  staff: {kind: consumer%(staff)s}
  api: {kind: endpoint, mode: online}
  files: {kind: source, name: Files%(files)s}
  passages: {kind: index%(passages)s}
  search: {kind: retriever, name: Search%(search)s}
edges: ["staff -> api: consumes", "api -> search: calls", "files -> passages: feeds",
        "search -> passages: reads"]
"""


def rights(**fields):
    stated = {name: f", {value}" for name, value in fields.items()}
    return RIGHTS % {"staff": "", "files": "", "passages": "", "search": "", **stated}


@pytest.mark.parametrize(
    ("fields", "variant"),
    [
        ({}, None),
        ({"files": "acl: required"}, "not_enforced"),
        ({"passages": "acl: required"}, "not_enforced"),
        ({"files": "acl: required", "search": "acl: none"}, "not_enforced"),
        ({"files": "acl: required", "search": "acl: enforced"}, None),
        ({"files": "acl: none"}, None),
        ({"files": "personal_data: yes"}, "unstated"),
        ({"files": "personal_data: yes", "search": "acl: none"}, "not_enforced"),
        ({"files": "personal_data: yes, acl: none"}, None),  # public, and said so
        ({"files": "personal_data: yes", "search": "acl: enforced"}, None),
        ({"passages": "multi_tenant: yes"}, "unstated"),
        ({"passages": "multi_tenant: yes", "search": "acl: none"}, "not_enforced"),
        ({"passages": "multi_tenant: no"}, None),
        ({"staff": "multi_tenant: yes"}, "unstated"),
        ({"search": "multi_tenant: yes"}, "unstated"),
        ({"staff": "multi_tenant: yes", "search": "acl: enforced"}, None),
        ({"staff": "multi_tenant: yes", "passages": "multi_tenant: no"}, None),  # one for each
    ],
)
def test_rights_are_asked_where_something_must_not_be_seen(found_by, fields, variant):
    found = found_by("RAG823", rights(**fields))
    assert ([variant] if variant else []) == [one.variant for one in found]


PERSONAL = """
lane: llm
nodes:
  first: {kind: source, personal_data: yes}
  held: {kind: %s, personal_data: yes}
  search: {kind: retriever}
edges: ["search -> held: %s"%s]
"""
FED = ', "first -> held: feeds"'


@pytest.mark.parametrize(
    ("kind", "asks"),
    [
        ("source", "reads"),
        ("log", "reads"),
        ("dataset", "reads"),
        ("index", "reads"),
        ("index", "uses"),
        ("cache", "reads"),
        ("cache", "calls"),
        ("transform", "calls"),
    ],
)
def test_rights_are_asked_for_whatever_the_passages_come_from(found_by, kind, asks):
    (found,) = found_by("RAG823", PERSONAL % (kind, asks, FED))
    assert ("search", "held", "first") == found.at.nodes


def test_what_holds_no_passages_lets_nobody_see_any(found_by):
    assert [] == found_by("RAG823", PERSONAL % ("model, type: reranker", "calls", FED))


def test_passages_that_feed_each_other_are_looked_at_once(found_by):
    (found,) = found_by("RAG823", PERSONAL % ("log", "reads", f'{FED}, "held -> first: feeds"'))
    assert ("search", "held", "first") == found.at.nodes


def test_it_says_what_is_searched_and_why_that_matters(found_by):
    (found,) = found_by("RAG823", rights(files="personal_data: yes"))
    assert (
        "Search searches Files, where there is personal data, and does not filter by the caller's "
        "rights."
    ) == found.message
    (found,) = found_by("RAG823", rights(staff="multi_tenant: yes"))
    assert "passages, where there are several tenants" in found.message
    (found,) = found_by("RAG823", rights(files="acl: required"))
    assert "Files, where access control is required" in found.message


@pytest.mark.parametrize(
    ("period", "deadline", "count"),
    [
        ("hourly", "24 h", 0),
        ("daily", "25 h", 0),
        ("daily", "24 h", 1),
        ("weekly", "7 d", 0),
        ("weekly", "6 d", 1),
    ],
)
def test_rights_in_the_index_are_as_old_as_the_index(found_by, period, deadline, count):
    text = rights(
        files=f"acl: required, deletion_sla: {deadline}",
        passages=f"acl: enforced, period: {period}, duration: 1 h",
    )
    assert count == len(found_by("RAG823", text))


def test_stale_rights_say_both_times(found_by):
    text = rights(
        files="acl: required, deletion_sla: 12 h",
        passages="acl: enforced, period: daily, duration: 1 h",
    )
    (found,) = found_by("RAG823", text)
    assert "stale_acl" == found.variant
    assert ("25 h > 12 h",) == found.working
    assert "up to 25 h old; access has to end within 12 h" in found.message


@pytest.mark.parametrize(
    ("files", "passages", "count"),
    [("30 h", "12 h", 1), ("12 h", "30 h", 1), ("30 h", "30 h", 0)],
)
def test_the_shortest_deadline_behind_the_retriever_counts(found_by, files, passages, count):
    text = rights(
        files=f"deletion_sla: {files}",
        passages=f"acl: enforced, period: daily, duration: 1 h, deletion_sla: {passages}",
    )
    assert count == len(found_by("RAG823", text))


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"files": "personal_data: yes", "passages": "personal_data: yes"}, "personal data"),
        ({"files": "personal_data: yes", "passages": "multi_tenant: yes"}, "several tenants"),
        ({"files": "multi_tenant: yes", "passages": "personal_data: no"}, "several tenants"),
        ({"files": "personal_data: yes", "passages": "multi_tenant: yes, acl: none"}, None),
        ({"files": "personal_data: no", "passages": "multi_tenant: no"}, None),
        ({"files": "personal_data: yes, acl: none", "passages": "acl: required"}, "control is"),
    ],
)
def test_what_is_mixed_is_said_of_all_that_holds_it(found_by, fields, why):
    found = found_by("RAG823", rights(**fields))
    assert ([True] if why else []) == [why in one.message for one in found]


def test_no_deadline_is_nothing_to_compare_with(found_by):
    text = rights(files="acl: required", passages="acl: enforced, period: weekly")
    assert [] == found_by("RAG823", text)


@pytest.mark.parametrize(
    "fields",
    [
        {"files": "acl: required"},
        {"files": "personal_data: yes"},
        {"staff": "multi_tenant: yes"},
        {"files": "deletion_sla: 1 h", "passages": "acl: enforced, period: daily"},
    ],
)
def test_the_quick_fix_enforces_the_rights(design_from, fields):
    design = design_from(rights(**fields))
    rules = [all_rules()["RAG823"]]
    (found,) = evaluate(design, rules=rules).findings
    assert () == evaluate(apply(design, found.fix).design, rules=rules).findings


@pytest.mark.parametrize(
    ("fields", "level", "severity"),
    [
        ("acl: required", Level.JUNIOR, Severity.WARNING),
        ("acl: required", Level.MID, Severity.ERROR),
        ("personal_data: yes", Level.STAFF, Severity.WARNING),
    ],
)
def test_what_is_only_unstated_stays_a_warning(found_by, fields, level, severity):
    (found,) = found_by("RAG823", rights(files=fields), level=level)
    assert severity is found.severity


# RAG824

SHAPE = """
lane: llm
nodes:
  passages: {kind: index%(passages)s}
  embedder: {kind: model, type: embedder, name: Embedder%(embedder)s}
  reranker: {kind: model, type: reranker, name: Reranker%(reranker)s}
  search: {kind: retriever, name: Search%(search)s}
edges: ["embedder -> passages: embeds", "search -> passages: reads", "search -> reranker: calls"]
"""


def shape(**fields):
    stated = {name: f", {value}" for name, value in fields.items()}
    return SHAPE % {"passages": "", "embedder": "", "reranker": "", "search": "", **stated}


RERANKER = "latency_per_item: 1 ms, latency_p95: %s"


@pytest.mark.parametrize(
    ("fields", "working"),
    [
        ({"search": "k: top-50, candidates: '40'"}, "50 > 40"),
        ({"search": "k: top-41, candidates: '40'"}, "41 > 40"),
        ({"search": "k: top-40, candidates: '40'"}, None),
        ({"passages": "chunk_tokens: '800'", "embedder": "max_input_tokens: '512'"}, "800 > 512"),
        ({"passages": "chunk_tokens: '512'", "embedder": "max_input_tokens: '512'"}, None),
        ({"passages": "chunk_tokens: '524'", "embedder": "max_input_tokens: '512'"}, "524 > 512"),
        ({"search": "chunk_tokens: '800'", "embedder": "max_input_tokens: '512'"}, "800 > 512"),
        ({"passages": "chunk_tokens: '800'", "embedder": "max_input_tokens: 8k"}, None),
        ({"passages": "chunk_tokens: '800'"}, None),
        ({"passages": "chunk_tokens: '400', overlap_tokens: '400'"}, "400 >= 400"),
        ({"passages": "chunk_tokens: '400', overlap_tokens: '399'"}, None),
        (
            {"reranker": RERANKER % "80 ms", "search": "candidates: '100'"},
            "100 x 1 ms = 100 ms > 80 ms",
        ),
        ({"reranker": RERANKER % "100 ms", "search": "candidates: '100'"}, None),
        ({"reranker": RERANKER % "0.1 s", "search": "candidates: '100'"}, None),
        (
            {"reranker": RERANKER % "80 ms" + ", batch_size: '10'", "search": "candidates: '1000'"},
            "1 000 x 1 ms / 10 at once = 100 ms > 80 ms",
        ),
        (
            {"reranker": RERANKER % "80 ms" + ", batch_size: '16'", "search": "candidates: '100'"},
            None,
        ),
        (
            {"passages": "shards: '4', k: top-20", "search": "candidates: '100'"},
            "4 x 20 = 80 < 100",
        ),
        ({"passages": "shards: '4', k: top-10", "search": "candidates: '40'"}, None),
    ],
)
def test_sizes_along_the_retrieval_fit(found_by, fields, working):
    found = found_by("RAG824", shape(**fields))
    assert ([(working,)] if working else []) == [one.working for one in found]


def test_token_513_is_never_embedded(found_by):
    (found,) = found_by(
        "RAG824",
        shape(passages="chunk_tokens: '800'", embedder="max_input_tokens: '512'"),
    )
    assert (
        "Search: chunks of 800 tokens, of which Embedder reads 512: the last 36 % of each is never "
        "embedded."
    ) == found.message
    assert "Chunks of 512 tokens at most." == found.remedy
    assert ("search", "embedder") == found.at.nodes


def test_every_pair_is_said_once_in_one_finding(found_by):
    text = shape(
        search="k: top-50, candidates: '40'",
        passages="shards: '3', k: top-10, chunk_tokens: '100', overlap_tokens: '100'",
        reranker=RERANKER % "20 ms",
    )
    (found,) = found_by("RAG824", text)
    assert (
        "50 candidates at least, and an overlap below 100, and 20 candidates at most, and 14 from "
        "each shard."
    ) == found.remedy
    assert 4 == len(found.working)


def test_the_embedder_of_questions_does_not_cut_passages(found_by):
    text = shape(passages="chunk_tokens: '800'", embedder="max_input_tokens: '64'")
    on_query = text.replace(
        '"embedder -> passages: embeds"', '{edge: "embedder -> passages: embeds", side: query}'
    )
    assert 1 == len(found_by("RAG824", text))
    assert [] == found_by("RAG824", on_query)


@pytest.mark.parametrize(
    ("fields", "working"),
    [
        ({"passages": "chunk_tokens: '0'", "embedder": "max_input_tokens: '512'"}, None),
        ({"passages": "chunk_tokens: '1', overlap_tokens: '1'"}, "1 >= 1"),
        ({"passages": "chunk_tokens: '0', overlap_tokens: '1'"}, None),
        (
            {
                "reranker": "latency_per_item: 100 ms, latency_p95: 80 ms",
                "search": "candidates: '1'",
            },
            "1 x 100 ms = 100 ms > 80 ms",
        ),
        (
            {
                "reranker": "latency_per_item: 100 ms, latency_p95: 80 ms",
                "search": "candidates: '0'",
            },
            None,
        ),
        ({"reranker": RERANKER % "80 ms"}, None),
        ({"reranker": "latency_per_item: 1 ms", "search": "candidates: '100'"}, None),
        ({"reranker": "latency_p95: 80 ms", "search": "candidates: '100'"}, None),
        ({"passages": "shards: '4'", "search": "candidates: '100'"}, None),
        ({"passages": "shards: '4', k: top-20"}, None),
        ({"passages": "shards: '1', k: top-20", "search": "candidates: '40'"}, "1 x 20 = 20 < 40"),
        ({"passages": "shards: '0', k: top-20", "search": "candidates: '40'"}, None),
    ],
)
def test_one_is_a_size_and_nothing_is_none(found_by, fields, working):
    found = found_by("RAG824", shape(**fields))
    assert ([(working,)] if working else []) == [one.working for one in found]


@pytest.mark.parametrize(
    ("code", "text", "weights"),
    [
        ("RAG821", EVALUATED % ("metric: groundedness", "writer"), "WEEE"),
        ("RAG822", ceiling("0.78", "0.85"), "-WEE"),
        ("RAG823", rights(files="acl: required"), "WEEE"),
        ("RAG823", rights(files="personal_data: yes"), "WWWW"),
        (
            "RAG823",
            rights(files="deletion_sla: 1 h", passages="acl: enforced, period: daily"),
            "WEEE",
        ),
        ("RAG824", shape(search="k: top-50, candidates: '40'"), "WEEE"),
    ],
)
def test_retrieval_weighs_as_the_level_says(found_by, code, text, weights):
    found = [found_by(code, text, level=level) for level in Level]
    assert weights == "".join(one[0].severity.value[0].upper() if one else "-" for one in found)


@pytest.mark.parametrize(
    ("batch", "each", "count"),
    [("1", "1 ms", 1), ("0", "1 ms", 0), ("1", "0 ms", 0), ("2", "1 ms", 0)],
)
def test_a_batch_of_nothing_is_no_batch(found_by, batch, each, count):
    ranker = f"latency_per_item: {each}, latency_p95: 80 ms, batch_size: '{batch}'"
    text = shape(reranker=ranker, search="candidates: '100'")
    assert count == len(found_by("RAG824", text))


def test_an_index_in_the_process_is_cut_by_the_same_embedder(found_by):
    text = shape(passages="chunk_tokens: '800'", embedder="max_input_tokens: '512'")
    inside = text.replace("search -> passages: reads", "search -> passages: uses")
    assert 1 == len(found_by("RAG824", inside))


@pytest.mark.parametrize("code", [code for code in all_rules() if code.startswith("RAG")])
def test_arithmetic_cannot_be_waived(code):
    assert (code in {"RAG821", "RAG823"}) is all_rules()[code].waivable
