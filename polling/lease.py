"""The lease under which one replica polls for the whole fleet: taken, renewed, given up in time, released."""

import time
from collections.abc import Callable
from contextlib import suppress

from models.documents.lease import Lease
from models.errors import MeetgraphError
from store import leases
from store.leases import RENEWED_SECONDS, SECONDS
from store.store import Store

# How often whoever has no lease looks whether it is free, unless something wakes it.
LOOKED_EVERY_SECONDS = 1.0
# A lease that could not be renewed is given up so long before its end, so that an answer is not used after it.
MARGIN_SECONDS = 3.0


class PollingLease:
    """One replica's hold on what only one replica may poll.

    Args:
        store: where the replicas agree.
        name: what is polled.
        holder: names this replica.
        clock: monotonic seconds; they pass while the process is frozen.
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
        """The fence of the lease while it is surely held; None while another replica may hold it."""
        if self._lease is None or self._clock() - self._taken_at >= SECONDS - MARGIN_SECONDS:
            return None
        return self._lease.fence

    @property
    def is_held(self) -> bool:
        """Whether it is surely held."""
        return self.fence is not None

    async def is_elsewhere(self) -> bool:
        """Whether another replica holds it; looking writes nothing.

        Raises:
            StoreUnavailable: MongoDB is away.
        """
        return bool(await leases.held_by_others(self._store, [self._name], self._holder))

    async def hold(self) -> bool:
        """Takes the lease, or renews it where that is due; whether it is held then.

        Raises:
            StoreUnavailable: MongoDB is away; what is held stays so until shortly before its end.
        """
        # From before the call, since nobody knows when in it the lease's time began.
        now = self._clock()
        if self.is_held and now - self._taken_at < RENEWED_SECONDS:
            return True
        self._lease = await leases.take(self._store, self._name, self._holder)
        self._taken_at = now
        return self.is_held

    async def release(self) -> bool:
        """Lets another replica take it at once, and tells whether it was there to be released.

        Where MongoDB is away, the lease ends by itself.
        """
        lease, self._lease = self._lease, None
        if lease is None:
            return False
        with suppress(MeetgraphError):
            await leases.release(self._store, lease)
        return True
