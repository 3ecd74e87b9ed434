"""Distinguishes Telecomx' successes from refusals: by HTTP status first, error code second."""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from models.errors import VendorBadResponse, VendorRejected, VendorUnreachable
from models.vendor import Vendor
from vendors.http import Reply
from vendors.telecomx.envelopes import error_codes

T = TypeVar("T")


def accepted(reply: Reply, operation: str) -> Any:
    """The body of an answer that is not an error.

    Raises:
        VendorUnreachable: the vendor broke down.
        VendorRejected: it refused; carries the first code that it gave.
        VendorBadResponse: it answered with something else than JSON, or asked us to go elsewhere.
    """
    if reply.status >= 500:
        raise VendorUnreachable(Vendor.TELECOMX, operation, status=reply.status)
    if reply.status >= 400:
        raise VendorRejected(
            Vendor.TELECOMX,
            operation,
            status=reply.status,
            vendor_code=next(iter(error_codes(reply.value)), None),
        )
    if not 200 <= reply.status < 300 or not reply.is_json:
        raise VendorBadResponse(Vendor.TELECOMX, operation, status=reply.status, detail="not JSON")
    return reply.value


def readable_as(read: Callable[[Any], T], body: Any, operation: str) -> T:
    """The body, read.

    Raises:
        VendorBadResponse: it has another shape than the contract's.
    """
    try:
        return read(body)
    except msgspec.ValidationError as error:
        # msgspec names places and types, never values.
        raise VendorBadResponse(Vendor.TELECOMX, operation, detail=str(error)) from error
    except UnicodeError:
        # Half of a surrogate pair, where the decoder let it pass; the error would carry the whole text along.
        raise VendorBadResponse(Vendor.TELECOMX, operation, detail="text that is not Unicode") from None
