"""Lets one gateway of the fleet poll for all: a lease decides which, and the others receive the states."""

import asyncio
import logging
from collections.abc import Callable
from contextvars import Context
from datetime import datetime
from typing import Any

from models.account import Account
from polling.fleet_share import FleetShare
from polling.lease import LOOKED_EVERY_SECONDS
from polling.poller import Poller
from runtime.background_tasks import BackgroundTasks
from store import polled_states
from store.store import Store

_log = logging.getLogger(__name__)


class Fleet:
    """This gateway's part in the polling of all.

    Args:
        store: where the gateways share states.
        now: returns the present time, aware, in UTC.
    """

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._shares: dict[str, FleetShare] = {}
        self._tasks = BackgroundTasks("polling in the fleet")

    def join(self, poller: Poller[Any], subject: str, account: Account) -> None:
        """Lets a poller poll for the whole fleet, or receive the states of the gateway that does, until `leave`."""
        place = f"{subject}:{account}"
        # In empty contexts: both outlive the operation that happened to start them.
        if not self._shares and "changes" not in self._tasks:
            self._tasks.start(self._listen(), name="changes", context=Context())
        share = self._shares[place] = FleetShare(
            poller, place, account.tenant, self._store, self._now, self._wake
        )
        poller.share = share
        share.task = self._tasks.start(share.run(), name=place, context=Context())

    def leave(self, poller: Poller[Any]) -> None:
        """Lets another gateway take over, in the background."""
        share = poller.share
        if isinstance(share, FleetShare):
            if self._shares.get(share.place) is share:
                del self._shares[share.place]
            share.task.cancel()

    def _wake(self, place: str) -> None:
        if place in self._shares:
            self._shares[place].wake.set()

    async def aclose(self) -> None:
        """Releases all leases."""
        await self._tasks.aclose()

    async def _listen(self) -> None:
        while True:
            try:
                async for told in polled_states.changes(self._store):
                    self._tell(told)
            except Exception:  # noqa: BLE001 - subscriptions must go on
                _log.exception("A fault in receiving changes from other gateways.")
                await asyncio.sleep(LOOKED_EVERY_SECONDS)

    def _tell(self, told: tuple[str, str] | None) -> None:
        if told is None:
            for share in self._shares.values():
                share.missed()
        elif told[0] in self._shares:
            self._shares[told[0]].told(told[1])
