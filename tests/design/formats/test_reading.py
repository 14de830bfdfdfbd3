"""Reading design files: what is accepted, and how everything else is refused."""

from __future__ import annotations

import pytest

from design.formats import FormatError, has_comments, read_design
from design.model import EdgeKey
from design.vocabulary.kinds import Kind
from design.vocabulary.relations import Relation


def problems(source, name="churn.yaml"):
    with pytest.raises(FormatError) as error:
        read_design(source, name=name)
    return error.value.problems


def node(text, name="churn.yaml"):
    return read_design(f"nodes: {{it: {{{text}}}}}", name=name).design.nodes["it"]


def test_d30_a_file_that_does_not_say_its_version_is_of_version_one():
    assert (
        read_design("nodes: {a: model}").design
        == read_design("whiteboard: 1\nnodes: {a: model}").design
    )


def test_d30_a_file_of_a_newer_version_says_so():
    (problem,) = problems("title: x\nwhiteboard: 2\n")

    assert 2 == problem.line
    assert "format version 2, and this program reads up to 1" in problem.message


@pytest.mark.parametrize("version", ["one", "0", "-1", "[1]", "1.5", "9" * 5000])
def test_d30_a_version_is_a_whole_number(version):
    (problem,) = problems(f"whiteboard: {version}\n")

    assert "whiteboard: 1" in problem.message or "newer program" in problem.message


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("version", "no"),
        ("version", "012"),
        ("version", "12:30"),
        ("version", "1e3"),
        ("version", "2024-01-02"),
        ("version", "0x1F"),
        ("version", "1.10"),
        ("owner", "yes"),
        ("owner", "NULL and void"),
        ("finish_by", "12:30"),
        ("rows_per_run", "1e6"),
    ],
)
def test_d31_a_text_means_what_was_typed(field, typed):
    value = node(f"kind: transform, {field}: {typed}").fields[field]

    assert typed == getattr(value, "text", value)


def test_a_blank_field_is_left_to_be_filled_in():
    assert {} == node("kind: endpoint, peak_qps: , mode: ~").fields


def test_d32_an_edge_is_read_in_every_form():
    design = read_design(
        """
        nodes: {shop: consumer, api: endpoint, ranker: model, clicks: source}
        edges:
          - api -> shop
          - api -> ranker: calls
          - "api → ranker: uses"
          - {edge: "clicks -> ranker", join: Point in time, note: daily}
        """
    ).design

    assert {
        EdgeKey("shop", "api", Relation.CONSUMES),
        EdgeKey("api", "ranker", Relation.CALLS),
        EdgeKey("api", "ranker", Relation.USES),
        EdgeKey("clicks", "ranker", Relation.TRAINS),
    } == set(design.edges)
    assert (
        "point_in_time" == design.edges[EdgeKey("clicks", "ranker", Relation.TRAINS)].fields["join"]
    )


BAD = """\
titel: Churn
level: expert
nodes:
  Bad: {kind: model}
  a: {kind: modle}
  b:
    kind: model
    peak_qps: 3
    replicsa: 3
    timeout: banana
    latency_p95: 3 ms
    latency: p95 4 ms
    na: {timeot: x}
  c: alert
  s: {kind: source}
  empty:
edges:
  - b -> cc
  - c -> s
  - a -> b
  - b c
  - s -> b: feds
  - s -> b
  - s -> b: trains
groups: {g: {members: [zz], colour: red}}
answers: {X@b: {status: accepted}}
layout: {b: 3, zz: [1, 2], todos: [1, 2]}
stickies: {todo: [1], b: twice, No: x}
"""


def test_d33_every_problem_is_reported_with_its_place():
    found = [(one.line, one.path, one.nearest) for one in problems(BAD)]

    assert [
        (1, "titel", "title"),
        (2, "level", None),
        (4, "nodes.Bad", None),
        (5, "nodes.a.kind", "model"),
        (8, "nodes.b.peak_qps", None),
        (9, "nodes.b.replicsa", "replicas"),
        (10, "nodes.b.timeout", None),
        (12, "nodes.b.latency", None),
        (13, "nodes.b.na.timeot", "timeout"),
        (16, "nodes.empty", None),
        (18, "edges[0]", "c"),
        (19, "edges[1]", None),
        (21, "edges[3]", None),
        (22, "edges[4]", "feeds"),
        (24, "edges[6]", None),
        (25, "groups.g.colour", None),
        (25, "groups.g.members", None),
        (26, "answers.X@b.because", None),
        (27, "layout.b", None),
        (27, "layout.todos", "todo"),
        (27, "layout.zz", None),
        (28, "stickies.No", None),
        (28, "stickies.b", None),
        (28, "stickies.todo", None),
    ] == sorted(found, key=lambda one: one[:2])


def test_d33_a_problem_reads_as_one_line_an_editor_understands():
    (problem,) = problems("nodes:\n  a: {kind: modle}\n")

    assert "churn.yaml:2:13: nodes.a.kind: unknown kind `modle`; did you mean `model`?" == str(
        problem
    )


def test_d33_fifty_problems_are_enough():
    text = "nodes:\n" + "".join(f"  n{i}: {{kind: x}}\n" for i in range(80))

    assert 50 == len(problems(text))


def test_d34_a_key_that_stands_twice_is_refused_with_both_lines():
    (problem,) = problems("nodes:\n  a: model\n  b: model\n  a: source\n")

    assert (4, 3) == (problem.line, problem.column)
    assert "`a` is written twice, on lines 2 and 4" in problem.message


