"""What one operation has announced to the audit log, and the secrets in its answer that wait for that."""

import asyncio
from collections.abc import Hashable, Iterable, Iterator
from typing import Any, NamedTuple

from models.errors import StoreUnavailable

_SECONDS = 2.0


class ShownField(NamedTuple):
    """A secret field of the document.

    Attributes:
        paths: where its values stand in the answer, as graphql-core has them.
    """

    paths: list[Iterable[Any]]


class AuditIntents:
    """The announcements of one operation, or of one event of a subscription.

    They are written while the operation runs. Only who writes something or shows a secret waits for them.

    Args:
        seconds: how long it waits for them after the last one was announced.
    """

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._announced: list[asyncio.Future[None]] = []
        self._until: float | None = None
        self._shown: dict[Hashable, ShownField] = {}

    def announce(self, durable: "asyncio.Future[None]") -> None:
        """Adds an entry of the audit log: done when it is durable, failed if it cannot be written."""
        # Of a mutation's later field, however long the fields before it took.
        self._until = asyncio.get_running_loop().time() + self._seconds
        self._announced.append(durable)

    async def until_durable(self) -> None:
        """Waits until everything that was announced is written.

        Raises:
            StoreUnavailable: that is not possible, or takes too long.
        """
        if self._until is None:
            return
        waiting = [durable for durable in self._announced if not durable.done()]
        if waiting:
            left = max(0.0, self._until - asyncio.get_running_loop().time())
            await asyncio.wait(waiting, timeout=left)
        if not all(durable.done() for durable in self._announced):
            raise StoreUnavailable
        for durable in self._announced:
            durable.result()

    def shows(self, field: Hashable, paths: Iterable[Any]) -> None:
        """Notes where secrets stand in the answer.

        Args:
            field: the place of the field in the document.
            paths: the paths of its values in the answer, which are worked out when they are needed.
        """
        found = self._shown.get(field)
        if found is None:
            self._shown[field] = ShownField([paths])
        else:
            found.paths.append(paths)

    @property
    def shown(self) -> Iterator[ShownField]:
        """The secret fields of the document that the answer has values of."""
        return iter(self._shown.values())

    @property
    def is_showing(self) -> bool:
        """Whether the answer has a secret."""
        return bool(self._shown)
