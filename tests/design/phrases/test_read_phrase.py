"""A typed line is drawn: names, kinds, numbers, arrows, and what is said of mistakes."""

from __future__ import annotations

import pytest

from design.changes import apply
from design.fields import recognise
from design.model import Design, EdgeKey, Node, Position
from design.phrases import LONGEST_PHRASE, Role, read_phrase
from design.phrases.labels import labels_of
from design.vocabulary import attributes as a
from design.vocabulary.attribute import QuantityAttribute
from design.vocabulary.kinds import KINDS, Kind
from design.vocabulary.relations import RELATIONS, Relation

EMPTY = Design()
BOARD = Design(
    nodes={
        "ranker": Node("ranker", Kind.MODEL),
        "api": Node("api", Kind.ENDPOINT, "Ranking API"),
        "clicks": Node("clicks", Kind.SOURCE, "User clicks"),
    },
    edges={},
    layout={"ranker": Position(400, 200), "api": Position(800, 200)},
)


def drawn(text, design=EMPTY, at=None):
    phrase = read_phrase(text, design, at=at)
    assert () == phrase.errors
    return apply(design, phrase.changes).design


def typed(node):
    return {name: getattr(value, "text", value) for name, value in node.fields.items()}


def wrong(text, design=EMPTY):
    """The errors of *text*, each with the text it stands at."""
    phrase = read_phrase(text, design)
    assert () == phrase.changes
    return [(text[one.start : one.end], one) for one in phrase.errors]


def test_a_chain_becomes_nodes_numbers_and_arrows():
    design = drawn(
        "clicks source 5k/s -> ctr_7d feature -> ranker model p95 30 ms"
        " -> api endpoint 2k QPS p95 200 ms"
    )

    assert {
        "clicks": Kind.SOURCE,
        "ctr_7d": Kind.FEATURE,
        "ranker": Kind.MODEL,
        "api": Kind.ENDPOINT,
    } == {id_: node.kind for id_, node in design.nodes.items()}
    assert {"rows_per_day": "5k/s"} == typed(design.nodes["clicks"])
    assert {"latency_p95": "30 ms"} == typed(design.nodes["ranker"])
    assert {"peak_qps": "2k QPS", "latency_budget": "p95 200 ms"} == typed(design.nodes["api"])
    assert {
        EdgeKey("clicks", "ctr_7d", Relation.FEEDS),
        EdgeKey("ctr_7d", "ranker", Relation.TRAINS),
        EdgeKey("api", "ranker", Relation.USES),
    } == set(design.edges)


def test_what_was_understood_is_said_with_its_place():
    text = "store feature store p95 8 ms -> ranker"
    phrase = read_phrase(text, BOARD)

    assert [
        ("store feature store", Role.NODE, "store: new feature store"),
        ("p95 8 ms", Role.FIELD, "p95 latency = 8 ms on store"),
        ("->", Role.ARROW, "arrow, new: store trains ranker"),
        ("ranker", Role.NODE, "ranker: model on the board"),
    ] == [(text[one.start : one.end], one.role, one.text) for one in phrase.understood]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("x feature store", Kind.FEATURE_STORE),
        ("x feature_store", Kind.FEATURE_STORE),
        ("x feat store", Kind.FEATURE_STORE),
        ("x llm", Kind.LLM),
        ("x LLM call", Kind.LLM),
        ("x src", Kind.SOURCE),
        ("x Kafka", Kind.SOURCE),
        ("x vector database", Kind.INDEX),
        ("x eval", Kind.EVALUATION),
        ("x ab test", Kind.EXPERIMENT),
        ("x on-call", Kind.ONCALL),
    ],
)
def test_a_kind_is_a_name_a_label_a_synonym_or_a_beginning(text, kind):
    assert {"x": kind} == {id_: node.kind for id_, node in drawn(text).nodes.items()}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_understood_by_its_name_and_by_its_label(kind):
    for word in (str(kind), KINDS[kind].label):
        assert kind is drawn(f'"this one" {word}').nodes["this_one"].kind


