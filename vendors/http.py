"""The HTTP client for all vendor calls: a request goes out here and returns a Reply or raises a VendorError."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeAlias

from msgspec import UNSET

from models.account import Account
from models.errors import DeadlineExceeded, Unsendable, VendorError, VendorUnreachable
from models.health import AccountHealth
from models.operation import Safe
from runtime.background_tasks import BackgroundTasks
from vendors import response_classes
from vendors.credentials_in_words import KnownCredentials
from vendors.list_calls import ListCall
from vendors.operation_scope import OperationScope, current_scope, operation_scope
from vendors.resilience.backoff import Again, Retries, after_failure, after_status
from vendors.resilience.guard import Guard
from vendors.response_classes import Reply, Shared
from vendors.samples import Sample, current_sample
from vendors.transports import reads
from vendors.transports.limits import HttpLimits
from vendors.transports.progress import Progress
from vendors.transports.pyreqwest_client import connect
from vendors.transports.request import CannotBeSent, Params, address, base, encoded, segment, sendable
from vendors.transports.response import TimedOut, WireFailure, WireResponse
from vendors.transports.writes import FormPart, WriteClient
from vendors.worker_thread import WorkerThread

__all__ = [
    "UNSET",
    "FormPart",
    "HttpLimits",
    "OperationScope",
    "Reply",
    "VendorHttp",
    "operation_scope",
    "segment",
]

# Makes an attempt within the remaining seconds of a deadline; None for the client's default.
Call: TypeAlias = Callable[[float | None, Progress], Awaitable[WireResponse]]

# A deadline that is shorter than the client's default by less than this is not passed on.
_AS_GOOD_AS_WHOLE = 0.05


class VendorHttp:
    """The HTTP client of one vendor account, which lives as long as the process.

    Args:
        account: the account.
        limits: the limits of calls to the account.
        credentials: the secret settings of the account.
        clock: monotonic seconds.
        now: aware, in UTC.
        chance: returns a random number from 0 to below 1, for the backoff.

    Attributes:
        drift: the account's record of drift.
        credentials: the credentials of its calls.
    """

    def __init__(
        self,
        *,
        account: Account,
        base_url: str,
        limits: HttpLimits = HttpLimits(),  # noqa: B008
        credentials: Iterable[str] = (),
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = partial(datetime.now, UTC),  # noqa: B008
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.account, self.vendor = account, account.vendor
        self.credentials = KnownCredentials(credentials)
        self._base_url = base(base_url)
        self._limits = limits
        self._clock = clock
        self._client = connect(limits)
        self._writes = WriteClient(self._client, self._base_url, limits)
        self._worker = WorkerThread(self.vendor.value.lower())
        self._guard = Guard(self.vendor, limits, clock, now)
        self.drift = self._guard.drift
        self._retries = Retries(limits, clock, chance)
        self._exchanges = BackgroundTasks(f"calls to {self.vendor.label}")
        # While one long body is decoded, the next one may be received.
        self._long_bodies = asyncio.Semaphore(2)
        self._is_closed = False

    async def get(
        self,
        path: str,
        *,
        operation: Safe,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Reads; inside an operation's scope, identical reads are one call.

        Args:
            path: below the base URL, beginning with a slash; ids in it went through `segment`.
            operation: our name of the call for errors, such as "list rooms"; a `ListCall` is decoded as it says.
            params: the query; None is left out, booleans become true and false.
            headers: sent as they are.

        Raises:
            VendorTimeout, VendorUnreachable, VendorRateLimited, VendorBadResponse, VendorBusy, DeadlineExceeded.
            Unsendable: the request is too long or invalid; this does not count as the vendor's failure.
        """
        try:
            url, sent = address(self._base_url, path, params), sendable(headers)
        except CannotBeSent as refusal:
            raise self._unsendable(operation, refusal) from None
        call = partial(reads.read, self._client, url, sent, self._limits)
        scope = current_scope()
        if scope is None:
            return self._read(await self._ask(operation, call, repeatable=True))

        async def ask() -> Shared:
            return Shared(await self._ask(operation, call, repeatable=True))

        shared = await scope.once(self.account, (url, tuple(sorted(sent.items()))), ask)
        reply = shared.taken() if shared.is_at_hand else await self._worker.done(shared.taken, shared.size)
        return self._read(reply)

    async def send(
        self,
        method: str,
        path: str,
        *,
        operation: str,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = UNSET,
        form: Mapping[str, str] | None = None,
        multipart: Sequence[FormPart] | None = None,
    ) -> Reply:
        """Sends a write, at most once; the operation's cached reads of this account are dropped.

        Args and errors are those of `get`; at most one of `json`, `form` and `multipart` is the body. A returned reply
        means that the call has arrived; an error's `may_have_arrived` says whether it may have arrived, and is False
        for a safe call, such as a login.
        """
        if sum((json is not UNSET, form is not None, multipart is not None)) > 1:
            raise ValueError("a call has one body")
        try:
            url, sent = address(self._base_url, path, params), sendable(headers)
            content = None if json is UNSET else encoded(json)
        except CannotBeSent as refusal:
            raise self._unsendable(operation, refusal) from None
        self.credentials.sending(sent)
        if json is not UNSET:
            sent.setdefault("content-type", "application/json")
        call = partial(self._writes.write, method, url, sent, content=content, form=form, parts=multipart)
        scope = current_scope()
        if scope is not None:
            scope.forget(self.account)
        try:
            return self._read(await self._ask(operation, call, repeatable=False))
        finally:
            if scope is not None:
                # A read that ran beside the write may have seen the world before it.
                scope.forget(self.account)

    async def aclose(self) -> None:
        """Closes the connections; calls still running fail."""
        self._is_closed = True
        await self._client.close()
        await self._exchanges.aclose()
        self._worker.close()

    def health(self) -> AccountHealth:
        """The health of the account, without a call."""
        return self._guard.health()

    async def _ask(self, operation: str, call: Call, *, repeatable: bool) -> Reply:
        """Makes one call, retries it if that may help, and classifies its outcome for all vendors."""
        scope, limits = current_scope(), self._limits
        left = None if scope is None else scope.left()
        # The wait for a place is limited by the operation's deadline, or outside of an operation by a call's time
        # limit.
        until = self._clock() + (limits.total if left is None else left)
        done = 0
        while True:
            try:
                term = await self._admitted(operation, until)
            except VendorError:
                # It could not be sent. After a retry the previous failure is more informative.
                if scope is not None:
                    scope.meter[self.account].degraded = True
                if not done:
                    raise
                break
            if not done:
                self._retries.offered()
                until = min(until, self._clock() + limits.total)
            outcome, again = await self._attempt(operation, call, term, until)
            if (
                again is Again.NEVER
                and isinstance(outcome, Reply)
                and not response_classes.is_odd_success(outcome)
            ):
                return outcome
            if scope is not None:
                scope.meter[self.account].degraded = True
            pause = self._retries.pause(again, done, until - self._clock()) if repeatable else None
            if pause is None:
                break
            done += 1
            await asyncio.sleep(pause)
        if isinstance(outcome, Reply):
            return outcome
        raise outcome

    async def _admitted(self, operation: str, until: float) -> int:
        """Waits until a call may be sent; returns the guard's number for it.

        Raises:
            VendorError: the call was not sent.
        """
        if self._exchanges.is_closed:
            raise VendorUnreachable(self.vendor, operation, may_have_arrived=False)
        if until <= self._clock():
            raise DeadlineExceeded(self.vendor, operation, may_have_arrived=False)
        # A call outside of any operation, such as the send of a command, counts as an operation of its own.
        scope = current_scope()
        return await self._guard.enter(operation, until, object() if scope is None else id(scope))

    async def _attempt(
        self, operation: str, call: Call, term: int, until: float
    ) -> tuple[Reply | VendorError, Again]:
        """Makes one attempt, and returns its outcome as a value."""
        if self._is_closed:
            self._guard.inconclusive(term)
            return VendorUnreachable(self.vendor, operation, may_have_arrived=False), Again.NEVER
        scope = current_scope()
        line = Progress(self._long_bodies)
        exchanged = self._exchanged(operation, call, term, until - self._clock(), line)
        exchange = self._exchanges.start(exchanged, name=operation, attended=True)
        with nullcontext() if scope is None else scope.meter[self.account].call():
            try:
                return await asyncio.shield(exchange)
            except asyncio.CancelledError:
                if not exchange.done():
                    self._exchanges.leave(exchange)
                    line.give_up(exchange)
                raise

    async def _exchanged(
        self, operation: str, call: Call, term: int, left: float, line: Progress
    ) -> tuple[Reply | VendorError, Again]:
        """Makes an attempt and reports its outcome; one that cannot be cancelled continues without its caller."""
        guard = self._guard
        started = self._clock()
        try:
            answer = await call(
                None if left > self._limits.total - _AS_GOOD_AS_WHOLE else max(left, 0.001), line
            )
            typed = partial(operation.decoded, record=self.drift) if isinstance(operation, ListCall) else None
            judged = partial(response_classes.of_answer, answer, self.vendor, operation, typed)
            found = None if answer.status == 429 else await self._worker.done(judged, len(answer.body))
        except CannotBeSent as refusal:
            guard.inconclusive(term)
            return self._unsendable(operation, refusal), Again.NEVER
        except WireFailure as failure:
            if isinstance(failure, TimedOut):
                scope = current_scope()
                guard.timed_out(term, left, None if scope is None else scope.seconds)
            else:
                guard.failed(term)
            return response_classes.of_failure(failure, self.vendor, operation), after_failure(failure)
        except BaseException:
            guard.inconclusive(term)
            raise
        finally:
            line.end()
        if found is None:
            wait = guard.throttled(term, answer.headers.get("retry-after"))
            return response_classes.of_throttling(wait, self.vendor, operation), Again.NEVER
        if answer.status >= 500:
            guard.failed(term)
        else:
            guard.answered(term, self._clock() - started, is_odd=response_classes.is_odd_success(found))
        return found, after_status(answer.status)

    def _read(self, reply: Reply) -> Reply:
        """The reply; a long one is processed in the worker thread, and a few of its objects are looked at."""
        self._worker.read(reply.size)
        current_sample.set(Sample(self.drift))
        return reply

    def _unsendable(self, operation: str, refusal: CannotBeSent) -> VendorError:
        return Unsendable(self.vendor, operation, detail=str(refusal), may_have_arrived=False)
