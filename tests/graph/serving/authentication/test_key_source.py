"""How the keys of an issuer are fetched: seldom, in time, and without losing good ones."""

import asyncio
import gzip
import json
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from graph.serving.authentication import key_source
from graph.serving.authentication.json_web_tokens import JsonWebTokens
from graph.serving.authentication.key_source import (
    COOL_DOWN_SECONDS,
    REFRESH_SECONDS,
    STALE_SECONDS,
    FetchedKeys,
)
from models.denial import AuthenticationUnavailable, Unauthenticated
from tests.support.fleet import until
from tests.support.streams import serving
from tests.support.tokens import Signer, issuer, key, new_key, now, public, token
from tests.support.world import LOOPBACK


class Issuer:
    """An issuer's key set behind a real socket."""

    def __init__(self, *keys: Signer) -> None:
        self.keys: list[Signer] = list(keys)
        self.asked = 0
        self.status = 200
        self.body: bytes | None = None
        self.frozen = False
        self.headers = {"location": "/elsewhere"}
        self.encodings: set[str] = set()
        self.url = ""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        self.asked += 1
        self.encodings.add(Headers(scope=scope).get("accept-encoding", ""))
        if self.frozen:
            await Request(scope, receive).is_disconnected()
            await asyncio.Event().wait()
        body = self.body if self.body is not None else json.dumps(public(*self.keys)).encode()
        await Response(body, self.status, self.headers)(scope, receive, send)


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@asynccontextmanager
async def fetched(there: Issuer, clock: Clock | None = None) -> AsyncIterator[tuple[FetchedKeys, set[str]]]:
    removed: set[str] = set()
    async with serving(there) as (port, _):
        source = FetchedKeys(
            "https://login.example/",
            f"http://{LOOPBACK}:{port}/keys",
            removed=removed.update,
            clock=clock or Clock(),
        )
        try:
            yield source, removed
        finally:
            await source.aclose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def test_a_key_is_fetched_once_for_many_requests_at_once() -> None:
    there = Issuer(key())
    async with fetched(there) as (keys, _):
        found = await asyncio.gather(*(keys.find("key-1", "ES256") for _ in range(100)))
    assert len(set(found)) == 1
    assert found[0] is not None
    assert there.asked == 1


async def test_a_flood_of_unknown_keys_amid_a_rotation_costs_a_fetch_in_thirty_seconds(clock: Clock) -> None:
    there = Issuer(key())
    async with fetched(there, clock) as (keys, _):
        assert await keys.find("key-1", "ES256")
        for second in range(60):
            clock.seconds += 1
            if second == 10:
                there.keys.append(key("key-2"))
            odd = (keys.find(f"odd-{number}", "ES256") for number in range(50))
            assert set(await asyncio.gather(*odd)) == {None}
            # No flood costs a good key.
            assert await keys.find("key-1", "ES256")
        assert await keys.find("key-2", "ES256")
    assert there.asked <= 1 + 60 // COOL_DOWN_SECONDS


async def test_the_cool_down_holds_for_an_empty_set_and_for_a_failure(clock: Clock) -> None:
    there = Issuer()
    async with fetched(there, clock) as (keys, _):
        for _ in range(10):
            assert await keys.find("key-1", "ES256") is None
        assert there.asked == 1
        clock.seconds += COOL_DOWN_SECONDS
        there.status = 500
        for _ in range(10):
            with pytest.raises(AuthenticationUnavailable):
                await keys.find("key-1", "ES256")
    assert there.asked == 2


async def test_a_removed_key_is_refused_within_ten_minutes_and_what_it_opened_is_told(clock: Clock) -> None:
    there = Issuer(key(), key("key-2"))
    async with fetched(there, clock) as (keys, removed):
        found = await keys.find("key-1", "ES256")
        assert found is not None
        there.keys = [key("key-2")]
        clock.seconds += 2 * REFRESH_SECONDS + 1
        assert await keys.find("key-1", "ES256") is None
        assert removed == {found.credential}
        assert not keys.holds(found.credential)
        assert await keys.find("key-2", "ES256")


async def test_keys_are_refreshed_in_the_background(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_source, "REFRESH_SECONDS", 0.05)
    monkeypatch.setattr(key_source, "COOL_DOWN_SECONDS", 0.0)
    there = Issuer(key())
    async with fetched(there) as (keys, removed):
        keys.start()
        await until(lambda: there.asked > 0)
        there.keys = []
        await until(lambda: bool(removed))