@pytest.mark.parametrize("kind", Kind)
def test_every_number_is_understood_after_each_of_its_labels(kind):
    for label, (attribute, kept) in labels_of(kind).items():
        if kept or not isinstance(attribute, QuantityAttribute):
            continue
        (node,) = drawn(f"zed {kind} {label} {attribute.example}").nodes.values()
        assert node.fields.keys() == {attribute.name} or attribute is a.LATENCY


@pytest.mark.parametrize("kind", Kind)
def test_a_label_means_what_it_means_on_a_number_of_the_board(kind):
    for label, (attribute, kept) in labels_of(kind).items():
        if isinstance(attribute, QuantityAttribute) and not kept:
            assert attribute is recognise(kind, label)


@pytest.mark.parametrize("relation", Relation)
def test_every_relation_and_its_fields_are_understood_on_an_arrow(relation):
    spec = RELATIONS[relation]
    source, target = next(
        (one, other) for one in sorted(spec.sources) for other in sorted(spec.targets)
        if spec.joins(one, other)
    )  # fmt: skip
    for attribute in (None, *spec.fields.values()):
        fact = "" if attribute is None else f"{attribute.name} {as_said(attribute)}"
        for line in (
            f"one {source} -{spec.label} {fact}-> two {target}",
            f"two {target} <-- {relation} {fact} -- one {source}",
        ):
            ((key, edge),) = drawn(line).edges.items()

            assert EdgeKey("one", "two", relation) == key
            assert ({attribute.name} if attribute else set()) == set(edge.fields)


def as_said(attribute):
    if isinstance(attribute, QuantityAttribute):
        return attribute.example
    return getattr(attribute, "options", ("yes",))[0]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("m model p95 = 30 ms replicas: 12", {"latency_p95": "30 ms", "replicas": "12"}),
        ("m model p50 9 ms p95 30ms", {"latency_p50": "9 ms", "latency_p95": "30ms"}),
        ("m model 12 replicas, 30 ms", {"replicas": "12", "latency": "30 ms"}),
        ("m model 180 rps per pod", {"throughput_per_replica": "180 rps per pod"}),
        ("m model gbdt with 12 pods and p99 90 ms",
         {"type": "gbdt", "replicas": "12", "latency_p99": "90 ms"}),
        ("m model quality target PR-AUC >= 0.35", {"quality_target": "PR-AUC >= 0.35"}),
        ("m evaluation PR-AUC >= 0.35", {"quality_target": "PR-AUC >= 0.35"}),
        ("m dataset split time gap 14 d", {"split": "time", "gap": "14 d"}),
        ("m transform every 6 h duration 45 min", {"period": "every 6 h", "duration": "45 min"}),
        ("m endpoint availability 99.9% timeout 80 ms",
         {"availability": "99.9%", "timeout": "80 ms"}),
        ("m endpoint 99.9% online", {"availability_slo": "99.9%", "mode": "online"}),
        ("m endpoint qps 2,000/s p95 latency 20 ms",
         {"peak_qps": "2,000/s", "latency_p95": "20 ms"}),
        ("m endpoint no streaming owner ads team p99 300 ms",
         {"streaming": False, "owner": "ads team", "latency_budget": "p99 300 ms"}),
        ("m llm 350 ms ttft, 3k tokens in, 400 tokens out",
         {"ttft": "350 ms", "tokens_in": "3k", "tokens_out": "400"}),
        ("m index 20M vectors 768-d", {"n_vectors": "20M", "dim": "768-d"}),
        ('m source owner "ads; and search"', {"owner": "ads; and search"}),

    ],
)  # fmt: skip
def test_numbers_and_fields_are_read_as_people_say_them(text, fields):
    assert fields == typed(drawn(text).nodes["m"])


def test_a_field_may_be_said_not_to_apply():
    node = drawn("m model timeout n/a because in process, 3 pods").nodes["m"]

    assert {"timeout": "in process"} == node.na
    assert {"replicas": "3"} == typed(node)


def test_a_number_under_a_label_in_quotes_is_kept_in_the_persons_words():
    (number,) = drawn('m model "warm up" 90 s').nodes["m"].numbers

    assert ("warm up", "90 s") == (number.label, number.value)


