"""The credentials of an account's calls, renewed by a login that all calls of the process share."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from contextvars import Context
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from models.operation import Safe
from runtime.background_tasks import BackgroundTasks
from vendors.http import VendorHttp
from vendors.operation_scope import current_scope, within_operation

LOGIN = Safe("log in")


@dataclass(frozen=True, slots=True, eq=False)
class Grant:
    """What a call is let in with; compared by identity, because a login may return the same token again.

    Attributes:
        authorization: the value of the header.
        renew_at: when another one is needed; None for never.
    """

    authorization: str = field(repr=False)
    renew_at: datetime | None = None


G = TypeVar("G", bound=Grant)
R = TypeVar("R")


class Credentials(ABC, Generic[G]):
    """The credentials of one account; a vendor with a login fills `log_in`.

    Args:
        fixed: what needs no login, and cannot be renewed.
    """

    def __init__(self, http: VendorHttp, now: Callable[[], datetime], fixed: G | None) -> None:
        self._http = http
        self._now = now
        self._fixed = self._grant = fixed
        self._login: asyncio.Task[G] | None = None
        self._tasks = BackgroundTasks(f"logins at {http.account.vendor.label}")

    @property
    def logs_in(self) -> bool:
        """Whether there is a login."""
        return self._fixed is None

    @abstractmethod
    async def log_in(self) -> G:
        """Makes one login."""

    async def grant(self) -> G:
        """What to call with; logs in where there is none, or where it ends shortly."""
        held = self._grant
        if held is not None and (held.renew_at is None or self._now() < held.renew_at):
            return held
        return await self._shared_login()

    async def renewed(self, refused: G) -> G | None:
        """Another one in place of one that the vendor refused; None if there can be none."""
        if not self.logs_in:
            return None
        # A concurrent call may have renewed it already.
        if self._grant is not None and self._grant is not refused:
            return self._grant
        return await self._shared_login()

    async def let_in(self, call: Callable[[G], Awaitable[R]], is_refused: Callable[[R], bool]) -> R:
        """Makes a call; who is not let in has had nothing carried out, so a second one is not the same write twice."""
        grant = await self.grant()
        answer = await call(grant)
        renewed = await self.renewed(grant) if is_refused(answer) else None
        if renewed is None:
            return answer
        scope = current_scope()
        if scope is not None:
            # If the login returned the same token, this would repeat the request that was just answered.
            scope.forget(self._http.account)
        return await call(renewed)

    async def aclose(self) -> None:
        """Cancels a running login."""
        await self._tasks.aclose()

    async def _shared_login(self) -> G:
        """Joins a running login or starts one; a cancelled waiter does not stop it for the others."""
        if self._login is None:
            # In a context of its own: a login is a write, and would make the operation forget what it has read.
            self._login = self._tasks.start(self.log_in(), name=LOGIN, attended=True, context=Context())
            self._login.add_done_callback(self._logged_in)
        return await within_operation(asyncio.shield(self._login), self._http.account.vendor, LOGIN)

    def _logged_in(self, task: asyncio.Task[G]) -> None:
        self._login = None
        if not task.cancelled() and task.exception() is None:
            self._grant = task.result()
