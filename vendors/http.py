"""The one door to the vendors: what is asked goes out here, what comes back is a Reply or an error of ours."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

import msgspec
from msgspec import UNSET

from models.errors import VendorBadResponse, VendorError, VendorRateLimited, VendorTimeout, VendorUnreachable
from models.vendor import Vendor
from vendors.scope import OperationScope, current_attempt, current_scope, operation_scope
from vendors.transports import reads, writes
from vendors.transports.answer import Answer, TimedOut, Unreadable, WireFailure
from vendors.transports.limits import HttpLimits
from vendors.transports.request import Params, address, base, segment, sendable

__all__ = [
    "UNSET",
    "HttpLimits",
    "OperationScope",
    "Part",
    "Reply",
    "VendorHttp",
    "operation_scope",
    "segment",
]


@dataclass(frozen=True, slots=True)
class Reply:
    """A vendor's answer with a status that its adapter must judge: 2xx, 4xx, or a 500 that speaks JSON.

    Attributes:
        status: the HTTP status.
        headers: names in lower case.
        value: the decoded JSON; None where the body is empty or not JSON.
        is_json: whether there was a body, and it was JSON.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    value: Any = field(repr=False)
    is_json: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a multipart form."""

    name: str
    value: str | bytes
    filename: str | None = None
    content_type: str | None = None


class VendorHttp:
    """Speaks HTTP with one vendor account, for the whole life of the process."""

    def __init__(self, *, vendor: Vendor, base_url: str, limits: HttpLimits = HttpLimits()) -> None:  # noqa: B008
        self.vendor = vendor
        self._base_url = base(base_url)
        self._limits = limits
        self._reads = reads.connect(limits)
        self._writes = writes.over(self._reads)

    async def get(
        self,
        path: str,
        *,
        operation: str,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Reads; inside an operation's scope, identical reads are one call.

        Args:
            path: below the base URL, beginning with a slash; ids in it went through `segment`.
            operation: our name of the call for errors, such as "list rooms".
            params: the query; None is left out, booleans become true and false.
            headers: sent as they are.

        Raises:
            VendorTimeout, VendorUnreachable, VendorRateLimited, VendorBadResponse: see `_ask`.
        """
        url, sent = address(self._base_url, path, params), sendable(headers)

        async def ask() -> Reply:
            return await self._ask(operation, partial(reads.read, self._reads, url, sent, self._limits))

        scope = current_scope()
        if scope is None:
            return await ask()
        return await scope.once(self.vendor, self, (url, tuple(sorted(sent.items()))), ask)

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
        multipart: Sequence[Part] | None = None,
    ) -> Reply:
        """Writes, exactly once; what the operation had read from this account is forgotten.

        Args and errors are those of `get`; at most one of `json`, `form` and `multipart` is the body.
        """
        if sum((json is not UNSET, form is not None, multipart is not None)) > 1:
            raise ValueError("a call has one body")
        url, sent = address(self._base_url, path, params), sendable(headers)
        if json is not UNSET:
            sent.setdefault("content-type", "application/json")
        call = partial(
            writes.write,
            self._writes,
            method,
            url,
            sent,
            self._limits,
            content=None if json is UNSET else msgspec.json.encode(json),
            form=None if form is None else dict(form),
            files=None
            if multipart is None
            else [(p.name, (p.filename, p.value, p.content_type)) for p in multipart],
        )
        scope, attempt = current_scope(), current_attempt()
        if scope is not None:
            scope.forget(self)
        arrived = True
        try:
            return await self._ask(operation, call)
        except VendorError as error:
            arrived = error.may_have_arrived
            raise
        finally:
            if attempt is not None and arrived:
                attempt.may_have_arrived = True
            if scope is not None:
                # A read that ran beside the write may have seen the world before it.
                scope.forget(self)

    async def aclose(self) -> None:
        """Closes the connections; calls still running fail."""
        await self._writes.aclose()
        await self._reads.close()

    async def _ask(self, operation: str, call: Callable[[], Awaitable[Answer]]) -> Reply:
        """Carries out one call and decides, for all vendors, what its outcome means.

        Retries, the breaker and the rate gate will stand here, around `call`.
        """
        scope = current_scope()
        try:
            with nullcontext() if scope is None else scope.meter[self.vendor].call():
                answer = await call()
        except WireFailure as failure:
            raise self._failed(operation, failure) from None
        return self._judged(operation, answer)

    def _failed(self, operation: str, failure: WireFailure) -> VendorError:
        match failure:
            case TimedOut():
                return VendorTimeout(self.vendor, operation)
            case Unreadable():
                return VendorBadResponse(self.vendor, operation, detail=str(failure))
            case _:
                return VendorUnreachable(self.vendor, operation)

    def _judged(self, operation: str, answer: Answer) -> Reply:
        status = answer.status
        if status == 429:
            wait = _retry_after_ms(answer.headers.get("retry-after"), self._limits.retry_after)
            raise VendorRateLimited(
                self.vendor, operation, status=status, retry_after_ms=wait, may_have_arrived=False
            )
        if 300 <= status < 400:
            raise VendorBadResponse(self.vendor, operation, status=status, detail="a redirect")
        value, is_json = _decoded(answer.body)
        if status > 500 or (status == 500 and not is_json):
            raise VendorUnreachable(self.vendor, operation, status=status)
        return Reply(status, answer.headers, value, is_json)


def _decoded(body: bytes) -> tuple[Any, bool]:
    try:
        return msgspec.json.decode(body), True
    # Text that is not UTF-8 or not JSON (NaN and lone surrogates included); brackets nested beyond reason.
    except (ValueError, RecursionError):
        return None, False


def _retry_after_ms(header: str | None, longest: float) -> int | None:
    """Reads Retry-After: seconds or an HTTP date (RFC 9110, 10.2.3); anything else is as good as none."""
    if header is None:
        return None
    try:
        if header.isascii() and header.isdigit():
            seconds = float(header)
        else:
            seconds = (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return round(min(max(seconds, 0.0), longest) * 1000)