def test_a_node_on_the_board_is_meant_by_its_id_name_or_title_in_any_case():
    for name in ("api", "Ranking API", "ranking api", "RANKING API endpoint"):
        design = drawn(f"{name} 2k QPS -> ranker", BOARD)

        assert {"peak_qps": "2k QPS"} == typed(design.nodes["api"])
        assert {EdgeKey("api", "ranker", Relation.USES)} == set(design.edges)


def test_a_node_of_the_line_is_meant_again_by_its_name():
    design = drawn("a source -> b transform; b -> c feature\nb -> a")

    assert {"a", "b", "c"} == set(design.nodes)
    assert {("a", "b"), ("b", "c"), ("b", "a")} == {key[:2] for key in design.edges}


def test_a_kind_alone_makes_a_node_with_the_default_title():
    design = drawn("source -> transform -> transform -> model")

    assert ["source", "transform", "transform_2", "model"] == list(design.nodes)
    assert "Transform 2" == design.nodes["transform_2"].title


def test_new_makes_another_node_of_that_name():
    assert {"ranker", "ranker_2"} <= set(drawn("new ranker model", BOARD).nodes)


@pytest.mark.parametrize("arrow", ["->", "-->", "→", "=>"])
def test_every_way_to_write_an_arrow_draws_one(arrow):
    for space in ("", " "):
        design = drawn(f"a source{space}{arrow}{space}b transform")

        assert {("a", "b")} == {key[:2] for key in design.edges}


@pytest.mark.parametrize("text", ["b transform <- a source", "b transform ← a source"])
def test_an_arrow_may_point_the_other_way(text):
    assert {("a", "b")} == {key[:2] for key in drawn(text).edges}


@pytest.mark.parametrize(
    "text",
    [
        "api -calls timeout 80 ms attempts 2-> ranker",
        "api -- calls timeout 80 ms, attempts 2 --> ranker",
        "ranker <-calls timeout 80 ms attempts 2- api",
        "ranker <-- calls timeout = 80 ms attempts 2 -- api",
        "api -call timeout 80 ms attempts 2-> ranker",
    ],
)
def test_an_arrow_may_name_its_relation_and_numbers(text):
    (edge,) = drawn(text, BOARD).edges.values()

    assert EdgeKey("api", "ranker", Relation.CALLS) == edge.key
    assert {"timeout": "80 ms", "attempts": "2"} == typed(edge)


def test_an_arrow_that_is_there_takes_the_numbers():
    before = drawn("api -calls-> ranker", BOARD)
    (edge,) = drawn("api -calls timeout 80 ms-> ranker", before).edges.values()

    assert {"timeout": "80 ms"} == typed(edge)
    assert before == drawn("api -calls-> ranker", before)


def test_commas_fan_in_and_out():
    design = drawn("a source, b source -> c transform -> d feature, e feature")

    assert {("a", "c"), ("b", "c"), ("c", "d"), ("c", "e")} == {key[:2] for key in design.edges}


def test_a_name_without_a_kind_is_guessed_where_only_one_kind_fits():
    design = drawn("drift monitor -raises-> too high -pages-> night shift")

    assert Kind.ALERT is design.nodes["too_high"].kind
    assert Kind.ONCALL is design.nodes["night_shift"].kind


def test_delete_takes_nodes_off():
    assert {"clicks"} == set(drawn("delete ranker, Ranking API", BOARD).nodes)


def test_delete_takes_arrows_off():
    before = drawn("api -> ranker; clicks -> ranker", BOARD)

    assert {("clicks", "ranker")} == {
        key[:2] for key in drawn("remove api -> ranker", before).edges
    }


def test_rename_changes_the_title():
    assert "The big one" == drawn("rename ranker to The big one", BOARD).nodes["ranker"].title


