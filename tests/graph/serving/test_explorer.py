"""The explorer's page, its assets, and who is given them."""

import base64
import gzip
import hashlib
from collections.abc import AsyncIterator, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from graph.serving.app import create_app
from graph.serving.explorer import Explorer, wants_page
from graph.serving.process.demo import DemoSettings
from tests.support.anonymous import Anonymous
from vendors.adapters import Adapters

SCRIPT = "index-4f2a.js"


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    dist = tmp_path / "dist"
    assets = dist / "assets"
    assets.mkdir(parents=True)
    (dist / "index.html").write_text("<title>meetgraph explorer</title>")
    (assets / SCRIPT).write_text("export {}")
    (assets / f"{SCRIPT}.br").write_bytes(b"in brotli")
    (assets / f"{SCRIPT}.gz").write_bytes(gzip.compress(b"export {}"))
    (assets / "index-9c1b.css").write_text("body {}")
    (assets / "notes.map").write_text("{}")
    (tmp_path / "secret.js").write_text("not for the world")
    return dist


@pytest.fixture
async def client(dist: Path) -> AsyncIterator[httpx.AsyncClient]:
    explorer = Explorer(dist)
    app = Starlette(routes=[Route("/graphql", explorer.page), *explorer.routes()])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://meetgraph.example") as client:
        yield client


async def test_the_page_is_the_built_one(client: httpx.AsyncClient) -> None:
    answer = await client.get("/graphql")
    assert (answer.status_code, answer.text) == (200, "<title>meetgraph explorer</title>")


async def test_the_page_is_asked_for_again_on_every_visit(client: httpx.AsyncClient) -> None:
    answer = await client.get("/graphql")
    assert answer.headers["cache-control"] == "no-cache"


async def test_a_cache_knows_that_the_page_depends_on_accept(client: httpx.AsyncClient) -> None:
    answer = await client.get("/graphql")
    assert answer.headers["vary"] == "accept"


