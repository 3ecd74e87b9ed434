"""The connections that stay open: each ends when its credential expires or is revoked."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from models.principal import Principal


class Sessions:
    """The open WebSockets and event streams, by their credentials.

    Args:
        now: returns the present time, aware, in UTC.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._of: defaultdict[str, set[Callable[[], None]]] = defaultdict(set)

    @property
    def credentials(self) -> Iterable[str]:
        """Those that connections are open with."""
        return self._of.keys()

    @contextmanager
    def holding(self, principal: Principal, end: Callable[[], None]) -> Iterator[None]:
        """Holds a connection for the duration of a block.

        Args:
            principal: who opened it.
            end: called once when the principal's credential has expired or was revoked.
        """
        timer: asyncio.TimerHandle | None = None
        if principal.expires_at is not None:
            left = (principal.expires_at - self._now()).total_seconds()
            timer = asyncio.get_running_loop().call_later(max(left, 0.0), end)
        self._of[principal.credential].add(end)
        try:
            yield
        finally:
            if timer is not None:
                timer.cancel()
            self._of[principal.credential].discard(end)
            if not self._of[principal.credential]:
                del self._of[principal.credential]

    def revoke(self, credentials: Iterable[str]) -> None:
        """Ends the connections of these credentials."""
        for credential in credentials:
            for end in tuple(self._of.get(credential, ())):
                end()
