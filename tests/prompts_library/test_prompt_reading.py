"""What is wrong with the file of a prompt is said with its line, field and nearest word."""

from __future__ import annotations

import pytest

from design.brief import Level
from design.formats import FormatError
from prompts_library import read_entry, read_file
from prompts_library.words import raised_at
from tests.fakes.prompts import FOLLOW_UP, TINY, line_of


def problems(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(FormatError) as caught:
        read_entry(text, name="tiny.yaml")
    assert {"tiny.yaml"} == {one.file for one in caught.value.problems}
    return [(one.line, one.path, one.message) for one in caught.value.problems]


def changed(old: str, new: str) -> str:
    """The small prompt with its first *old* replaced."""
    assert old in TINY
    return TINY.replace(old, new, 1)


def test_a_prompt_is_read_with_its_three_boards():
    one = read_entry(TINY, name="tiny.yaml")

    assert ("tiny.yaml", "tiny", "1") == (one.file, one.prompt.id, one.prompt.version)
    assert {"traffic", "service", "page"} == one.starter.nodes.keys()
    assert {"traffic", "service", "page", "api", "ranker"} == one.reference.nodes.keys()
    assert one.reference.nodes.keys() == one.reference.layout.keys()
    assert 4 == len(one.reference.edges)
    assert "2" == one.weak.nodes["api"].fields["replicas"].text
    assert {"Tiny"} == {one.starter.title, one.reference.title, one.weak.title}
    assert {("tiny", "1")} == {
        (board.prompt, board.prompt_version) for board in (one.starter, one.reference, one.weak)
    }


def test_lines_of_the_file_run_on_into_one_paragraph():
    one = read_entry(changed("brief: Design something", "brief: >\n  Design\n  something"), name="")

    assert "Design something small." == one.prompt.brief


def test_a_finding_is_listed_with_what_it_weighs_at_each_level():
    weak = read_entry(TINY, name="").prompt.weak

    assert {"NUM101@api": "warning", "NUM103@api": "warning", "CAP301@api": "error"} == raised_at(
        weak.findings, Level.JUNIOR
    )
    assert "NUM101@api" not in raised_at(weak.findings, Level.STAFF)
    assert "NUM101" == weak.findings[0].code


def test_what_a_level_reaches_and_the_phases_of_a_round_are_asked_by_their_names():
    prompt = read_entry(TINY, name="").prompt

    assert ["Draws.", "Sizes.", "Weighs.", "Decides."] == [prompt.levels.at(one) for one in Level]
    assert [45, 60] == [sum(one.minutes for one in prompt.phases.of(long)) for long in (45, 60)]


@pytest.mark.parametrize(
    ("old", "new", "path", "message"),
    [
        ("given:", "givens:", "givens", "unknown field; did you mean `given`?"),
        (
            "{node: service, label:",
            "{node: service, lable:",
            "requirements[0].lable",
            "unknown field; did you mean `label`?",
        ),
        ("words: [retr", "wrods: [retr", "to_ask[0].wrods", "unknown field; did you mean `words`?"),
        ("{name: Frame, minutes: 15,", "{name: Frame, mintes: 15,", "phases.60[0].mintes",
         "unknown field; did you mean `minutes`?"),
        ("good_answer: It", "god_answer: It", "follow_ups[0].god_answer",
         "unknown field; did you mean `good_answer`?"),
        ("has: [model]", "hass: [model]", "follow_ups[0].when.hass",
         "unknown field; did you mean `has`?"),
        ("    say: Ten", "    sya: Ten", "curveballs[0].sya", "unknown field; did you mean `say`?"),
        ("        times: {peak", "        tims: {peak", "curveballs[0].edits[0].tims",
         "unknown field; did you mean `times`?"),
        ("  reasons:", "  reason:", "reference.reason", "unknown field; did you mean `reasons`?"),
        (", why: The load", ", wy: The load", "weak.findings[0].wy",
         "unknown field; did you mean `why`?"),
        (", supports: The peak", ", support: The peak", "sources[0].support",
         "unknown field; did you mean `supports`?"),
    ],
)  # fmt: skip
def test_an_unknown_field_is_named_with_its_line_and_the_nearest(old, new, path, message):
    text = changed(old, new)

    assert (line_of(text, new.strip()), path, message) in problems(text)


@pytest.mark.parametrize(
    ("old", "path"),
    [
        ("title: Tiny\n", "title"),
        ('version: "1"\n', "version"),
        ("stresses: [data]\n", "stresses"),
        ("given: [a table]\n", "given"),
        ("    good_answer: Says what gives.\n", "curveballs[0].good_answer"),
        ("  about: A good one.\n", "reference.about"),
        (", answer: Daily.", "to_ask[0].answer"),
    ],
)
def test_a_missing_field_is_named_where_it_belongs(old, path):
    assert [(path, "is missing")] == [found[1:] for found in problems(changed(old, ""))]


@pytest.mark.parametrize(
    ("old", "new", "at", "path", "message"),
    [
        ("aim: What it is for.}", "aim: ''}", "aim: ''", "phases.45[0].aim",
         "expected words, found nothing"),
        ("minutes: 25, aim", "minutes: 24, aim", "phases:", "phases",
         "the phases of `45` add up to 44 minutes"),
        ("minutes: 35, aim", "minutes: 36, aim", "phases:", "phases",
         "the phases of `60` add up to 61 minutes"),
        ("    data: [Poor., Fair., Good., Excellent.]\n", "", "rubric:", "rubric",
         "topics: missing data"),
        ("data: [Poor., Fair., Good., Excellent.]", "data: [Poor., Fair., Good.]",
         "data: [Poor., Fair., Good.]", "rubric.topics.data",
         "expected four descriptions, from 1 to 4; found 3"),
        ("peak_qps, value: 600 QPS", "peak_qsp, value: 600 QPS", "peak_qsp",
         "requirements[1].attribute",
         "no number of a requirement is called `peak_qsp`; did you mean `peak_qps`?"),
        ("about: latency, metric", "about: latncy, metric", "latncy", "requirements[0].about",
         "did you mean `latency`?"),
        ("p95 200 ms}\n  - {node: t", "soon}\n  - {node: t", "{node: service",
         "requirements[0]", "latency_budget: "),
        ("given: [a table]", "given: []", "given: []", "given",
         "expected at least 1 entry, found 0"),
        (FOLLOW_UP, "", "follow_ups:", "follow_ups", "expected at least 6 entries, found 5"),
        ("{has: [model]}", "{}", "when: {}", "follow_ups[0].when",
         "expected rules in `codes`, or kinds in `has` or `lacks`"),
        ("opens: [CAP301]", "opens: [the peak]", "opens: [the", "curveballs[0].opens[0]",
         "String should match pattern"),
        ("  - id: haste", "  - id: crowd", "curveballs:", "curveballs",
         "two curveballs are called `crowd`"),
        ("kind: requirement\n        about: load", "kind: source\n        about: load",
         "- kind: source", "curveballs[0].edits[0]",
         "`about` tells requirements apart; it goes with `kind: requirement`"),
        ("severity: W/E/E/-", "severity: W/E/E", "severity: W/E/E,", "weak.findings[0].severity",
         "expected one of E, W, I or -"),
        ("severity: W/E/E/-", "severity: W/E/E/X", "severity: W/E/E/X",
         "weak.findings[0].severity", "expected one of E, W, I or -"),
        ('"https://example.org/1"', "example", "url: example", "sources[0].url",
         "String should match pattern"),
        ("id: tiny", "id: Tiny Prompt", "id: Tiny", "id", "String should match pattern"),
        ("stresses: [data]", "stresses: [date]", "stresses: [date]", "stresses[0]",
         "Input should be 'data'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line_and_field(old, new, at, path, message):
    text = changed(old, new)

    ((line, where, said),) = problems(text)
    assert (line_of(text, at), path) == (line, where)
    assert message in said


def test_a_number_that_is_stated_twice_is_refused():
    text = changed("attribute: requests_per_day,\n     value: 12M/day", "attribute: peak_qps,\n"
                   "     value: 1 QPS")  # fmt: skip

    assert [("requirements", "`peak_qps` of `traffic` is stated twice; keep one")] == [
        found[1:] for found in problems(text)
    ]


@pytest.mark.parametrize(
    ("old", "new", "path", "message"),
    [
        ("- node: service\n        set: {latency_budget: p95 20 ms}",
         "- node: servce\n        set: {latency_budget: p95 20 ms}",
         "curveballs[1].edits[0]", "there is no node `servce`; did you mean `service`?"),
        ("- node: service\n        set: {latency_budget: p95 20 ms}",
         "- node: service\n        set: {latency_budgt: p95 20 ms}",
         "curveballs[1].edits[0]", "did you mean `latency_budget`?"),
        ("- node: service\n        set: {latency_budget: p95 20 ms}",
         "- node: service\n        set: {latency_budget: soon}",
         "curveballs[1].edits[0]", "latency_budget: expected a duration"),
        ("- node: api\n      set: {replicas: 2}", "- node: apo\n      set: {replicas: 2}",
         "weak.edits[0]", "there is no node `apo`; did you mean `api`?"),
    ],
)  # fmt: skip
def test_an_edit_that_cannot_be_made_is_told_with_its_line(old, new, path, message):
    text = changed(old, new)

    ((line, where, said),) = problems(text)
    assert (line_of(text, new), path) == (line, where)
    assert message in said


def test_of_many_edits_the_wrong_one_is_pointed_at():
    edit = "    - node: api\n      set: {replicas: 2}\n"
    wrong = "    - disconnect: api -> rankr\n"
    text = changed(edit, edit + wrong)

    ((line, path, message),) = problems(text)
    assert (line_of(text, wrong), "weak.edits[1]") == (line, path)
    assert "there is no node `rankr`; did you mean `ranker`?" == message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind: consumer", "kind: consumr", "did you mean `consumer`?"),
        ("{kind: model, type: gbdt, latency_p95", "{kind: model, tpye: gbdt, latency_p95", "type"),
        ("latency_p95: 40 ms", "latency_p95: soon", "expected a duration"),
        ("api -> ranker]", "api -> rankr]", "ranker"),
    ],
)
def test_what_is_wrong_with_a_board_is_told_with_its_line_in_the_file_of_the_prompt(
    old, new, message
):
    text = changed(old, new)

    found = problems(text)
    assert {line_of(text, new)} == {line for line, _, _ in found}
    assert any(message in said for _, _, said in found)


@pytest.mark.parametrize(
    ("start", "end", "path"),
    [
        ("starter:\n", "reference:\n", "starter"),
        ("reference:\n", "weak:\n", "reference"),
        ("  design:\n", "weak:\n", "reference.design"),
    ],
)
def test_a_board_that_is_not_there_is_asked_for(start, end, path):
    text = TINY[: TINY.index(start)] + TINY[TINY.index(end) :]

    ((_, where, message),) = problems(text)
    assert path == where
    assert "expected a board: a mapping with `nodes:`, `edges:` and `layout:`" == message


def test_every_problem_is_told_at_once_in_the_order_of_the_file():
    text = changed("lane: tabular", "lane: tabula").replace("given: [a table]", "given: []")

    assert [3, line_of(text, "given: []")] == [line for line, _, _ in problems(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "expected a mapping that starts with `id:`"),
        ("- a list", "expected a mapping that starts with `id:`"),
        ("id: [", "not YAML: "),
        ("id: a\nid: b\n", "`id` is written twice, on lines 1 and 2; keep one"),
        ("starter: 3\n", "expected a board"),
    ],
)
def test_what_is_no_prompt_at_all_is_said_in_words(text, expected):
    assert any(expected in message for _, _, message in problems(text))


def test_a_file_is_named_by_the_id_of_its_prompt(tmp_path):
    file = tmp_path / "small.yaml"
    file.write_text(TINY)

    with pytest.raises(FormatError, match=r"small\.yaml:1:1: id: expected `small`, the name of"):
        read_file(file)


@pytest.mark.parametrize(
    ("content", "message"), [(b"\xff\xfe\x00", "not UTF-8 text"), (None, "No such file")]
)
def test_a_file_that_cannot_be_read_is_said_in_words(tmp_path, content, message):
    file = tmp_path / "tiny.yaml"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(FormatError, match=f"cannot be read: {message}"):
        read_file(file)
