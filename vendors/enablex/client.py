"""EnableX' endpoints: one method for each that is read, which returns validated payloads, and one for all others."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from datetime import datetime
from functools import partial
from operator import attrgetter
from typing import Any, TypeAlias, TypeVar

from msgspec import UNSET

from models.errors import VendorBadResponse, VendorRejected
from models.operation import Safe
from models.vendor import Vendor
from vendors.enablex import payloads
from vendors.enablex.auth import EnableXCredentials
from vendors.enablex.envelope import Envelope, answer
from vendors.enablex.lists import LIST_MEETINGS, LIST_SESSIONS, READ_MEETING
from vendors.enablex.payloads import valid
from vendors.enablex.rows_of_answers import PayloadPage, list_in, payloads_of, rows_named, rows_of_polls
from vendors.enablex.scalars import count
from vendors.enablex.settings import EnableXSettings
from vendors.http import Reply, VendorHttp
from vendors.http_adapter import VendorClient, path_of
from vendors.login import Grant
from vendors.operation_scope import current_scope
from vendors.page_sizes import SHORTEST, PageSizes
from vendors.payload import Row
from vendors.reads import MoreCalls, Read
from vendors.worker_thread import in_worker_thread
from vendors.writing import Request

P = TypeVar("P", bound=Row)
T = TypeVar("T")

# A call that was made: with what, and how it was answered.
Answered: TypeAlias = tuple[Grant, Envelope]

_lacks_credentials: Callable[[Envelope], bool] = attrgetter("lacks_credentials")

# The documentation prints the singular for reading and the plural for writing.
_PERMANENT = ("/meeting/permanent", "/meetings/permanent")


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

    def ask(
        self, request: Request, operation: str, answered: Answered | None = None
    ) -> Coroutine[Any, Any, Envelope]:
        """Makes one call, and a second one only if EnableX refused the credentials and so did nothing.

        Args:
            operation: our name of the call; a GET that is safe is shared.
            answered: the first call, if it was made already.
        """

        async def send(grant: Grant) -> Envelope:
            sent = {**self._headers(grant), **request.headers}
            if request.multipart is not None:
                del sent["Content-Type"]
            if request.method == "GET" and isinstance(operation, Safe):
                reply = await self._http.get(
                    request.path, operation=operation, params=request.params, headers=sent
                )
            else:
                reply = await request.sent(self._http, operation, sent)
            return await in_worker_thread(answer, reply, operation)

        return self._credentials.let_in(send, _lacks_credentials, answered)

    def _headers(self, grant: Grant) -> dict[str, str]:
        return {
            "Authorization": grant.authorization,
            "X-App-Type": self._settings.app_type,
            "Content-Type": "application/json",
        }

    def _read(
        self,
        path: str | None,
        operation: Safe,
        opened: Callable[[Envelope], T | MoreCalls[T] | None],
        params: Mapping[str, str] | None = None,
    ) -> Awaitable[T | None]:
        """A `Read`, or a coroutine where something must come before it.

        Args:
            path: None if no object can have this id.
            opened: what is made of a reply; pure.
        """

        # What is quoted here and below would be evaluated for each read.
        async def whole(answered: "Answered | None") -> "T | None":
            reply = await self.ask(Request("GET", path or "", params), operation, answered)
            found = await in_worker_thread(opened, reply)
            return await found.ask() if isinstance(found, MoreCalls) else found

        grant = self._credentials.held()
        if path is not None and (grant is None or current_scope() is None):
            return whole(None)

        def made(reply: Reply) -> "T | MoreCalls[T] | None":
            envelope = answer(reply, operation)
            if grant is not None and envelope.lacks_credentials:
                return MoreCalls(lambda: whole((grant, envelope)))
            return opened(envelope)

        headers = None if grant is None else self._headers(grant)
        return Read(self._http, operation, path, params, headers, made)

    async def own_room(self) -> payloads.PermanentRoom | None:
        return await self._permanent_room("", Safe("read own room"))

    async def room_of_user(self, user_id: str) -> payloads.PermanentRoom | None:
        path = path_of(user_id)
        return None if path is None else await self._permanent_room(path, Safe("read room"))

    def meeting(self, meeting_id: str) -> Awaitable[payloads.Meeting | None]:
        path = meeting_path(meeting_id)

        async def patched() -> "payloads.Meeting | None":
            # This read is printed as a PATCH; without a body it changes nothing.
            return found(await self.ask(Request("PATCH", path or ""), READ_MEETING))

        def opened(reply: Envelope) -> "payloads.Meeting | MoreCalls[payloads.Meeting] | None":
            if reply.succeeded:
                self._meeting_answers_get = True
            elif reply.status == 405 or (reply.status == 404 and not self._meeting_answers_get):
                return MoreCalls(patched)
            return found(reply)

        def found(reply: Envelope) -> "payloads.Meeting | None":
            body = reply.opened(READ_MEETING)
            if body is None:
                return None
            meeting = valid(body.get("meeting"), payloads.Meeting, READ_MEETING)
            # Databases with loose comparison treat "7x" as 7.
            if str(meeting.meeting_id).casefold() != meeting_id.casefold():
                raise VendorBadResponse(Vendor.ENABLEX, READ_MEETING, detail="another meeting")
            return meeting

        return self._read(path, READ_MEETING, opened)

    async def meetings(self, search: Mapping[str, str], page: int) -> PayloadPage[payloads.Meeting]:
        found = await self._page("/meetings", "meetings", payloads.Meeting, search, page, LIST_MEETINGS)
        if found is None:
            raise VendorRejected(Vendor.ENABLEX, LIST_MEETINGS, status=404)
        return found

    def sessions(
        self, search_by: str, search_string: str, page: int, reply: Envelope | None = None
    ) -> Coroutine[Any, Any, PayloadPage[payloads.Session] | None]:
        """A page of the session report; `reply` is the page, if it was asked for already."""
        search = {"search_by": search_by, "search_string": search_string}
        return self._page("/sessions", "sessions", payloads.Session, search, page, LIST_SESSIONS, reply)

    def few_sessions(
        self,
        search_by: str,
        search_string: str,
        all_of_them: Callable[[Envelope], Awaitable[Sequence[payloads.Session] | None]],
    ) -> Awaitable[Sequence[payloads.Session] | None]:
        """All rows of the session report, by one call if they are fewer than any full page.

        Args:
            search_by, search_string: as those of `sessions`.
            all_of_them: reads them page by page, of which it gets the first.
        """

        def opened(
            reply: Envelope,
        ) -> "Sequence[payloads.Session] | MoreCalls[Sequence[payloads.Session]] | None":
            body = reply.opened(LIST_SESSIONS)
            if body is None:
                return None
            rows = rows_named("sessions", body, LIST_SESSIONS)
            if len(rows) >= min(SHORTEST, self._length_of_page(body)):
                return MoreCalls(partial(all_of_them, reply))
            return payloads_of(rows, payloads.Session, LIST_SESSIONS)

        params = self._page_of({"search_by": search_by, "search_string": search_string}, 1)
        return self._read("/sessions", LIST_SESSIONS, opened, params)

    def lobby(self, meeting_id: str) -> Awaitable[payloads.Lobby | None]:
        operation, path = Safe("read lobby"), meeting_path(meeting_id)

        def opened(reply: Envelope) -> payloads.Lobby | None:
            body = reply.opened(operation)
            found = None if body is None else payloads.lobby(body)
            return None if found is None else valid(found, payloads.Lobby, operation)

        return self._read(path and f"{path}/lobby", operation, opened)

    def polls(self, room_id: str, conf_num: int | None) -> Awaitable[tuple[payloads.Poll, ...] | None]:
        operation = Safe("list polls")
        params = {} if conf_num is None else {"conf_num": str(conf_num)}

        def opened(reply: Envelope) -> tuple[payloads.Poll, ...] | None:
            body = reply.opened(operation)
            if body is None:
                return None
            return payloads_of(rows_of_polls(body, operation), payloads.Poll, operation)

        return self._read(path_of("polls", room_id), operation, opened, params)

    async def time_zones(self) -> tuple[payloads.TimeZone, ...]:
        operation = Safe("list time zones")
        body = await self._get("/timezones", operation)
        if body is None:
            raise VendorRejected(Vendor.ENABLEX, operation, status=404)
        zones = list_in(body.get("timezones", UNSET), operation)
        return await in_worker_thread(payloads_of, zones, payloads.TimeZone, operation)

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
        self,
        path: str,
        name: str,
        kind: type[P],
        search: Mapping[str, str],
        page: int,
        operation: Safe,
        reply: Envelope | None = None,
    ) -> PayloadPage[P] | None:
        async def read(number: int) -> Envelope:
            return await self.ask(Request("GET", path, self._page_of(search, number)), operation)

        async def behind() -> list[Any] | None:
            following = (await read(2)).opened(operation)
            return None if following is None else rows_named(name, following, operation)

        body = (reply or await read(page)).opened(operation)
        if body is None:
            return None
        rows = rows_named(name, body, operation)
        found = await in_worker_thread(payloads_of, rows, kind, operation)
        asked = self._length_of_page(body)
        goes_on = await self._page_sizes.may_go_on(name, rows, page=page, asked=asked, behind=behind)
        return PayloadPage(list(found), goes_on, len(rows) == self._settings.page_length)

    def _page_of(self, search: Mapping[str, str], page: int) -> dict[str, str]:
        # The filters are printed as a GET's raw body, which few servers read; `?page=` is documented too.
        return {**search, "page": str(page), "page_length": str(self._settings.page_length)}

    def _length_of_page(self, body: Mapping[str, Any]) -> int:
        """How many rows a full page has."""
        length, echo = self._settings.page_length, body.get("search")
        # `search` may repeat the request instead of describing the response.
        in_force = count(echo.get("page_length")) if isinstance(echo, dict) else None
        return min(length, in_force or length)

    async def _get(
        self, path: str, operation: Safe, params: Mapping[str, str] | None = None
    ) -> dict[str, Any] | None:
        return (await self.ask(Request("GET", path, params), operation)).opened(operation)


def meeting_path(*parts: str) -> str | None:
    """The path of the meeting with this key; None if there can be none."""
    # `/meetings/permanent` is the permanent room's address.
    return path_of("meetings", *parts) if len(parts) == 1 and parts != ("permanent",) else None