def test_d35_the_places_of_nodes_fields_and_edges_are_known():
    places = read_design(
        "nodes:\n  a:\n    kind: model\n    latency: p95 3 ms\n  b: source\nedges:\n  - b -> a\n"
    ).places

    assert 2 == places.line("a")
    assert 4 == places.line("a", "latency_p95")
    assert 5 == places.line("b", "lag")
    assert 7 == places.line(EdgeKey("b", "a", Relation.TRAINS))


@pytest.mark.parametrize("name", ["x.yaml", "x.json", None])
@pytest.mark.parametrize("opening", ["[", '{"a":', "- "])
def test_d36_a_hundred_thousand_brackets_are_refused(name, opening):
    assert problems(opening * 100_000, name)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        (" \n\n", "the file is empty"),
        ("# nothing but words\n", "expected a design"),
        (b"\xff\xfea\x00", "UTF-16"),
        (b"\x89PNG\r\n\x1a\n\x00", "not UTF-8"),
        (b"ab\x00c", "control character (U+0000)"),
        ("nodes:\n\ta: model\n", "a tab: indent with spaces"),
        ("a: &x [1]", "`&` (an anchor) is not read"),
        ("a: *x", "`*` (an alias) is not read"),
        ("a: !!python/object/apply:os.system [ls]", "`!` (a tag) is not read"),
        ("<<: {a: 1}", "merging"),
        ("? [a, b]\n: c", "cannot be a key"),
        ("a: 1\n---\nb: 2\n", "a second document"),
        ("a: b: c", "put the text in quotes"),
        ("a: 'b", "not YAML"),
        ("- a\n", "expected a design"),
        ("just words", "expected a design"),
        ("nodes: [" + "[],  " * 100_001 + "]", "more than 100000 items"),
        ("x" * 2_000_001, "larger than 2 MB"),
        (b"x" * 2_000_001, "larger than 2 MB"),
        ("a: b\x85\u2028c: d", "unknown key"),
        ("a: \x1b[31m", "control character (U+001B)"),
    ],
)  # fmt: skip
def test_d36_hostile_yaml_is_refused_in_words(text, message):
    assert message in problems(text)[0].message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", 'expected a key in `"`'),
        ("{}x", "expected the end of the file"),
        ('{"a": NaN}', "expected a value, found `NaN}`"),
        ('{"a": Infinity}', "expected a value"),
        ('{"a": 01}', "expected a value"),
        ('{"a": 1,}', 'expected a key in `"`'),
        ('{"a": [1,]}', "expected a value"),
        ('{"a" 1}', "expected `:`"),
        ('{"a": "\t"}', "control character"),
        ('{"a": "b', "unterminated string"),
        ('{"a": ', "the file ends here"),
        ('{"nodes": {"a": "model", "a": "model"}}', "written twice"),
        ("[1]", "expected a design"),
        ('"x"', "expected a design"),
    ],
)
def test_d36_broken_json_is_refused_in_words(text, message):
    assert message in problems(text, "x.json")[0].message


def test_json_problems_have_places_too():
    (problem,) = problems('{\n  "nodes": {\n    "a": {"kind": "modle"}\n  }\n}', "x.json")

    assert (3, 19, "nodes.a.kind") == (problem.line, problem.column, problem.path)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_do_not_matter(ending, mark):
    text = ending.join(
        ["nodes:", "  a:", "    kind: model", "    note: |", "      x", "      y", ""]
    )

    assert "x\ny" == read_design((mark + text).encode()).design.nodes["a"].note


def test_a_file_is_read_from_its_path(tmp_path):
    path = tmp_path / "churn.json"
    path.write_text('{"nodes": {"a": {"kind": "model", "replicas": 12}}}', encoding="utf-8")

    assert Kind.MODEL is read_design(path).design.nodes["a"].kind
    assert "12" == read_design(path).design.nodes["a"].fields["replicas"].text


def test_a_file_that_is_not_there_is_a_problem_not_a_traceback(tmp_path):
    with pytest.raises(FormatError) as error:
        read_design(tmp_path / "none.yaml", name="none.yaml")

    assert "none.yaml:1:1: cannot be read: No such file or directory" == str(error.value)


@pytest.mark.parametrize(
    "text",
    ["# a\na: 1", "a: 1 # b", "a: |  # c\n  x", "a: [1,\n # d\n 2]", "a: 'x' # y", "a: : #"],
)
def test_d37_comments_are_seen(text):
    assert has_comments(text)


@pytest.mark.parametrize("text", ["a: 1", "a: b#c", "a: 'x # y'", 'a: "# y"', "a: |\n  # in it\n"])
def test_d37_a_sign_inside_a_text_is_no_comment(text):
    assert not has_comments(text)


def test_a_number_with_a_known_label_is_a_field():
    it = node("kind: model, numbers: {p95: 60 ms, p99: fast, beam width: 4}")

    assert "60 ms" == it.fields["latency_p95"].text
    assert [("beam width", "4"), ("p99", "fast")] == [(n.label, n.value) for n in it.numbers]


def test_what_is_stated_cannot_also_not_apply():
    (problem,) = problems("nodes: {a: {kind: model, timeout: 1 s, na: {timeout: x}}}")

    assert "says `timeout` a second time" in problem.message


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('"a\\e[31m": 1\n"a\\e[31m": 2\nnodes: {}', "x.yaml"),
        (r'{"a\u001b[31m": 1, "a\u001b[31m": 2}', "x.json"),
        ('{"nodes": \u009b31m}', "x.json"),
        ("nodes: {a: nothing}", "a\x1b[31m\nb.yaml"),
    ],
)
def test_a_problem_is_one_line_that_cannot_steer_a_terminal(text, name):
    for problem in problems(text, name):
        assert str(problem).isprintable()
