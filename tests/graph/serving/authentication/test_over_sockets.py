"""Authentication over real sockets: HTTP, WebSockets and event streams, from the first byte to the end of a token."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from graph.serving.authentication.authentication import Authentication
from graph.serving.authentication.settings import AuthenticationSettings
from graph.serving.process.logs import OURS
from graph.serving.streams.multipart import PARTS
from graph.serving.streams.sse import EVENTS
from models.principal import Principal
from store.audit_log import AuditLog
from store.settings import StoreSettings
from store.store import Store
from tests.graph.serving.authentication.crooked import crooked
from tests.graph.serving.streams.conftest import Gateway, gateway, sources
from tests.support.events import COMPLETE, Stream
from tests.support.plain_http import plain_client
from tests.support.streamed import happens
from tests.support.streams import PATIENCE, Sources, a_client
from tests.support.tokens import TENANT, issuer, key, now, token
from tests.support.world import LOOPBACK

__all__ = ["gateway", "sources"]

HELLO = {"query": "{ hello }"}
FOLLOW = 'subscription { follow(name: "a") { value } }'
# What httpx, or any server, would not let through as a header's value.
UNSENDABLE = {"not ASCII", "tail of a line break"}
CROOKED = {name: made for name, made in crooked() if name not in UNSENDABLE}


def bearer(told: str) -> dict[str, str]:
    return {"authorization": f"Bearer {told}"}


def an_authentication(now: Callable[[], datetime] = now, **more: Any) -> Authentication:
    wanted = issuer(key(), key("key-rsa", "RS256"), algorithms=["ES256", "RS256"])
    store = Store(StoreSettings(), now=now)
    return Authentication(
        AuthenticationSettings(issuers=(wanted,), **{"failed_logins_a_minute": 10_000, **more}),
        store,
        AuditLog(store),
        now=now,
    )


@pytest.fixture
def authentication() -> Authentication:
    return an_authentication()


@pytest.fixture
async def port(gateway: Gateway, authentication: Authentication) -> AsyncIterator[int]:
    async with gateway(authenticator=authentication) as port:
        yield port


@pytest.fixture
async def http(port: int) -> AsyncIterator[httpx.AsyncClient]:
    async with client(port) as http:
        yield http


@asynccontextmanager
async def client(port: int) -> AsyncIterator[httpx.AsyncClient]:
    url = f"http://{LOOPBACK}:{port}"
    async with plain_client(timeout=PATIENCE, base_url=url) as http:
        yield http


def code(answer: httpx.Response) -> Any:
    return answer.json()["errors"][0]["extensions"]["code"]


def everything_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    """Logs as a process does at its lowest level: everything of ours, and warnings of libraries."""
    caplog.set_level(logging.WARNING)
    for name in OURS:
        caplog.set_level(logging.DEBUG, name)


def holds_nothing_of(told: str, text: str) -> bool:
    return not any(part in text for part in told.split(".") if len(part) > 8)


# HTTP


async def test_a_request_without_a_token_is_refused_before_its_body_is_read(port: int) -> None:
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    head = b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n"
    writer.write(head)
    async with asyncio.timeout(PATIENCE):
        answer = await reader.readuntil(b"\r\n\r\n")
    writer.close()
    assert answer.startswith(b"HTTP/1.1 401 ")
    assert b"www-authenticate: Bearer\r\n" in answer.lower().replace(b"bearer", b"Bearer")


async def test_what_comes_over_one_connection_with_the_same_head_is_refused_once_its_token_has_ended(
    gateway: Gateway,
) -> None:
    later = timedelta()
    head = bearer(token())
    async with gateway(authenticator=an_authentication(lambda: now() + later)) as port, client(port) as http:
        answers = [await http.post("/graphql", json=HELLO, headers=head) for _ in range(3)]
        assert [answer.json()["data"] for answer in answers] == [{"hello": "hello"}] * 3
        later = timedelta(hours=1)
        answers = [await http.post("/graphql", json=HELLO, headers=head) for _ in range(2)]
    assert [(answer.status_code, code(answer)) for answer in answers] == [(401, "UNAUTHENTICATED")] * 2


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
async def test_every_method_needs_a_token(http: httpx.AsyncClient, method: str) -> None:
    answer = await http.request(method, "/graphql")
    assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_good_token_is_accepted_with_its_scheme_in_any_case(http: httpx.AsyncClient) -> None:
    for scheme in ("Bearer", "bearer", "BEARER"):
        answer = await http.post("/graphql", json=HELLO, headers={"authorization": f"{scheme} {token()}"})
        assert answer.json()["data"] == {"hello": "hello"}


@pytest.mark.parametrize("name", CROOKED)
async def test_a_crooked_token_is_refused_and_nothing_of_it_is_told(
    http: httpx.AsyncClient, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    everything_of_ours(caplog)
    told = CROOKED[name]()
    # A header's value is sent without the blanks around it, so one at the end is none.
    if told != told.strip():
        return
    answer = await http.post("/graphql", json=HELLO, headers=bearer(told))
    assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED")
    assert holds_nothing_of(told, answer.text + str(answer.headers) + caplog.text)


# What is sent as `Authorization`, and how it is answered.
NEEDED = "A token is needed as `Authorization: Bearer …`, on WebSockets in the payload of `connection_init`."
OTHER = "`Authorization` must begin with `Bearer`, and the token follows."
NOT_ONE = "`Authorization` must be `Bearer` and one token, given once."
REFUSED = "The token is not accepted, or no longer."
ANSWERS: list[tuple[str | None, str, str]] = [
    (None, NEEDED, "Bearer"),
    ("Basic bnVyc2U6czNjcmV0", OTHER, "Bearer"),
    ("Basic bnVyc2U6czNjcmV0, Bearer s3cret", OTHER, "Bearer"),
    ("s3cret", OTHER, "Bearer"),
    ("Bearers3cret", OTHER, "Bearer"),
    ("Bearer", NOT_ONE, 'Bearer error="invalid_request"'),
    ("Bearer s3 cret", NOT_ONE, 'Bearer error="invalid_request"'),
    ("Bearer s3cret, Basic bnVyc2U6czNjcmV0", NOT_ONE, 'Bearer error="invalid_request"'),
    ("Bearer s3cret, Bearer s3cret", NOT_ONE, 'Bearer error="invalid_request"'),
    ('Bearer "s3cret"', NOT_ONE, 'Bearer error="invalid_request"'),
    ("Bearer s3cret", REFUSED, 'Bearer error="invalid_token"'),
    ("bearer s3cret==", REFUSED, 'Bearer error="invalid_token"'),
]


@pytest.mark.parametrize(("value", "message", "challenge"), ANSWERS)
async def test_it_is_told_whether_a_token_is_missing_badly_sent_or_refused(
    http: httpx.AsyncClient, value: str | None, message: str, challenge: str
) -> None:
    sent = {} if value is None else {"authorization": value}
    for method in ("POST", "PUT", "DELETE"):
        answer = await http.request(method, "/graphql", headers=sent)
        assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED")
        assert answer.json()["errors"][0]["message"] == message
        assert answer.headers["www-authenticate"] == challenge
        assert "cret" not in answer.text


@pytest.mark.parametrize(("value", "message"), [each[:2] for each in ANSWERS])
async def test_sockets_are_told_so_in_the_same_words(port: int, value: str | None, message: str) -> None:
    for payload in ({"authorization": value}, {"headers": {"Authorization": value}}):
        async with a_client(port) as client:
            await client.send(type="connection_init", payload=payload)
            assert await client.close_code() == 4403
            assert client.connection.close_reason == f"Forbidden: {message}"


@pytest.mark.parametrize(("value", "message", "challenge"), ANSWERS)
@pytest.mark.parametrize("accept", [EVENTS, PARTS])
async def test_streams_are_told_so_in_the_same_words(
    http: httpx.AsyncClient, value: str | None, message: str, challenge: str, accept: str
) -> None:
    sent = {"accept": accept} | ({} if value is None else {"authorization": value})
    answer = await http.post("/graphql", json={"query": FOLLOW}, headers=sent)
    assert (answer.status_code, answer.json()["errors"][0]["message"]) == (401, message)
    assert answer.headers["www-authenticate"] == challenge


async def test_a_reserved_stream_is_not_read_with_something_else_than_a_token(
    http: httpx.AsyncClient,
) -> None:
    headers = of_stream(await reserved(http, token()), accept=EVENTS)
    for value in ("Basic bnVyc2U6czNjcmV0", "Bearer", "Bearer s3cret"):
        assert (await http.get("/graphql", headers={**headers, "authorization": value})).status_code == 401


async def test_every_refused_token_is_answered_alike(http: httpx.AsyncClient) -> None:
    crooked = ("exp past", "iss of nobody", "kid unknown", "signature of zeros", "tenant of others", "9 KiB")
    answers = [
        await http.post("/graphql", json=HELLO, headers=bearer(told))
        for told in ("x", "mgk_x", *(CROOKED[name]() for name in crooked))
    ]
    ours = {
        (each.text.replace(each.headers["x-request-id"], ""), each.headers["www-authenticate"])
        for each in answers
    }
    assert len(ours) == 1


@pytest.mark.parametrize("scheme", ["Basic", "Token", "JWT", ""])
async def test_no_other_scheme_is_accepted(http: httpx.AsyncClient, scheme: str) -> None:
    answer = await http.post("/graphql", json=HELLO, headers={"authorization": f"{scheme} {token()}".strip()})
    assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED")


async def test_two_headers_are_refused_even_if_both_are_good(http: httpx.AsyncClient) -> None:
    twice = [("authorization", f"Bearer {token()}")] * 2
    answer = await http.post("/graphql", json=HELLO, headers=twice)
    assert (answer.status_code, code(answer)) == (400, "BAD_USER_INPUT")


async def test_cookies_and_parameters_are_no_credentials(http: httpx.AsyncClient) -> None:
    told = token()
    answers = [
        await http.post("/graphql", json=HELLO, headers={"cookie": f"authorization={told}; token={told}"}),
        await http.get("/graphql", params={"query": "{ hello }", "access_token": told}),
        await http.post("/graphql", json=HELLO, headers={"x-authorization": f"Bearer {told}"}),
    ]
    assert [answer.status_code for answer in answers] == [401] * 3


# Failed attempts


async def test_too_many_bad_tokens_are_answered_with_429_and_a_good_one_is_served_all_the_same(
    gateway: Gateway,
) -> None:
    async with (
        gateway(authenticator=an_authentication(failed_logins_a_minute=3)) as port,
        client(port) as http,
    ):
        statuses = [
            (await http.post("/graphql", json=HELLO, headers=bearer("bad"))).status_code for _ in range(5)
        ]
        last = await http.post("/graphql", json=HELLO, headers=bearer("bad"))
        assert statuses == [401] * 3 + [429] * 2
        assert code(last) == "RATE_LIMITED"
        assert 0 < int(last.headers["retry-after"]) <= 20
        for _ in range(5):
            assert (await http.post("/graphql", json=HELLO, headers=bearer(token()))).status_code == 200
        # Whoever sends no token at all guesses none.
        assert (await http.post("/graphql", json=HELLO)).status_code == 401


# WebSockets


def payloads(told: str) -> list[dict[str, Any]]:
    value = f"Bearer {told}"
    return [
        {"authorization": value},
        {"Authorization": value},
        {"headers": {"Authorization": value}},
        {"headers": {"authorization": value}, "more": 1},
    ]


@pytest.mark.parametrize("index", range(4))
async def test_a_token_in_the_payload_opens_a_socket(port: int, index: int) -> None:
    async with a_client(port) as client:
        await client.send(type="connection_init", payload=payloads(token())[index])
        assert await client.receive() == {"type": "connection_ack"}
        await client.subscribe("{ hello }")
        assert (await client.receive())["payload"]["data"] == {"hello": "hello"}


@pytest.mark.parametrize(
    "payload",
    [
        None,
        {},
        {"authorization": None},
        {"authorization": 7},
        {"authorization": "bad"},
        {"authorization": "Bearer bad"},
        {"headers": "Bearer"},
        {"headers": {"authorization": ["Bearer"]}},
    ],
    ids=str,
)
async def test_a_socket_without_a_good_token_is_closed_as_forbidden(port: int, payload: Any) -> None:
    async with a_client(port) as client:
        await client.send(type="connection_init", payload=payload)
        assert await client.close_code() == 4403
        assert (client.connection.close_reason or "").startswith("Forbidden: ")


async def test_two_tokens_in_a_payload_are_none(port: int) -> None:
    value = f"Bearer {token()}"
    async with a_client(port) as client:
        await client.send(
            type="connection_init", payload={"authorization": value, "headers": {"Authorization": value}}
        )
        assert await client.close_code() == 4403


async def test_a_payload_is_never_logged(port: int, caplog: pytest.LogCaptureFixture) -> None:
    everything_of_ours(caplog)
    for told, is_good in ((token(), True), (token(iss="https://evil.example/"), False)):
        async with a_client(port) as client:
            await client.send(
                type="connection_init", payload={"authorization": f"Bearer {told}", "pin": "4711"}
            )
            await client.send(type="ping")
            await client.receive() if is_good else await client.close_code()
        assert holds_nothing_of(told, caplog.text)
    assert "4711" not in caplog.text


class Slow(Authentication):
    """Takes as long for a token as a test wants."""

    def __init__(self) -> None:
        made = an_authentication()
        self.__dict__.update(made.__dict__)
        self.asked, self.may_answer = asyncio.Event(), asyncio.Event()

    async def authenticate(self, token: str | None, peer: str) -> Principal:
        self.asked.set()
        await self.may_answer.wait()
        return await super().authenticate(token, peer)


async def test_who_subscribes_while_the_token_is_checked_is_unauthorized(gateway: Gateway) -> None:
    slow = Slow()
    async with gateway(authenticator=slow) as port, a_client(port) as client:
        await client.send(type="connection_init", payload=payloads(token())[0])
        await happens(slow.asked)
        await client.subscribe("{ hello }")
        assert await client.close_code() == 4401


async def test_a_ping_is_answered_while_the_token_is_checked(gateway: Gateway) -> None:
    slow = Slow()
    async with gateway(authenticator=slow) as port, a_client(port) as client:
        await client.send(type="connection_init", payload=payloads(token())[0])
        await happens(slow.asked)
        await client.send(type="ping")
        assert await client.receive() == {"type": "pong"}
        slow.may_answer.set()
        assert await client.receive() == {"type": "connection_ack"}


# The end of a token


def soon() -> str:
    """A token that ends in a moment, and not before a client has used it."""
    return token(exp=time.time() + 1.5)


async def test_a_socket_is_closed_at_its_tokens_end_though_nothing_happens_on_it(
    port: int, sources: Sources
) -> None:
    async with a_client(port) as client:
        await client.send(type="connection_init", payload=payloads(soon())[0])
        assert await client.receive() == {"type": "connection_ack"}
        await client.subscribe(FOLLOW)
        await happens(sources["a"].begun)
        assert await client.close_code() == 4403
        await happens(sources["a"].ended)


async def revoke(authentication: Authentication) -> None:
    authentication.sessions.revoke(list(authentication.sessions.credentials))


async def test_a_socket_is_closed_when_its_credential_is_revoked(
    port: int, authentication: Authentication, sources: Sources
) -> None:
    async with a_client(port) as client:
        await client.send(type="connection_init", payload=payloads(token())[0])
        assert await client.receive() == {"type": "connection_ack"}
        await client.subscribe(FOLLOW)
        await happens(sources["a"].begun)
        await revoke(authentication)
        assert await client.close_code() == 4403


@asynccontextmanager
async def stream(port: int, told: str, accept: str = EVENTS) -> AsyncIterator[httpx.Response]:
    async with (
        client(port) as http,
        http.stream(
            "POST", "/graphql", json={"query": FOLLOW}, headers={"accept": accept, **bearer(told)}
        ) as answer,
    ):
        assert answer.status_code == 200, await answer.aread()
        yield answer


async def test_an_event_stream_ends_with_its_token_and_says_so(port: int, sources: Sources) -> None:
    async with stream(port, soon()) as answer:
        events = Stream(answer)
        sources["a"].tell(1)
        assert (await events.told()).data["data"]["follow"]["value"] == 1
        last = await events.told()
        assert last.data["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert await events.rest() == [COMPLETE]
    await happens(sources["a"].ended)


async def test_a_stream_of_parts_ends_with_its_token_and_says_so(port: int) -> None:
    async with stream(port, soon(), PARTS) as answer:
        text = (await answer.aread()).decode()
    assert "UNAUTHENTICATED" in text
    assert text.endswith("--graphql--\r\n")


async def test_an_event_of_a_token_that_is_good_no_longer_is_not_executed(
    port: int, authentication: Authentication, sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stream(port, token()) as answer:
        events = Stream(answer)
        sources["a"].tell(1)
        await events.told()
        monkeypatch.setattr(authentication._tokens, "is_good", lambda _: False)
        sources["a"].tell(2)
        last = await events.told()
        assert "data" not in last.data
        assert last.data["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert await events.rest() == [COMPLETE]


# Shared streams


async def reserved(http: httpx.AsyncClient, told: str) -> str:
    answer = await http.put("/graphql", headers={"accept": "text/plain", **bearer(told)})
    assert answer.status_code == 201, answer.text
    return answer.text


def of_stream(stream: str, told: str | None = None, **more: str) -> dict[str, str]:
    return {"x-graphql-event-stream-token": stream, **(bearer(told) if told else {}), **more}


async def test_a_reserved_stream_is_found_by_its_caller_alone(http: httpx.AsyncClient) -> None:
    mine = await reserved(http, token())
    asked = {**HELLO, "extensions": {"operationId": "1"}}
    other = token(sub="nurse-2")
    answers = [
        await http.post("/graphql", json=asked, headers=of_stream(mine, other)),
        await http.delete("/graphql", params={"operationId": "1"}, headers=of_stream(mine, other)),
        await http.get("/graphql", headers=of_stream(mine, other, accept=EVENTS)),
        await http.post("/graphql", json=asked, headers=of_stream(mine, other, accept=EVENTS)),
    ]
    assert [(answer.status_code, code(answer)) for answer in answers] == [(404, "NOT_FOUND")] * 4
    # The same caller may have a newer token by now.
    again = await http.post("/graphql", json=asked, headers=of_stream(mine, token(exp=time.time() + 99)))
    assert again.status_code == 202


async def test_operations_on_a_shared_stream_need_a_token(http: httpx.AsyncClient) -> None:
    mine = await reserved(http, token())
    asked = {**HELLO, "extensions": {"operationId": "1"}}
    assert (await http.post("/graphql", json=asked, headers=of_stream(mine))).status_code == 401


async def test_a_shared_stream_ends_with_the_token_that_reserved_it(
    http: httpx.AsyncClient, sources: Sources
) -> None:
    mine = await reserved(http, soon())
    async with http.stream("GET", "/graphql", headers=of_stream(mine, accept=EVENTS)) as answer:
        asked = {"query": FOLLOW, "extensions": {"operationId": "1"}}
        assert (await http.post("/graphql", json=asked, headers=of_stream(mine, token()))).status_code == 202
        rest = await Stream(answer).rest()
    assert [event.name for event in rest] == ["next", "complete", "complete"]
    assert rest[0].data["payload"]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    await happens(sources["a"].ended)
    assert (await http.get("/graphql", headers=of_stream(mine, accept=EVENTS))).status_code == 404


async def test_a_stream_that_was_never_opened_ends_with_its_token(gateway: Gateway) -> None:
    authentication = an_authentication()
    async with gateway(authenticator=authentication) as port, client(port) as http:
        mine = await reserved(http, token())
        await revoke(authentication)
        answer = await http.get("/graphql", headers=of_stream(mine, accept=EVENTS))
        assert answer.status_code == 404
        assert list(authentication.sessions.credentials) == []


# What a principal is


async def test_the_context_has_the_tokens_principal(port: int, sources: Sources) -> None:
    async with client(port) as http:
        await http.post("/graphql", json={"query": "{ seen }"}, headers=bearer(token(roles=["viewer"])))
    [context] = sources.contexts
    assert (context.principal.tenant, context.principal.id) == (TENANT, "nurse-1")
    assert context.principal.roles == ("viewer",)


@pytest.mark.parametrize("made", [json.dumps, repr])
async def test_an_error_names_no_issuer_and_no_reason(
    made: Callable[[Any], str], http: httpx.AsyncClient
) -> None:
    answers = [
        (await http.post("/graphql", json=HELLO, headers=bearer(told))).json()
        for told in ("bad", token(iss="https://evil.example/"), token(exp=1), token(tenant="south-clinic"))
    ]
    messages = {made(answer["errors"][0]["message"]) for answer in answers}
    assert len(messages) == 1
