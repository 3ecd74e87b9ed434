"""API keys: which open something, for how long they are trusted, and how fast a revocation works."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from graph.serving.authentication import api_key_form
from graph.serving.authentication.api_key_form import PresentedKey
from graph.serving.authentication.api_keys import TRUSTED_SECONDS, ApiKeys
from graph.serving.authentication.sessions import Sessions
from models.caller import Caller
from models.denial import Unauthenticated
from models.documents.api_key import ApiKey
from models.errors import StoreUnavailable
from models.principal import Principal
from models.roles import ROLES
from models.scope import Scope
from store import api_keys
from store.store import Store
from tests.support.stores import Clock, clock, store

__all__ = ["clock", "store"]

PEPPERS = {"first": b"p" * 32, "second": b"q" * 32}


class Ticks:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Counted:
    """The store, whose calls are counted and may fail."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.calls = 0
        self.is_away = False
        self.unreadable = store.unreadable

    async def run(self, work: Callable[[], Awaitable[Any]]) -> Any:
        self.calls += 1
        if self.is_away:
            raise StoreUnavailable
        return await self._store.run(work)


class Door:
    def __init__(self, store: Store, clock: Clock) -> None:
        self.counted, self.ticks = Counted(store), Ticks()
        self.sessions = Sessions(clock)
        self.keys = ApiKeys(PEPPERS, self.counted, self.sessions, now=clock, clock=self.ticks)  # type: ignore[arg-type]


@pytest.fixture
def door(store: Store, clock: Clock) -> Door:
    return Door(store, clock)


async def made(store: Store, clock: Clock, **changes: Any) -> PresentedKey:
    key = api_key_form.new()
    pepper = changes.get("pepper", "first")
    row = {
        "id": key.id,
        "tenant": "north-clinic",
        "caller": "reports",
        "roles": ("viewer",),
        "scopes": ("pins:read", "of-an-older-version"),
        "pepper": pepper,
        "digest": key.digest(PEPPERS.get(pepper, b"")),
        "created_at": clock(),
        "expires_at": clock() + timedelta(days=1),
        **changes,
    }
    await api_keys.add(store, ApiKey(**row))
    return key


async def test_a_key_opens_what_was_written_down_for_it(store: Store, clock: Clock, door: Door) -> None:
    key = await made(store, clock)
    found = await door.keys.authenticate(key.text)
    assert found.caller == Caller("north-clinic", "reports")
    assert found.scopes == ROLES["viewer"] | {Scope.PINS_READ}
    assert key.secret not in repr(found) + found.credential + repr(key)


async def test_a_wrong_secret_opens_nothing_whether_the_key_is_known_or_not(
    store: Store, clock: Clock, door: Door
) -> None:
    key = await made(store, clock)
    wrong = PresentedKey(key.id, api_key_form.new().secret)
    for _ in range(2):
        with pytest.raises(Unauthenticated):
            await door.keys.authenticate(wrong.text)
        assert await door.keys.authenticate(key.text)


@pytest.mark.parametrize(
    "text", ["mgk_", "mgk_1_2", "mgk_" + "0" * 16 + "_" + "a" * 42, "mgk_" + "0" * 16 + "_" + "a" * 43 + "\n"]
)
async def test_what_has_not_the_form_of_a_key_costs_no_call(door: Door, text: str) -> None:
    with pytest.raises(Unauthenticated):
        await door.keys.authenticate(text)
    assert door.counted.calls == 0


async def test_a_key_that_is_not_there_is_looked_for_once_in_a_while(door: Door) -> None:
    for _ in range(10):
        with pytest.raises(Unauthenticated):
            await door.keys.authenticate(PresentedKey("0" * 16, "a" * 43).text)
    assert door.counted.calls == 1


async def test_a_key_under_an_older_pepper_opens_as_long_as_that_is_listed(
    store: Store, clock: Clock, door: Door
) -> None:
    older = await made(store, clock, pepper="second")
    assert list(PEPPERS) == ["first", "second"]
    assert (await door.keys.authenticate(older.text)).caller == Caller("north-clinic", "reports")


