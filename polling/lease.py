"""The lease under which one replica polls for the whole fleet: taken, renewed, given up before its end, released."""

import time
from collections.abc import Callable
from contextlib import suppress

from models.documents.lease import Lease
from models.errors import MeetgraphError
from store import leases
from store.leases import RENEWED_SECONDS, SECONDS
from store.store import Store

# How often a replica without the lease checks whether it is free, unless it is woken.
LOOKED_EVERY_SECONDS = 1.0
# A lease that cannot be renewed is given up so long before its end, so that no answer is used after the end.
MARGIN_SECONDS = 3.0


class PollingLease:
    """One replica's lease on objects that only one replica may poll.

    Args:
        store: where leases are stored.
        name: what is polled.
        holder: identifies this replica.
        clock: monotonic seconds, which continue while the process is frozen.
    """

    def __init__(
        self, store: Store, name: str, holder: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._name = name
        self._holder = holder
        self._clock = clock
        self._lease: Lease | None = None
        self._taken_at = 0.0

    @property
    def fence(self) -> int | None:
        """The fence of the lease while it is certainly held; None while another replica may hold it."""
        if self._lease is None or self._clock() - self._taken_at >= SECONDS - MARGIN_SECONDS:
            return None
        return self._lease.fence

    @property
    def is_held(self) -> bool:
        """Whether it is certainly held."""
        return self.fence is not None

    async def is_elsewhere(self) -> bool:
        """Whether another replica holds it; this writes nothing.

        Raises:
            StoreUnavailable: MongoDB is unavailable.
        """
        return bool(await leases.held_by_others(self._store, [self._name], self._holder))

    async def hold(self) -> bool:
        """Takes the lease, or renews it if that is due, and returns whether it is held.

        Raises:
            StoreUnavailable: MongoDB is unavailable; a lease that is held remains held until shortly before its end.
        """
        # From before the call: it is not known when during the call the lease began.
        now = self._clock()
        if self.is_held and now - self._taken_at < RENEWED_SECONDS:
            return True
        self._lease = await leases.take(self._store, self._name, self._holder)
        self._taken_at = now
        return self.is_held

    async def release(self) -> bool:
        """Lets another replica take it at once, and returns whether it was held.

        If MongoDB is unavailable, the lease expires.
        """
        lease, self._lease = self._lease, None
        if lease is None:
            return False
        with suppress(MeetgraphError):
            await leases.release(self._store, lease)
        return True
