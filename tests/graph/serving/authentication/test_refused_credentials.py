"""Refused use of a tenant's credential stands in its audit log, however often it is tried; any other does not."""

import asyncio
import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from graph.serving.authentication import api_key_form
from graph.serving.authentication.api_key_form import PresentedKey
from graph.serving.authentication.authentication import Authentication
from graph.serving.authentication.refused_credentials import (
    AUTHENTICATE,
    CREDENTIALS_AT_MOST,
    RefusedCredentials,
)
from graph.serving.authentication.settings import AuthenticationSettings, IssuerSettings
from models.audit_entry import AuditEntry, AuditQuery
from models.caller import Caller
from models.denial import CredentialRefused, TooManyFailures, Unauthenticated
from models.documents.api_key import ApiKey
from models.documents.audit import Audit
from store import api_keys, audit_queries
from store.audit_log import AuditLog, an_id
from store.audit_writer import US
from store.store import Store
from tests.support.stores import clock, store
from tests.support.tokens import TENANT, issuer, key, new_key, now, token

__all__ = ["clock", "store"]

PEPPER = b"p" * 32
PEER = "192.0.2.7"


@pytest.fixture
def log(store: Store) -> AuditLog:
    return AuditLog(store)


def an_authentication(
    store: Store, log: AuditLog, *issuers: IssuerSettings, now: Callable[[], datetime] = now
) -> Authentication:
    peppers = {"first": SecretStr(base64.b64encode(PEPPER).decode())}
    settings = AuthenticationSettings(issuers=issuers, key_peppers=peppers)
    return Authentication(settings, store, log, now=now)


async def a_key(store: Store, **changes: Any) -> PresentedKey:
    key = api_key_form.new()
    row = {
        "id": key.id,
        "tenant": TENANT,
        "caller": "reports",
        "roles": ("viewer",),
        "scopes": (),
        "pepper": "first",
        "digest": key.digest(PEPPER),
        "created_at": now() - timedelta(days=2),
        "expires_at": now() + timedelta(days=1),
        **changes,
    }
    await api_keys.add(store, ApiKey(**row))
    return key


async def refuses(authentication: Authentication, text: str, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises((Unauthenticated, TooManyFailures)) as refused:
            await authentication.authenticate(text, PEER)
        if isinstance(refused.value, Unauthenticated):
            assert refused.value.message == Unauthenticated().message


async def entries(store: Store, at_least: int = 0, tenant: str = TENANT) -> list[AuditEntry]:
    """The entries about credentials, the oldest first, as an admin reads them."""
    async with asyncio.timeout(20):
        while True:
            query = AuditQuery(action=AUTHENTICATE)
            found = await audit_queries.page(store, tenant, query, rows=1_000, after=None)
            if len(found) >= at_least:
                return found[::-1]
            await asyncio.sleep(0.02)


async def settled(store: Store, log: AuditLog) -> list[AuditEntry]:
    """The entries when all that was recorded before is written."""
    last = Audit(id=an_id("last"), at=now(), tenant=TENANT, caller="last", action=AUTHENTICATE, result="LAST")
    await log.record(last)
    return [entry for entry in await entries(store) if entry.result != "LAST"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"revoked_at": now()}, "REVOKED"),
        ({"expires_at": now() - timedelta(days=1)}, "EXPIRED"),
    ],
)
async def test_a_key_that_is_good_no_longer_leaves_an_entry_of_its_tenant(
    store: Store, log: AuditLog, changes: dict[str, Any], reason: str
) -> None:
    key = await a_key(store, **changes)
    await refuses(an_authentication(store, log), key.text)
    [entry] = await entries(store, 1)
    assert (entry.caller, entry.subject, entry.result) == ("reports", key.id, "REFUSED")
    assert (entry.reason, entry.count) == (reason, 1)
    assert key.secret not in repr(entry)


async def test_a_key_that_cannot_be_checked_is_laid_to_no_caller_and_floods_no_log(
    store: Store, log: AuditLog
) -> None:
    """Whoever knows the id of a key whose pepper is gone need not have its secret."""
    key = await a_key(store, pepper="lost")
    authentication = an_authentication(store, log)
    for _ in range(50):
        await refuses(authentication, PresentedKey(key.id, api_key_form.new().secret).text)
    await authentication.aclose()
    found = await entries(store, 2)
    assert {(entry.caller, entry.subject, entry.reason) for entry in found} == {
        (US, key.id, "PEPPER_MISSING")
    }
    assert [entry.count for entry in found] == [1, 49]


