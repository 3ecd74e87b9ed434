"""Health checks for load balancers: `/readyz` and `/readyz/writes` say whether the gateway can read and write."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from store.store import Store


class Status(StrEnum):
    """The status of a gateway."""

    OK = "ok"
    READS_ONLY = "reads only"
    STARTING = "starting"
    REFUSED = "refused"
    STOPPING = "stopping"


class Readiness:
    """The readiness of one gateway.

    Attributes:
        is_stopping: whether it is stopping, so that it should receive no more requests.
    """

    def __init__(self, store: Store, accounts_known: Callable[[], bool] = lambda: True) -> None:
        """Takes what it asks.

        Args:
            store: the store.
            accounts_known: whether the accounts that are kept there were taken up.
        """
        self.is_stopping = False
        self._store = store
        self._accounts_known = accounts_known

    @property
    def status(self) -> Status:
        """The present status; without the store only writes are unavailable."""
        store = self._store
        if self.is_stopping:
            return Status.STOPPING
        if store.is_up:
            return Status.OK if self._accounts_known() else Status.STARTING
        if store.refusal is not None:
            return Status.REFUSED
        return Status.READS_ONLY if store.is_settled else Status.STARTING

    @property
    def why(self) -> str | None:
        """Why it cannot answer reads or writes, for an operator; None if it can."""
        if self.is_stopping:
            return "It is stopping."
        if self._store.is_up and not self._accounts_known():
            return "The accounts are being read."
        return self._store.trouble

    def routes(self) -> tuple[Route, ...]:
        return (Route("/readyz", self._reads), Route("/readyz/writes", self._writes))

    async def _reads(self, _: Request) -> Response:
        return self._told("reads")

    async def _writes(self, _: Request) -> Response:
        return self._told("writes")

    def _told(self, asked: str) -> Response:
        status = self.status
        body: dict[str, Any] = {
            "status": status,
            "reads": status in (Status.OK, Status.READS_ONLY),
            "writes": status is Status.OK,
            "why": self.why,
            # The number of unreadable documents by collection since the start; the log names them.
            "unreadable": self._store.unreadable.counts,
        }
        return JSONResponse(body, status_code=200 if body[asked] else 503)
