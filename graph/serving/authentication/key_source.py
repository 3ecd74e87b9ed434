"""The keys of one issuer: fetched in the background, kept while it is unreachable, and never asked for too often."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Protocol

import httpx
import msgspec

from graph.serving.authentication import verification_key
from graph.serving.authentication.settings import IssuerSettings
from graph.serving.authentication.verification_key import BadKey, Keys, VerificationKey
from models.denial import AuthenticationUnavailable
from runtime.background_tasks import BackgroundTasks

REFRESH_SECONDS = 300.0
# Counts from the beginning of a fetch, whatever came of it.
COOL_DOWN_SECONDS = 30.0
STALE_SECONDS = 24 * 3600.0
FETCH_SECONDS = 5.0
BYTES_AT_MOST = 256 * 1024

# A compressed body may be a thousand times as long as what arrives of it.
_ASKED = {"accept": "application/json", "accept-encoding": "identity"}

_log = logging.getLogger(__name__)


class KeySource(Protocol):
    """The keys of one issuer."""

    async def find(self, id: str, algorithm: str) -> VerificationKey | None:
        """The key of an id, for an algorithm.

        Raises:
            AuthenticationUnavailable: there is none, and whether there is one cannot be found out now.
        """

    def holds(self, credential: str) -> bool:
        """Whether a key is trusted still."""

    def start(self) -> None: ...

    async def aclose(self) -> None: ...


class InlineKeys:
    """Keys that stand in the settings."""

    def __init__(self, issuer: str, document: object) -> None:
        self._keys = verification_key.imported(issuer, verification_key.of_document(document))
        self._credentials = {key.credential for key in self._keys.values()}

    async def find(self, id: str, algorithm: str) -> VerificationKey | None:
        return self._keys.get((id, algorithm))

    def holds(self, credential: str) -> bool:
        return credential in self._credentials

    def start(self) -> None:
        pass

    async def aclose(self) -> None:
        pass


class FetchedKeys:
    """Keys that are fetched from the issuer's JWKS URL.

    Args:
        issuer: whose keys they are.
        url: where they are.
        removed: called after a fetch with the credentials of keys that are trusted no longer.
        clock: a clock that never goes back, in seconds.
        client: asks the issuer; by default a new one.
    """

    def __init__(
        self,
        issuer: str,
        url: str,
        *,
        removed: Callable[[set[str]], None],
        clock: Callable[[], float] = time.monotonic,
        client: httpx.AsyncClient | None = None,
    ) -> None:
        self._issuer = issuer
        self._url = url
        self._removed = removed
        self._clock = clock
        self._client = client or _new_client()
        self._keys: Keys = {}
        self._credentials: set[str] = set()
        self._fetched_at: float | None = None
        self._began_at: float | None = None
        self._failed = False
        self._fetching: asyncio.Task[None] | None = None
        self._tasks = BackgroundTasks("keys of issuers")

    async def find(self, id: str, algorithm: str) -> VerificationKey | None:
        if not self._is_due and (found := self._usable(id, algorithm)):
            return found
        await self._fetched()
        found = self._usable(id, algorithm)
        if found is None and (self._failed or self._is_stale):
            raise AuthenticationUnavailable
        return found

    def holds(self, credential: str) -> bool:
        return credential in self._credentials and not self._is_stale

    def start(self) -> None:
        self._tasks.start(self._refreshing(), name="refreshing keys")

    async def aclose(self) -> None:
        await self._tasks.aclose()
        await self._client.aclose()

    def _usable(self, id: str, algorithm: str) -> VerificationKey | None:
        return None if self._is_stale else self._keys.get((id, algorithm))

    @property
    def _is_stale(self) -> bool:
        return self._fetched_at is None or self._clock() - self._fetched_at > STALE_SECONDS

    @property
    def _is_due(self) -> bool:
        """Whether the background has not kept up, as after a machine was asleep."""
        return self._fetched_at is None or (
            not self._failed and self._clock() - self._fetched_at > 2 * REFRESH_SECONDS
        )

    async def _fetched(self) -> None:
        """Waits for the fetch that is under way, or for a new one, unless the last one began a moment ago."""
        if self._fetching is None:
            if self._began_at is not None and self._clock() - self._began_at < COOL_DOWN_SECONDS:
                return
            self._began_at = self._clock()
            self._fetching = self._tasks.start(self._fetch(), name="fetching keys", attended=True)
        # Whoever waits may leave; the others, and the keys, need the fetch all the same.
        await asyncio.shield(self._fetching)

    async def _refreshing(self) -> None:
        while True:
            await self._fetched()
            await asyncio.sleep(COOL_DOWN_SECONDS if self._failed else REFRESH_SECONDS)

    async def _fetch(self) -> None:
        try:
            keys = await _fetched(self._client, self._issuer, self._url)
        except Exception as error:  # noqa: BLE001 - whatever an issuer answers, its good keys stay
            # Once for an outage, not at each attempt.
            if not self._failed:
                _log.warning("The keys of the issuer %s cannot be fetched: %s.", self._issuer, _why(error))
            self._failed = True
            return
        finally:
            self._fetching = None
        self._failed = False
        self._fetched_at = self._clock()
        before, self._credentials = self._credentials, {key.credential for key in keys.values()}
        self._keys = keys
        if gone := before - self._credentials:
            self._removed(gone)


def source_of(issuer: IssuerSettings, removed: Callable[[set[str]], None]) -> KeySource:
    """The keys of an issuer, as its settings say."""
    if issuer.jwks_url is not None:
        return FetchedKeys(issuer.issuer, issuer.jwks_url, removed=removed)
    return InlineKeys(issuer.issuer, issuer.jwks)


async def keys_now(issuer: IssuerSettings) -> Keys:
    """The usable keys of an issuer, fetched anew where they are fetched.

    Raises:
        BadKey: they cannot be had; the message says why, and holds nothing of what others said.
    """
    if issuer.jwks_url is None:
        return verification_key.imported(issuer.issuer, verification_key.of_document(issuer.jwks))
    async with _new_client() as client:
        try:
            return await _fetched(client, issuer.issuer, issuer.jwks_url)
        except Exception as error:  # noqa: BLE001 - an issuer may answer whatever it likes
            raise BadKey(_why(error)) from None


def _new_client() -> httpx.AsyncClient:
    # Nothing of this machine's environment says where keys come from, and no redirect does.
    return httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=FETCH_SECONDS)


async def _fetched(client: httpx.AsyncClient, issuer: str, url: str) -> Keys:
    body = bytearray()
    async with asyncio.timeout(FETCH_SECONDS), client.stream("GET", url, headers=_ASKED) as answer:
        if answer.status_code != httpx.codes.OK:
            raise BadKey(f"the status is {answer.status_code}")
        if answer.headers.get("content-encoding", "identity") != "identity":
            raise BadKey("it is compressed, though that was not asked for")
        async for chunk in answer.aiter_raw():
            body += chunk
            if len(body) > BYTES_AT_MOST:
                raise BadKey("it is too long")
    return verification_key.imported(issuer, verification_key.of_document(msgspec.json.decode(bytes(body))))


def _why(error: Exception) -> str:
    """Why keys could not be fetched, in words of ours: what others say may hold anything."""
    match error:
        case BadKey():
            return str(error)
        case TimeoutError() | httpx.TimeoutException():
            return f"there is no answer within {FETCH_SECONDS:g} seconds"
        case httpx.ConnectError():
            return "there is no connection"
        case msgspec.DecodeError() | UnicodeDecodeError() | RecursionError():
            return "it is no JSON"
        case _:
            return type(error).__name__
