"""One method per call of VConnct that reads; what comes back has been validated."""

from typing import Any, TypeVar

import msgspec

from models.errors import VendorBadResponse, VendorRejected
from models.vendor import Vendor
from vendors.http import VendorHttp
from vendors.rows import readable
from vendors.vconnct import payloads
from vendors.vconnct.auth import headers
from vendors.vconnct.envelope import Success, opened
from vendors.vconnct.settings import VConnctSettings

P = TypeVar("P", bound=payloads.Payload)

# Every path ends in a slash: servers of this kind answer others with a redirect or 404.
MEETINGS = "/api/v1/list_meetings/"
SESSIONS = "/api/v1/list_sessions/"
ATTENDANCE = "/api/v1/list_attendance/"
SETTINGS = "/api/v1/list_setting/"
DEFAULT_SETTINGS = "/api/v1/list_general_meeting_setting/"
RECORD = "/api/v1/get_record/"


class VConnctClient:
    """Speaks VConnct's wire; where a method asks by id, None means that VConnct knows no such id."""

    def __init__(self, settings: VConnctSettings, http: VendorHttp) -> None:
        self._settings = settings
        self._http = http

    async def meetings(self) -> tuple[payloads.MeetingListItem, ...]:
        """All meetings of the license; there is no other way to read one."""
        operation = "list meetings"
        success = _expected(await self._get(MEETINGS, operation), operation)
        return _rows(success.data, payloads.MeetingListItem, operation)

    async def sessions(self, meeting_id: str) -> tuple[payloads.Session, ...] | None:
        """All runs of a meeting, in no documented order."""
        operation = "list sessions"
        success = await self._get(SESSIONS, operation, meeting_id=meeting_id)
        return None if success is None else _rows(success.data, payloads.Session, operation)

    async def attendance(self, session_id: str) -> tuple[payloads.Attendance, ...] | None:
        """All arrivals at a session, in no order."""
        operation = "list attendance"
        success = await self._get(ATTENDANCE, operation, session_id=session_id)
        return None if success is None else _rows(success.data, payloads.Attendance, operation)

    async def settings(self, meeting_id: str) -> tuple[payloads.Setting, ...] | None:
        """The ten switches of a meeting."""
        operation = "list meeting settings"
        success = await self._get(SETTINGS, operation, meeting_id=meeting_id)
        return None if success is None else _rows(success.data, payloads.Setting, operation)

    async def default_settings(self) -> tuple[payloads.Setting, ...]:
        """The ten switches as a new meeting has them."""
        operation = "list default settings"
        success = _expected(await self._get(DEFAULT_SETTINGS, operation), operation)
        return _rows(payloads.setting_rows(success.data), payloads.Setting, operation)

    async def record(self, session_id: str) -> str | None:
        """Where a session's recording is; an unknown session, an unfinished recording and none are all None."""
        operation = "read recording"
        success = await self._get(RECORD, operation, session_id=session_id)
        if success is None:
            return None
        try:
            address: str | None = msgspec.convert(success.data, payloads.Address)
        except msgspec.ValidationError:
            raise VendorBadResponse(
                Vendor.VCONNCT, operation, detail="a recording that is no address"
            ) from None
        return address

    async def _get(self, path: str, operation: str, **params: str) -> Success | None:
        reply = await self._http.get(
            path, operation=operation, params=params, headers=headers(self._settings)
        )
        return opened(reply, operation)


def _expected(success: Success | None, operation: str) -> Success:
    # Nothing was asked for by id here, so a 404 is about the call itself.
    if success is None:
        raise VendorRejected(Vendor.VCONNCT, operation, status=404)
    return success


def _rows(data: Any, row: type[P], operation: str) -> tuple[P, ...]:
    if not isinstance(data, list):
        raise VendorBadResponse(Vendor.VCONNCT, operation, detail="not a list")
    return readable(data, lambda item: msgspec.convert(item, row), vendor=Vendor.VCONNCT, operation=operation)
