"""EnableX' endpoints: one method for each that is read, which returns validated payloads, and one for all others."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Generic, TypeVar

from msgspec import UNSET

from models.errors import VendorBadResponse, VendorRejected
from models.operation import Safe
from models.vendor import Vendor
from vendors.enablex import payloads
from vendors.enablex.auth import EnableXCredentials
from vendors.enablex.envelope import Envelope, answer
from vendors.enablex.lists import LIST_MEETINGS, LIST_SESSIONS, READ_MEETING
from vendors.enablex.payloads import valid
from vendors.enablex.scalars import count
from vendors.enablex.settings import EnableXSettings
from vendors.http import VendorHttp
from vendors.http_adapter import VendorClient, path_of
from vendors.login import Grant
from vendors.page_sizes import PageSizes
from vendors.payload import Row
from vendors.reading import rows_of
from vendors.rows import read_rows
from vendors.worker_thread import in_worker_thread
from vendors.writing import Request

P = TypeVar("P", bound=Row)

_lacks_credentials: Callable[[Envelope], bool] = attrgetter("lacks_credentials")

# The documentation prints the singular for reading and the plural for writing.
_PERMANENT = ("/meeting/permanent", "/meetings/permanent")


@dataclass(frozen=True, slots=True)
class PayloadPage(Generic[P]):
    """One page of a list.

    Attributes:
        rows: the readable rows; the mapping may remove them from the list.
        may_go_on: whether there may be a next page; no list returns a total.
        is_full: whether it has exactly as many rows as requested, readable or not.
    """

    rows: list[P]
    may_go_on: bool
    is_full: bool


class EnableXClient(VendorClient):
    """One account at EnableX.

    A method returns None if EnableX has no such object.
    """

    def __init__(self, settings: EnableXSettings, http: VendorHttp, now: Callable[[], datetime]) -> None:
        super().__init__(http, now)
        self._settings = settings
        self._credentials = EnableXCredentials(settings, http, now)
        # Which of two documented spellings this server accepts; until that is known, both are tried.
        self._permanent: str | None = None
        self._meeting_answers_get = False
        self._page_sizes = PageSizes()

    async def aclose(self) -> None:
        await self._credentials.aclose()

    def ask(self, request: Request, operation: str) -> Coroutine[Any, Any, Envelope]:
        """Makes one call, and a second one only if EnableX refused the credentials and so did nothing.

        Args:
            operation: our name of the call; a GET that is safe is shared.
        """
        headers = {"X-App-Type": self._settings.app_type, **request.headers}
        if request.multipart is None:
            headers["Content-Type"] = "application/json"

        async def send(grant: Grant) -> Envelope:
            sent = {"Authorization": grant.authorization, **headers}
            if request.method == "GET" and isinstance(operation, Safe):
                reply = await self._http.get(
                    request.path, operation=operation, params=request.params, headers=sent
                )
            else:
                reply = await request.sent(self._http, operation, sent)
            return await in_worker_thread(answer, reply, operation)

        return self._credentials.let_in(send, _lacks_credentials)

    async def own_room(self) -> payloads.PermanentRoom | None:
        return await self._permanent_room("", Safe("read own room"))

    async def room_of_user(self, user_id: str) -> payloads.PermanentRoom | None:
        path = path_of(user_id)
        return None if path is None else await self._permanent_room(path, Safe("read room"))

    async def meeting(self, meeting_id: str) -> payloads.Meeting | None:
        operation, path = READ_MEETING, meeting_path(meeting_id)
        if path is None:
            return None
        reply = await self.ask(Request("GET", path), operation)
        if reply.succeeded:
            self._meeting_answers_get = True
        elif reply.status == 405 or (reply.status == 404 and not self._meeting_answers_get):
            # This read is printed as a PATCH; without a body it changes nothing.
            reply = await self.ask(Request("PATCH", path), operation)
        body = reply.opened(operation)
        if body is None:
            return None
        found = await in_worker_thread(valid, body.get("meeting"), payloads.Meeting, operation)
        # Databases with loose comparison treat "7x" as 7.
        if str(found.meeting_id).casefold() != meeting_id.casefold():
            raise VendorBadResponse(Vendor.ENABLEX, operation, detail="another meeting")
        return found

    async def meetings(self, search: Mapping[str, str], page: int) -> PayloadPage[payloads.Meeting]:
        found = await self._page("/meetings", "meetings", payloads.Meeting, search, page, LIST_MEETINGS)
        if found is None:
            raise VendorRejected(Vendor.ENABLEX, LIST_MEETINGS, status=404)
        return found

    def sessions(
        self, search_by: str, search_string: str, page: int
    ) -> Coroutine[Any, Any, PayloadPage[payloads.Session] | None]:
        search = {"search_by": search_by, "search_string": search_string}
        return self._page("/sessions", "sessions", payloads.Session, search, page, LIST_SESSIONS)

    async def lobby(self, meeting_id: str) -> payloads.Lobby | None:
        operation, path = Safe("read lobby"), meeting_path(meeting_id)
        body = None if path is None else await self._get(f"{path}/lobby", operation)
        found = None if body is None else payloads.lobby(body)
        return None if found is None else await in_worker_thread(valid, found, payloads.Lobby, operation)

    async def polls(self, room_id: str, conf_num: int | None) -> tuple[payloads.Poll, ...] | None:
        operation, path = Safe("list polls"), path_of("polls", room_id)
        params = {} if conf_num is None else {"conf_num": str(conf_num)}
        body = None if path is None else await self._get(path, operation, params)
        if body is None:
            return None
        found = body.get("polls")
        if isinstance(found, dict):
            # The map's key is the poll's id, in case the poll itself does not repeat it.
            rows = [
                poll if not isinstance(poll, dict) or _is_id(poll.get("id")) else poll | {"id": key}
                for key, poll in found.items()
            ]
        else:
            rows = _list(found, operation)
        return await in_worker_thread(_rows, rows, payloads.Poll, operation)

    async def time_zones(self) -> tuple[payloads.TimeZone, ...]:
        operation = Safe("list time zones")
        body = await self._get("/timezones", operation)
        if body is None:
            raise VendorRejected(Vendor.ENABLEX, operation, status=404)
        zones = _list(body.get("timezones", UNSET), operation)
        return await in_worker_thread(_rows, zones, payloads.TimeZone, operation)

    async def subscription(self, subscription_id: str) -> payloads.Subscription | None:
        operation, path = Safe("read subscription"), path_of("subscriptions", subscription_id)
        body = None if path is None else await self._get(path, operation)
        found = None if body is None else payloads.subscription(body, operation)
        return None if found is None else valid(found, payloads.Subscription, operation)

    async def _permanent_room(self, tail: str, operation: Safe) -> payloads.PermanentRoom | None:
        for path in (self._permanent,) if self._permanent else _PERMANENT:
            body = await self._get(path + tail, operation)
            if body is not None:
                self._permanent = path
                return valid(body.get("permanent_room"), payloads.PermanentRoom, operation)
        return None

    async def _page(
        self, path: str, name: str, kind: type[P], search: Mapping[str, str], page: int, operation: Safe
    ) -> PayloadPage[P] | None:
        length = self._settings.page_length

        async def read(number: int) -> tuple[list[Any], dict[str, Any]] | None:
            # The filters are printed as a GET's raw body, which few servers read; `?page=` is documented too.
            params = {**search, "page": str(number), "page_length": str(length)}
            body = (await self.ask(Request("GET", path, params), operation)).opened(operation)
            if body is None:
                return None
            # A list that is null is not an empty list: those are `[]`, or PHP's `{}`.
            return _list(UNSET if body.get(name) is None else body[name], operation), body

        async def behind() -> list[Any] | None:
            following = await read(2)
            return None if following is None else following[0]

        here = await read(page)
        if here is None:
            return None
        rows, body = here
        found = await in_worker_thread(_rows, rows, kind, operation)
        echo = body.get("search")
        # `search` may repeat the request instead of describing the response.
        in_force = count(echo.get("page_length")) if isinstance(echo, dict) else None
        asked = min(length, in_force or length)
        goes_on = await self._page_sizes.may_go_on(name, rows, page=page, asked=asked, behind=behind)
        return PayloadPage(list(found), goes_on, len(rows) == length)

    async def _get(
        self, path: str, operation: Safe, params: Mapping[str, str] | None = None
    ) -> dict[str, Any] | None:
        return (await self.ask(Request("GET", path, params), operation)).opened(operation)


def meeting_path(*parts: str) -> str | None:
    """The path of the meeting with this key; None if there can be none."""
    # `/meetings/permanent` is the permanent room's address.
    return path_of("meetings", *parts) if len(parts) == 1 and parts != ("permanent",) else None


def _list(value: Any, operation: str) -> list[Any]:
    rows = rows_of(value)
    if rows is None:
        raise VendorBadResponse(Vendor.ENABLEX, operation, detail="no list")
    return rows


def _is_id(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and value not in ("", 0)


def _rows(rows: list[Any], kind: type[P], operation: str) -> tuple[P, ...]:
    return read_rows(rows, kind, vendor=Vendor.ENABLEX, operation=operation)