@pytest.mark.parametrize(
    ("text", "at", "message", "nearest"),
    [
        ("foo -> ranker", "foo", "`foo` is not on the board", ()),
        ("user modle", "user modle", "such as `user model`", ("model",)),
        ("rankr -> api", "rankr", "did you mean `ranker`?", ("ranker",)),
        ("ranker type gbtd", "gbtd", "did you mean `gbdt`?", ("gbdt",)),
        ("ranker replcas 12", "replcas 12", "did you mean `replicas`?", ("replicas",)),
        ("ranker, replcas 12", "replcas 12", "did you mean `replicas`?", ("replicas",)),
        ("ranker, timeout", "timeout", "needs its value", ()),
        ("ranker p95", "p95", "needs its value, such as `120 ms`", ()),
        ("ranker p95 12", "12", "the number has no unit", ()),
        ("ranker 12", "12", "say what `12` is", ()),
        ("f feature 14 d", "14 d", "`window 14 d` or `lag 14 d`", ()),
        ("ranker -cals-> api", "cals", "did you mean `calls`?", ("calls",)),
        ("ranker -> a alert", "->", "nothing joins `model` and `alert`", ()),
        ("clicks -calls-> ranker", "-calls->", "what can is", ()),
        ("ranker -> ", "->", "an arrow needs something on both sides", ()),
        ("ranker -> ranker", "->", "two different nodes", ()),
        ('open "quote -> ranker', '"quote', "not closed", ()),
        ("ranker endpoint", "ranker endpoint", "is on the board as a model", ()),
        ("ranker p95 3 ms p95 4 ms", "p95 4 ms", "stated twice", ()),
        ("delete rankr", "rankr", "did you mean `ranker`?", ("ranker",)),
        ("delete", "delete", "say what to delete", ()),
        ("rename ranker", "rename ranker", "expected `rename X to Y`", ()),
    ],
)
def test_a_mistake_is_named_at_its_place_with_what_is_nearest(text, at, message, nearest):
    ((place, error),) = wrong(text, BOARD)

    assert at == place
    assert message in error.message
    assert nearest == error.nearest[: len(nearest)] == nearest


def test_an_illegal_arrow_names_the_legal_relations():
    ((_, error),) = wrong("clicks -calls-> ranker", BOARD)

    assert "trains" in error.expected


def test_two_nodes_of_one_name_are_told_apart_by_their_ids():
    twins = Design(nodes={id_: Node(id_, Kind.MODEL, "Ranker") for id_ in ("one", "two")})
    ((place, error),) = wrong("ranker p95 3 ms", twins)

    assert ("ranker", ("one", "two")) == (place, error.expected)
    assert {"latency_p95": "3 ms"} == typed(drawn("two p95 3 ms", twins).nodes["two"])


def test_with_an_error_nothing_is_drawn_and_the_rest_is_still_understood():
    phrase = read_phrase("a source -> b modle; c model p95 3 ms", EMPTY)

    assert () == phrase.changes
    assert 1 == len(phrase.errors)
    assert {"a: new data source", "p95 latency = 3 ms on c"} <= {
        one.text for one in phrase.understood
    }


def test_ids_are_made_as_the_board_makes_them():
    design = drawn('"Éclair Store!" cache; "7 days" feature; "constructor" model; "日本" tool')

    assert ["eclair_store", "days", "constructor_2", "node"] == list(design.nodes)


def test_new_nodes_stand_in_a_row_from_the_place_asked_for():
    design = drawn("a source -> b, c transform -> d model".replace("b,", "b transform,"),
                   at=Position(101, 50))  # fmt: skip

    assert {
        "a": Position(100, 48),
        "b": Position(384, 48),
        "c": Position(384, 216),
        "d": Position(668, 48),
    } == design.layout


def test_new_nodes_stand_beside_what_they_are_joined_to():
    design = drawn("clicks -> ranker -> log2 log; f feature -> ranker", BOARD)

    assert Position(684, 368) == design.layout["log2"]  # below the api, which stands there
    assert Position(116, 200) == design.layout["f"]


def test_a_row_beside_nothing_stands_below_all():
    assert Position(400, 368) == drawn("x source", BOARD).layout["x"]


def test_too_long_a_line_is_refused_as_a_whole():
    ((_, error),) = wrong("a" * (LONGEST_PHRASE + 1))

    assert "at most" in error.message


def test_a_blank_line_says_nothing():
    for text in ("", " \n;; ", ";"):
        assert ((), (), ()) == (
            read_phrase(text, BOARD).changes,
            read_phrase(text, BOARD).understood,
            read_phrase(text, BOARD).errors,
        )
