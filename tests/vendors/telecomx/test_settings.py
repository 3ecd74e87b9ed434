"""What an operator may set, and what is refused."""

import pytest
from pydantic import ValidationError

from vendors.telecomx.settings import TelecomxSettings


def test_a_machine_token_is_enough():
    assert TelecomxSettings(customer_id="c1", bearer_token="t").username is None


def test_username_and_password_are_enough():
    assert TelecomxSettings(customer_id="c1", username="u", password="p").bearer_token is None


@pytest.mark.parametrize("given", [{}, {"username": "u"}, {"password": "p"}, {"bearer_token": ""}])
def test_half_a_way_in_is_refused(given):
    with pytest.raises(ValidationError, match="must be set"):
        TelecomxSettings(customer_id="c1", **given)


def test_an_empty_variable_counts_as_not_set():
    settings = TelecomxSettings(customer_id="c1", username="u", password="p", bearer_token="")
    assert settings.bearer_token is None


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "tøken"])
def test_a_token_that_no_header_can_hold_is_refused_unquoted(token):
    with pytest.raises(ValidationError) as refused:
        TelecomxSettings(customer_id="c1", bearer_token=token)
    assert token not in str(refused.value)


def test_nothing_secret_is_printed():
    settings = TelecomxSettings(
        customer_id="c1", username="canary-u", password="canary-p", bearer_token="canary-t"
    )
    assert "canary" not in repr(settings)