async def test_an_expired_token_leaves_an_entry_of_the_tenant_that_its_signature_proves(
    store: Store, log: AuditLog
) -> None:
    at = int(now().timestamp())
    authentication = an_authentication(store, log, issuer())
    await refuses(authentication, token(sub="nurse-1", iat=at - 600, exp=at - 1))
    [entry] = await entries(store, 1)
    assert (entry.caller, entry.reason, entry.subject) == ("nurse-1", "EXPIRED", None)


async def test_a_token_that_was_accepted_leaves_an_entry_when_it_has_expired(
    store: Store, log: AuditLog
) -> None:
    told, seen = token(exp=int(now().timestamp()) + 60), now()
    authentication = an_authentication(store, log, issuer(), now=lambda: seen)
    assert await authentication.authenticate(told, PEER)
    seen += timedelta(minutes=2)
    await refuses(authentication, told)
    assert [entry.reason for entry in await entries(store, 1)] == ["EXPIRED"]


async def test_a_flood_of_a_revoked_key_is_two_entries_with_its_number(store: Store, log: AuditLog) -> None:
    key = await a_key(store, revoked_at=now())
    authentication = an_authentication(store, log)
    await refuses(authentication, key.text, 200)
    await authentication.aclose()
    assert [entry.count for entry in await entries(store, 2)] == [1, 199]


async def test_what_proves_no_tenant_leaves_no_entry(store: Store, log: AuditLog) -> None:
    at = int(now().timestamp())
    key_of_other, revoked = new_key(str(key().kid)), await a_key(store, revoked_at=now())
    authentication = an_authentication(store, log, issuer())
    for text in (
        PresentedKey(revoked.id, api_key_form.new().secret).text,
        api_key_form.new().text,
        token(by=key_of_other, iat=at - 600, exp=at - 1),
        token(iat=at - 600, exp=at - 1, tenant="another-clinic"),
        token(iat=at - 600, exp=at - 1, aud="billing"),
        token(iat=at - 7200, exp=at - 1),
        token(by=key_of_other),
        "x",
    ):
        await refuses(authentication, text)
    assert await settled(store, log) == []


async def test_an_expired_token_of_an_issuer_that_cannot_be_reached_is_refused_all_the_same(
    store: Store, log: AuditLog
) -> None:
    at = int(now().timestamp())
    authentication = an_authentication(store, log, issuer(jwks_url="http://127.0.0.1:9/jwks"))
    await refuses(authentication, token(iat=at - 600, exp=at - 1))
    await authentication.aclose()


async def test_each_interval_is_one_entry_and_a_credential_that_rests_is_forgotten(
    store: Store, log: AuditLog
) -> None:
    refused = RefusedCredentials(log, now=now)
    one = CredentialRefused(Caller(TENANT, "reports"), "REVOKED", subject="key-1")
    for times in (3, 2, 0, 0, 1):
        for _ in range(times):
            refused.count(one)
        refused.write()
    refused.close()
    assert [entry.count for entry in await settled(store, log)] == [1, 2, 2, 1]


async def test_many_credentials_of_a_tenant_are_counted_together_beyond_a_hundred(
    store: Store, log: AuditLog
) -> None:
    refused = RefusedCredentials(log, now=now)
    for number in range(10 * CREDENTIALS_AT_MOST):
        refused.count(CredentialRefused(Caller(TENANT, f"nurse-{number}"), "EXPIRED"))
    refused.count(CredentialRefused(Caller("south-clinic", "reports"), "EXPIRED"))
    refused.close()
    found = await settled(store, log)
    assert len(found) == CREDENTIALS_AT_MOST + 2
    assert sum(entry.count or 0 for entry in found) == 10 * CREDENTIALS_AT_MOST
    assert found[-1].caller == "meetgraph"
    assert [entry.caller for entry in await entries(store, 1, "south-clinic")] == ["reports"]
