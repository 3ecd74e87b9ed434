"""Writes the audit log: in batches by one task a process, buffered while MongoDB is unavailable."""

import asyncio
import logging
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from bson import ObjectId
from pydantic import SecretStr

from models.documents.audit import Audit, NewEntry
from models.errors import StoreUnavailable
from store.audit_writer import US, ChainWriter
from store.encryption import Vault
from store.store import Store

WAITING_AT_MOST = 10_000
_AT_ONCE = 500
_PAUSE_SECONDS = 0.1
_LINGER_SECONDS = 0.05

_log = logging.getLogger(__name__)


class AuditLog:
    """The audit log of one process.

    Whoever must not go on before an entry is durable awaits what `record` returns. Other entries are lost if the
    process is killed before they are written, which takes milliseconds while MongoDB is available.

    Args:
        store: the store.
        keys: the keys of the audit log, if it does not use those of the store.
    """

    def __init__(self, store: Store, keys: Sequence[SecretStr] = ()) -> None:
        self._store = store
        self._writer = ChainWriter(
            store, Vault([key.get_secret_value().encode() for key in keys]) if keys else None
        )
        self._waiting: deque[_Waiting] = deque()
        self._urgent = asyncio.Event()
        self._is_writing = False
        self._is_full = False

    def record(self, entry: Audit | NewEntry, *, urgent: bool = True) -> "asyncio.Future[None]":
        """Has an entry written, once by its id, as soon as MongoDB is available.

        Args:
            entry: without a chain.
            urgent: whether somebody waits for it. Others are written with those, or 50 ms later.

        Returns:
            It is done when the entry is durable, and fails with `StoreUnavailable` if that is not possible now.
        """
        durable: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if len(self._waiting) >= WAITING_AT_MOST:
            if not self._is_full:
                _log.error("Too many entries of the audit log wait to be written; the next ones are lost.")
            self._is_full = True
            _fail(durable, StoreUnavailable())
            return durable
        self._waiting.append(_Waiting(entry, durable))
        if urgent:
            self._urgent.set()
        if not self._is_writing:
            self._is_writing = True
            self._store.in_background(self._write(), name="audit log")
        elif not self._store.is_up:
            _fail(durable, StoreUnavailable())
        return durable

    async def _write(self) -> None:
        try:
            while self._waiting:
                if not self._urgent.is_set():
                    # A write of its own for what nobody waits for would hold up what comes next.
                    with suppress(TimeoutError):
                        async with asyncio.timeout(_LINGER_SECONDS):
                            await self._urgent.wait()
                if len(self._waiting) <= _AT_ONCE:
                    self._urgent.clear()
                batch = [waiting.entry for waiting in islice(self._waiting, _AT_ONCE)]
                try:
                    done = await self._store.run(partial(self._writer.append, batch))
                except StoreUnavailable as error:
                    self._fail(error)
                    await self._store.until_up(_PAUSE_SECONDS)
                    await asyncio.sleep(0 if self._store.is_up else _PAUSE_SECONDS)
                    continue
                for _ in range(done):
                    durable = self._waiting.popleft().durable
                    if not durable.done():
                        durable.set_result(None)
                self._is_full = False
        finally:
            self._is_writing = False
            if self._waiting:
                _log.error("%d entries of the audit log could not be written.", len(self._waiting))

    def _fail(self, error: StoreUnavailable) -> None:
        """Tells those who wait; their entries are written later all the same."""
        for waiting in self._waiting:
            _fail(waiting.durable, error)


class _Waiting(NamedTuple):
    entry: Audit | NewEntry
    durable: "asyncio.Future[None]"


def _fail(durable: "asyncio.Future[None]", error: StoreUnavailable) -> None:
    if not durable.done():
        durable.set_exception(error)
        # So that asyncio does not log it: nobody may wait for the entry.
        durable.exception()


def an_id(action: str) -> str:
    """A new id of an entry; ids sort by time."""
    return f"{action}_{ObjectId()}"


async def record(
    store: Store,
    *,
    tenant: str,
    action: str,
    subject: str,
    caller: str = US,
    things: Sequence[str] = (),
    details: Mapping[str, Any] | None = None,
    result: str = "DONE",
    keys: Sequence[SecretStr] = (),
) -> None:
    """Records a change of accounts, keys or tenants; the entry is durable when this returns.

    Args:
        store: the store.
        tenant: the tenant that it concerns.
        action: such as `createApiKey` or `setAccount`.
        subject: what was changed, by its id or name.
        caller: who did it; by default the operator at the command line.
        things: further ids.
        details: what else is to be known, without secrets.
        result: the result.
        keys: the keys of the audit log, if it does not use those of the store.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    entry = Audit(
        id=an_id(action),
        at=store.now(),
        tenant=tenant,
        caller=caller,
        action=action,
        subject=subject,
        things=tuple(things),
        details=dict(details or {}),
        result=result,
    )
    await AuditLog(store, keys).record(entry)
