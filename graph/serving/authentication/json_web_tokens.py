"""Authenticates JSON Web Tokens (RFC 7519) of the configured issuers."""

import warnings
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jws import JWSRegistry

from graph.serving.authentication import claims, strict_json
from graph.serving.authentication.accepted_tokens import AcceptedTokens
from graph.serving.authentication.claims import BadClaims
from graph.serving.authentication.key_source import KeySource, source_of
from graph.serving.authentication.settings import IssuerSettings
from graph.serving.authentication.strict_json import NotStrict
from graph.serving.authentication.verification_key import LONGEST_ID, VerificationKey
from models.caller import Caller
from models.denial import AuthenticationUnavailable, CredentialRefused, Unauthenticated
from models.principal import Principal

LONGEST_TOKEN = 8 * 1024
# RFC 9068 and RFC 7519; the absent one is the usual one of many issuers.
_TYPES = (None, "jwt", "at+jwt", "application/jwt", "application/at+jwt")
# Extensions that change what a signature is over.
_CHANGING = {"crit", "b64"}


class _Registry(JWSRegistry):
    """joserfc's rules; its limits are lower than ours for headers, and it would not take what it does not know."""

    max_header_length = LONGEST_TOKEN
    max_payload_length = LONGEST_TOKEN
    max_signature_length = LONGEST_TOKEN

    def get_alg(self, name: str) -> Any:
        with warnings.catch_warnings():
            # It recommends the newer name of EdDSA, which few issuers write.
            warnings.simplefilter("ignore", SecurityWarning)
            return super().get_alg(name)


class JsonWebTokens:
    """Makes principals of tokens that one of the issuers has signed.

    Args:
        issuers: those that are trusted.
        now: returns the present time, aware, in UTC.
        removed: called with the credentials of tokens whose key is trusted no longer.
        source: opens the keys of an issuer.
    """

    def __init__(
        self,
        issuers: Iterable[IssuerSettings],
        *,
        now: Callable[[], datetime],
        removed: Callable[[set[str]], None],
        source: Callable[[IssuerSettings, Callable[[set[str]], None]], KeySource] = source_of,
    ) -> None:
        self._now = now
        self._issuers = {each.issuer: (each, source(each, removed)) for each in issuers}
        self._sources = [keys for _, keys in self._issuers.values()]
        self._accepted = AcceptedTokens()

    def start(self) -> None:
        """Begins to fetch keys."""
        for source in self._sources:
            source.start()

    async def aclose(self) -> None:
        """Ends that."""
        for source in self._sources:
            await source.aclose()

    def is_good(self, principal: Principal) -> bool:
        """Whether a principal's token has not expired, and its key is trusted still."""
        ends = principal.expires_at
        return ends is not None and self._now() < ends and self._is_trusted(principal.credential)

    async def authenticate(self, token: str) -> Principal:
        """The principal of a token.

        Raises:
            CredentialRefused: it has expired.
            Unauthenticated: it is not accepted.
            AuthenticationUnavailable: the issuer's keys are not known now.
        """
        if len(token) > LONGEST_TOKEN or not token.isascii():
            raise Unauthenticated
        known = self._accepted.find(token, self.is_good)
        if known is not None:
            return known
        try:
            found = await self._verified(token)
        except (NotStrict, BadClaims, JoseError):
            # Their messages, and their context, may quote the token.
            raise Unauthenticated from None
        self._accepted.keep(token, found)
        return found

    async def _verified(self, token: str) -> Principal:
        segments = token.split(".")
        if len(segments) != 3:
            raise NotStrict("no signed token")
        algorithm, key_id = _checked(strict_json.decode(segments[0]))
        told = strict_json.decode(segments[1])
        name = told.get("iss")
        issuer, keys = self._issuers.get(name if isinstance(name, str) else "", (None, None))
        # Before any key is looked up: only its issuer decides about a token.
        if issuer is None or keys is None or algorithm not in issuer.algorithms:
            raise Unauthenticated
        is_over = claims.check(issuer, told, self._now().timestamp())
        try:
            key = await keys.find(key_id, algorithm)
        except AuthenticationUnavailable:
            if is_over:
                # Whatever the keys of its issuer are.
                raise Unauthenticated from None
            raise
        if key is None:
            raise Unauthenticated
        _check_signature(token, key)
        found = claims.principal(issuer, told, key.credential)
        if self._is_of_another(found.caller, issuer):
            raise Unauthenticated
        if is_over:
            raise CredentialRefused(found.caller, "EXPIRED")
        return found

    def _is_of_another(self, caller: Caller, issuer: IssuerSettings) -> bool:
        """Whether a subject begins so that its caller is one of another issuer, whose `caller_prefix` is longer."""
        own = len(issuer.caller_prefix)
        return any(
            len(other.caller_prefix) > own
            and caller.tenant in other.tenants
            and caller.id.startswith(other.caller_prefix)
            for other, _ in self._issuers.values()
        )

    def _is_trusted(self, credential: str) -> bool:
        # Each request asks, and `any` takes three times as long.
        for source in self._sources:  # noqa: SIM110
            if source.holds(credential):
                return True
        return False


def _checked(header: dict[str, Any]) -> tuple[str, str]:
    """The algorithm and the key's id."""
    algorithm, id, type = header.get("alg"), header.get("kid"), header.get("typ")
    if not isinstance(algorithm, str) or not isinstance(id, str) or not 0 < len(id) <= LONGEST_ID:
        raise NotStrict("no algorithm, or no key")
    if (type.lower() if isinstance(type, str) else type) not in _TYPES or _CHANGING & header.keys():
        raise NotStrict("another type")
    return algorithm, id


def _check_signature(token: str, key: VerificationKey) -> None:
    registry = _Registry(algorithms=[key.algorithm], strict_check_header=False)
    try:
        jws.deserialize_compact(token, key.jose, registry=registry)
    except (ValueError, TypeError, KeyError):
        raise NotStrict("no signature") from None
