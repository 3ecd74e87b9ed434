"""The credentials of an account's calls, renewed by a login that all calls of the process share."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from contextvars import Context
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, NamedTuple, TypeVar

from models.errors import VendorRejected
from models.operation import Safe
from runtime.background_tasks import BackgroundTasks
from vendors.http import VendorHttp
from vendors.operation_scope import current_scope, within_operation

LOGIN = Safe("log in")
# For how long no login is tried after a second refused one, doubled with each further one: vendors lock users out
# who try too often, and what is refused stays so until somebody changes it.
_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 5.0, 60.0
# Further ones double nothing any more.
_REFUSALS_AT_MOST = 10


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


class _Refusal(NamedTuple):
    """What a vendor said to a login, without the error, whose frames would be held."""

    until: datetime
    status: int | None
    vendor_code: str | None
    vendor_message: str | None


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
        self._refusals = 0
        self._refused: _Refusal | None = None

    @property
    def logs_in(self) -> bool:
        """Whether there is a login."""
        return self._fixed is None

    @abstractmethod
    async def log_in(self) -> G:
        """Makes one login."""

    async def grant(self) -> G:
        """What to call with; logs in where there is none, or where it ends shortly."""
        return self.held() or await self._shared_login()

    def held(self) -> G | None:
        """What is there already, unless it ends shortly."""
        held = self._grant
        return held if held is None or held.renew_at is None or self._now() < held.renew_at else None

    async def renewed(self, refused: G) -> G | None:
        """Another one in place of one that the vendor refused; None if there can be none."""
        if not self.logs_in:
            return None
        # A concurrent call may have renewed it already.
        if self._grant is not None and self._grant is not refused:
            return self._grant
        return await self._shared_login()

    async def let_in(
        self,
        call: Callable[[G], Awaitable[R]],
        is_refused: Callable[[R], bool],
        answered: tuple[G, R] | None = None,
    ) -> R:
        """Makes a call; who is not let in has had nothing carried out, so a second one is not the same write twice.

        Args:
            answered: the grant and the answer of a first call that was made already.
        """
        if answered is None:
            grant = self.held() or await self._shared_login()
            answer = await call(grant)
        else:
            grant, answer = answered
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
            self._check_pause()
            # In a context of its own: a login is a write, and would make the operation forget what it has read.
            self._login = self._tasks.start(self.log_in(), name=LOGIN, attended=True, context=Context())
            self._login.add_done_callback(self._logged_in)
        return await within_operation(asyncio.shield(self._login), self._http.account.vendor, LOGIN)

    def _logged_in(self, task: asyncio.Task[G]) -> None:
        self._login = None
        if task.cancelled():
            return
        failure = task.exception()
        if failure is None:
            self._grant = task.result()
            self._refusals, self._refused = 0, None
        elif isinstance(failure, VendorRejected):
            if self._refusals:
                seconds = min(_PAUSE_SECONDS * 2 ** (self._refusals - 1), _LONGEST_PAUSE_SECONDS)
                until = self._now() + timedelta(seconds=seconds)
                self._refused = _Refusal(until, failure.status, failure.vendor_code, failure.vendor_message)
            self._refusals = min(self._refusals + 1, _REFUSALS_AT_MOST)

    def _check_pause(self) -> None:
        """Raises the vendor's refusal of the latest login while none is tried."""
        refused = self._refused
        if refused is not None and self._now() < refused.until:
            raise VendorRejected(
                self._http.account.vendor,
                LOGIN,
                status=refused.status,
                vendor_code=refused.vendor_code,
                vendor_message=refused.vendor_message,
            )
