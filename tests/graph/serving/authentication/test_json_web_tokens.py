"""Which tokens are accepted, and what becomes of their claims."""

import json
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from graph.serving.authentication.json_web_tokens import JsonWebTokens
from graph.serving.authentication.settings import IssuerSettings
from models.caller import Caller
from models.denial import CredentialRefused, Unauthenticated
from models.roles import ROLES
from models.scope import Scope
from tests.graph.serving.authentication.crooked import crooked
from tests.support.tokens import claims, issuer, key, new_key, now, public, signed_raw, token

CROOKED = dict(crooked())


def tokens(*issuers: IssuerSettings, now: Callable[[], datetime] = now) -> JsonWebTokens:
    found = issuers or (
        issuer(key(), key("key-rsa", "RS256"), key("key-ed", "EdDSA"), algorithms=["ES256", "RS256"]),
    )
    return JsonWebTokens(found, now=now, removed=lambda _: None)


@pytest.mark.parametrize("name", CROOKED)
async def test_a_crooked_token_is_refused_without_a_word_of_it(name: str) -> None:
    with pytest.raises(Unauthenticated) as refused:
        await tokens().authenticate(CROOKED[name]())
    assert refused.value.message == Unauthenticated().message
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "EdDSA"])
async def test_each_algorithm_is_accepted_from_an_issuer_that_may_use_it(algorithm: str) -> None:
    signer = key("key-a", algorithm)
    found = await tokens(issuer(signer)).authenticate(token(by=signer))
    assert found.caller == Caller("north-clinic", "nurse-1")


ALLOWED: dict[str, Callable[[], str]] = {
    "no typ": lambda: token(header={"typ": None}),
    "typ of access tokens": lambda: token(header={"typ": "at+jwt"}),
    "typ as a media type": lambda: token(header={"typ": "application/AT+JWT"}),
    "a long header": lambda: token(header={"x5t": "abc", "x5c": ["M" * 3000]}),
    "aud a list": lambda: token(aud=["billing", "meetgraph"]),
    "no iat": lambda: token(iat=None),
    "nbf now": lambda: token(nbf=int(time.time())),
    "exp with a fraction": lambda: token(exp=time.time() + 60.5),
    "7 KiB": lambda: token(more="x" * 5000),
}


@pytest.mark.parametrize("name", ALLOWED)
async def test_what_the_standards_allow_is_accepted(name: str) -> None:
    assert (await tokens().authenticate(ALLOWED[name]())).id == "nurse-1"


async def test_a_lifetime_of_an_hour_is_accepted_and_no_second_more() -> None:
    at = int(time.time())
    assert await tokens().authenticate(token(iat=at, exp=at + 3600))
    with pytest.raises(Unauthenticated):
        await tokens().authenticate(token(iat=at, exp=at + 3601))


async def test_roles_and_scopes_are_joined_and_unknown_ones_grant_nothing() -> None:
    told = token(roles=["viewer", "root"], scope="openid pins:read everything:write")
    found = await tokens().authenticate(told)
    assert found.roles == ("viewer",)
    assert found.scopes == ROLES["viewer"] | {Scope.PINS_READ}


async def test_a_token_without_roles_and_scopes_has_none() -> None:
    assert (await tokens().authenticate(token(roles=None))).scopes == frozenset()


@pytest.mark.parametrize("odd", [7, {"admin": True}, [["admin"]], True, [None]])
async def test_odd_roles_grant_nothing(odd: object) -> None:
    assert (await tokens().authenticate(token(roles=odd))).scopes == frozenset()


async def test_the_settings_say_where_claims_stand() -> None:
    settings = issuer(
        tenants=["north-clinic", "south-clinic"],
        tenant_claim="https://clinic.example/tenant",
        roles_claim=["realm_access", "roles"],
        scopes_claim="scp",
        caller_prefix="staff:",
    )
    more = {"https://clinic.example/tenant": "south-clinic", "realm_access": {"roles": ["viewer"]}}
    found = await tokens(settings).authenticate(token(roles=["admin"], scp=["pins:read"], **more))
    assert found.caller == Caller("south-clinic", "staff:nurse-1")
    assert found.roles == ("viewer",)
    assert Scope.PINS_READ in found.scopes


