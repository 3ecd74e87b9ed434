"""An account is read back as it was written, in what is stored and in ids, and nothing else is read at all."""

import pytest

from models.account import DEFAULT_TENANT, Account, first_account
from models.ids import Key, Kind, decode, opaque
from models.vendor import Vendor

FIRST = first_account(DEFAULT_TENANT, Vendor.ENABLEX)
SECOND = Account(DEFAULT_TENANT, Vendor.ENABLEX, "webinars")
ELSEWHERE = Account("north-clinic", Vendor.ENABLEX, "webinars")


@pytest.mark.parametrize(
    ("account", "text"),
    [
        (FIRST, "default/ENABLEX"),
        (SECOND, "default/ENABLEX/webinars"),
        (ELSEWHERE, "north-clinic/ENABLEX/webinars"),
    ],
)
def test_its_text_in_what_is_stored_stays_as_it_is(account: Account, text: str) -> None:
    assert (str(account), Account.read(text)) == (text, account)


@pytest.mark.parametrize(
    "text",
    [
        *("", "ENABLEX", "/ENABLEX", "default/", "default/enablex", "default/ZOOM", "Default/ENABLEX"),
        *(
            "default/ENABLEX/",
            "default/ENABLEX/a/b",
            "default/ENABLEX/A",
            "default/ENABLEX/a:b",
            "a b/ENABLEX",
        ),
    ],
)
def test_what_is_no_account_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no account|not a valid Vendor"):
        Account.read(text)


def test_an_id_of_a_first_account_names_its_vendor_alone_as_it_always_did() -> None:
    assert Key(Kind.MEETING, FIRST, ("mtg-0005",)).encoded() == "MTpNZWV0aW5nOkVOQUJMRVg6bXRnLTAwMDU"
    assert opaque("Host", FIRST, ("10001",)) == "MTpIb3N0OkVOQUJMRVg6MTAwMDE"


def test_an_id_of_a_second_account_is_another_and_is_read_as_it_was_written() -> None:
    first, second = (Key(Kind.MEETING, account, ("m",)) for account in (FIRST, SECOND))
    assert first.encoded() != second.encoded()
    assert decode(second.encoded(), DEFAULT_TENANT) == second


def test_an_id_leads_to_the_callers_own_account_whoever_wrote_it() -> None:
    [written] = {Key(Kind.MEETING, account, ("m",)).encoded() for account in (SECOND, ELSEWHERE)}
    assert decode(written, "north-clinic").account == ELSEWHERE
    assert decode(written, DEFAULT_TENANT).account == SECOND


def test_accounts_stand_in_the_order_of_tenants_vendors_and_names() -> None:
    telecomx = first_account(DEFAULT_TENANT, Vendor.TELECOMX)
    assert sorted([ELSEWHERE, SECOND, FIRST, telecomx]) == [telecomx, FIRST, SECOND, ELSEWHERE]
