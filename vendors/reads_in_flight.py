"""The reads of one account that are in flight, which operations share: a hundred viewers of one board cost one read."""

from collections.abc import Hashable
from functools import partial

from vendors.response_classes import Shared
from vendors.shared_call import SharedCall


class ReadsInFlight:
    """Finds a read that another operation has begun and that is not over; nothing of it is kept after its end.

    Reads of different audiences are separate, although each operation judges again what its caller may see.
    """

    def __init__(self) -> None:
        self._calls: dict[tuple[bytes, Hashable], SharedCall[Shared]] = {}

    def find(self, request: bytes, audience: Hashable) -> SharedCall[Shared] | None:
        return self._calls.get((request, audience))

    def add(self, request: bytes, audience: Hashable, call: SharedCall[Shared]) -> None:
        """Lets others share a read until it is over."""
        if not call.is_over:
            key = request, audience
            self._calls[key] = call
            call.on_end = partial(self._remove, key, call)

    def clear(self) -> None:
        """Lets nobody share the reads that have begun, because a write begins or ends; who waits gets the answer."""
        self._calls.clear()

    def _remove(self, key: tuple[bytes, Hashable], call: SharedCall[Shared]) -> None:
        if self._calls.get(key) is call:
            del self._calls[key]
