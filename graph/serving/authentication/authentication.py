"""The gateway's authentication: takes JSON Web Tokens and API keys, by the form of the token, and counts failures."""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from graph.serving.authentication.api_key_form import PREFIX
from graph.serving.authentication.api_keys import ApiKeys
from graph.serving.authentication.failed_attempts import FailedAttempts
from graph.serving.authentication.json_web_tokens import JsonWebTokens
from graph.serving.authentication.refused_credentials import RefusedCredentials
from graph.serving.authentication.sessions import Sessions
from graph.serving.authentication.settings import AuthenticationSettings
from models.denial import CredentialRefused, NoToken, TooManyFailures, Unauthenticated
from models.principal import Principal
from store.audit_log import AuditLog
from store.store import Store

# Each address has its own limit, but there may be many addresses.
_TOLD_A_MINUTE = 300

_log = logging.getLogger(__name__)


class Authentication:
    """The `Authenticator` of the gateway.

    Args:
        settings: the issuers, the peppers of API keys, and how many failures are allowed.
        store: has the API keys.
        audit_log: takes refused use of credentials that are known.
        now: returns the present time, aware, in UTC.

    Attributes:
        sessions: the connections that stay open.
    """

    def __init__(
        self,
        settings: AuthenticationSettings,
        store: Store,
        audit_log: AuditLog,
        *,
        now: Callable[[], datetime],
    ) -> None:
        self.sessions = Sessions(now)
        self._tokens = JsonWebTokens(settings.issuers, now=now, removed=self.sessions.revoke)
        self._keys = ApiKeys(settings.peppers, store, self.sessions, now=now)
        self._refused = RefusedCredentials(audit_log, now=now)
        self._told = FailedAttempts(_TOLD_A_MINUTE)
        self._failed = FailedAttempts(settings.failed_logins_a_minute)

    async def authenticate(self, token: str | None, peer: str) -> Principal:
        if token is None:
            raise NoToken
        try:
            if token.startswith(PREFIX):
                return await self._keys.authenticate(token)
            return await self._tokens.authenticate(token)
        except Unauthenticated as error:
            if isinstance(error, CredentialRefused):
                self._refused.count(error)
            # A good token is accepted whatever others from its address try, so that they cannot lock it out.
            self._failed.count(peer)
            self._tell("An API key" if token.startswith(PREFIX) else "A token", peer)
            raise

    def _tell(self, kind: str, peer: str) -> None:
        """Logs a failure: never the token, nor what it says about itself, and not more than fits into a log."""
        with suppress(TooManyFailures):
            self._told.count("all")
            _log.warning("%s from %s was not accepted.", kind, peer)

    def knows(self, principal: Principal) -> bool:
        if self._keys.owns(principal):
            return self._keys.knows(principal)
        return self._tokens.is_good(principal)

    async def check(self, principal: Principal) -> None:
        if self._keys.owns(principal):
            await self._keys.check(principal)
        elif not self._tokens.is_good(principal):
            raise Unauthenticated

    def start(self) -> None:
        self._tokens.start()
        self._keys.start()

    async def aclose(self) -> None:
        await self._keys.aclose()
        await self._tokens.aclose()
        self._refused.close()
