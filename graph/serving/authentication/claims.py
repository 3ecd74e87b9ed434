"""Checks the claims of a token, and makes a principal of them. Pure."""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwt import JWTClaimsRegistry

from graph.serving.authentication.settings import IssuerSettings
from models.caller import Caller
from models.principal import Principal
from models.roles import ROLES, scopes_of
from models.scope import Scope

LIFETIME_SECONDS = 3600
LONGEST_SUBJECT = 255
# datetime knows no later time.
_END_OF_TIME = datetime(9999, 12, 31, tzinfo=UTC).timestamp()
_SCOPES = {scope.value: scope for scope in Scope}


class BadClaims(ValueError):
    """The claims are not acceptable; the message holds nothing of them."""


def check(issuer: IssuerSettings, claims: Mapping[str, Any], now: float) -> bool:
    """Checks times, audience and subject.

    Args:
        issuer: whose token it is.
        claims: its claims; `iss` has been matched.
        now: seconds since 1970.

    Returns:
        Whether the token has expired; all else is acceptable.

    Raises:
        BadClaims: the token is not acceptable.
    """
    ends = claims.get("exp")
    # What has expired is checked as of its last second.
    at = ends - 1 if isinstance(ends, int | float) and 1 < ends <= now else now
    registry = JWTClaimsRegistry(
        now=math.floor(at),
        leeway=math.floor(issuer.leeway_seconds),
        iss={"essential": True, "value": issuer.issuer},
        aud={"essential": True, "values": list(issuer.audience)},
        sub={"essential": True},
        exp={"essential": True},
    )
    try:
        registry.validate(dict(claims))
    except (JoseError, OverflowError):
        raise BadClaims("a registered claim") from None
    _check_lifetime(claims, at)
    _check_subject(claims["sub"])
    return at < now


def principal(issuer: IssuerSettings, claims: Mapping[str, Any], credential: str) -> Principal:
    """The principal of checked claims.

    Raises:
        BadClaims: they name no tenant that the issuer may name.
    """
    roles = tuple(sorted(set(_words(_at(claims, issuer.roles_claim))) & ROLES.keys()))
    scopes = {_SCOPES[word] for word in _words(_at(claims, issuer.scopes_claim)) if word in _SCOPES}
    return Principal(
        caller=Caller(_tenant(issuer, claims), f"{issuer.caller_prefix}{claims['sub']}"),
        scopes=scopes_of(roles) | scopes,
        roles=roles,
        credential=credential,
        expires_at=datetime.fromtimestamp(claims["exp"], UTC),
    )


def _check_lifetime(claims: Mapping[str, Any], now: float) -> None:
    ends = claims["exp"]
    # joserfc would grant its leeway here, too; sockets are closed at `exp`, and no token outlives that.
    if not now < ends < _END_OF_TIME:
        raise BadClaims("beyond all times")
    if ends - claims.get("iat", now) > LIFETIME_SECONDS:
        raise BadClaims("valid for too long")


def _check_subject(subject: str) -> None:
    if len(subject) > LONGEST_SUBJECT or not subject.isprintable() or subject != subject.strip():
        raise BadClaims("no usable subject")


def _tenant(issuer: IssuerSettings, claims: Mapping[str, Any]) -> str:
    if issuer.tenant_claim is None:
        return issuer.tenants[0]
    named = _at(claims, issuer.tenant_claim)
    if not isinstance(named, str) or named not in issuer.tenants:
        raise BadClaims("no tenant that the issuer may name")
    return named


def _at(claims: Mapping[str, Any], path: Sequence[str]) -> Any:
    found: Any = claims
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _words(claim: object) -> Iterator[str]:
    """The words of a claim that is a list, or a text with blanks (RFC 8693, 4.2); of any other none."""
    if isinstance(claim, str):
        yield from claim.split()
    elif isinstance(claim, list):
        yield from (word for word in claim if isinstance(word, str))
