"""The adapters of one tenant are those of its accounts alone."""

from models.account import first_account
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
