"""CORS: what browsers are told about pages of other sites, on every kind of answer."""

from collections.abc import AsyncIterator

import httpx
import pytest
from typer.testing import CliRunner

from graph.serving.app import create_app
from graph.serving.process.cli import app
from graph.serving.settings import Settings
from tests.support.anonymous import Anonymous
from vendors.adapters import Adapters

PAGE = "https://clinic.example"
NAME = {"query": "{ __typename }"}
ASKING = {
    "access-control-request-method": "POST",
    "access-control-request-headers": "content-type,authorization,apollographql-client-name,x-requested-with,"
    "apollo-require-preflight,traceparent,x-graphql-event-stream-token,x-anything",
}


def client_of(**settings: object) -> httpx.AsyncClient:
    gateway = create_app(
        Settings.model_validate({"origins": [PAGE], **settings}),
        vendors=Adapters(),
        authenticator=Anonymous(),
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(gateway), base_url="http://meetgraph.example")


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with client_of() as client:
        yield client


def listed(header: str) -> set[str]:
    return {part.strip().lower() for part in header.split(",")}


def granted(answer: httpx.Response) -> set[str]:
    return {name for name in answer.headers if name.startswith("access-control-allow-")}


# Before a request


@pytest.mark.parametrize("method", ["POST", "GET", "PUT", "DELETE"])
async def test_a_listed_page_may_send_any_header_by_the_methods_there_are(
    client: httpx.AsyncClient, method: str
) -> None:
    asking = ASKING | {"origin": PAGE, "access-control-request-method": method}
    answer = await client.options("/graphql", headers=asking)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, PAGE)
    assert method in answer.headers["access-control-allow-methods"]
    asked = listed(ASKING["access-control-request-headers"])
    assert asked <= listed(answer.headers["access-control-allow-headers"])
    assert answer.headers["access-control-max-age"] == "7200"
    assert "origin" in listed(answer.headers["vary"])


async def test_a_browser_may_keep_credentials_to_itself(client: httpx.AsyncClient) -> None:
    answer = await client.options("/graphql", headers=ASKING | {"origin": PAGE})
    assert "access-control-allow-credentials" not in answer.headers


async def test_credentials_are_let_through_where_that_is_set() -> None:
    async with client_of(origins_with_credentials=True) as client:
        for answer in (
            await client.options("/graphql", headers=ASKING | {"origin": PAGE}),
            await client.post("/graphql", json=NAME, headers={"origin": PAGE}),
        ):
            assert answer.headers["access-control-allow-credentials"] == "true"
            # With credentials, browsers take no `*`.
            assert answer.headers["access-control-allow-origin"] == PAGE


@pytest.mark.parametrize(
    "page",
    [
        "https://evil.example",
        "http://clinic.example",
        f"{PAGE}.evil.example",
        f"{PAGE}:8443",
        "null",
        "http://localhost:5173",
    ],
)
async def test_a_page_that_is_not_listed_is_refused_in_words(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, page: str
) -> None:
    answer = await client.options("/graphql", headers=ASKING | {"origin": page})
    [error] = answer.json()["errors"]
    told = {"code": "FORBIDDEN", "retryable": False}
    assert (answer.status_code, error["extensions"], granted(answer)) == (403, told, set())
    assert "MEETGRAPH_ORIGINS" in error["message"]
    assert "origin" in listed(answer.headers["vary"])
    [line] = [record.message for record in caplog.records]
    assert repr(page) in line


async def test_a_method_that_is_not_there_is_refused_in_words(client: httpx.AsyncClient) -> None:
    asking = {"origin": PAGE, "access-control-request-method": "PATCH"}
    answer = await client.options("/graphql", headers=asking)
    assert (answer.status_code, granted(answer)) == (403, set())
    assert "GET, HEAD, POST" in answer.json()["errors"][0]["message"]


