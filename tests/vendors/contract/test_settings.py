"""Accounts whose settings cannot work are refused when they are read, with the setting's name."""

import pytest
from pydantic import ValidationError

from vendors.registry import VENDORS, Accounts
from vendors.registry_entry import RegistryEntry


@pytest.mark.parametrize("row", VENDORS, ids=lambda row: row.account)
@pytest.mark.parametrize("url", ["nonsense", "ftp://vendor.example", "https://vendor.example/?key=1", ""])
def test_a_base_url_that_cannot_work_is_named(row: RegistryEntry, url: str) -> None:
    account = row.account
    fields = row.demo.settings
    with pytest.raises(ValidationError) as refused:
        Accounts.model_validate({account: {**fields, "base_url": url}})
    assert [problem["loc"] for problem in refused.value.errors()] == [(account, "base_url")]


@pytest.mark.parametrize("row", VENDORS, ids=lambda row: row.account)
def test_a_base_url_loses_its_trailing_slash(row: RegistryEntry) -> None:
    account = row.account
    fields = row.demo.settings
    accounts = Accounts.model_validate({account: {**fields, "base_url": "https://vendor.example/api/"}})
    assert getattr(accounts, account).base_url == "https://vendor.example/api"
