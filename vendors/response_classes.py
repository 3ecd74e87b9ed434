"""Classifies a vendor's response, or its absence, in the same way for all vendors. Pure."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.errors import VendorBadResponse, VendorError, VendorRateLimited, VendorTimeout, VendorUnreachable
from models.vendor import Vendor
from models.view import with_changes
from vendors.decoding import TooLarge, decoded
from vendors.transports.response import TimedOut, UnreadableResponse, WireFailure, WireResponse
from vendors.worker_thread import LONG

# zlib's fastest level; it takes a tenth of the time that decoding and mapping do.
_FAST = 1


@dataclass(frozen=True, slots=True)
class Reply:
    """A vendor's answer with a status that its adapter must judge: 2xx, 4xx, or a 500 that speaks JSON.

    Attributes:
        status: the HTTP status.
        headers: names in lower case.
        value: the decoded JSON; None where the body is empty or not JSON.
        is_json: whether there was a body, and it was JSON.
        is_odd: whether there was a body, and it was not JSON.
        size: of the body, in bytes.
        packed: the body, compressed to be kept, where it is a long one.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    value: Any = field(repr=False)
    is_json: bool
    is_odd: bool = False
    size: int = 0
    packed: bytes | None = field(default=None, repr=False)


def of_answer(answer: WireResponse, vendor: Vendor, operation: str) -> Reply | VendorError:
    """Judges any answer but a 429."""
    status = answer.status
    if status < 200:
        # Of these only 101 is shown to us: what follows it is another protocol, which we never asked for.
        return VendorBadResponse(vendor, operation, status=status, detail="no answer")
    if 300 <= status < 400:
        return VendorBadResponse(vendor, operation, status=status, detail="a redirect")
    try:
        value, is_json = _decoded(answer.body)
    except TooLarge as error:
        if status >= 500:
            return VendorUnreachable(vendor, operation, status=status)
        return VendorBadResponse(vendor, operation, status=status, detail=str(error))
    if status > 500 or (status == 500 and not is_json):
        return VendorUnreachable(vendor, operation, status=status)
    is_odd = not is_json and bool(answer.body)
    size = len(answer.body)
    packed = zlib.compress(answer.body, _FAST) if size > LONG else None
    return Reply(status, answer.headers, value, is_json, is_odd, size, packed)


class Shared:
    """A reply that several may ask for in one operation, which lasts longer than what they make of it.

    What a long body decodes to takes several times its length, so it is the first one's alone; for others it is decoded
    anew.
    """

    __slots__ = ("_head", "_packed", "_value", "_was_taken")

    def __init__(self, reply: Reply) -> None:
        self._packed = reply.packed
        self._was_taken = False
        self._value = reply.value
        self._head = reply if self._packed is None else with_changes(reply, value=None, packed=None)

    @property
    def size(self) -> int:
        return self._head.size

    @property
    def is_at_hand(self) -> bool:
        """Whether nothing has to be decoded for who takes it now."""
        return self._packed is None or not self._was_taken

    def taken(self) -> Reply:
        if self._packed is None:
            return self._head
        value = _decoded(zlib.decompress(self._packed))[0] if self._was_taken else self._value
        self._was_taken, self._value = True, None
        return with_changes(self._head, value=value)


def of_throttling(seconds: float, vendor: Vendor, operation: str) -> VendorError:
    """Judges a 429 after which the vendor is left alone for so many seconds."""
    # Such an answer comes from the door, before anything was done.
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


def _decoded(body: bytes | bytearray) -> tuple[Any, bool]:
    try:
        return decoded(body), True
    except TooLarge:
        raise
    # Text that is not UTF-8 or not JSON (NaN and lone surrogates included); brackets nested beyond reason.
    except (ValueError, RecursionError):
        return None, False
