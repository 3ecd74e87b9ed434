"""Havn's endpoints: one method each, which returns validated payloads."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from vendors.havn_care import payloads
from vendors.havn_care.auth import headers
from vendors.havn_care.settings import HavnSettings

from models.errors import VendorBadResponse, VendorRejected, VendorUnreachable
from models.operation import Safe
from models.vendor import Vendor
from vendors.http import Reply, VendorHttp
from vendors.http_adapter import VendorClient
from vendors.reading import read
from vendors.rows import read_rows
from vendors.writing import Request

R = TypeVar("R", payloads.Visit, payloads.Screen, payloads.Order)


class HavnClient(VendorClient):
    """One account's calls."""

    def __init__(self, settings: HavnSettings, http: VendorHttp, now: Callable[[], datetime]) -> None:
        super().__init__(http, now)
        self._headers = headers(settings)

    async def visits(self, **asked: str | int | None) -> tuple[tuple[payloads.Visit, ...], bool]:
        """One page of visits, and whether there are more."""
        return await self._page("visits", payloads.Visit, asked, Safe("list visits"))

    async def screens(self, page: int) -> tuple[tuple[payloads.Screen, ...], bool]:
        """One page of screens, and whether there are more."""
        return await self._page("screens", payloads.Screen, {"page": page}, Safe("list screens"))

    async def _page(
        self, name: str, kind: type[R], asked: Mapping[str, str | int | None], operation: Safe
    ) -> tuple[tuple[R, ...], bool]:
        reply = await self._http.get(f"/{name}", operation=operation, params=asked, headers=self._headers)
        body = _accepted(reply, operation)
        rows = body.get(name)
        if not isinstance(rows, list):
            raise VendorBadResponse(Vendor.HAVN_CARE, operation, detail=f"no {name}")
        found = read_rows(rows, kind, vendor=Vendor.HAVN_CARE, operation=operation, within=name)
        # A row that comes twice is one.
        return tuple({row.id: row for row in found}.values()), body.get("more") is True

    async def send(self, request: Request, operation: str) -> dict[str, Any]:
        """Sends a write, once; returns what it answers."""
        return _accepted(await request.sent(self._http, operation, self._headers), operation)

    def read(self, body: Any, kind: type[R], operation: str) -> R:
        """The object that a write has answered."""
        try:
            return read(body, kind, vendor=Vendor.HAVN_CARE, operation=operation)
        except msgspec.ValidationError as error:
            raise VendorBadResponse(Vendor.HAVN_CARE, operation, detail=str(error)) from error


def _accepted(reply: Reply, operation: str) -> dict[str, Any]:
    """The body of a success.

    Raises:
        VendorRejected, VendorUnreachable, VendorBadResponse.
    """
    body = reply.value if isinstance(reply.value, dict) else {}
    if reply.status >= 500:
        raise VendorUnreachable(Vendor.HAVN_CARE, operation, status=reply.status)
    if reply.status >= 400:
        code = body.get("error")
        raise VendorRejected(
            Vendor.HAVN_CARE,
            operation,
            status=reply.status,
            vendor_code=code if isinstance(code, str) else None,
        )
    if not isinstance(reply.value, dict):
        raise VendorBadResponse(Vendor.HAVN_CARE, operation, status=reply.status, detail="no object")
    return body
