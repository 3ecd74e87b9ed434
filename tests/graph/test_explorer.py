"""The explorer's page, its assets, and who is given them."""

from collections.abc import AsyncIterator, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from graph.explorer import Explorer, wants_page

SCRIPT = "index-4f2a.js"


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    dist = tmp_path / "dist"
    assets = dist / "assets"
    assets.mkdir(parents=True)
    (dist / "index.html").write_text("<title>meetgraph explorer</title>")
    (assets / SCRIPT).write_text("export {}")
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
