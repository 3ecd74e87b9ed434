"""Authenticates API keys, which are kept in MongoDB; one that is revoked ends everywhere within seconds."""

import asyncio
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from cachetools import LRUCache

from graph.serving.authentication import api_key_form
from graph.serving.authentication.api_key_form import PresentedKey
from graph.serving.authentication.sessions import Sessions
from models.caller import Caller
from models.denial import CredentialRefused, Unauthenticated
from models.documents.api_key import ApiKey
from models.errors import StoreUnavailable
from models.principal import Principal
from models.roles import scopes_of
from models.scope import Scope
from runtime.background_tasks import BackgroundTasks
from store import api_keys
from store.audit_writer import US
from store.store import Store

# How long a key that was read is trusted, and one that is not there is not looked for again.
TRUSTED_SECONDS, ABSENT_SECONDS = 20.0, 5.0
# How often the keys of open connections are read.
LOOK_SECONDS = 10.0
KEYS_AT_MOST = 10_000

_CREDENTIAL = "api-key:"
_UNPROVEN = "PEPPER_MISSING"
_SCOPES = {scope.value: scope for scope in Scope}


@dataclass(frozen=True, slots=True)
class _Checked:
    """A key that was accepted, by a digest of its text, and when it was read."""

    presented: bytes = field(repr=False)
    principal: Principal
    at: float


class ApiKeys:
    """Makes principals of API keys.

    Args:
        peppers: by their names.
        store: has the keys.
        sessions: the connections that stay open.
        now: returns the present time, aware, in UTC.
        clock: a clock that never goes back, in seconds.
    """

    def __init__(
        self,
        peppers: Mapping[str, bytes],
        store: Store,
        sessions: Sessions,
        *,
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._peppers = peppers
        self._store = store
        self._sessions = sessions
        self._now = now
        self._clock = clock
        self._checked: LRUCache[str, _Checked] = LRUCache(KEYS_AT_MOST)
        self._absent: LRUCache[str, float] = LRUCache(KEYS_AT_MOST)
        self._tasks = BackgroundTasks("API keys")

    def start(self) -> None:
        """Begins to look for revoked keys."""
        self._tasks.start(self._looking(), name="revoked keys")

    async def aclose(self) -> None:
        """Ends that."""
        await self._tasks.aclose()

    async def authenticate(self, text: str) -> Principal:
        """The principal of a key.

        Raises:
            CredentialRefused: it was revoked, has expired, or its pepper is missing.
            Unauthenticated: it is not accepted.
            StoreUnavailable: it cannot be checked now.
        """
        key = api_key_form.read(text)
        if key is None:
            raise Unauthenticated
        presented = hashlib.sha256(text.encode()).digest()
        known = self._fresh(key.id)
        if known is not None and hmac.compare_digest(known.presented, presented):
            return known.principal
        if self._clock() < self._absent.get(key.id, 0.0):
            raise Unauthenticated
        row = await self._read(key.id)
        if row is None:
            raise Unauthenticated
        if (reason := self._reason_against(row, key)) is not None:
            # Without its pepper a key is only named: who has sent it need not have its secret.
            caller = US if reason == _UNPROVEN else row.caller
            raise CredentialRefused(Caller(row.tenant, caller), reason, subject=row.id)
        self._checked[key.id] = _Checked(presented, _principal(row), self._clock())
        return self._checked[key.id].principal

    async def check(self, principal: Principal) -> None:
        """Checks the key of a principal again.

        Raises:
            Unauthenticated: it has expired or was revoked.
            StoreUnavailable: that is not known any more.
        """
        id = principal.credential.removeprefix(_CREDENTIAL)
        known = self._checked.get(id)
        if self._fresh(id) is not None:
            return
        row = await self._read(id)
        if row is None or self._ended(row) is not None:
            raise Unauthenticated
        if known is not None:
            self._checked[id] = _Checked(known.presented, known.principal, self._clock())

    def knows(self, principal: Principal) -> bool:
        """Whether a principal is the one of a key that was read a moment ago."""
        found = self._fresh(principal.credential.removeprefix(_CREDENTIAL))
        return found is not None and found.principal is principal

    def owns(self, principal: Principal) -> bool:
        """Whether a principal came with an API key."""
        return principal.credential.startswith(_CREDENTIAL)

    def _fresh(self, id: str) -> _Checked | None:
        found = self._checked.get(id)
        if found is None or self._clock() - found.at >= TRUSTED_SECONDS:
            return None
        ends = found.principal.expires_at
        return found if ends is not None and self._now() < ends else None

    async def _read(self, id: str) -> ApiKey | None:
        """The key as it is stored; the connections of one that is good no longer end."""
        row = (await api_keys.find(self._store, [id])).get(id)
        if row is None:
            self._absent[id] = self._clock() + ABSENT_SECONDS
        if row is None or self._ended(row) is not None:
            self._forget(id)
        return row

    def _reason_against(self, row: ApiKey, key: PresentedKey) -> str | None:
        """Why a key is not accepted, for its tenant; None if it is.

        Raises:
            Unauthenticated: its secret is another, so it says nothing about a tenant.
        """
        pepper = self._peppers.get(row.pepper)
        if pepper is None:
            return _UNPROVEN
        if not hmac.compare_digest(row.digest, key.digest(pepper)):
            raise Unauthenticated
        return self._ended(row)

    def _ended(self, row: ApiKey) -> str | None:
        """Why a key is good no longer; None if it is good still."""
        if row.revoked_at is not None:
            return "REVOKED"
        return None if self._now() < row.expires_at else "EXPIRED"

    def _forget(self, id: str) -> None:
        self._checked.pop(id, None)
        self._sessions.revoke([f"{_CREDENTIAL}{id}"])

    async def _looking(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            with suppress(StoreUnavailable):
                await self.look()

    async def look(self) -> None:
        """Ends the connections of keys that are good no longer.

        Raises:
            StoreUnavailable: MongoDB is unavailable.
        """
        ids = [
            name.removeprefix(_CREDENTIAL)
            for name in self._sessions.credentials
            if name.startswith(_CREDENTIAL)
        ]
        if not ids:
            return
        rows = await api_keys.find(self._store, ids)
        for id in ids:
            if id not in rows or rows[id].revoked_at is not None:
                self._forget(id)


def _principal(row: ApiKey) -> Principal:
    return Principal(
        caller=Caller(row.tenant, row.caller),
        scopes=scopes_of(row.roles) | {_SCOPES[word] for word in row.scopes if word in _SCOPES},
        roles=row.roles,
        credential=f"{_CREDENTIAL}{row.id}",
        expires_at=row.expires_at,
    )
