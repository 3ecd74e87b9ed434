"""Whatever an adapter answers is in its own account: at no vendor does a key fall back to another tenant's."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from models.account import DEFAULT_TENANT, Account
from models.ids import Key, Kind
from models.vendor import Capability, Vendor
from tests.vendors.contract.questions import answers, questions
from tests.vendors.contract.vendor_contract import Opened, VendorContract
from vendors.base import Adapter


@pytest.fixture(params=["another tenant", "a second account"])
def adapter(request: pytest.FixtureRequest, vendor: Vendor, opened: Opened) -> Adapter:
    """An adapter of an account that is not the first of the usual tenant."""
    other = request.param == "another tenant"
    return opened(Account("other", vendor) if other else Account(DEFAULT_TENANT, vendor, "second"))


def keys_in(value: Any) -> Iterator[Key]:
    """Every key at any depth of an answer."""
    if isinstance(value, Key):
        yield value
    elif isinstance(value, Mapping):
        for pair in value.items():
            yield from keys_in(pair)
    elif isinstance(value, list | tuple | set | frozenset):
        for entry in value:
            yield from keys_in(entry)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from keys_in(getattr(value, field.name))


async def test_every_key_of_every_answer_is_in_the_adapters_own_account(
    adapter: Adapter, contract: VendorContract
) -> None:
    asked = await questions(adapter)
    told = list((await answers(adapter, asked)).values())
    for kind, name in ((Kind.ROOM, "rooms"), (Kind.DEVICE, "devices"), (Kind.SESSION, "sessions")):
        for key in asked.get(name, ([],))[0][:2]:
            told.append(await adapter.locate(kind, key.parts[-1]))
    if Capability.READ_QUEUE in adapter.capabilities:
        told.append(adapter.unread_room(asked["rooms"][0][0]))
    found = set(keys_in(told))
    assert {key.account for key in found} == {adapter.account}
    assert {key.kind for key in found} >= contract.kinds


async def test_every_key_of_what_is_written_is_in_the_adapters_own_account(
    adapter: Adapter, contract: VendorContract
) -> None:
    told = [await getattr(adapter, name)(*await ready(adapter)) for name, ready in contract.writes.items()]
    assert None not in told
    assert {key.account for key in keys_in(told)} == {adapter.account}
