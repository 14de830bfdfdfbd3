"""The board's files and the headers of every page, as a browser gets them."""

from __future__ import annotations

import asyncio
import gzip
from dataclasses import dataclass, field

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from whiteboard.canvas.assets import BundleMissingError, asset_route, bundle_file
from whiteboard.canvas.headers import PageHeaders, content_policy
from whiteboard.canvas.vocabulary import vocabulary_file, vocabulary_text


@dataclass
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def get(app: Starlette, path: str, *, query: bytes = b"", **headers: str) -> Answer:
    answer = Answer()

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {k.decode(): v.decode() for k, v in message["headers"]}
        else:
            answer.body += message.get("body", b"")

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "headers": [
            (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
        ],
    }
    asyncio.run(app(scope, receive, send))
    return answer


@pytest.fixture
def build(tmp_path):
    (tmp_path / "index-abc123.js").write_text("export default 1")
    (tmp_path / "secret.txt").write_text("no")
    return tmp_path


def test_the_bundle_may_be_kept_forever(build):
    answer = get(Starlette(routes=[asset_route(build)]), "/board-assets/index-abc123.js")

    assert (200, b"export default 1") == (answer.status, answer.body)
    assert "public, max-age=31536000, immutable" == answer.headers["cache-control"]
    assert "nosniff" == answer.headers["x-content-type-options"]
    assert answer.headers["content-type"].startswith("text/javascript")


def test_a_file_can_be_had_zipped_and_plain_in_any_order(build):
    app = Starlette(routes=[asset_route(build)], middleware=[Middleware(GZipMiddleware)])
    path = "/board-assets/index-abc123.js"

    for accepted in ("gzip, br", "", "gzip", "identity"):
        answer = get(app, path, accept_encoding=accepted)
        zipped = "gzip" in accepted
        assert zipped == (answer.headers.get("content-encoding") == "gzip")
        assert len(answer.body) == int(answer.headers["content-length"])
        assert b"export default 1" == (gzip.decompress(answer.body) if zipped else answer.body)


def test_the_vocabulary_is_served_by_its_name(build):
    answer = get(Starlette(routes=[asset_route(build)]), f"/board-assets/{vocabulary_file()}")

    assert vocabulary_text().encode() == answer.body


@pytest.mark.parametrize(
    "name", ["secret.txt", "index-other.js", "../assets.py", "..%2Fassets.py", "", "a/b"]
)
def test_nothing_else_is_served(build, name):
    assert 404 == get(Starlette(routes=[asset_route(build)]), f"/board-assets/{name}").status


def test_a_missing_bundle_says_how_to_build_it(tmp_path):
    with pytest.raises(BundleMissingError, match=r"dev\.py canvas"):
        bundle_file(tmp_path)


def test_the_committed_bundle_is_there():
    assert bundle_file().startswith("index-")


def test_every_answer_carries_the_headers_that_protect_it():
    app = Starlette(
        routes=[Route("/{path:path}", lambda _: PlainTextResponse("hi"))],
        middleware=[Middleware(PageHeaders)],
    )

    page, other = get(app, "/"), get(app, "/other")

    for answer in (page, other):
        assert "nosniff" == answer.headers["x-content-type-options"]
        assert "no-referrer" == answer.headers["referrer-policy"]
        assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert f"<board-assets/{bundle_file()}>; rel=modulepreload" in page.headers["link"]
    assert "link" not in other.headers


def test_only_the_page_of_a_board_fetches_the_vocabulary_early():
    app = Starlette(
        routes=[Route("/{path:path}", lambda _: PlainTextResponse("hi"))],
        middleware=[Middleware(PageHeaders)],
    )

    assert vocabulary_file() not in get(app, "/").headers["link"]
    assert vocabulary_file() in get(app, "/", query=b"board=abc").headers["link"]


def test_only_named_inline_scripts_may_run():
    policy = content_policy(("let x = 1",))

    assert "script-src 'self' blob: 'sha256-" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("style-src")[0]
