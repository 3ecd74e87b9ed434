"""A key is claimed once, whoever asks, and its outcome is kept sealed."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from bson import BSON
from pydantic import SecretStr

from models.account import DEFAULT_TENANT
from models.caller import Caller
from models.documents.idempotency import ClaimState, Idempotency
from models.documents.meta import Meta
from models.errors import StoreUnavailable, UnreadableDocument
from models.idempotency_key import KeyedWrite
from store import idempotency
from store.encryption import Vault
from store.idempotency import AlreadyClaimed, Claim
from store.settings import StoreSettings
from store.store import Store
from tests.support.mongo import KEY, a_store, on
from tests.support.stores import Clock

ASKED = {"title": "Check-up", "pins": {"moderator": "CANARY-PIN"}}
NEWER = "another key, and 32 or more letters"


async def claim(store: Store, key: str = "CANARY-KEY-0123456789", **how: Any) -> Claim | AlreadyClaimed:
    wanted = {"caller": Caller(DEFAULT_TENANT, "anna"), "mutation": "scheduleMeeting", "input": ASKED, **how}
    return await idempotency.claim(store, KeyedWrite(key=key, **wanted))


async def won(store: Store, **how: Any) -> Claim:
    taken = await claim(store, **how)
    assert isinstance(taken, Claim)
    return taken


async def lost(store: Store, **how: Any) -> AlreadyClaimed:
    taken = await claim(store, **how)
    assert isinstance(taken, AlreadyClaimed)
    return taken


async def raw() -> list[dict[str, Any]]:
    return await Idempotency.get_pymongo_collection().find().to_list()


async def test_of_fifty_at_once_one_wins(store: Store) -> None:
    taken = await asyncio.gather(*(claim(store) for _ in range(50)))
    assert sum(isinstance(one, Claim) for one in taken) == 1
    assert len(await raw()) == 1


@pytest.mark.parametrize(
    "other", [{"caller": Caller(DEFAULT_TENANT, "bo")}, {"mutation": "endMeeting"}, {"key": "x" * 16}]
)
async def test_a_key_of_another_scope_is_another_key(store: Store, other: dict[str, str]) -> None:
    await won(store)
    await won(store, **other)


async def test_who_comes_later_learns_that_it_is_under_way(store: Store) -> None:
    await won(store)
    other = await lost(store)
    assert (other.state, other.same_input, other.result) == (ClaimState.IN_PROGRESS, True, None)


async def test_who_comes_later_gets_what_the_first_got(store: Store, clock: Clock) -> None:
    await idempotency.finish(store, await won(store), {"id": "m1", "pin": "CANARY-PIN"})
    other = await lost(store)
    assert (other.state, other.result) == (ClaimState.DONE, {"id": "m1", "pin": "CANARY-PIN"})
    assert other.claimed_at == clock()


async def test_another_input_under_the_same_key_is_told_apart_and_learns_nothing(store: Store) -> None:
    await idempotency.finish(store, await won(store), {"id": "m1"})
    other = await lost(store, input={**ASKED, "title": "Another"})
    assert (other.same_input, other.result) == (False, None)


async def test_a_released_key_is_free_again(store: Store) -> None:
    await idempotency.release(store, await won(store))
    await won(store)


async def test_what_is_done_cannot_be_released(store: Store) -> None:
    mine = await won(store)
    await idempotency.finish(store, mine, 1)
    await idempotency.release(store, mine)
    assert (await lost(store)).result == 1


async def test_an_expired_claim_counts_no_more(store: Store, clock: Clock) -> None:
    await won(store)
    clock.pass_by(timedelta(hours=24))
    await won(store)
    assert len(await raw()) == 1


async def test_a_claim_counts_until_it_expires(store: Store, clock: Clock) -> None:
    await won(store, kept=timedelta(days=30))
    clock.pass_by(timedelta(days=30) - timedelta(seconds=1))
    await lost(store)


async def test_of_fifty_who_find_an_expired_claim_one_wins(store: Store, clock: Clock) -> None:
    await won(store)
    clock.pass_by(timedelta(hours=25))
    taken = await asyncio.gather(*(claim(store) for _ in range(50)))
    assert sum(isinstance(one, Claim) for one in taken) == 1


async def test_who_lost_its_claim_by_time_neither_finishes_nor_releases_the_next(
    store: Store, clock: Clock
) -> None:
    late = await won(store)
    clock.pass_by(timedelta(hours=25))
    await won(store)
    await idempotency.finish(store, late, "late")
    await idempotency.release(store, late)
    assert (await lost(store)).state is ClaimState.IN_PROGRESS


async def test_a_new_claim_in_an_expired_ones_place_forgets_its_result(store: Store, clock: Clock) -> None:
    await idempotency.finish(store, await won(store), "old")
    clock.pass_by(timedelta(hours=25))
    await won(store)
    assert (await lost(store)).result is None


async def test_what_is_known_under_a_key_is_told_without_claiming_it(store: Store, clock: Clock) -> None:
    write = KeyedWrite(
        caller=Caller(DEFAULT_TENANT, "anna"), mutation="scheduleMeeting", key="k" * 16, input=ASKED
    )
    assert await idempotency.known(store, write) is None
    await won(store, key="k" * 16)
    known = await idempotency.known(store, write)
    assert known is not None
    assert known.state is ClaimState.IN_PROGRESS
    clock.pass_by(timedelta(hours=25))
    assert await idempotency.known(store, write) is None


async def test_nothing_secret_can_be_read_in_what_is_stored(store: Store) -> None:
    await idempotency.finish(store, await won(store), {"pin": "CANARY-PIN"})
    [document] = await raw()
    assert b"CANARY" not in BSON.encode(document)
    assert (document["caller"], document["mutation"], document["state"]) == (
        "anna",
        "scheduleMeeting",
        "DONE",
    )


async def test_a_result_is_in_no_representation(store: Store) -> None:
    await idempotency.finish(store, await won(store), {"pin": "CANARY-PIN"})
    assert "CANARY" not in repr(await lost(store))


async def test_mongodb_cleans_up_what_has_expired(store: Store) -> None:
    indexes = await Idempotency.get_pymongo_collection().index_information()
    assert indexes["expires_at_1"]["expireAfterSeconds"] == 0


def keyed(mongodb: str, *keys: str) -> StoreSettings:
    return StoreSettings(**on(mongodb) | {"store_keys": tuple(map(SecretStr, keys))})


@pytest.mark.parametrize(
    ("first", "then"),
    [((KEY,), (KEY, NEWER)), ((KEY,), (NEWER, KEY)), ((NEWER, KEY), (KEY, NEWER)), ((NEWER, KEY), (KEY,))],
)
async def test_gateways_amid_a_change_of_keys_still_meet(
    store: Store, mongodb: str, clock: Clock, first: tuple[str, ...], then: tuple[str, ...]
) -> None:
    async with a_store(keyed(mongodb, *first), clock) as one:
        assert await one.until_up(5)
        await won(one)
    async with a_store(keyed(mongodb, *then), clock) as other:
        assert await other.until_up(5)
        assert (await lost(other)).same_input


async def test_a_result_whose_key_is_gone_is_an_error_and_no_new_attempt(mongodb: str, clock: Clock) -> None:
    def own(*keys: str) -> StoreSettings:
        return keyed(mongodb, *keys).model_copy(update={"mongodb_database": "gone"})

    async with a_store(own(KEY, NEWER), clock) as one:
        assert await one.until_up(5)
        await idempotency.finish(one, await won(one), "done")
        newer = Vault([NEWER.encode()]).marks[0]
        await Meta.raw().update_one({"_id": "key:1"}, {"$set": {"mark": newer}})
    async with a_store(own(NEWER), clock) as other:
        assert await other.until_up(5)
        with pytest.raises(UnreadableDocument):
            await claim(other)


async def test_nothing_is_claimed_while_the_store_is_away(clock: Clock) -> None:
    with pytest.raises(StoreUnavailable):
        await claim(Store(StoreSettings(), now=clock))
