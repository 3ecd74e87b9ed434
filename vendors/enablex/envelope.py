"""Unwraps EnableX' responses: success, not found, refused, or unreadable. Pure."""

import re
from typing import Any

import msgspec

from models.errors import VendorBadResponse, VendorRejected, VendorUnreachable
from models.vendor import Vendor
from vendors.enablex.scalars import whole
from vendors.http import Reply
from vendors.payload import Row

_SUCCESS = "1"
_NOT_FOUND = "404"

_FAILED = "500"

# 1001 is an invalid token; 401 and 403 are a wrong and an expired one, as status or as `result`.
_CREDENTIALS = {"401", "403", "1001"}

# The reason of a refusal, in the order in which the documentation's texts are worth showing.
_REASONS = ("desc", "msg", "error")

# No documented answer is nested deeper than six levels.
_DEEPEST = 32

_NESTED = (dict, list)

# Codes are shown in errors, so a code must look like one and not like a sentence.
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,32}")


class Envelope(msgspec.Struct, frozen=True):
    """One reply of EnableX, cleaned.

    Attributes:
        body: the decoded object; None where the reply is not one.
        code: the reply's `result`, as text; None where it gives none.
        is_json: whether it is JSON at all.
        is_page: whether it is no JSON but a web page, which comes from a proxy in front of EnableX.
    """

    status: int
    body: dict[str, Any] | None
    code: str | None
    is_json: bool = True
    is_page: bool = False

    def __repr__(self) -> str:
        # What it contains may be secret.
        return f"<Envelope {self.status}>"

    @property
    def lacks_credentials(self) -> bool:
        """Whether EnableX refused the credentials, and so did nothing; a server error does not show that."""
        if self.succeeded or self.status >= 500:
            return False
        return str(self.status) in _CREDENTIALS or self.code in _CREDENTIALS

    @property
    def succeeded(self) -> bool:
        return self.status < 300 and self.body is not None and self.code == _SUCCESS

    @property
    def is_absent(self) -> bool:
        return self.status == 404 or (self.status < 300 and self.code == _NOT_FOUND)

    def opened(self, operation: str) -> dict[str, Any] | None:
        """The body of a success, or None if EnableX has no such object.

        Raises:
            VendorRejected: EnableX refused, also under HTTP 200.
            VendorUnreachable: EnableX failed and says so in JSON.
            VendorBadResponse: it is neither a success nor an error of EnableX.
        """
        if self.succeeded:
            return self.body
        if self.is_absent:
            return None
        if self.status >= 500 or self.code == _FAILED:
            raise VendorUnreachable(Vendor.ENABLEX, operation, status=self.status)
        if self.status < 400 and self.code in (None, _SUCCESS):
            raise VendorBadResponse(Vendor.ENABLEX, operation, status=self.status)
        raise VendorRejected(
            Vendor.ENABLEX,
            operation,
            status=self.status,
            vendor_code=self.code,
            vendor_message=self._reason(),
        )

    def _reason(self) -> str | None:
        texts = ((self.body or {}).get(name) for name in _REASONS)
        return next((text for text in texts if isinstance(text, str) and text), None)


def answer(reply: Reply, operation: str) -> Envelope:
    """Cleans a reply and reads its code."""
    body = cleaned(reply.value) if isinstance(reply.value, dict) else None
    is_page = not reply.is_json and "html" in reply.headers.get("content-type", "").lower()
    return Envelope(reply.status, body, _code(body or {}), reply.is_json, is_page)


def cleaned(value: Any, levels: int = _DEEPEST) -> Any:
    """The value with every key and text stripped: EnableX prints "start_time " and its value with a blank.

    Values that are nested deeper than documented are not used, and stay unchanged.
    """
    if levels == 0:
        return value
    # JSON has no subclasses of these, and looking for them takes longer than all else.
    kind = value.__class__
    if kind is str:
        return value.strip()
    if kind is dict:
        # Most values are scalars, which need no call.
        return {
            key.strip(): item.strip()
            if item.__class__ is str
            else cleaned(item, levels - 1)
            if item.__class__ in _NESTED
            else item
            for key, item in value.items()
        }
    if kind is list and not (value and isinstance(value[0], Row)):
        return [cleaned(item, levels - 1) for item in value]
    # Payloads of a list that was decoded straight into them have no other keys.
    return value


def _code(body: dict[str, Any]) -> str | None:
    # EnableX' newer envelope, so far of its other products, calls it `error_code`.
    code = body.get("result", body.get("error_code"))
    if code is True or (code == 1 and code.__class__ is int):
        return _SUCCESS
    number = whole(code)
    if number is not None:
        return str(number)
    return code if isinstance(code, str) and _CODE.fullmatch(code) else None