async def test_the_page_may_run_only_our_own_scripts(client: httpx.AsyncClient) -> None:
    answer = await client.get("/graphql")
    policy = dict(
        directive.split(" ", 1) for directive in answer.headers["content-security-policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"


@pytest.mark.parametrize("path", ["/graphql", f"/graphql/assets/{SCRIPT}", "/graphql/assets/missing.js"])
async def test_every_answer_forbids_sniffing_and_referrers(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


async def test_an_asset_may_be_kept_for_ever(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"/graphql/assets/{SCRIPT}")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_a_script_has_the_type_that_browsers_insist_on(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"/graphql/assets/{SCRIPT}")
    assert answer.headers["content-type"].startswith("text/javascript")


async def test_a_worker_is_bound_by_the_policy_of_the_page(client: httpx.AsyncClient) -> None:
    page = await client.get("/graphql")
    script = await client.get(f"/graphql/assets/{SCRIPT}")
    assert script.headers["content-security-policy"] == page.headers["content-security-policy"]


@pytest.mark.parametrize(
    "name",
    [
        f"{SCRIPT}.br",
        f"{SCRIPT}.gz",
        "..",
        "%2e%2e",
        "../../secret.js",
        "..%2f..%2fsecret.js",
        "%2e%2e%2f%2e%2e%2fsecret.js",
        "..%5c..%5csecret.js",
        "..%252f..%252fsecret.js",
        "%2fetc%2fpasswd",
        f"{SCRIPT}%00.css",
        "notes.map",
        "",
        "a" * 5000,
    ],
)
async def test_nothing_but_a_built_file_is_served(dist: Path, name: str) -> None:
    explorer = Explorer(dist)
    app = Starlette(routes=explorer.routes())
    sent: list[MutableMapping[str, Any]] = []
    path = f"/graphql/assets/{name}"
    # Handed over as a server would, because an HTTP client tidies a path before it sends it.
    scope = {"type": "http", "method": "GET", "path": unquote(path), "headers": [], "query_string": b""}

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    assert sent[0]["status"] == 404


async def test_a_script_in_the_page_may_run_and_no_other(client: httpx.AsyncClient, dist: Path) -> None:
    script = "for (const file of []) document.head.append(file)"
    (dist / "index.html").write_text(f"<title>meetgraph explorer</title><script>{script}</script>")
    answer = await client.get("/graphql")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}';" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("accepted", "coding", "body"),
    [
        ("gzip, deflate, br, zstd", "br", b"in brotli"),
        ("gzip, deflate", "gzip", b"export {}"),
        ("br;q=0, *", "gzip", b"export {}"),
        ("identity", None, b"export {}"),
        ("", None, b"export {}"),
    ],
)
async def test_an_asset_comes_in_the_smallest_coding_that_is_taken(
    dist: Path, accepted: str, coding: str | None, body: bytes
) -> None:
    app = Starlette(routes=Explorer(dist).routes())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://m.example") as client:
        request = client.build_request(
            "GET", f"/graphql/assets/{SCRIPT}", headers={"accept-encoding": accepted}
        )
        answer = await client.send(request, stream=True)
        raw = b"".join([chunk async for chunk in answer.aiter_raw()])
    assert answer.headers.get("content-encoding") == coding
    assert answer.headers["vary"] == "accept-encoding"
    assert (gzip.decompress(raw) if coding == "gzip" else raw) == body


async def test_an_asset_without_a_compressed_form_comes_as_it_is(client: httpx.AsyncClient) -> None:
    answer = await client.get("/graphql/assets/index-9c1b.css", headers={"accept-encoding": "br, gzip"})
    assert (answer.headers.get("content-encoding"), answer.text) == (None, "body {}")


@pytest.mark.parametrize("path", ["/graphql", f"/graphql/assets/{SCRIPT}"])
async def test_what_a_browser_has_is_not_sent_again(client: httpx.AsyncClient, path: str) -> None:
    asked = {"accept-encoding": "gzip"}
    first = await client.get(path, headers=asked)
    again = await client.get(path, headers=asked | {"if-none-match": f'"other", {first.headers["etag"]}'})
    changed = await client.get(path, headers=asked | {"if-none-match": '"other"'})
    assert (again.status_code, again.content, changed.status_code) == (304, b"", 200)
    assert again.headers["cache-control"] == first.headers["cache-control"]


async def test_each_coding_of_an_asset_has_a_tag_of_its_own(client: httpx.AsyncClient) -> None:
    path = f"/graphql/assets/{SCRIPT}"
    tags = [
        (await client.head(path, headers={"accept-encoding": coding})).headers["etag"]
        for coding in ("br", "gzip", "identity")
    ]
    assert len(set(tags)) == 3


@pytest.mark.parametrize(("asked", "led"), [("/", "graphql"), ("/?query=%7Bx%7D", "graphql?query=%7Bx%7D")])
async def test_the_root_leads_to_the_page_wherever_a_proxy_shows_it(
    client: httpx.AsyncClient, asked: str, led: str
) -> None:
    answer = await client.get(asked)
    assert (answer.status_code, answer.headers["location"]) == (302, led)


async def test_without_a_build_the_page_says_how_to_build_it(client: httpx.AsyncClient, dist: Path) -> None:
    (dist / "index.html").unlink()
    answer = await client.get("/graphql")
    assert answer.status_code == 503
    assert "make web" in answer.text


async def test_without_a_build_no_asset_is_found(tmp_path: Path) -> None:
    app = Starlette(routes=Explorer(tmp_path / "never-built").routes())
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://meetgraph.example"
    ) as client:
        answer = await client.get("/graphql/assets/index.js")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "application/json;q=0.9, text/html",
        "TEXT/HTML; Q=0.5, application/json; q=0.4",
        "text/*;q=0.5, text/html, */*;q=0.1",
        "*/*, application/*;q=0.5, text/event-stream;q=0, multipart/*;q=0.2",
    ],
)
def test_a_header_that_prefers_html_wants_the_page(accept: str) -> None:
    assert wants_page(accept)


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        "application/json",
        "application/graphql-response+json, application/json",
        "application/json, text/html",
        "application/json, text/html;q=0.9",
        "text/html;q=0.8, application/graphql-response+json;q=0.81",
        "text/html;q=0, */*",
        "text/event-stream, text/html;q=0.5",
        "*/*, text/html;q=0.9",
    ],
)
def test_on_a_tie_or_below_the_api_answers(accept: str) -> None:
    assert not wants_page(accept)


@pytest.mark.parametrize(
    "accept",
    [
        "text/html;q=nan",
        "text/html;q=-1",
        "text/html;q=1.5",
        "text/html;q=",
        "text/html;q=1e0",
        ";,;,=",
        "," * 9000,
    ],
)
def test_a_malformed_header_never_gets_the_page(accept: str) -> None:
    assert not wants_page(accept)


async def follow_link(accept: str) -> httpx.Response:
    transport = httpx.ASGITransport(
        create_app(DemoSettings(explorer=True), vendors=Adapters(), authenticator=Anonymous())
    )
    async with httpx.AsyncClient(transport=transport, base_url="http://meetgraph.example") as client:
        return await client.get("/graphql", params={"query": "{ __typename }"}, headers={"accept": accept})


@pytest.mark.parametrize("accept", ["application/json", "*/*", "application/graphql-response+json"])
async def test_a_program_that_asks_with_a_query_is_answered(accept: str) -> None:
    answer = await follow_link(accept)
    assert answer.json()["data"] == {"__typename": "Query"}


async def test_a_browser_that_follows_a_link_with_a_query_gets_the_page_and_runs_nothing() -> None:
    answer = await follow_link("text/html,application/xhtml+xml,*/*;q=0.8")
    assert answer.headers["content-type"].startswith("text/html")
