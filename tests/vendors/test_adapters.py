"""The adapters of one tenant are those of its accounts alone."""

import pytest

from models.account import first_account
from models.errors import NotConfigured
from models.vendor import Vendor
from tests.support.fake_vendor import FakeVendor
from vendors.adapters import Adapters

ONE, OTHER = first_account("one", Vendor.VSEE), first_account("other", Vendor.VSEE)


def test_a_tenant_is_given_the_adapters_of_its_own_accounts() -> None:
    all_of_them = Adapters(FakeVendor(Vendor.VSEE, account=account) for account in (ONE, OTHER))
    assert list(all_of_them) == [ONE, OTHER]
    assert [list(all_of_them.of_tenant(tenant)) for tenant in ("one", "other", "nobody")] == [
        [ONE],
        [OTHER],
        [],
    ]


def test_whoever_holds_a_tenants_adapters_sees_what_comes_changes_and_goes() -> None:
    all_of_them = Adapters([FakeVendor(Vendor.VSEE, account=ONE)])
    mine = all_of_them.of_tenant("one")
    telecomx = first_account("one", Vendor.TELECOMX)
    assert all_of_them.put(FakeVendor(Vendor.TELECOMX, account=telecomx)) is None
    assert list(mine) == [telecomx, ONE]
    other = FakeVendor(Vendor.VSEE, account=ONE)
    assert all_of_them.put(other) is not None
    assert mine.of(ONE) is all_of_them[ONE] is other
    assert all_of_them.remove(ONE) is other
    with pytest.raises(NotConfigured):
        mine.of(ONE)
    assert list(mine) == [telecomx]


def test_an_account_that_comes_is_seen_by_its_tenant_alone() -> None:
    all_of_them = Adapters([FakeVendor(Vendor.VSEE, account=ONE)])
    assert list(all_of_them.of_tenant("other")) == []
    all_of_them.put(FakeVendor(Vendor.VSEE, account=OTHER))
    assert list(all_of_them.of_tenant("other")) == [OTHER]
    assert list(all_of_them.of_tenant("one")) == [ONE]


def test_whoever_iterates_is_not_disturbed_by_a_change() -> None:
    all_of_them = Adapters(FakeVendor(Vendor.VSEE, account=account) for account in (ONE, OTHER))
    for account in all_of_them:
        all_of_them.remove(account)
    assert not all_of_them
