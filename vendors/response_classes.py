"""Classifies a vendor's response, or its absence, in the same way for all vendors. Pure."""

import zlib
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from models.errors import VendorBadResponse, VendorError, VendorRateLimited, VendorTimeout, VendorUnreachable
from models.vendor import Vendor
from vendors.decoding import Decode, TooLarge, decoded
from vendors.transports.response import TimedOut, UnreadableResponse, WireFailure, WireResponse
from vendors.worker_thread import LONG

# zlib's fastest level; it needs a tenth of the time of decoding and mapping.
_FAST = 1


class Reply(msgspec.Struct, frozen=True):
    """A vendor's response with a status that its adapter must interpret: 2xx, 4xx, or a 500 with JSON.

    Attributes:
        status: the HTTP status.
        headers: names in lower case.
        value: the decoded JSON, with payloads in place of its objects if a `TypedCall` decoded it; None where the body
            is empty or not JSON.
        is_json: whether there was a body, and it was JSON.
        is_odd: whether there was a body, and it was not JSON.
        size: of the body, in bytes.
        packed: the compressed body, if it is long.
        typed: how the body was decoded, if not only as JSON.
    """

    status: int
    headers: Mapping[str, str]
    value: Any
    is_json: bool
    is_odd: bool = False
    size: int = 0
    packed: bytes | None = None
    typed: Decode | None = None

    def __repr__(self) -> str:
        # What it contains may be secret.
        return f"<Reply {self.status}>"

    @property
    def is_own(self) -> bool:
        """Whether no other caller has this value, so that it may be taken apart; see `Shared`."""
        return self.size > LONG


def of_answer(
    answer: WireResponse, vendor: Vendor, operation: str, typed: Decode | None = None
) -> Reply | VendorError:
    """Classifies any response but a 429.

    Args:
        typed: decodes a documented success, and refuses all else.
    """
    status = answer.status
    if status < 200:
        # Of the 1xx statuses only 101 is visible here: it switches to another protocol, which was never requested.
        return VendorBadResponse(vendor, operation, status=status, detail="no answer")
    if 300 <= status < 400:
        return VendorBadResponse(vendor, operation, status=status, detail="a redirect")
    body = answer.body
    try:
        value, is_json = _decoded(body, typed if status < 300 else None)
    except TooLarge as error:
        if status >= 500:
            return VendorUnreachable(vendor, operation, status=status)
        return VendorBadResponse(vendor, operation, status=status, detail=str(error))
    if status > 500 or (status == 500 and not is_json):
        return VendorUnreachable(vendor, operation, status=status)
    is_odd = not is_json and bool(body)
    size = len(body)
    packed = zlib.compress(body, _FAST) if size > LONG else None
    return Reply(status, answer.headers, value, is_json, is_odd, size, packed, typed)


class Shared:
    """A reply that several callers share in one operation, and that lives longer than their results.

    The decoded value of a long body needs several times its length, so only the first caller gets it; for others it is
    decoded again.
    """

    __slots__ = ("_head", "_packed", "_value", "_was_taken")

    def __init__(self, reply: Reply) -> None:
        self._packed = reply.packed
        self._was_taken = False
        self._value = reply.value
        self._head = reply if self._packed is None else replace(reply, value=None, packed=None)

    @property
    def size(self) -> int:
        return self._head.size

    @property
    def is_at_hand(self) -> bool:
        """Whether the next caller gets the value without decoding."""
        return self._packed is None or not self._was_taken

    def taken(self) -> Reply:
        if self._packed is None:
            return self._head
        value = (
            _decoded(zlib.decompress(self._packed), self._head.typed)[0] if self._was_taken else self._value
        )
        self._was_taken, self._value = True, None
        return replace(self._head, value=value)


def of_throttling(seconds: float, vendor: Vendor, operation: str) -> VendorError:
    """Classifies a 429 with a pause of so many seconds."""
    # Such a response is sent before the request was processed.
    return VendorRateLimited(
        vendor, operation, status=429, retry_after_ms=round(seconds * 1000), may_have_arrived=False
    )


def of_failure(failure: WireFailure, vendor: Vendor, operation: str) -> VendorError:
    arrived = failure.may_have_arrived
    match failure:
        case TimedOut():
            return VendorTimeout(vendor, operation, may_have_arrived=arrived)
        case UnreadableResponse():
            return VendorBadResponse(vendor, operation, detail=str(failure), may_have_arrived=arrived)
        case _:
            error = VendorUnreachable(vendor, operation, may_have_arrived=arrived)
            error.obstacle = failure.obstacle
            return error


def _decoded(body: bytes | bytearray, typed: Decode | None) -> tuple[Any, bool]:
    try:
        return decoded(body, typed), True
    except TooLarge:
        raise
    # Text that is not UTF-8 or not JSON (including NaN and lone surrogates); too deeply nested brackets.
    except (ValueError, RecursionError):
        return None, False


def is_odd_success(found: Reply | VendorError) -> bool:
    """Whether a successful response is no JSON, such as a maintenance page with 200: the vendor is not well."""
    return isinstance(found, Reply) and found.is_odd and found.status < 300
