"""EnableX' calls for reading: one method per endpoint, which returns validated payloads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec

from models.errors import VendorBadResponse, VendorRejected
from models.health import AccountHealth
from models.vendor import Vendor
from vendors.enablex import payloads
from vendors.enablex.auth import credentials
from vendors.enablex.envelope import Answer, answer
from vendors.enablex.payloads import Payload
from vendors.enablex.scalars import count
from vendors.enablex.settings import EnableXSettings
from vendors.http import VendorHttp, segment
from vendors.rows import readable

P = TypeVar("P", bound=Payload)

# The documentation prints the singular for reading and the plural for writing.
_PERMANENT = ("/meeting/permanent", "/meetings/permanent")

_ROUND = (10, 25)


@dataclass(frozen=True, slots=True)
class Page(Generic[P]):
    """One page of a list.

    Attributes:
        rows: those that could be read.
        is_full: whether there may be a next one; no list tells a total.
    """

    rows: tuple[P, ...]
    is_full: bool


class EnableXClient:
    """One account at EnableX.

    A method answers None where EnableX knows no such thing.
    """

    def __init__(self, settings: EnableXSettings, http: VendorHttp, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._http = http
        self._credentials = credentials(settings, http, now)
        # Which of two documented spellings this server has shown to understand; until then both are tried.
        self._permanent: str | None = None
        self._meeting_answers_get = False

    def health(self) -> AccountHealth:
        return self._http.health()

    async def aclose(self) -> None:
        await self._http.aclose()

    async def own_room(self) -> payloads.PermanentRoom | None:
        return await self._permanent_room("", "read own room")

    async def room_of_user(self, user_id: str) -> payloads.PermanentRoom | None:
        place = _place(user_id)
        return None if place is None else await self._permanent_room(f"/{place}", "read room")

    async def meeting(self, meeting_id: str) -> payloads.Meeting | None:
        place = _meeting_place(meeting_id)
        if place is None:
            return None
        operation, path = "read meeting", f"/meetings/{place}"
        reply = await self._ask("GET", path, operation)
        if reply.succeeded:
            self._meeting_answers_get = True
        elif reply.status == 405 or (reply.status == 404 and not self._meeting_answers_get):
            # This read is printed as a PATCH; without a body it changes nothing.
            reply = await self._ask("PATCH", path, operation)
        body = reply.opened(operation)
        if body is None:
            return None
        found = _valid(body.get("meeting"), payloads.Meeting, operation)
        # Databases that compare loosely take "7x" for 7.
        if str(found.meeting_id).casefold() != meeting_id.casefold():
            raise VendorBadResponse(Vendor.ENABLEX, operation, detail="another meeting")
        return found

    async def meetings(self, search: Mapping[str, str], page: int) -> Page[payloads.Meeting]:
        found = await self._page("/meetings", "meetings", payloads.Meeting, search, page, "list meetings")
        if found is None:
            raise VendorRejected(Vendor.ENABLEX, "list meetings", status=404)
        return found

    async def sessions(self, search_by: str, search_string: str, page: int) -> Page[payloads.Session] | None:
        search = {"search_by": search_by, "search_string": search_string}
        return await self._page("/sessions", "sessions", payloads.Session, search, page, "list sessions")

    async def lobby(self, meeting_id: str) -> payloads.Lobby | None:
        operation, place = "read lobby", _meeting_place(meeting_id)
        body = None if place is None else await self._get(f"/meetings/{place}/lobby", operation)
        found = None if body is None else payloads.lobby(body)
        return None if found is None else _valid(found, payloads.Lobby, operation)

    async def polls(self, room_id: str, conf_num: int | None) -> tuple[payloads.Poll, ...] | None:
        operation, place = "list polls", _place(room_id)
        if place is None:
            return None
        params = {} if conf_num is None else {"conf_num": str(conf_num)}
        body = await self._get(f"/polls/{place}", operation, params)
        if body is None:
            return None
        found = body.get("polls")
        if isinstance(found, dict):
            # The map's key is the poll's id, should the poll itself not repeat it.
            rows = [
                poll | {"id": poll.get("id") or key} if isinstance(poll, dict) else poll
                for key, poll in found.items()
            ]
        else:
            rows = _list(found or [], operation)
        return _rows(rows, payloads.Poll, operation)

    async def time_zones(self) -> tuple[payloads.TimeZone, ...]:
        operation = "list time zones"
        body = await self._get("/timezones", operation)
        if body is None:
            raise VendorRejected(Vendor.ENABLEX, operation, status=404)
        return _rows(_list(body.get("timezones"), operation), payloads.TimeZone, operation)

    async def subscription(self, subscription_id: str) -> payloads.Subscription | None:
        operation, place = "read subscription", _place(subscription_id)
        body = None if place is None else await self._get(f"/subscriptions/{place}", operation)
        return None if body is None else _valid(payloads.subscription(body), payloads.Subscription, operation)

    async def _permanent_room(self, tail: str, operation: str) -> payloads.PermanentRoom | None:
        for path in (self._permanent,) if self._permanent else _PERMANENT:
            body = await self._get(path + tail, operation)
            if body is not None:
                self._permanent = path
                return _valid(body.get("permanent_room"), payloads.PermanentRoom, operation)
        return None

    async def _page(
        self, path: str, name: str, kind: type[P], search: Mapping[str, str], page: int, operation: str
    ) -> Page[P] | None:
        length = self._settings.page_length
        # The filters are printed as a GET's raw body, which few servers read; `?page=` is documented too.
        params = {**search, "page": str(page), "page_length": str(length)}
        body = await self._get(path, operation, params)
        if body is None:
            return None
        rows = _list(body.get(name), operation)
        echo = body.get("search")
        in_force = count(echo.get("page_length")) if isinstance(echo, dict) else None
        return Page(_rows(rows, kind, operation), _is_full(len(rows), min(length, in_force or length)))

    async def _get(
        self, path: str, operation: str, params: Mapping[str, str] | None = None
    ) -> dict[str, Any] | None:
        return (await self._ask("GET", path, operation, params)).opened(operation)

    async def _ask(
        self, method: str, path: str, operation: str, params: Mapping[str, str] | None = None
    ) -> Answer:
        authorization = await self._credentials.authorization()
        reply = await self._send(method, path, operation, params, authorization)
        if reply.lacks_credentials:
            renewed = await self._credentials.renewed(authorization)
            if renewed is not None:
                reply = await self._send(method, path, operation, params, renewed)
        return reply

    async def _send(
        self, method: str, path: str, operation: str, params: Mapping[str, str] | None, authorization: str
    ) -> Answer:
        headers = {
            "Authorization": authorization,
            "Content-Type": "application/json",
            "X-App-Type": self._settings.app_type,
        }
        if method == "GET":
            reply = await self._http.get(path, operation=operation, params=params, headers=headers)
        else:
            reply = await self._http.send(method, path, operation=operation, params=params, headers=headers)
        return answer(reply, operation)


def _is_full(rows: int, length: int) -> bool:
    """Whether a page may be followed by another.

    The longest page is not documented, and `search` repeats what was asked rather than what was given. Should EnableX
    shorten pages silently, then to a round number of rows.
    """
    return rows >= length or (rows > 0 and any(rows % round_number == 0 for round_number in _ROUND))


def _place(identity: str) -> str | None:
    """The id as a part of a path; None where it cannot be one, so that nothing has this id."""
    try:
        return segment(identity)
    except ValueError:
        return None


def _meeting_place(meeting_id: str) -> str | None:
    # `/meetings/permanent` is the permanent room's address.
    return None if meeting_id == "permanent" else _place(meeting_id)


def _valid(value: Any, kind: type[P], operation: str) -> P:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise VendorBadResponse(Vendor.ENABLEX, operation) from error


def _list(value: Any, operation: str) -> list[Any]:
    if not isinstance(value, list):
        raise VendorBadResponse(Vendor.ENABLEX, operation, detail="no list")
    return value


def _rows(rows: list[Any], kind: type[P], operation: str) -> tuple[P, ...]:
    return readable(rows, lambda row: msgspec.convert(row, kind), vendor=Vendor.ENABLEX, operation=operation)
