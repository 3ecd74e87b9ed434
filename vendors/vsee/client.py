"""VSee's endpoints: one method each, which returns validated payloads."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import msgspec

from models.errors import VendorBadResponse, VendorRejected
from models.operation import Safe
from models.vendor import Vendor
from vendors.http import Reply, VendorHttp
from vendors.http_adapter import VendorClient, path_of
from vendors.page_sizes import PageSizes
from vendors.payload import Row
from vendors.reading import read, rows_of
from vendors.reads import Read
from vendors.rows import are_payloads, read_rows, readable
from vendors.vsee import auth, payloads
from vendors.vsee.envelope import opened
from vendors.vsee.lists import LIST_PROVIDERS, LIST_ROOMS, LIST_VISITS
from vendors.vsee.settings import VSeeSettings
from vendors.worker_thread import in_worker_thread
from vendors.writing import Request

P = TypeVar("P", bound=Row)
T = TypeVar("T")

READ_ROOM, READ_PROVIDER, READ_QUEUE = Safe("read room"), Safe("read provider"), Safe("read queue")

# The documentation has `fields` on visits without telling whether it adds to an answer or selects from it, so all
# fields that are read are named; what is not read, patients' intakes above all, need not travel.
VISIT_FIELDS = ",".join(each.encode_name for each in msgspec.structs.fields(payloads.Visit))


@dataclass(frozen=True, slots=True)
class RoomPage:
    """One page of the rooms.

    Attributes:
        rows: those that could be read.
        may_go_on: whether there may be a next page.
        is_full: whether it has just as many rows as were asked for, readable or not.
    """

    rows: tuple[payloads.RoomSummary, ...] = field(default=(), repr=False)
    may_go_on: bool = False
    is_full: bool = False


class VSeeClient(VendorClient):
    """Speaks VSee's wire; where a method asks by id, None means that VSee knows no such id."""

    def __init__(self, settings: VSeeSettings, http: VendorHttp, now: Callable[[], datetime]) -> None:
        super().__init__(http, now)
        self._settings = settings
        self._page_sizes = PageSizes()

    async def rooms(self, page: int) -> RoomPage:
        """V1: one page of the account's rooms, counted from 1, without a total and in no documented order."""
        operation, limit = LIST_ROOMS, self._settings.page_limit

        async def read(number: int) -> list[Any]:
            headers = auth.public(self._settings)
            params = {"page": number, "limit": limit}
            rows = _rows(
                await self._http.get("/rooms", operation=operation, params=params, headers=headers), operation
            )
            if rows is None:
                # Nothing was asked for by id, so a 404 is about the account.
                raise VendorRejected(Vendor.VSEE, operation, status=404)
            return rows

        rows = await read(page)
        found = await in_worker_thread(readable_rows, rows, payloads.RoomSummary, operation)
        goes_on = await self._page_sizes.may_go_on(
            "rooms", rows, page=page, asked=limit, behind=lambda: read(2)
        )
        return RoomPage(found, goes_on, len(rows) == limit)

    def room(self, code: str) -> Read[payloads.Room]:
        """V3."""
        return self._one(("rooms", code), payloads.Room, READ_ROOM).if_found(
            lambda found: _asked_for(found, found.code, code, READ_ROOM)
        )

    def providers(self, code: str) -> Read[tuple[payloads.Provider, ...]]:
        """V4: those who serve a room."""
        made = partial(_listed, kind=payloads.Provider, operation=LIST_PROVIDERS)
        return self._public(path_of("rooms", code, "providers"), LIST_PROVIDERS, made)

    def provider(self, code: str, provider_id: str) -> Read[payloads.Provider]:
        """V5."""
        path = ("rooms", code, "providers", provider_id)
        return self._one(path, payloads.Provider, READ_PROVIDER).if_found(
            lambda found: _asked_for(found, found.id, provider_id, READ_PROVIDER)
        )

    def queue(self, code: str) -> Read[payloads.Queue]:
        """V6."""
        return self._one(("rooms", code, "queue"), payloads.Queue, READ_QUEUE)

    async def visits(
        self, *, room_code: str | None = None, start: int | None = None, end: int | None = None
    ) -> tuple[payloads.Visit, ...] | None:
        """The visits of a room, or of the account, all at once; there is no call for a single one.

        Args:
            room_code: None for all rooms; the answer is None where there is no such room.
            start, end: seconds since 1970 between which the visits lie; None where that side is open.
        """
        operation = LIST_VISITS
        params = {"fields": VISIT_FIELDS, "room_code": room_code, "start_time": start, "end_time": end}
        reply = await self._http.get(
            "/visits", operation=operation, params=params, headers=auth.private(self._settings)
        )
        found = await in_worker_thread(_listed, reply, payloads.Visit, operation)
        if found is None and room_code is None:
            raise VendorRejected(Vendor.VSEE, operation, status=404)
        return found

    async def send(self, request: Request, operation: str) -> Reply:
        """Sends a write, once."""
        return await request.sent(self._http, operation, auth.private(self._settings))

    def _one(self, parts: tuple[str, ...], kind: type[P], operation: Safe) -> Read[P]:
        return self._public(path_of(*parts), operation, partial(_object, kind=kind, operation=operation))

    def _public(self, path: str | None, operation: Safe, made: Callable[[Reply], T | None]) -> Read[T]:
        return Read(self._http, operation, path, None, auth.public(self._settings), made)


def _object(reply: Reply, kind: type[P], operation: str) -> P | None:
    data = opened(reply, operation)
    try:
        return None if data is None else converted(data.value, kind, operation)
    except ValueError:
        raise VendorBadResponse(Vendor.VSEE, operation, status=reply.status) from None


def _listed(reply: Reply, kind: type[P], operation: str) -> tuple[P, ...] | None:
    rows = _rows(reply, operation)
    return None if rows is None else readable_rows(rows, kind, operation, is_own=reply.is_own)


def _rows(reply: Reply, operation: str) -> list[Any] | None:
    data = opened(reply, operation)
    if data is None:
        return None
    rows = rows_of(data.value)
    if rows is None:
        raise VendorBadResponse(Vendor.VSEE, operation, status=reply.status, detail="not a list")
    return rows


def _asked_for(found: P, identity: str | int, asked: str, operation: str) -> P:
    # Databases with loose comparison treat "7x" as 7.
    if str(identity).casefold() != asked.casefold():
        raise VendorBadResponse(Vendor.VSEE, operation, detail="something else than asked for")
    return found


def readable_rows(rows: list[Any], kind: type[P], operation: str, *, is_own: bool = False) -> tuple[P, ...]:
    if are_payloads(rows) or all(payloads.identified(row) is row for row in rows):
        return read_rows(rows, kind, vendor=Vendor.VSEE, operation=operation, is_own=is_own)
    return readable(
        rows, lambda row: converted(row, kind, operation), vendor=Vendor.VSEE, operation=operation
    )


def converted(row: Any, kind: type[P], operation: str) -> P:
    return read(payloads.identified(row), kind, vendor=Vendor.VSEE, operation=operation)
