"""Telecomx' endpoints: one method each, which returns validated payloads."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

from models.errors import VendorBadResponse
from models.operation import Safe
from models.vendor import Vendor
from models.vendor_problem import VendorProblem
from vendors.http import Reply, VendorHttp
from vendors.http_adapter import VendorClient, path_of
from vendors.missing_data import note_missing
from vendors.operation_scope import current_scope
from vendors.page_sizes import SHORTEST
from vendors.reads import MoreCalls, Read
from vendors.telecomx import envelopes, payloads
from vendors.telecomx.auth import TelecomxCredentials, TelecomxGrant
from vendors.telecomx.envelopes import error_codes
from vendors.telecomx.lists import LIST_DEVICES, LIST_ROOMS
from vendors.telecomx.replies import accepted, readable_as
from vendors.telecomx.rooms import Room
from vendors.worker_thread import in_worker_thread
from vendors.writing import Request

T = TypeVar("T")

# The error codes of a token that a new login can replace; format_error, the fourth 401, is not one of them.
_RENEWABLE = {"expired", "invalid_token", "credentials_invalid"}
DEVICES_PER_PAGE, DEVICES_PER_PAGE_AT_MOST = 100, 500


class TelecomxClient(VendorClient):
    """Telecomx' endpoints, numbered as in the README of this folder."""

    def __init__(
        self,
        http: VendorHttp,
        credentials: TelecomxCredentials,
        customer_id: str,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(http, now)
        self._credentials = credentials
        self._customer_id = customer_id
        # What it was seen to give where it gives fewer than it is asked for.
        self._devices_per_page: int | None = None

    def room(self, room_id: str) -> Awaitable[Room | None]:
        """E6: one room with its tablets and its template."""
        operation = Safe("read room")

        def read(body: Any) -> Room:
            found = envelopes.room(body, operation, is_whole=True)
            # The digits of an ObjectId mean the same in either case.
            if found.record.id.lower() != room_id.lower():
                raise VendorBadResponse(Vendor.TELECOMX, operation, detail="another room")
            return found

        return self._one(("flexcare", "videochat", "meetings", room_id), read, operation)

    async def rooms(self, first: date, last: date) -> tuple[Room, ...]:
        """E7: the customer's rooms from one day to another, both included."""
        operation = LIST_ROOMS
        # One of the pages' examples misspells dateFrom; its table does not.
        params = {"customer": self._customer_id, "dateFrom": first.isoformat(), "dateTo": last.isoformat()}
        reply = await self._get("/flexcare/videochat/meetings", params, operation)
        read = partial(envelopes.rooms, operation=operation, is_own=reply.is_own)
        return await in_worker_thread(readable_as, read, accepted(reply, operation), operation)

    def room_of_device(self, barcode: str) -> Awaitable[Room | None]:
        """E8: the room a tablet is in now."""
        operation = Safe("read room of device")
        return self._one(
            ("flexcare", "videochat", "device", "meeting", barcode),
            lambda body: envelopes.current_room(body, operation),
            operation,
        )

    async def settings(self) -> tuple[payloads.Setting, ...]:
        """E9: the customer's templates. The path says meeting, and yet it is these."""
        return await self._all(
            "/flexcare/videochat/meeting",
            {"customer": self._customer_id},
            envelopes.settings,
            Safe("list settings"),
        )

    def live(self, meeting_id: str, device_id: str) -> Awaitable[envelopes.Live | None]:
        """E3: what is in force on a tablet in a meeting; asked by the tablet's `_id`, not its barcode."""
        operation = Safe("read device in meeting")
        return self._one(
            ("iptv", "flexcareconference", "meeting", meeting_id, "devices", device_id),
            lambda body: envelopes.live(body, operation),
            operation,
        )

    async def devices(
        self, page: int, *, heartbeat: str | None = None
    ) -> tuple[tuple[payloads.Device, ...], bool]:
        """E10: one page of the customer's tablets, and whether there may be more.

        Args:
            page: counted from 1.
            heartbeat: only those with this `heartbeatStatus`; such pages are as long as the vendor allows.
        """
        asked = DEVICES_PER_PAGE if heartbeat is None else DEVICES_PER_PAGE_AT_MOST
        size = min(asked, self._devices_per_page or asked)
        offset = (page - 1) * size
        found, rows, total = await self._all(
            "/iptv/device",
            {
                "customer": self._customer_id,
                "type": "ANDROID",
                "offset": offset,
                "limit": size,
                **({} if heartbeat is None else {"heartbeatStatus": heartbeat}),
            },
            envelopes.devices,
            LIST_DEVICES,
        )
        # A total may be behind the rows.
        goes_on = rows >= min(size, SHORTEST)
        more = goes_on if total is None or rows >= size else 0 < rows < total - offset
        if more and page == 1 and rows < size:
            # It gives fewer than it is asked for, so the next begin behind these.
            self._devices_per_page = rows
        elif total is not None and rows < min(size, total - offset):
            note_missing(
                VendorProblem.withheld(Vendor.TELECOMX, min(size, total - offset) - rows), ("devices", page)
            )
        return found, more

    def device(self, device_id: str) -> Awaitable[payloads.Device | None]:
        """E11: one tablet, by `_id` or barcode."""
        operation = Safe("read device")
        return self._one(
            ("iptv", "device", device_id), lambda body: envelopes.device(body, operation), operation
        )

    async def send(self, request: Request, operation: str) -> Reply:
        """Sends a write, once."""
        return await self._let_in(lambda headers: request.sent(self._http, operation, headers))

    def _one(
        self, parts: tuple[str, ...], read: Callable[[Any], T | None], operation: Safe
    ) -> Awaitable[T | None]:
        """The object of the last id, None if the vendor has no such object; by a `Read`, or a coroutine where something
        must come before it."""
        path = path_of(*parts)

        def opened(reply: Reply) -> T | None:
            return None if reply.status == 404 else readable_as(read, accepted(reply, operation), operation)

        async def whole(answered: tuple[TelecomxGrant, Reply] | None) -> T | None:
            return await in_worker_thread(opened, await self._get(path or "", None, operation, answered))

        grant = self._credentials.held()
        if path is not None and (grant is None or current_scope() is None):
            return whole(None)

        def made(reply: Reply) -> T | MoreCalls[T] | None:
            if grant is not None and _is_refused(reply):
                return MoreCalls(lambda: whole((grant, reply)))
            return opened(reply)

        return Read(self._http, operation, path, None, None if grant is None else _headers(grant), made)

    async def _all(
        self, path: str, params: Mapping[str, str | int], read: Callable[[Any, str], T], operation: Safe
    ) -> T:
        reply = await self._get(path, params, operation)
        return await in_worker_thread(
            readable_as, lambda body: read(body, operation), accepted(reply, operation), operation
        )

    async def _get(
        self,
        path: str,
        params: Mapping[str, str | int] | None,
        operation: Safe,
        answered: tuple[TelecomxGrant, Reply] | None = None,
    ) -> Reply:
        return await self._let_in(
            lambda headers: self._http.get(path, operation=operation, params=params, headers=headers),
            answered,
        )

    async def _let_in(
        self,
        call: Callable[[Mapping[str, str]], Awaitable[Reply]],
        answered: tuple[TelecomxGrant, Reply] | None = None,
    ) -> Reply:
        return await self._credentials.let_in(lambda grant: call(_headers(grant)), _is_refused, answered)


def _headers(grant: TelecomxGrant) -> dict[str, str]:
    return {"Authorization": grant.authorization}


def _is_refused(reply: Reply) -> bool:
    return reply.status == 401 and not _RENEWABLE.isdisjoint(error_codes(reply.value))
