"""Reads payloads in tests as the clients do."""

from datetime import datetime
from typing import Any, get_args, get_origin

from models.account import Account
from models.vendor import Vendor
from vendors.payload import Row
from vendors.reading import read
from vendors.views import Answer


def converted(value: Any, kind: Any, vendor: Vendor = Vendor.VSEE) -> Any:
    """The value as a payload, or as a list or tuple of payloads."""
    origin = get_origin(kind)
    if origin in (list, tuple):
        return origin(converted(each, get_args(kind)[0], vendor) for each in value)
    assert issubclass(kind, Row)
    return read(value, kind, vendor=vendor, operation="test")


def answered(account: Account, at: datetime) -> Answer:
    """What the rows of a test's answer share."""
    return Answer(account, "test", at)