async def test_an_issuer_of_one_tenant_needs_no_claim_for_it() -> None:
    found = await tokens(issuer(tenant_claim=None)).authenticate(token(tenant="elsewhere"))
    assert found.tenant == "north-clinic"


async def test_one_issuers_key_opens_nothing_of_another_under_the_same_id() -> None:
    theirs = new_key("key-1")
    both = tokens(issuer(key()), issuer(theirs, issuer="https://other.example", tenants=["south-clinic"]))
    assert await both.authenticate(token())
    assert await both.authenticate(token(by=theirs, iss="https://other.example", tenant="south-clinic"))
    for crossed in (
        token(by=theirs),
        token(iss="https://other.example", tenant="south-clinic"),
        token(by=theirs, iss="https://other.example"),
    ):
        with pytest.raises(Unauthenticated):
            await both.authenticate(crossed)


@pytest.mark.parametrize(("prefix", "longer"), [("", "staff:"), ("s", "staff:")])
async def test_no_subject_makes_a_caller_of_another_issuer(prefix: str, longer: str) -> None:
    theirs = "https://other.example"
    both = tokens(
        issuer(key(), caller_prefix=prefix, tenants=["north-clinic", "south-clinic"]),
        issuer(key(), issuer=theirs, caller_prefix=longer),
    )
    theirs_id = (await both.authenticate(token(iss=theirs))).id
    assert theirs_id == f"{longer}nurse-1"
    posing = theirs_id.removeprefix(prefix)
    for at in (time.time() + 60, time.time() - 60):
        with pytest.raises(Unauthenticated) as refused:
            await both.authenticate(token(sub=posing, exp=at))
        assert not isinstance(refused.value, CredentialRefused)
    assert (await both.authenticate(token(sub="nurse-1"))).id == f"{prefix}nurse-1"
    # In a tenant of its own it may name whom it likes.
    assert await both.authenticate(token(sub=posing, tenant="south-clinic"))


async def test_a_broken_key_costs_only_itself() -> None:
    broken: list[Any] = [
        None,
        {},
        {"kty": "RSA", "kid": "key-1"},
        {"kty": "EC", "kid": "key-1", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kty": "oct", "kid": "key-1", "k": "c2VjcmV0"},
        {**dict(new_key("key-1").as_dict(private=True))},
        {**public(new_key("key-1"))["keys"][0], "use": "enc"},
        {**public(new_key("key-1"))["keys"][0], "key_ops": ["sign"]},
        {**public(new_key("key-1"))["keys"][0], "alg": "RS256"},
        {"kty": "OKP", "kid": 7, "crv": "Ed25519", "x": "AA"},
    ]
    settings = issuer(jwks={"keys": [*broken, *public(key())["keys"]]})
    assert await tokens(settings).authenticate(token())


async def test_a_short_rsa_key_opens_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        short = RSAKey.generate_key(1024, {"kid": "short"})
    with pytest.raises(Unauthenticated):
        await tokens(issuer(short)).authenticate(token(by=short))


async def test_an_accepted_token_ends_with_its_time() -> None:
    at = datetime.now(UTC)
    checked = tokens(now=lambda: at)
    told = token(exp=int(at.timestamp()) + 60)
    found = await checked.authenticate(told)
    assert await checked.authenticate(told) is found
    at += timedelta(seconds=61)
    assert not checked.is_good(found)
    with pytest.raises(Unauthenticated):
        await checked.authenticate(told)


async def test_a_known_token_costs_microseconds() -> None:
    checked, told = tokens(), token()
    await checked.authenticate(told)
    rounds = []
    for _ in range(20):
        began = time.process_time()
        for _ in range(100):
            await checked.authenticate(told)
        rounds.append((time.process_time() - began) / 100)
    assert min(rounds) < 20e-6


async def test_the_principal_shows_nothing_of_the_token() -> None:
    told = token()
    found = await tokens().authenticate(told)
    assert not {part for part in told.split(".") if part in repr(found) or part in found.credential}


async def test_a_header_with_a_name_twice_is_refused_even_if_both_are_good() -> None:
    twice = '{"alg": "ES256", "alg": "ES256", "kid": "key-1"}'
    with pytest.raises(Unauthenticated):
        await tokens().authenticate(signed_raw(twice, json.dumps(claims())))
