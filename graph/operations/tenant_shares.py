"""Keeps some of the places for running operations free of one tenant's flood, while several tenants use the gateway."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graph.operations.overload import Overload, OverloadLimits

# A tenant counts for so long after its latest operation.
SEEN_SECONDS = 60.0
# What one tenant may hold of the places while there are others.
SHARE = 0.75
# How often it is looked which tenants still count.
_LOOKS_SECONDS = 1.0


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
        self._looks_at = 0.0

    def place(self, tenant: str, *, is_event: bool = False) -> "Place":
        """The place of an operation, which it takes before it runs, and gives back in any case."""
        now = self._clock()
        if now >= self._looks_at:
            self._forget(now)
        mine = self._tenants.get(tenant)
        if mine is None:
            mine = self._tenants[tenant] = _Tenant(Overload(self._share))
        mine.seen = now
        places = (self._all,) if len(self._tenants) == 1 else (mine.places, self._all)
        return Place(mine, places, is_event=is_event)

    def _forget(self, now: float) -> None:
        self._looks_at = now + _LOOKS_SECONDS
        gone = [
            name for name, each in self._tenants.items() if not each.open and each.seen < now - SEEN_SECONDS
        ]
        for name in gone:
            del self._tenants[name]


class Place:
    """What one operation holds, or waits for.

    Args:
        mine: the tenant of the operation.
        wanted: where it needs a place, in this order.
        is_event: as for `Overload.take`.
    """

    __slots__ = ("_is_event", "_mine", "_taken", "_wanted")

    def __init__(self, mine: _Tenant, wanted: Sequence[Overload], *, is_event: bool) -> None:
        mine.open += 1
        self._mine = mine
        self._wanted = wanted
        self._is_event = is_event
        self._taken = 0

    def take_free(self) -> bool:
        """Takes the place if it is free; otherwise it must be waited for."""
        while self._taken < len(self._wanted):
            if not self._wanted[self._taken].take_free():
                return False
            self._taken += 1
        return True

    async def take(self) -> None:
        """Takes the place when it is free.

        Raises:
            Overloaded: no place was free in time, or none of the tenant's.
        """
        while not self.take_free():
            await self._wanted[self._taken].take(is_event=self._is_event)
            self._taken += 1

    def give_back(self) -> None:
        """Gives back what was taken."""
        self._mine.open -= 1
        for each in self._wanted[: self._taken]:
            each.give_back()
