"""The settings of authentication: the issuers of tokens, part of the gateway's settings."""

import ipaddress
from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self, TypeAlias
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from runtime.formed_text import formed

# How much the clocks of an issuer and of this gateway may differ at most.
LONGEST_LEEWAY_SECONDS = 30.0

Algorithm: TypeAlias = Literal["RS256", "ES256", "EdDSA"]
_ALGORITHMS: tuple[Algorithm, ...] = ("RS256", "ES256", "EdDSA")


def _path(given: object) -> object:
    return (given,) if isinstance(given, str) else given


# Where a claim stands: its name, or the names on the way to it through objects.
ClaimPath: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(_path), Field(min_length=1)]


TenantName: TypeAlias = Annotated[
    str, formed(r"[a-z0-9][a-z0-9-]{0,62}", "a tenant has 1 to 63 small letters, digits or hyphens")
]


class IssuerSettings(BaseModel):
    """An issuer of JSON Web Tokens, and what its tokens are trusted with.

    Attributes:
        issuer: the exact text of `iss`.
        audience: what `aud` must name; one of them, if they are several.
        jwks_url: where its keys are fetched.
        jwks: its keys themselves, instead.
        algorithms: the only ones that are accepted.
        tenants: the only ones that its tokens may name.
        tenant_claim: the claim that names the tenant; None if the issuer has one tenant, which all tokens belong to.
        roles_claim: the claim with the roles, as a list or as a text with blanks.
        scopes_claim: the claim with the scopes, likewise.
        caller_prefix: stands before `sub` in the caller's id, so that issuers of one tenant have different callers.
        leeway_seconds: how far its clock may be ahead, for `iat` and `nbf`.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True, extra="forbid")

    issuer: str = Field(min_length=1)
    audience: Annotated[tuple[str, ...], BeforeValidator(_path)] = Field(min_length=1)
    jwks_url: str | None = None
    jwks: dict[str, Any] | None = Field(default=None, repr=False)
    algorithms: tuple[Algorithm, ...] = Field(default=_ALGORITHMS, min_length=1)
    tenants: tuple[TenantName, ...] = Field(min_length=1)
    tenant_claim: ClaimPath | None = ("tenant",)
    roles_claim: ClaimPath = ("roles",)
    scopes_claim: ClaimPath = ("scope",)
    caller_prefix: str = Field(default="", max_length=64)
    leeway_seconds: float = Field(default=5.0, ge=0, le=LONGEST_LEEWAY_SECONDS)

    @field_validator("audience")
    @classmethod
    def _are_named(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        if not all(given):
            raise ValueError("none of them may be empty")
        return given

    @field_validator("jwks_url")
    @classmethod
    def _is_safe(cls, url: str | None) -> str | None:
        if url is None:
            return None
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError:
            host = None
        if not host or parts.scheme not in ("https", "http"):
            raise ValueError("it must be a URL that begins with https://")
        if parts.scheme == "http" and not _is_loopback(host):
            raise ValueError("it must begin with https://, unless it is on this machine")
        return url

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.jwks_url is None) == (self.jwks is None):
            raise ValueError("an issuer needs either `jwks_url` or `jwks`")
        if self.tenant_claim is None and len(self.tenants) > 1:
            raise ValueError("an issuer without `tenant_claim` has exactly one tenant")
        return self


def check_issuers(issuers: Sequence[IssuerSettings]) -> None:
    """Checks what only all issuers together can get wrong.

    Raises:
        ValueError: two of them could not be told apart, or could name the same caller.
    """
    if len({each.issuer for each in issuers}) < len(issuers):
        raise ValueError("each `issuer` may be listed once")
    named = [(tenant, each.caller_prefix) for each in issuers for tenant in set(each.tenants)]
    if len(set(named)) < len(named):
        raise ValueError("issuers that may name the same tenant need a different `caller_prefix` each")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
