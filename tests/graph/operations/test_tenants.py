"""Each tenant has a tree of objects of its own, and a name without accounts leaves nothing behind."""

import pytest

from graph.operations.tenants import Tenants
from models.account import Account, first_account
from models.errors import StoreUnavailable
from models.vendor import Vendor
from polling.broker import Broker
from tests.support.fake_vendor import FakeVendor
from vendors.adapters import Adapters

NORTH, SOUTH = first_account("north", Vendor.VSEE), first_account("south", Vendor.VSEE)


def tenants(*accounts: Account, is_known: bool = True) -> Tenants:
    adapters = Adapters(FakeVendor(account.vendor, account=account) for account in accounts)
    return Tenants(adapters, Broker, is_known=is_known)


def test_two_tenants_share_no_object() -> None:
    found = tenants(NORTH, SOUTH)
    one, other = found.of("north"), found.of("south")
    assert one is found.of("north")
    assert list(one.vendors) == [NORTH]
    assert list(other.vendors) == [SOUTH]
    assert one.broker is not other.broker
    assert one.snapshots is not other.snapshots


def test_the_broker_of_a_name_without_accounts_is_not_kept() -> None:
    found = tenants(NORTH)
    for number in range(100):
        assert list(found.of(f"nobody-{number}").vendors) == []
    assert found.brokers() == []


def test_of_a_tenant_without_accounts_the_log_tells_once(caplog: pytest.LogCaptureFixture) -> None:
    found = tenants(NORTH)
    for _ in range(3):
        found.of("noth")
        found.of("north")
    assert [record.getMessage().partition(" has no account")[0] for record in caplog.records] == [
        "The tenant noth"
    ]
    for number in range(5_000):
        found.of(f"nobody-{number}")
    assert len(caplog.records) == 1_000
    caplog.clear()
    tenants(NORTH, is_known=False).of("noth")
    assert caplog.records == []


def test_a_tenant_may_have_accounts_that_are_not_known_yet() -> None:
    found = tenants(NORTH, is_known=False)
    assert list(found.of("north").vendors) == [NORTH]
    unknown = found.of("south").vendors
    with pytest.raises(StoreUnavailable):
        unknown.of(SOUTH)
    with pytest.raises(StoreUnavailable):
        list(unknown)


def test_a_tenant_whose_last_account_goes_is_forgotten_and_comes_again() -> None:
    found = tenants(NORTH)
    found.of("north")
    assert found.remove(NORTH) is not None
    assert found.brokers() == []
    found.put(FakeVendor(Vendor.VSEE, account=NORTH))
    assert list(found.of("north").vendors) == [NORTH]
