"""How often a write of one kind may be carried out: for one room, and by one caller."""

import pytest

from models.documents.idempotency import Idempotency
from models.drafts import PinReset
from models.ids import Key, Kind
from models.refusal import RateLimited
from models.vendor import Vendor
from resolvers.writes import rooms
from store.store import Store
from tests.support.accounts import a_key
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import a_context, the_principal

KEY = "one-key-of-a-caller"
ROOM = a_key(Kind.ROOM, Vendor.VCONNCT, ("r-1",))


@pytest.fixture
def vendor() -> FakeVendor:
    return FakeVendor(Vendor.VCONNCT)


async def reset(
    store: Store, vendor: FakeVendor, *, key: str | None = None, room: Key = ROOM, by: str = "ann"
) -> None:
    context = a_context(vendor, store=store, principal=the_principal(by))
    await rooms.reset_pins(PinReset(room=room), key, context)


async def test_too_many_resets_of_one_rooms_pins_ask_no_vendor_and_claim_nothing(
    store: Store, vendor: FakeVendor
) -> None:
    for _ in range(5):
        await reset(store, vendor)
    claims = await Idempotency.raw().count_documents({})
    with pytest.raises(RateLimited) as refused:
        await reset(store, vendor, by="another")
    assert 50_000 < (refused.value.retry_after_ms or 0) <= 60_000
    assert len(vendor.asked("reset_pins")) == 5
    assert await Idempotency.raw().count_documents({}) == claims


async def test_too_many_resets_by_one_caller_leave_the_rooms_to_others(
    store: Store, vendor: FakeVendor
) -> None:
    ward = [a_key(Kind.ROOM, Vendor.VCONNCT, (f"r-{number}",)) for number in range(21)]
    for room in ward[:20]:
        await reset(store, vendor, room=room)
    for _ in range(6):
        with pytest.raises(RateLimited):
            await reset(store, vendor, room=ward[20])
    await reset(store, vendor, room=ward[20], by="another")


async def test_resets_that_are_told_again_do_not_count(store: Store, vendor: FakeVendor) -> None:
    for _ in range(9):
        await reset(store, vendor, key=KEY)
    assert len(vendor.asked("reset_pins")) == 1
    for _ in range(4):
        await reset(store, vendor)


async def test_a_key_that_was_used_before_is_told_again_when_no_more_resets_are_allowed(
    store: Store, vendor: FakeVendor
) -> None:
    await reset(store, vendor, key=KEY)
    for _ in range(4):
        await reset(store, vendor)
    await reset(store, vendor, key=KEY)
    assert len(vendor.asked("reset_pins")) == 5
