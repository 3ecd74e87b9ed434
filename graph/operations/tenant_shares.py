"""Keeps some of the places for running operations free of one tenant's flood, while several tenants use the gateway."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from graph.operations.overload import Overload, OverloadLimits

# A tenant counts for so long after its latest operation.
SEEN_SECONDS = 60.0
# What one tenant may hold of the places while there are others.
SHARE = 0.75


@dataclass(slots=True)
class _Tenant:
    """What one tenant holds.

    Attributes:
        places: those that it may hold while there are others.
        open: how many of its operations run or wait.
        seen: when its latest operation came.
    """

    places: Overload
    open: int = 0
    seen: float = 0.0


class TenantShares:
    """Admits operations in the order in which they come; of one tenant, no more than its share.

    Args:
        limits: of all tenants together.
        clock: monotonic seconds.
    """

    def __init__(self, limits: OverloadLimits, clock: Callable[[], float] = time.monotonic) -> None:
        self._all = Overload(limits)
        self._share = OverloadLimits(
            running=max(1, int(limits.running * SHARE)), waiting=limits.waiting, seconds=limits.seconds
        )
        self._clock = clock
        self._tenants: dict[str, _Tenant] = {}

    @asynccontextmanager
    async def running(self, tenant: str, *, is_event: bool = False) -> AsyncIterator[None]:
        """Holds one of the places for the time of a block; as `Overload.running`.

        Raises:
            Overloaded: no place was free in time, or none of the tenant's.
        """
        now = self._clock()
        self._forget(now)
        mine = self._tenants.setdefault(tenant, _Tenant(Overload(self._share)))
        mine.seen = now
        mine.open += 1
        try:
            if len(self._tenants) == 1:
                async with self._all.running(is_event=is_event):
                    yield
            else:
                async with mine.places.running(is_event=is_event), self._all.running(is_event=is_event):
                    yield
        finally:
            mine.open -= 1

    def _forget(self, now: float) -> None:
        gone = [
            name for name, each in self._tenants.items() if not each.open and each.seen < now - SEEN_SECONDS
        ]
        for name in gone:
            del self._tenants[name]