async def test_a_key_under_a_pepper_that_is_not_set_opens_nothing(
    store: Store, clock: Clock, door: Door
) -> None:
    key = await made(store, clock, pepper="third")
    with pytest.raises(Unauthenticated):
        await door.keys.authenticate(key.text)


async def test_an_expired_key_opens_nothing_though_it_was_just_accepted(
    store: Store, clock: Clock, door: Door
) -> None:
    key = await made(store, clock)
    principal = await door.keys.authenticate(key.text)
    clock.pass_by(timedelta(days=1))
    with pytest.raises(Unauthenticated):
        await door.keys.authenticate(key.text)
    with pytest.raises(Unauthenticated):
        await door.keys.check(principal)


async def test_a_revoked_key_is_refused_within_twenty_seconds(store: Store, clock: Clock, door: Door) -> None:
    key = await made(store, clock)
    principal = await door.keys.authenticate(key.text)
    assert await api_keys.revoke(store, key.id)
    assert not await api_keys.revoke(store, key.id)
    door.ticks.seconds += TRUSTED_SECONDS
    with pytest.raises(Unauthenticated):
        await door.keys.authenticate(key.text)
    with pytest.raises(Unauthenticated):
        await door.keys.check(principal)


async def test_a_principal_is_known_until_its_key_is_read_again(
    store: Store, clock: Clock, door: Door
) -> None:
    key = await made(store, clock)
    principal = await door.keys.authenticate(key.text)
    assert door.keys.knows(principal)
    door.ticks.seconds += TRUSTED_SECONDS
    assert not door.keys.knows(principal)
    # Its scopes may be others now.
    again = await door.keys.authenticate(key.text)
    assert door.keys.knows(again)
    assert not door.keys.knows(principal)
    clock.pass_by(timedelta(days=1))
    assert not door.keys.knows(again)


async def test_a_look_ends_the_connections_of_revoked_keys_and_no_others(
    store: Store, clock: Clock, door: Door
) -> None:
    revoked, good = await made(store, clock), await made(store, clock)
    ended: list[PresentedKey] = []

    def ending(key: PresentedKey) -> Callable[[], None]:
        return lambda: ended.append(key)

    first, second = [await door.keys.authenticate(key.text) for key in (revoked, good)]
    with door.sessions.holding(first, ending(revoked)), door.sessions.holding(second, ending(good)):
        await door.keys.look()
        assert ended == []
        await api_keys.revoke(store, revoked.id)
        await door.keys.look()
        assert ended == [revoked]
    # At once, not when its time is over.
    with pytest.raises(Unauthenticated):
        await door.keys.authenticate(revoked.text)


async def test_without_open_connections_a_look_asks_nothing(door: Door) -> None:
    await door.keys.look()
    assert door.counted.calls == 0


async def test_while_mongodb_is_away_a_known_key_is_good_for_its_time_and_then_nothing_is_known(
    store: Store, clock: Clock, door: Door
) -> None:
    key, unknown = await made(store, clock), await made(store, clock)
    principal = await door.keys.authenticate(key.text)
    door.counted.is_away = True
    door.ticks.seconds += TRUSTED_SECONDS - 1
    assert await door.keys.authenticate(key.text)
    await door.keys.check(principal)
    with pytest.raises(StoreUnavailable):
        await door.keys.authenticate(unknown.text)
    door.ticks.seconds += 1
    with pytest.raises(StoreUnavailable):
        await door.keys.authenticate(key.text)
    with pytest.raises(StoreUnavailable):
        await door.keys.check(principal)


async def test_a_known_key_costs_no_call(store: Store, clock: Clock, door: Door) -> None:
    key = await made(store, clock)
    found: list[Principal] = [await door.keys.authenticate(key.text) for _ in range(5)]
    await door.keys.check(found[0])
    assert door.counted.calls == 1


async def test_no_key_is_stored_or_logged(
    store: Store, clock: Clock, door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "graph")
    key = await made(store, clock)
    await door.keys.authenticate(key.text)
    [row] = await ApiKey.raw().find().to_list()
    assert key.secret not in repr(row) + caplog.text
    assert len(row["digest"]) == 32
