"""VConnct's endpoints: one method each, which returns validated payloads."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from models.errors import VendorBadResponse, VendorRejected
from models.operation import Safe
from models.vendor import Vendor
from vendors.fields import expected_of
from vendors.http import Reply, VendorHttp
from vendors.http_adapter import VendorClient
from vendors.list_calls import ListCall
from vendors.operation_scope import current_scope
from vendors.payload import Row
from vendors.reading import UNFIT, rows_of
from vendors.reads import Read
from vendors.rows import read_rows
from vendors.vconnct import payloads
from vendors.vconnct.auth import headers
from vendors.vconnct.envelope import Success, opened
from vendors.vconnct.settings import VConnctSettings
from vendors.worker_thread import in_worker_thread
from vendors.writing import Request

P = TypeVar("P", bound=Row)
T = TypeVar("T")

_BESIDE = ("status", "status_code", "error_messages")
LIST_MEETINGS = ListCall("list meetings", payloads.MeetingListItem, "data", *_BESIDE)
LIST_SESSIONS = ListCall("list sessions", payloads.Session, "data", *_BESIDE)
LIST_ATTENDANCE = ListCall("list attendance", payloads.Attendance, "data", *_BESIDE)
READ_RECORDING = Safe("read recording")

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

    def sessions(self, meeting_id: str) -> Read[tuple[payloads.Session, ...]]:
        """All runs of a meeting, in no documented order."""
        read = partial(_rows_of_reply, row=payloads.Session, operation=LIST_SESSIONS)
        return self._read(SESSIONS, LIST_SESSIONS, read, meeting_id=meeting_id)

    def attendance(self, session_id: str) -> Read[tuple[payloads.Attendance, ...]]:
        """All arrivals at a session, in no order."""
        read = partial(_rows_of_reply, row=payloads.Attendance, operation=LIST_ATTENDANCE)
        return self._read(ATTENDANCE, LIST_ATTENDANCE, read, session_id=session_id)

    def settings(self, meeting_id: str) -> Read[tuple[payloads.Setting, ...]]:
        """The ten switches of a meeting."""
        operation = Safe("list meeting settings")
        read = partial(_rows_of_reply, row=payloads.Setting, operation=operation, within="meeting_setting")
        return self._read(SETTINGS, operation, read, meeting_id=meeting_id)

    async def default_settings(self) -> tuple[payloads.Setting, ...]:
        """The ten switches as a new meeting has them."""
        operation = Safe("list default settings")
        success = _expected(await self._get(DEFAULT_SETTINGS, operation), operation)
        rows = payloads.setting_rows(success.data)
        return await in_worker_thread(rows_in, rows, payloads.Setting, operation, within="meeting_setting")

    def record(self, session_id: str) -> Read[str]:
        """Where a session's recording is; an unknown session, an unfinished recording and none are all None."""
        return self._read(RECORD, READ_RECORDING, _address, session_id=session_id)

    async def send(self, request: Request, operation: str) -> Success | None:
        """Sends a write, once."""
        return opened(await request.sent(self._http, operation, self._headers), operation)

    def _read(self, path: str, operation: Safe, made: Callable[[Reply], T | None], **params: str) -> Read[T]:
        return Read(self._http, operation, path, params, self._headers, made)

    async def _get(self, path: str, operation: Safe, **params: str) -> Success | None:
        reply = await self._http.get(path, operation=operation, params=params, headers=self._headers)
        return opened(reply, operation)


def _expected(success: Success | None, operation: str) -> Success:
    # Nothing was asked for by id here, so a 404 is about the call itself.
    if success is None:
        raise VendorRejected(Vendor.VCONNCT, operation, status=404)
    return success


def _rows_of_reply(
    reply: Reply, *, row: type[P], operation: str, within: str | None = None
) -> tuple[P, ...] | None:
    success = opened(reply, operation)
    return None if success is None else rows_in(success.data, row, operation, within=within)


def _address(reply: Reply) -> str | None:
    success = opened(reply, READ_RECORDING)
    if success is None:
        return None
    try:
        address: str | None = expected_of(payloads.Address).converted(success.data)
    except UNFIT:
        raise VendorBadResponse(
            Vendor.VCONNCT, READ_RECORDING, detail="a recording that is no address"
        ) from None
    return address


def rows_in(data: Any, row: type[P], operation: str, *, within: str | None = None) -> tuple[P, ...]:
    """The readable rows of a list.

    Raises:
        VendorBadResponse: it is no list.
    """
    rows = rows_of(data)
    if rows is None:
        raise VendorBadResponse(Vendor.VCONNCT, operation, detail="not a list")
    return read_rows(rows, row, vendor=Vendor.VCONNCT, operation=operation, within=within)