async def test_a_public_sites_page_may_reach_a_private_network_where_it_is_listed(
    client: httpx.AsyncClient,
) -> None:
    private = {"access-control-request-private-network": "true"}
    answer = await client.options("/graphql", headers=ASKING | private | {"origin": PAGE})
    assert answer.headers["access-control-allow-private-network"] == "true"
    answer = await client.options("/graphql", headers=ASKING | private | {"origin": "https://evil.example"})
    assert granted(answer) == set()


# Answers


ANSWERS = {
    "an answer": {"json": NAME},
    "a request error": {"json": {"query": "{"}},
    "a wrong body": {"content": b"", "headers": {"content-type": "application/json"}},
    "a wrong type": {"content": b"{}", "headers": {"content-type": "text/plain"}},
    "events": {"json": NAME, "headers": {"accept": "text/event-stream"}},
}
each_answer = pytest.mark.parametrize("sent", ANSWERS.values(), ids=ANSWERS)


async def ask(client: httpx.AsyncClient, sent: dict[str, object], **headers: str) -> httpx.Response:
    given = sent.get("headers")
    more = given if isinstance(given, dict) else {}
    return await client.request("POST", "/graphql", **{**sent, "headers": {**more, **headers}})  # type: ignore[arg-type]


@each_answer
async def test_a_listed_page_may_read_every_answer_and_its_headers(
    client: httpx.AsyncClient, sent: dict[str, object]
) -> None:
    answer = await ask(client, sent, origin=PAGE)
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert {"x-request-id", "retry-after"} <= listed(answer.headers["access-control-expose-headers"])


@each_answer
async def test_no_other_page_may_read_any(client: httpx.AsyncClient, sent: dict[str, object]) -> None:
    answer = await ask(client, sent, origin="https://evil.example")
    assert granted(answer) == set()


@each_answer
@pytest.mark.parametrize("origin", [PAGE, "https://evil.example", None])
async def test_no_cache_may_serve_one_pages_answer_to_another(
    client: httpx.AsyncClient, sent: dict[str, object], origin: str | None
) -> None:
    answer = await ask(client, sent, **({} if origin is None else {"origin": origin}))
    assert {"accept", "origin"} <= listed(answer.headers["vary"])
    assert answer.headers["vary"].lower().count("origin") == 1


async def test_balancers_addresses_can_be_read_too(client: httpx.AsyncClient) -> None:
    answer = await client.get("/livez", headers={"origin": PAGE})
    assert answer.headers["access-control-allow-origin"] == PAGE


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
async def test_what_browsers_send_unasked_is_not_executed(client: httpx.AsyncClient, media_type: str) -> None:
    body = b'{"query": "mutation { __typename }"}'
    headers = {"content-type": media_type, "origin": "https://evil.example"}
    answer = await client.post("/graphql", content=body, headers=headers)
    assert (answer.status_code, "data" in answer.json()) == (415, False)


# The setting


@pytest.mark.parametrize(
    ("settings", "name", "told"),
    [
        ({"origins": ["https://clinic.example/"]}, "origins", "no `/` at its end"),
        ({"origins": ["*"]}, "origins", "No `*`"),
        ({"public_url": "clinic.example"}, "public_url", "Write an address"),
    ],
)
def test_a_bad_setting_is_told_in_words(settings: dict[str, object], name: str, told: str) -> None:
    with pytest.raises(ValueError, match="validation error") as refused:
        Settings.model_validate(settings)
    assert name in str(refused.value)
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("MEETGRAPH_SOCKET_ORIGINS", '["https://clinic.example"]', "This is MEETGRAPH_ORIGINS now"),
        ("MEETGRAPH_ORIGINS", '["https://clinic.example/"]', "no `/` at its end"),
        ("MEETGRAPH_PUBLIC_URL", "clinic.example", "Write an address"),
    ],
)
def test_serve_does_not_start_with_a_setting_that_means_nothing(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    done = CliRunner().invoke(app, ["serve"])
    assert (done.exit_code, done.stderr.startswith(f"{name}: ")) == (2, True)
    assert told in done.stderr
