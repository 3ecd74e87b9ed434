"""Reads payloads in tests as the clients do."""

from typing import Any, get_args, get_origin

from models.vendor import Vendor
from vendors.payload import VendorPayload
from vendors.reading import read


def converted(value: Any, kind: Any, vendor: Vendor = Vendor.VSEE) -> Any:
    """The value as a payload, or as a list or tuple of payloads."""
    origin = get_origin(kind)
    if origin in (list, tuple):
        return origin(converted(each, get_args(kind)[0], vendor) for each in value)
    assert issubclass(kind, VendorPayload)
    return read(value, kind, vendor=vendor, operation="test")
