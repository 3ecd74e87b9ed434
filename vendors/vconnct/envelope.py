"""Unwraps VConnct's responses: success, not found, refused, or unreadable. Pure."""

from typing import Any

import msgspec

from models.errors import VendorBadResponse, VendorRejected, VendorUnreachable
from models.vendor import Vendor
from vendors.http import Reply

_FLAGS = {"true": True, "1": True, "false": False, "0": False}


class Success(msgspec.Struct, frozen=True):
    """What a successful call answered; its `data` may still be null."""

    data: Any

    def __repr__(self) -> str:
        return "<Success>"


def opened(reply: Reply, operation: str) -> Success | None:
    """The success, or None if VConnct has no such object.

    The body's `status` alone tells success; its `status_code` goes before the HTTP status, which is nowhere said
    to be the same. The texts beside them are for people, in a language of the vendor's choice.

    Raises:
        VendorRejected: VConnct refused, also under HTTP 200.
        VendorUnreachable: VConnct failed and says so in JSON.
        VendorBadResponse: it is neither a success nor an error of VConnct.
    """
    body = reply.value if isinstance(reply.value, dict) else {}
    said = body.get("status")
    if said is True and reply.status < 400:
        return Success(body.get("data"))
    said = _FLAGS.get(str(said).strip().lower()) if isinstance(said, bool | int | str) else None
    if reply.status < 400 and said is True:
        return Success(body.get("data"))
    if reply.status < 400 and said is not False:
        raise VendorBadResponse(Vendor.VCONNCT, operation, status=reply.status)
    told = _error_code(body.get("status_code"))
    status = told or reply.status
    if status == 404:
        return None
    if status >= 500:
        raise VendorUnreachable(Vendor.VCONNCT, operation, status=status)
    raise VendorRejected(
        Vendor.VCONNCT,
        operation,
        status=status,
        vendor_code=None if told is None else str(told),
        vendor_message=_words(body.get("error_messages")),
    )


def _error_code(value: Any) -> int | None:
    """The status of an error, also out of its digits; a success's says nothing about an error."""
    if isinstance(value, str) and len(value) == 3 and value.isascii() and value.isdigit():
        value = int(value)
    return value if isinstance(value, int) and 400 <= value < 600 else None


def _words(messages: Any) -> str | None:
    """The texts of an error, one on each line."""
    told = messages if isinstance(messages, list) else [messages]
    lines = (" ".join(text.split()) for text in told if isinstance(text, str))
    return "\n".join(line for line in lines if line) or None
