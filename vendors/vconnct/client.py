"""VConnct's endpoints: one method each, which returns validated payloads."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from models.account import Account
from models.errors import VendorBadResponse, VendorRejected
from models.operation import Safe
from models.vendor import Vendor
from vendors.fields import expected_of
from vendors.http import VendorHttp
from vendors.operation_scope import current_scope
from vendors.payload import Row
from vendors.reading import UNFIT, is_empty, read, rows_of
from vendors.rows import read_rows
from vendors.samples import Sample
from vendors.vconnct import payloads
from vendors.vconnct.auth import headers
from vendors.vconnct.envelope import Success, opened
from vendors.vconnct.settings import VConnctSettings
from vendors.views import Answer
from vendors.worker_thread import in_worker_thread

P = TypeVar("P", bound=Row)

LIST_MEETINGS = Safe("list meetings")
LIST_SESSIONS = Safe("list sessions")
LIST_ATTENDANCE = Safe("list attendance")

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


class LinkUnread(VendorBadResponse):
    """VConnct has done what was asked for, and the link that it answered cannot be read."""


class VConnctClient:
    """Speaks VConnct's wire; where a method asks by id, None means that VConnct knows no such id."""

    def __init__(self, settings: VConnctSettings, http: VendorHttp, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._http = http
        self._now = now
        # Joining is documented under the path of starting; every other call has a path of its own name. Which of the
        # two joins here is known once one of them has.
        self._joins_at: str | None = None

    @property
    def account(self) -> Account:
        """The account, which is part of the keys of all objects."""
        return self._http.account

    def answer(self, operation: str) -> Answer:
        """The context of the rows of a response that has just arrived."""
        return Answer(self._http.account, operation, self._now(), sample=Sample(self._http.drift))

    async def meetings(self) -> tuple[payloads.MeetingListItem, ...]:
        """All meetings of the license; there is no other way to read one."""
        success = _expected(await self._get(MEETINGS, LIST_MEETINGS), LIST_MEETINGS)
        return await in_worker_thread(_rows, success.data, payloads.MeetingListItem, LIST_MEETINGS)

    async def meetings_by_now(self) -> tuple[payloads.MeetingListItem, ...]:
        """As `meetings`, but read again even if the operation has just read them."""
        scope = current_scope()
        if scope is not None:
            scope.forget(self.account)
        return await self.meetings()

    async def sessions(self, meeting_id: str) -> tuple[payloads.Session, ...] | None:
        """All runs of a meeting, in no documented order."""
        success = await self._get(SESSIONS, LIST_SESSIONS, meeting_id=meeting_id)
        if success is None:
            return None
        return await in_worker_thread(_rows, success.data, payloads.Session, LIST_SESSIONS)

    async def attendance(self, session_id: str) -> tuple[payloads.Attendance, ...] | None:
        """All arrivals at a session, in no order."""
        success = await self._get(ATTENDANCE, LIST_ATTENDANCE, session_id=session_id)
        if success is None:
            return None
        return await in_worker_thread(_rows, success.data, payloads.Attendance, LIST_ATTENDANCE)

    async def settings(self, meeting_id: str) -> tuple[payloads.Setting, ...] | None:
        """The ten switches of a meeting."""
        operation = Safe("list meeting settings")
        success = await self._get(SETTINGS, operation, meeting_id=meeting_id)
        if success is None:
            return None
        return await in_worker_thread(
            _rows, success.data, payloads.Setting, operation, within="meeting_setting"
        )

    async def default_settings(self) -> tuple[payloads.Setting, ...]:
        """The ten switches as a new meeting has them."""
        operation = Safe("list default settings")
        success = _expected(await self._get(DEFAULT_SETTINGS, operation), operation)
        rows = payloads.setting_rows(success.data)
        return await in_worker_thread(_rows, rows, payloads.Setting, operation, within="meeting_setting")

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

    async def create(self, body: Mapping[str, Any]) -> payloads.Meeting:
        """Makes a meeting; another one each time."""
        operation = "create meeting"
        success = _expected(await self._send("POST", CREATE, operation, body), operation)
        return _meeting(success.data, operation)

    async def update(self, meeting_id: str, body: Mapping[str, Any]) -> payloads.Meeting | None:
        """Replaces a meeting's settings, and the texts that the body has."""
        operation = "update meeting"
        success = await self._send("PUT", UPDATE, operation, body, meeting_id=meeting_id)
        if success is None:
            return None
        answer = _meeting(_replaced(success.data, meeting_id, body), operation)
        if answer.meeting_id != meeting_id:
            raise VendorBadResponse(Vendor.VCONNCT, operation, detail="another meeting")
        return answer

    async def start(self, body: Mapping[str, Any]) -> str | None:
        """Starts a session; returns the moderator's link, and no data about the session.

        Raises:
            LinkUnread: it is open, and the link cannot be read.
        """
        operation = "start meeting"
        success = await self._send("POST", START, operation, body)
        return None if success is None else _link(success.data, operation)

    async def join(self, body: Mapping[str, Any]) -> str | None:
        """Makes a link into the running session."""
        operation = "join meeting"
        if self._joins_at is not None:
            try:
                success = await self._send("POST", self._joins_at, operation, body)
            except VendorRejected as refusal:
                # What was right an hour ago may have moved since.
                if not _is_about_starting(refusal):
                    raise
                self._joins_at = None
            else:
                return None if success is None else _link(success.data, operation)
        refused = None
        try:
            path, success = START, await self._send("POST", START, operation, body)
        except VendorRejected as refusal:
            if not _is_about_starting(refusal):
                raise
            refused, success = refusal, None
        if success is None:
            path, success = JOIN, await self._send("POST", JOIN, operation, body)
        if success is None:
            # Neither path is there, or neither knows the meeting; a refusal says more than that.
            if refused is not None:
                raise refused
            return None
        self._joins_at = path
        return _link(success.data, operation)

    async def end(self, meeting_id: str) -> bool:
        """Ends the running session; False where there is no such meeting. Its flag may follow later."""
        # A GET that changes state: sent as a write, it is neither shared nor asked twice.
        return await self._send("GET", END, "end meeting", meeting_id=meeting_id) is not None

    async def delete(self, meeting_id: str) -> bool:
        """Deletes a meeting; False if there is none."""
        return await self._send("DELETE", DELETE, "delete meeting", meeting_id=meeting_id) is not None

    async def _send(
        self,
        method: str,
        path: str,
        operation: str,
        body: Mapping[str, Any] | UnsetType = UNSET,
        **params: str,
    ) -> Success | None:
        reply = await self._http.send(
            method, path, operation=operation, params=params, headers=headers(self._settings), json=body
        )
        return opened(reply, operation)

    async def _get(self, path: str, operation: Safe, **params: str) -> Success | None:
        reply = await self._http.get(
            path, operation=operation, params=params, headers=headers(self._settings)
        )
        return opened(reply, operation)


def _expected(success: Success | None, operation: str) -> Success:
    # Nothing was asked for by id here, so a 404 is about the call itself.
    if success is None:
        raise VendorRejected(Vendor.VCONNCT, operation, status=404)
    return success


def _rows(data: Any, row: type[P], operation: str, *, within: str | None = None) -> tuple[P, ...]:
    rows = rows_of(data)
    if rows is None:
        raise VendorBadResponse(Vendor.VCONNCT, operation, detail="not a list")
    return read_rows(rows, row, vendor=Vendor.VCONNCT, operation=operation, within=within)


def _meeting(data: Any, operation: str) -> payloads.Meeting:
    said = dict(data) if isinstance(data, dict) else {}
    switches = payloads.setting_rows(said.pop("meeting_setting", None))
    try:
        answer = read(said, payloads.Meeting, vendor=Vendor.VCONNCT, operation=operation)
    except msgspec.ValidationError:
        raise VendorBadResponse(Vendor.VCONNCT, operation, detail="no meeting") from None
    if not isinstance(switches, list):
        return answer
    # Row by row: an unreadable setting must not lose the id of a meeting that was created.
    rows = _rows(switches, payloads.Setting, operation, within="meeting_setting")
    return msgspec.structs.replace(answer, meeting_setting=rows)


def _replaced(data: Any, meeting_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """A meeting that VConnct says it has changed: where the answer does not show it, it is as it was to become."""
    said = {**body, "meeting_id": meeting_id, **(data if isinstance(data, dict) else {})}
    if is_empty(said["meeting_id"]) or isinstance(said["meeting_id"], bool | list | dict):
        said["meeting_id"] = meeting_id
    return said


def _link(data: Any, operation: str) -> str:
    try:
        # Only the address is needed, should it come alone.
        said = {"url": data} if isinstance(data, str) else data
        return read(said, payloads.Entrance, vendor=Vendor.VCONNCT, operation=operation).url
    # Not msgspec's own error alone: half a surrogate pair in the place of the object is another.
    except ValueError:
        raise LinkUnread(Vendor.VCONNCT, operation, detail="no link") from None


def _is_about_starting(refusal: VendorRejected) -> bool:
    """Whether the path knows no joining: it is not there, or asks for what only starting needs."""
    wants_more = "moderator_name" in (refusal.vendor_message or "")
    return refusal.status == 405 or (refusal.status == 400 and wants_more)
