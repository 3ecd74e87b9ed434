"""A credential that is not accepted is counted and logged by kind and address, without what it is."""

import logging
from datetime import UTC, datetime

import pytest

from graph.serving.authentication.authentication import Authentication
from graph.serving.authentication.settings import AuthenticationSettings
from graph.serving.process.redaction import without_secrets
from models.denial import TooManyFailures, Unauthenticated
from store.audit_log import AuditLog
from store.settings import StoreSettings
from store.store import Store
from tests.support.tokens import issuer, key, new_key, token

LOGGED = "A token from 192.0.2.7 was not accepted."


def now() -> datetime:
    return datetime.now(UTC)


def an_authentication(failed: int) -> Authentication:
    settings = AuthenticationSettings(issuers=(issuer(),), failed_logins_a_minute=failed)
    store = Store(StoreSettings(), now=now)
    return Authentication(settings, store, AuditLog(store), now=now)


async def test_a_token_that_is_not_accepted_is_logged_by_kind_and_address(
    caplog: pytest.LogCaptureFixture,
) -> None:
    forged = token(by=new_key(str(key().kid)), sub="ada-berg")
    with caplog.at_level(logging.WARNING), pytest.raises(Unauthenticated):
        await an_authentication(20).authenticate(forged, "192.0.2.7")
    assert caplog.messages == [LOGGED]
    assert without_secrets(LOGGED) == LOGGED


async def test_an_address_that_fails_often_is_logged_as_often_as_it_may_fail(
    caplog: pytest.LogCaptureFixture,
) -> None:
    authentication = an_authentication(3)
    with caplog.at_level(logging.WARNING):
        for _ in range(10):
            with pytest.raises((Unauthenticated, TooManyFailures)):
                await authentication.authenticate("x", "192.0.2.7")
    assert caplog.messages == [LOGGED] * 3


async def test_many_addresses_do_not_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    authentication = an_authentication(3)
    with caplog.at_level(logging.WARNING):
        for number in range(1_000):
            with pytest.raises(Unauthenticated):
                await authentication.authenticate("x", f"192.0.2.{number}")
    assert 300 <= len(caplog.messages) < 400