async def test_keys_serve_for_a_day_while_their_issuer_is_away_and_then_nothing_is_known(
    clock: Clock,
) -> None:
    there = Issuer(key())
    async with fetched(there, clock) as (keys, _):
        found = await keys.find("key-1", "ES256")
        assert found is not None
        there.status = 503
        for _ in range(48):
            clock.seconds += STALE_SECONDS / 48
            assert await keys.find("key-1", "ES256") is found
            assert keys.holds(found.credential)
        with pytest.raises(AuthenticationUnavailable):
            await keys.find("key-9", "ES256")
        clock.seconds += 1
        assert not keys.holds(found.credential)
        with pytest.raises(AuthenticationUnavailable):
            await keys.find("key-1", "ES256")


async def test_a_frozen_issuer_holds_nobody_who_has_a_known_key(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_source, "FETCH_SECONDS", 0.2)
    there = Issuer(key())
    async with fetched(there, clock) as (keys, _):
        assert await keys.find("key-1", "ES256")
        there.frozen = True
        clock.seconds += COOL_DOWN_SECONDS
        unknown = asyncio.create_task(keys.find("key-2", "ES256"))
        await asyncio.sleep(0)
        async with asyncio.timeout(0.1):
            assert await keys.find("key-1", "ES256")
        with pytest.raises(AuthenticationUnavailable):
            await unknown


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"keys": {}}',
        b"<html>",
        b"[" * 100_000,
        b" " * (key_source.BYTES_AT_MOST + 1),
    ],
    ids=lambda body: repr(body[:8]),
)
async def test_a_garbled_key_set_drops_no_good_key(body: bytes, clock: Clock) -> None:
    there = Issuer(key())
    async with fetched(there, clock) as (keys, removed):
        found = await keys.find("key-1", "ES256")
        there.body = body
        clock.seconds += 2 * REFRESH_SECONDS + 1
        assert await keys.find("key-1", "ES256") is found
    assert removed == set()
    assert there.asked == 2


async def test_a_compressed_key_set_is_not_unpacked(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    there = Issuer(key())
    async with fetched(there, clock) as (keys, _):
        assert await keys.find("key-1", "ES256")
        there.body, there.headers = gzip.compress(b" " * 50_000_000), {"content-encoding": "gzip"}
        clock.seconds += 2 * REFRESH_SECONDS + 1
        tracemalloc.start()
        assert await keys.find("key-1", "ES256")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert there.encodings == {"identity"}
    assert most < 5_000_000
    assert "it is compressed" in caplog.text


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (404, None, "the status is 404"),
        (200, b"[]", "it is no key set"),
        (200, b" " * 300_000, "it is too long"),
    ],
)
async def test_the_log_says_why_keys_cannot_be_fetched(
    status: int, body: bytes | None, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    there = Issuer(key())
    there.status, there.body = status, body
    async with fetched(there) as (keys, _):
        with pytest.raises(AuthenticationUnavailable):
            await keys.find("key-1", "ES256")
    assert f"https://login.example/ cannot be fetched: {why}." in caplog.text


async def test_no_redirect_is_followed() -> None:
    there = Issuer(key())
    there.status = 302
    async with fetched(there) as (keys, _):
        with pytest.raises(AuthenticationUnavailable):
            await keys.find("key-1", "ES256")
    assert there.asked == 1


async def test_whoever_leaves_takes_no_fetch_from_the_others() -> None:
    there = Issuer(key())
    async with fetched(there) as (keys, _):
        first = asyncio.create_task(keys.find("key-1", "ES256"))
        second = asyncio.create_task(keys.find("key-1", "ES256"))
        await asyncio.sleep(0)
        first.cancel()
        assert await second


async def test_a_known_token_is_refused_once_its_key_is_removed() -> None:
    there, clock = Issuer(key()), Clock()
    async with fetched(there, clock) as (source, _):
        settings = issuer(jwks_url="https://login.example/keys")
        checked = JsonWebTokens([settings], now=now, removed=lambda _: None, source=lambda *_: source)
        told = token()
        found = await checked.authenticate(told)
        there.keys = [new_key("key-1")]
        clock.seconds += 2 * REFRESH_SECONDS + 1
        await source.find("key-2", "ES256")
        assert not checked.is_good(found)
        with pytest.raises(Unauthenticated):
            await checked.authenticate(told)
