"""The settings of authentication: the issuers of tokens, part of the gateway's settings."""

import ipaddress
from typing import Annotated, Any, Literal, Self, TypeAlias
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

from graph.serving.authentication.api_key_form import pepper_of
from runtime.formed_text import formed

# How much the clocks of an issuer and of this gateway may differ at most.
LONGEST_LEEWAY_SECONDS = 30.0

Algorithm: TypeAlias = Literal["RS256", "ES256", "EdDSA"]
_ALGORITHMS: tuple[Algorithm, ...] = ("RS256", "ES256", "EdDSA")


def _filled(given: tuple[str, ...]) -> tuple[str, ...]:
    if not given or not all(given):
        raise ValueError("it must not be empty")
    return given


def _listed(given: object) -> object:
    return (given,) if isinstance(given, str) else given


# One text, or a list of texts.
Texts: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(_listed), AfterValidator(_filled)]
# Where a claim stands: its name, or the names on the way to it through objects.
ClaimPath: TypeAlias = Texts


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
    audience: Texts
    jwks_url: str | None = None
    jwks: dict[str, Any] | None = Field(default=None, repr=False)
    algorithms: Annotated[tuple[Algorithm, ...], AfterValidator(_filled)] = _ALGORITHMS
    tenants: Annotated[tuple[TenantName, ...], AfterValidator(_filled)]
    tenant_claim: ClaimPath | None = ("tenant",)
    roles_claim: ClaimPath = ("roles",)
    scopes_claim: ClaimPath = ("scope",)
    caller_prefix: str = Field(default="", max_length=64)
    leeway_seconds: float = Field(default=5.0, ge=0, le=LONGEST_LEEWAY_SECONDS)

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
        if self.jwks is not None and not isinstance(self.jwks.get("keys"), list):
            raise ValueError("the `jwks` of an issuer is a key set: an object with the list `keys`")
        if self.tenant_claim is None and len(self.tenants) > 1:
            raise ValueError("an issuer without `tenant_claim` has exactly one tenant")
        return self


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _distinct(issuers: tuple[IssuerSettings, ...]) -> tuple[IssuerSettings, ...]:
    """Refuses issuers that could not be told apart, or could name the same caller."""
    if len({each.issuer for each in issuers}) < len(issuers):
        raise ValueError("each `issuer` may be listed once")
    named = [(tenant, each.caller_prefix) for each in issuers for tenant in set(each.tenants)]
    if len(set(named)) < len(named):
        raise ValueError("issuers that may name the same tenant need a different `caller_prefix` each")
    return issuers


def _decoded(peppers: dict[str, SecretStr]) -> dict[str, SecretStr]:
    for pepper in peppers.values():
        pepper_of(pepper.get_secret_value())
    return peppers


class PepperSettings(BaseModel):
    """The secrets that make digests of API keys; read from MEETGRAPH_<FIELD>."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    key_peppers: Annotated[dict[str, SecretStr], AfterValidator(_decoded)] = Field(
        default={},
        description="The peppers of API keys, as an object: to each name the base64 of 32 random bytes. New keys are "
        "made with the first one. All gateways on one database need the same ones. A key whose pepper is missing is "
        "refused.",
    )

    @property
    def peppers(self) -> dict[str, bytes]:
        """The peppers by their names."""
        return {name: pepper_of(pepper.get_secret_value()) for name, pepper in self.key_peppers.items()}


class AuthenticationSettings(PepperSettings):
    """Who is let in; read from MEETGRAPH_<FIELD>."""

    issuers: Annotated[tuple[IssuerSettings, ...], AfterValidator(_distinct)] = Field(
        default=(),
        description="The issuers of JSON Web Tokens that are accepted, as a list of objects: `issuer`, `audience`, "
        "`jwks_url` (or the key set itself as `jwks`) and `tenants`, the only ones that its tokens may name; also "
        "`algorithms`, `tenant_claim`, `roles_claim`, `scopes_claim`, `caller_prefix` and `leeway_seconds`. "
        "[authentication.md](authentication.md) explains them.",
    )
    failed_logins_a_minute: int = Field(
        default=20,
        ge=1,
        description="How many requests with a bad token one address may send in a minute before they are answered "
        "with 429; an IPv6 network of 64 bits counts as one address.",
    )
