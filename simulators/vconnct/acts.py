"""What happens in VConnct's world without a call: people open links and leave, records come out, licenses end."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from simulators.clock import Clock
from simulators.control import Hook
from simulators.vconnct import links, shapes
from simulators.vconnct.fields import SETTINGS
from simulators.vconnct.state import Attendance, License, Meeting, Record, Session, World


class Acts:
    """The hooks; each takes one JSON object and returns what it did. Unknown ids raise KeyError."""

    def __init__(self, world: World, clock: Clock) -> None:
        self._world = world
        self._clock = clock

    def by_name(self) -> Mapping[str, Hook]:
        return {
            "end_session_by_itself": self.end_session_by_itself,
            "attend": self.attend,
            "open_link": self.open_link,
            "publish_record": self.publish_record,
            "delete_record": self.delete_record,
            "expire_license": self.expire_license,
            "renew_license": self.renew_license,
            "limit_license": self.limit_license,
            "change_general_settings": self.change_general_settings,
        }

    async def end_session_by_itself(self, given: Mapping[str, Any]) -> Any:
        """{"meeting_id"}: everybody has left, and BigBlueButton ends the empty session."""
        session = self._running(given["meeting_id"])
        session.ended_at = self._clock.now()
        return {"session_id": session.session_id, "ended_at": shapes.time(session.ended_at)}

    async def attend(self, given: Mapping[str, Any]) -> Any:
        """{"session_id", "full_name", "joined_date"?}: a person joined; now, if there is no date."""
        joined_at = self._clock.now()
        if "joined_date" in given:
            given_at = datetime.fromisoformat(given["joined_date"])
            joined_at = given_at if given_at.tzinfo else given_at.replace(tzinfo=UTC)
        session = self._session(given["session_id"])
        session.attendance.append(Attendance(str(given["full_name"]), joined_at))
        return {"session_id": session.session_id, "attendance": len(session.attendance)}

    async def open_link(self, given: Mapping[str, Any]) -> Any:
        """{"url"}: a browser opens a join link, which leads into the session that runs then."""
        opened = links.opened(str(given["url"]))
        session = self._running(opened["meetingID"])
        if opened["password"] == session.moderator_password:
            role = "moderator"
        elif opened["password"] == (session.attendee_password or ""):
            role = "viewer"
        else:
            raise ValueError("the password is that of no role")
        session.attendance.append(Attendance(opened["fullName"].replace("_", " "), self._clock.now()))
        return {"session_id": session.session_id, "role": role}

    async def publish_record(self, given: Mapping[str, Any]) -> Any:
        """{"session_id"}: the recording becomes ready."""
        return self._recorded(given, Record.PUBLISHED)

    async def delete_record(self, given: Mapping[str, Any]) -> Any:
        """{"session_id"}: somebody deletes the recording on the server."""
        return self._recorded(given, Record.DELETED)

    async def expire_license(self, given: Mapping[str, Any]) -> Any:
        """{"license"}: its expiration date is now."""
        return self._renewed(given, timedelta())

    async def renew_license(self, given: Mapping[str, Any]) -> Any:
        """{"license", "days"?}: it is valid for a year, or for so many days from now."""
        return self._renewed(given, timedelta(days=given.get("days", 365)))

    async def limit_license(self, given: Mapping[str, Any]) -> Any:
        """{"license", "max_rooms"?, "max_attendance"?}: the partner changes its contract."""
        license = self._license(given)
        license.max_rooms = int(given.get("max_rooms", license.max_rooms))
        license.max_attendance = int(given.get("max_attendance", license.max_attendance))
        return {"max_rooms": license.max_rooms, "max_attendance": license.max_attendance}

    async def change_general_settings(self, given: Mapping[str, Any]) -> Any:
        """{"license", "settings": {name: bool}}: the partner's defaults change; those not named stay."""
        license, settings = self._license(given), dict(given["settings"])
        for name, value in settings.items():
            if name not in SETTINGS or not isinstance(value, bool):
                raise ValueError(f"no such setting: {name}")
        license.general_settings.update(settings)
        return license.general_settings

    def _license(self, given: Mapping[str, Any]) -> License:
        return self._world.licenses[given["license"]]

    def _renewed(self, given: Mapping[str, Any], term: timedelta) -> Any:
        license = self._license(given)
        license.expires_at = self._clock.now() + term
        return {"expires_at": shapes.time(license.expires_at)}

    def _recorded(self, given: Mapping[str, Any], record: Record) -> Any:
        session = self._session(given["session_id"])
        session.record = record
        return {"session_id": session.session_id, "record": record}

    def _session(self, session_id: str) -> Session:
        for license in self._world.licenses.values():
            if session_id in license.sessions:
                return license.sessions[session_id]
        raise KeyError(f"no such session: {session_id}")

    def _running(self, meeting_id: str) -> Session:
        session = self._meeting(meeting_id).running
        if session is None:
            raise ValueError(f"not running: {meeting_id}")
        return session

    def _meeting(self, meeting_id: str) -> Meeting:
        for license in self._world.licenses.values():
            if meeting_id in license.meetings:
                return license.meetings[meeting_id]
        raise KeyError(f"no such meeting: {meeting_id}")
