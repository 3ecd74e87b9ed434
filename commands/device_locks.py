"""Locks per device within one replica, so that concurrent transactions on a device do not conflict."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager

from models.ids import Key


class DeviceLocks:
    """The lock of each device, with the number of tasks that wait for it.

    MongoDB lets only one transaction at a time write to a device's queue; the others would retry until their deadline.
    This still happens between replicas, but there are few of them.
    """

    def __init__(self) -> None:
        self._locks: defaultdict[Key, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._wanted: defaultdict[Key, int] = defaultdict(int)

    @asynccontextmanager
    async def of(self, devices: Collection[Key], *, seconds: float) -> AsyncIterator[None]:
        """Acquires the devices' locks for the duration of a block.

        Args:
            devices: which.
            seconds: how long to wait at most.

        Raises:
            TimeoutError: the locks were not released in time.
        """
        # Always in the same order, so that two calls cannot deadlock.
        wanted = sorted(set(devices), key=lambda device: (device.account, device.parts))
        for device in wanted:
            self._wanted[device] += 1
        try:
            async with AsyncExitStack() as held:
                async with asyncio.timeout(seconds):
                    for device in wanted:
                        await held.enter_async_context(self._locks[device])
                yield
        finally:
            for device in wanted:
                self._wanted[device] -= 1
                if not self._wanted[device]:
                    del self._wanted[device], self._locks[device]

    def __len__(self) -> int:
        return len(self._wanted)
