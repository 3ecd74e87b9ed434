"""Unwraps VSee's responses: data, not found, refused, or unreadable. Pure."""

from typing import Any

import msgspec

from models.errors import VendorBadResponse, VendorRejected, VendorUnreachable
from models.vendor import Vendor
from vendors.http import Reply
from vendors.vsee.scalars import text


class Data(msgspec.Struct, frozen=True):
    """What a successful call answered."""

    value: Any
    status: int = 200

    def __repr__(self) -> str:
        return "<Data>"


def opened(reply: Reply, operation: str) -> Data | None:
    """The data, or None if VSee has no such object.

    The HTTP status tells success from failure. The body's `code` is read only where there is no `data`; a room
    carries a `code` as well, which is something else.

    Raises:
        VendorRejected: VSee refused.
        VendorUnreachable: VSee failed and says so in JSON.
        VendorBadResponse: a success without data.
    """
    body = reply.value if isinstance(reply.value, dict) else {}
    if reply.status < 400 and "data" in body:
        return Data(body["data"], reply.status)
    code = None if "data" in body else _code(body.get("code"))
    # VSee's table prints the body of «not available», with code 404, in the row of HTTP status 400.
    if reply.status == 404 or (reply.status == 400 and code == "404"):
        return None
    if reply.status >= 500:
        raise VendorUnreachable(Vendor.VSEE, operation, status=reply.status)
    if reply.status < 400 and code is None:
        raise VendorBadResponse(Vendor.VSEE, operation, status=reply.status)
    raise VendorRejected(
        Vendor.VSEE,
        operation,
        status=reply.status,
        vendor_code=code,
        vendor_message=text(body.get("message")),
    )


def done(reply: Reply, operation: str) -> bool:
    """Whether a write without data in its response was carried out; False if VSee has no such object.

    Success is told by the status: the body is `{}` or missing. A page that somebody on the way shows is neither.

    Raises:
        VendorRejected, VendorUnreachable, VendorBadResponse: see `opened`.
    """
    if (
        reply.status < 300
        and not reply.is_odd
        and not (isinstance(reply.value, dict) and "code" in reply.value)
    ):
        return True
    return opened(reply, operation) is not None


def _code(value: Any) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**6:
        return str(value)
    return (
        value if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 6 else None
    )
