"""The HTTP client for all vendor calls: a request goes out here and returns a Reply or raises a VendorError."""

import random
import time
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from msgspec import UNSET

from models.account import Account
from models.errors import Unsendable, VendorError
from models.health import AccountHealth
from models.operation import Safe
from vendors.awaited_calls import AwaitedCalls
from vendors.calls import Calls
from vendors.cooperative import TimeSlice
from vendors.credentials_in_words import KnownCredentials
from vendors.missing_data import MissingItem, collecting_missing_data, pass_on
from vendors.operation_scope import OperationScope, current_scope, operation_scope
from vendors.reads import MoreCalls, Read
from vendors.reads_in_flight import ReadsInFlight
from vendors.resilience.backoff import Retries
from vendors.resilience.guard import Guard
from vendors.response_classes import Reply, Shared
from vendors.samples import Sample, current_sample
from vendors.shared_call import SharedCall
from vendors.transports.limits import HttpLimits
from vendors.transports.origin import Origin
from vendors.transports.pool import ConnectionPool
from vendors.transports.request import CannotBeSent, Params, address, base, encoded, segment, sendable
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

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


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
        self._origin = Origin(self._base_url)
        self._pool = ConnectionPool(self._origin, limits)
        self._writes = WriteClient(self._origin, self._base_url)
        self._worker = WorkerThread(self.vendor.value.lower())
        self._guard = Guard(self.vendor, limits, clock, now)
        self.drift = self._guard.drift
        retries = Retries(limits, clock, chance)
        self._in_flight = ReadsInFlight()
        self._calls = Calls(account, limits, self._pool, self._guard, retries, self._worker, clock)

    async def get(
        self,
        path: str,
        *,
        operation: Safe,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Reads; inside an operation's scope, identical reads are one call, also those of others with its audience.

        Args:
            path: below the base URL, beginning with a slash; ids in it went through `segment`.
            operation: our name of the call for errors, such as "list rooms"; a `TypedCall` is decoded as it says.
            params: the query; None is left out, booleans become true and false.
            headers: sent as they are.

        Raises:
            VendorTimeout, VendorUnreachable, VendorRateLimited, VendorBadResponse, VendorBusy, DeadlineExceeded.
            Unsendable: the request is too long or invalid; this does not count as the vendor's failure.
        """
        request = self._request(operation, path, params, headers)
        scope = current_scope()
        if scope is None:
            return self._read(await self._calls.read(operation, request))
        shared = await scope.once(self.account, request, partial(self._begun, operation, request, scope))
        return await self._taken(shared)

    async def read_each(
        self, reads: Mapping[K, Read[T]], scope: OperationScope, again: dict[K, MoreCalls[T]]
    ) -> dict[K, T | VendorError | None]:
        """Makes several reads of an operation at the same time; a failure replaces only its own result.

        What is missing from a result is noted with its key.

        Args:
            again: gets what is to be asked in place of those whose replies are not enough, which have no result here.
        """
        found: dict[K, T | VendorError | None] = {}
        missing: list[tuple[K, Sequence[MissingItem]]] = []
        calls: AwaitedCalls[K, Shared] = AwaitedCalls(scope, self.account)
        time_slice = TimeSlice()
        with collecting_missing_data() as gaps:
            try:
                for key, read in reads.items():
                    if read.path is None:
                        found[key] = None
                        continue
                    try:
                        request = self._request(read.operation, read.path, read.params, read.headers)
                    except VendorError as refusal:
                        found[key] = refusal
                        continue
                    calls.begin(key, request, partial(self._begun, read.operation, request, scope))
                    if time_slice.is_over:
                        await time_slice.over()
                while ended := await calls.ended():
                    for key, shared in ended:
                        if isinstance(shared, VendorError):
                            found[key] = shared
                            continue
                        try:
                            made = await reads[key].value_of(await self._taken(shared))
                        except VendorError as failure:
                            found[key] = failure
                            gaps.take()
                            continue
                        if isinstance(made, MoreCalls):
                            again[key] = made
                            gaps.take()
                            continue
                        found[key] = made
                        if gaps:
                            missing.append((key, gaps.take()))
                        if time_slice.is_over:
                            await time_slice.over()
            finally:
                calls.leave()
        for key, noted in missing:
            pass_on(noted, key)
        return found

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
        """Sends a write, at most once; no read of this account that began before its end is shared after it.

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
        self._forget(scope)
        try:
            return self._read(await self._calls.made(operation, call, is_repeatable=False))
        finally:
            # A read that ran beside the write may have seen the world before it.
            self._forget(scope)

    async def aclose(self) -> None:
        """Closes the connections; calls still running fail."""
        self._calls.close()
        await self._pool.close()
        self._worker.close()

    def health(self) -> AccountHealth:
        """The health of the account, without a call."""
        return self._guard.health()

    def _begun(self, operation: str, request: bytes, scope: OperationScope) -> SharedCall[Shared]:
        """A read that is in flight for another operation, or a new one."""
        if scope.audience is None:
            return self._calls.begun(operation, request, scope)
        found = self._in_flight.find(request, scope.audience)
        if found is not None:
            scope.saved(self.account)
            return found
        call = self._calls.begun(operation, request, scope)
        self._in_flight.add(request, scope.audience, call)
        return call

    async def _taken(self, shared: Shared) -> Reply:
        """The reply of a read; a long one is decoded again for all but the first who shares it."""
        reply = shared.taken() if shared.is_at_hand else await self._worker.done(shared.taken, shared.size)
        return self._read(reply)

    def _request(
        self, operation: str, path: str, params: Params | None, headers: Mapping[str, str] | None
    ) -> bytes:
        """What is sent for a read.

        Raises:
            Unsendable: it is too long or invalid.
        """
        try:
            return self._origin.read(address(self._base_url, path, params), headers)
        except CannotBeSent as refusal:
            raise self._unsendable(operation, refusal) from None

    def _forget(self, scope: OperationScope | None) -> None:
        """Lets nobody share the reads that have begun."""
        self._in_flight.clear()
        if scope is not None:
            scope.forget(self.account)

    def _read(self, reply: Reply) -> Reply:
        """The reply; a long one is processed in the worker thread, and a few of its objects are looked at."""
        self._worker.read(reply.size)
        current_sample.set(Sample(self.drift))
        return reply

    def _unsendable(self, operation: str, refusal: CannotBeSent) -> VendorError:
        return Unsendable(self.vendor, operation, detail=str(refusal), may_have_arrived=False)
