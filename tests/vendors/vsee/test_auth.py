"""Who calls, and what of it may be seen."""

import pytest
from pydantic import ValidationError

from vendors.vsee import auth
from vendors.vsee.settings import VSeeSettings


def test_public_calls_carry_the_account_and_no_token(settings) -> None:
    assert auth.public(settings) == {"x-accountcode": "vclinic"}


def test_private_calls_carry_both(settings) -> None:
    assert auth.private(settings) == {"x-accountcode": "vclinic", "x-apitoken": "s3cret-admin-token"}


@pytest.mark.parametrize("token", ["", "two words", "tab\t", "line\nbreak", "café"])
def test_a_token_that_no_header_takes_is_refused_unseen(token: str) -> None:
    with pytest.raises(ValidationError) as caught:
        VSeeSettings(account_code="vclinic", admin_token=token)
    assert not token or token not in str(caught.value)


@pytest.mark.parametrize("code", ["", "a b", "a\r\nb", "é"])
def test_an_account_that_no_header_takes_is_refused(code: str) -> None:
    with pytest.raises(ValidationError):
        VSeeSettings(account_code=code, admin_token="t")


@pytest.mark.parametrize(("name", "value"), [("page_limit", 0), ("page_limit", 101), ("page_cap", 0)])
def test_pages_have_bounds(name: str, value: int) -> None:
    with pytest.raises(ValidationError):
        VSeeSettings.model_validate({"account_code": "vclinic", "admin_token": "t", name: value})
