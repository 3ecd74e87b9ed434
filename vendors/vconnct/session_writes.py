"""Starts, joins and ends the sessions of VConnct's meetings."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import field

from models.access import JoinLink, JoinRole
from models.drafts import MeetingJoin, MeetingStart
from models.errors import VendorError, VendorRejected
from models.ids import Key
from models.meeting import Meeting, MeetingState
from models.problem import Problem
from models.view import with_changes
from vendors.vconnct import checks, mapping, refusals, requests, scalars, written
from vendors.vconnct.client import END, JOIN, START
from vendors.vconnct.envelope import Success
from vendors.vconnct.meeting_state import Row, guests_password, open_session
from vendors.vconnct.writes import VConnctWrite, WriteOfMeeting, is_one, of_one
from vendors.writing import Request, Settled


class StartMeeting(WriteOfMeeting[JoinLink]):
    start: MeetingStart
    password: str | None = field(init=False)
    operation = "start meeting"
    asks_password = True

    async def problems(self) -> Iterable[Problem | None]:
        return checks.of_start(self.start)

    async def request(self) -> Request | None:
        if not is_one(self.start.meeting):
            return None
        self.password = self.start.moderator_password
        if self.password is None:
            row = await self.at.states.row(self.start.meeting)
            if row is None:
                return None
            self.password = scalars.text(row.moderator_password)
        return Request("POST", START, json=requests.start(self.start, self.password))

    async def explained(self, refusal: VendorRejected) -> Problem | Settled[JoinLink | None] | None:
        return await self.explained_by_state(refusal, self.start.meeting)

    async def reason(self, refusal: VendorRejected, row: Row) -> Problem | None:
        if self.start.moderator_password in (None, scalars.text(row.moderator_password)):
            return None
        return refusals.wrong_password(refusal, ("moderator_password",))

    async def result(self, answer: Success) -> JoinLink:
        try:
            url = written.link(answer.data, self.operation)
        except written.LinkUnread as unread:
            url = await self._way_in(unread)
        return mapping.meetings.entrance(url, JoinRole.HOST)

    async def _way_in(self, unread: written.LinkUnread) -> str:
        """The host's link into a session that has just begun, where the start did not show it.

        Raises:
            LinkUnread: joining does not show one either.
        """
        start = self.start
        join = MeetingJoin(meeting=start.meeting, name=start.host_name, role=JoinRole.HOST)
        call = JoinMeeting(self.at, join)
        with suppress(VendorError):
            answer = await call.sent(Request("POST", START, json=requests.join(join, self.password)))
            if answer is not None:
                return written.link(answer.data, call.operation)
        raise unread


class JoinMeeting(WriteOfMeeting[JoinLink]):
    join: MeetingJoin
    operation = "join meeting"
    asks_password = True

    async def problems(self) -> Iterable[Problem | None]:
        return checks.of_join(self.join)

    async def request(self) -> Request | None:
        join, password = self.join, self.join.password
        if not is_one(join.meeting):
            return None
        if password is None and join.role is JoinRole.HOST:
            row = await self.at.states.row(join.meeting)
            if row is None:
                return None
            password = scalars.text(row.moderator_password)
        elif password is None:
            sessions = await self.at.states.sessions(join.meeting)
            if sessions is None:
                return None
            password = guests_password(sessions)
        return Request("POST", START, json=requests.join(join, password))

    async def sent(self, request: Request) -> Success | None:
        if self.at.joins_at is not None:
            try:
                return await super().sent(with_changes(request, path=self.at.joins_at))
            except VendorRejected as refusal:
                # What was right an hour ago may have moved since.
                if not _is_about_starting(refusal):
                    raise
                self.at.joins_at = None
        refused = None
        for path in (START, JOIN):
            try:
                answer = await super().sent(with_changes(request, path=path))
            except VendorRejected as refusal:
                if path == JOIN or not _is_about_starting(refusal):
                    raise
                refused = refusal
                continue
            if answer is not None:
                self.at.joins_at = path
                return answer
        if refused is not None:
            # Neither path is there, or neither knows the meeting; a refusal says more than that.
            raise refused
        return None

    async def explained(self, refusal: VendorRejected) -> Problem | Settled[JoinLink | None] | None:
        return await self.explained_by_state(refusal, self.join.meeting)

    async def reason(self, refusal: VendorRejected, row: Row) -> Problem | None:
        sessions = await self.at.states.sessions(self.join.meeting) or ()
        right = scalars.text(row.moderator_password)
        if self.join.role is JoinRole.GUEST:
            right = guests_password(sessions)
        self.texts.append(right or "")
        flag, is_open = scalars.flag(row.is_running), bool(open_session(sessions))
        if flag is False and not is_open:
            return refusals.does_not_run(refusal)
        # If the flag and the sessions disagree, one of them lags, and it is not known which.
        if flag and is_open and self.join.password not in (None, right):
            return refusals.wrong_password(refusal, ("password",))
        return None

    async def result(self, answer: Success) -> JoinLink:
        return mapping.meetings.entrance(written.link(answer.data, self.operation), self.join.role)


class EndMeeting(VConnctWrite[Meeting | None]):
    """Ends the running session, whose flag may follow later; of a meeting that has ended before, that is all."""

    meeting: Key
    operation = "end meeting"

    async def request(self) -> Request | None:
        # A GET that changes state: sent as a write, it is neither shared nor asked twice.
        return of_one("GET", END, self.meeting)

    async def explained(self, refusal: VendorRejected) -> Problem | Settled[Meeting | None] | None:
        if refusal.status == 400:
            with suppress(VendorError):
                row = await self.at.states.row_once_idle(self.meeting)
                if row is None:
                    return Settled(None)
                idle = scalars.flag(row.is_running) is False
                if idle or not open_session(await self.at.states.sessions(self.meeting)):
                    return Settled(self.at.listed(row))
        return await super().explained(refusal)

    async def result(self, answer: Success) -> Meeting:
        row = None
        with suppress(VendorError):
            row = await self.at.states.row_once_idle(self.meeting)
        if row is None:
            # VConnct has reported its end; the present state cannot be read.
            return Meeting(key=self.meeting, state=MeetingState.UNKNOWN)
        return self.at.listed(row)


def _is_about_starting(refusal: VendorRejected) -> bool:
    """Whether the path knows no joining: it is not there, or asks for what only starting needs."""
    wants_more = "moderator_name" in (refusal.vendor_message or "")
    return refusal.status == 405 or (refusal.status == 400 and wants_more)
