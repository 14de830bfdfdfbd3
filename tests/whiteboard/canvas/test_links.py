"""A link that holds a design opens as a board of its own."""

from __future__ import annotations

import json
from contextlib import closing
from http.client import HTTPConnection

import pytest

from tests.fakes.rooms import Outside
from tests.fakes.server import serving
from whiteboard.canvas import links
from whiteboard.canvas.links import Links
from whiteboard.rounds.ports import StoreError

DESIGN = "nodes:\n  ranker: {kind: model, name: The ranker}\n"


class Client:
    """Asks a served port, as a page of it unless another origin is given."""

    def __init__(self, port):
        self.port = port

    def ask(self, method, path, body=None, **headers):
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers["content-type"], answer.read()

    def post(self, body, **headers):
        status, _, text = self.ask(
            "POST", "/open-link", body, **(headers or {"Origin": f"http://127.0.0.1:{self.port}"})
        )
        return status, json.loads(text)


@pytest.fixture(name="outside")
def outside_fixture():
    return Outside()


@pytest.fixture(name="client")
def client_fixture(outside):
    with serving(Links(outside.rooms, lambda: ()).routes()) as port:
        yield Client(port)


def test_the_design_in_the_body_becomes_a_board(outside, client):
    status, answer = client.post(DESIGN)

    room = outside.rooms.open(answer["board"])
    assert (200, "The ranker") == (status, room.state.design.nodes["ranker"].name)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", ""])
def test_only_a_page_of_this_server_may_open_one(outside, client, origin):
    status, _ = client.post(DESIGN, Origin=origin)

    assert (403, ()) == (status, tuple(outside.rooms.recent()))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"nodes: {a: {kind: modle}}", "did you mean `model`?"),
        (b"\xff\xfe\x00", "design.yaml:1:"),
        (b"", "design.yaml:1:"),
        (b"[" * 100_000, "design.yaml:1:"),
    ],
)
def test_what_is_no_design_is_said_by_line(outside, client, body, words):
    status, answer = client.post(body)

    assert 422 == status
    assert words in answer["message"]
    assert () == tuple(outside.rooms.recent())


def test_more_than_a_design_can_be_is_not_read(client, monkeypatch):
    monkeypatch.setattr(links, "MOST_BYTES", 10)

    assert 413 == client.post(DESIGN)[0]


def test_a_store_that_fails_is_said_in_its_words(outside, client, monkeypatch):
    def fail(_design):
        raise StoreError("The disk is full.")

    monkeypatch.setattr(outside.rooms, "create", fail)

    assert (503, {"message": "The disk is full."}) == client.post(DESIGN)


@pytest.mark.parametrize(
    ("path", "type_"), [("/open-link", "text/html"), ("/open-link.js", "text/javascript")]
)
def test_the_page_and_its_program_are_served(client, path, type_):
    status, said, _ = client.ask("GET", path)

    assert 200 == status
    assert said.startswith(type_)
