"""VConnct's endpoints: one method each, which returns validated payloads."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, TypeVar

from models.errors import VendorBadResponse, VendorRejected
from models.operation import Safe
from models.vendor import Vendor
from vendors.fields import expected_of
from vendors.http import VendorHttp
from vendors.http_adapter import VendorClient
from vendors.list_calls import ListCall
from vendors.operation_scope import current_scope
from vendors.payload import Row
from vendors.reading import UNFIT, rows_of
from vendors.rows import read_rows
from vendors.vconnct import payloads
from vendors.vconnct.auth import headers
from vendors.vconnct.envelope import Success, opened
from vendors.vconnct.settings import VConnctSettings
from vendors.worker_thread import in_worker_thread
from vendors.writing import Request

P = TypeVar("P", bound=Row)

_BESIDE = ("status", "status_code", "error_messages")
LIST_MEETINGS = ListCall("list meetings", payloads.MeetingListItem, "data", *_BESIDE)
LIST_SESSIONS = ListCall("list sessions", payloads.Session, "data", *_BESIDE)
LIST_ATTENDANCE = ListCall("list attendance", payloads.Attendance, "data", *_BESIDE)

# Every path ends in a slash: servers of this kind answer others with a redirect or 404.
MEETINGS = "/api/v1/list_meetings/"
SESSIONS = "/api/v1/list_sessions/"
ATTENDANCE = "/api/v1/list_attendance/"
SETTINGS = "/api/v1/list_setting/"
DEFAULT_SETTINGS = "/api/v1/list_general_meeting_setting/"
RECORD = "/api/v1/get_record/"
CREATE = "/api/v1/create_meeting/"
UPDATE = "/api/v1/update_meeting/"
START = "/api/v1/start_meeting/"
JOIN = "/api/v1/join_meeting/"
END = "/api/v1/end_meeting/"
DELETE = "/api/v1/delete_scheduled_meeting/"


class VConnctClient(VendorClient):
    """Speaks VConnct's wire; where a method asks by id, None means that VConnct knows no such id."""

    def __init__(self, settings: VConnctSettings, http: VendorHttp, now: Callable[[], datetime]) -> None:
        super().__init__(http, now)
        self._headers = headers(settings)

    async def meetings(self) -> tuple[payloads.MeetingListItem, ...]:
        """All meetings of the license; there is no other way to read one."""
        success = _expected(await self._get(MEETINGS, LIST_MEETINGS), LIST_MEETINGS)
        return await in_worker_thread(rows_in, success.data, payloads.MeetingListItem, LIST_MEETINGS)

    async def meetings_by_now(self) -> tuple[payloads.MeetingListItem, ...]:
        """As `meetings`, but read again even if the operation has just read them."""
        scope = current_scope()
        if scope is not None:
            scope.forget(self.account)
        return await self.meetings()

    def sessions(self, meeting_id: str) -> Coroutine[Any, Any, tuple[payloads.Session, ...] | None]:
        """All runs of a meeting, in no documented order."""
        return self._listed(SESSIONS, payloads.Session, LIST_SESSIONS, meeting_id=meeting_id)

    def attendance(self, session_id: str) -> Coroutine[Any, Any, tuple[payloads.Attendance, ...] | None]:
        """All arrivals at a session, in no order."""
        return self._listed(ATTENDANCE, payloads.Attendance, LIST_ATTENDANCE, session_id=session_id)

    async def settings(self, meeting_id: str) -> tuple[payloads.Setting, ...] | None:
        """The ten switches of a meeting."""
        operation = Safe("list meeting settings")
        success = await self._get(SETTINGS, operation, meeting_id=meeting_id)
        if success is None:
            return None
        return await in_worker_thread(
            rows_in, success.data, payloads.Setting, operation, within="meeting_setting"
        )

    async def default_settings(self) -> tuple[payloads.Setting, ...]:
        """The ten switches as a new meeting has them."""
        operation = Safe("list default settings")
        success = _expected(await self._get(DEFAULT_SETTINGS, operation), operation)
        rows = payloads.setting_rows(success.data)
        return await in_worker_thread(rows_in, rows, payloads.Setting, operation, within="meeting_setting")

    async def record(self, session_id: str) -> str | None:
        """Where a session's recording is; an unknown session, an unfinished recording and none are all None."""
        operation = Safe("read recording")
        success = await self._get(RECORD, operation, session_id=session_id)
        if success is None:
            return None
        try:
            address: str | None = expected_of(payloads.Address).converted(success.data)
        except UNFIT:
            raise VendorBadResponse(
                Vendor.VCONNCT, operation, detail="a recording that is no address"
            ) from None
        return address

    async def send(self, request: Request, operation: str) -> Success | None:
        """Sends a write, once."""
        return opened(await request.sent(self._http, operation, self._headers), operation)

    async def _listed(self, path: str, row: type[P], operation: Safe, **params: str) -> tuple[P, ...] | None:
        """The rows of a list by id."""
        reply = await self._http.get(path, operation=operation, params=params, headers=self._headers)
        success = opened(reply, operation)
        return None if success is None else await in_worker_thread(rows_in, success.data, row, operation)

    async def _get(self, path: str, operation: Safe, **params: str) -> Success | None:
        reply = await self._http.get(path, operation=operation, params=params, headers=self._headers)
        return opened(reply, operation)


def _expected(success: Success | None, operation: str) -> Success:
    # Nothing was asked for by id here, so a 404 is about the call itself.
    if success is None:
        raise VendorRejected(Vendor.VCONNCT, operation, status=404)
    return success


def rows_in(data: Any, row: type[P], operation: str, *, within: str | None = None) -> tuple[P, ...]:
    """The readable rows of a list.

    Raises:
        VendorBadResponse: it is no list.
    """
    rows = rows_of(data)
    if rows is None:
        raise VendorBadResponse(Vendor.VCONNCT, operation, detail="not a list")
    return read_rows(rows, row, vendor=Vendor.VCONNCT, operation=operation, within=within)
