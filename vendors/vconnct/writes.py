"""Carries out VConnct's writes, each with one write call and as few reads as it needs."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from weakref import WeakValueDictionary

from models.access import JoinLink, JoinRole
from models.drafts import MeetingChanges, MeetingDraft, MeetingJoin, MeetingStart
from models.errors import VendorError, VendorRejected
from models.ids import Key
from models.meeting import Meeting, MeetingState
from models.problem import Problem
from models.vendor import Capability, Vendor
from models.view import plain
from vendors.checks import refuse_if
from vendors.operation_scope import within_operation
from vendors.vconnct import checks, mapping, refusals, requests, scalars
from vendors.vconnct.client import LIST_MEETINGS, LinkUnread, VConnctClient
from vendors.vconnct.meeting_state import MeetingStateReader, Row, guests_password, open_session
from vendors.vconnct.refused_writes import RefusedWrites
from vendors.vconnct.settings import VConnctSettings


class VConnctWrites:
    """Writes under one license; a method answers None where VConnct knows no such meeting."""

    def __init__(
        self,
        settings: VConnctSettings,
        client: VConnctClient,
        states: MeetingStateReader,
        now: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._now = now
        self._states = states
        self._refusals = RefusedWrites(settings.license.get_secret_value(), states)
        self._changing: WeakValueDictionary[Key, asyncio.Lock] = WeakValueDictionary()

    async def schedule(self, draft: MeetingDraft) -> Meeting:
        refuse_if(checks.of_meeting(draft, capability=Capability.SCHEDULE_MEETINGS, now=self._now()))
        settings = requests.switches(draft.settings)
        if not requests.is_whole(settings):
            with self._refusals.before_sending():
                defaults = mapping.settings.of_rows(await self._client.default_settings())
                settings = requests.whole(settings, requests.switches(defaults), "list default settings")
        body = requests.creation(draft, settings)
        try:
            made = await self._client.create(body)
        except VendorRejected as refusal:
            raise refusals.refused(self._refusals.problem(refusal, self._refusals.sent(body))) from refusal
        # A new meeting is not running.
        meeting = mapping.meetings.written(made, False, self._client.answer("create meeting"))
        return mapping.meetings.with_plan(meeting, draft)

    async def update(self, changes: MeetingChanges) -> Meeting | None:
        refuse_if(checks.of_changes(changes, now=self._now()))
        async with self._alone_with(changes.meeting):
            return await self._updated(changes)

    async def _updated(self, changes: MeetingChanges) -> Meeting | None:
        with self._refusals.before_sending():
            present = await self._states.row(changes.meeting)
            if present is None:
                return None
            wished = settings = requests.switches(changes.settings)
            asks_for_settings = any(value is not None for value in wished.values())
            differs = requests.differs(changes, present)
            if not differs and not asks_for_settings:
                return mapping.meetings.with_plan(self._listed(present), changes)
            if not requests.is_whole(wished):
                rows = await self._client.settings(present.meeting_id)
                if rows is None:
                    return None
                held = requests.switches(mapping.settings.of_rows(rows))
                settings = requests.whole(wished, held, "list meeting settings")
                if not differs and settings == held:
                    known = mapping.meetings.with_settings(
                        self._listed(present), mapping.settings.of_rows(rows)
                    )
                    return mapping.meetings.with_plan(known, changes)
        body = requests.replacement(changes, present, settings)
        try:
            made = await self._client.update(present.meeting_id, body)
        except VendorRejected as refusal:
            raise refusals.refused(self._refusals.problem(refusal, self._refusals.sent(body))) from refusal
        if made is None:
            return None
        meeting = mapping.meetings.written(made, present.is_running, self._client.answer("update meeting"))
        return mapping.meetings.with_plan(meeting, changes)

    async def cancel(self, meeting: Key) -> Meeting | None:
        if not _is_one(meeting):
            return None
        try:
            known = await self._client.delete(meeting.parts[0])
        except VendorRejected as refusal:
            refused = refusal
        else:
            return Meeting(key=meeting, state=MeetingState.CANCELLED) if known else None

        async def reason(row: Row) -> Problem | None:
            # A flag that lags says idle of a meeting that has just been started.
            runs = scalars.flag(row.is_running) or open_session(await self._states.sessions(meeting))
            return refusals.still_runs(refused) if runs else None

        await self._refusals.explain(refused, meeting, self._refusals.sent({}), reason)
        return None

    async def start(self, start: MeetingStart) -> JoinLink | None:
        refuse_if(checks.of_start(start))
        if not _is_one(start.meeting):
            return None
        password = start.moderator_password
        if password is None:
            with self._refusals.before_sending():
                row = await self._states.row(start.meeting)
            if row is None:
                return None
            password = scalars.text(row.moderator_password)
        body = requests.start(start, password)
        try:
            url = await self._client.start(body)
        except LinkUnread as unread:
            url = await self._way_in(start, password, unread)
            return mapping.meetings.entrance(url, JoinRole.HOST)
        except VendorRejected as refusal:
            refused = refusal
        else:
            return None if url is None else mapping.meetings.entrance(url, JoinRole.HOST)

        async def reason(row: Row) -> Problem | None:
            if start.moderator_password in (None, scalars.text(row.moderator_password)):
                return None
            return refusals.wrong_password(refused, ("moderator_password",))

        await self._refusals.explain(
            refused, start.meeting, self._refusals.sent(body), reason, asks_password=True
        )
        return None

    async def _way_in(self, start: MeetingStart, password: str | None, unread: LinkUnread) -> str:
        """The host's link into a session that has just begun, where the start did not show it.

        Raises:
            LinkUnread: joining does not show one either.
        """
        join = MeetingJoin(meeting=start.meeting, name=start.host_name, role=JoinRole.HOST)
        url = None
        with suppress(VendorError):
            url = await self._client.join(requests.join(join, password))
        if url is None:
            raise unread
        return url

    async def join(self, join: MeetingJoin) -> JoinLink | None:
        refuse_if(checks.of_join(join))
        if not _is_one(join.meeting):
            return None
        password = join.password
        if password is None:
            with self._refusals.before_sending():
                if join.role is JoinRole.HOST:
                    row = await self._states.row(join.meeting)
                    if row is None:
                        return None
                    password = scalars.text(row.moderator_password)
                else:
                    sessions = await self._states.sessions(join.meeting)
                    if sessions is None:
                        return None
                    password = guests_password(sessions)
        body = requests.join(join, password)
        try:
            url = await self._client.join(body)
        except VendorRejected as refusal:
            refused = refusal
        else:
            return None if url is None else mapping.meetings.entrance(url, join.role)
        sent = self._refusals.sent(body)

        async def reason(row: Row) -> Problem | None:
            sessions = await self._states.sessions(join.meeting) or ()
            right = scalars.text(row.moderator_password)
            if join.role is JoinRole.GUEST:
                right = guests_password(sessions)
            sent.append(right or "")
            flag, is_open = scalars.flag(row.is_running), bool(open_session(sessions))
            if flag is False and not is_open:
                return refusals.does_not_run(refused)
            # If the flag and the sessions disagree, one of them lags, and it is not known which.
            if flag and is_open and join.password not in (None, right):
                return refusals.wrong_password(refused, ("password",))
            return None

        await self._refusals.explain(refused, join.meeting, sent, reason, asks_password=True)
        return None

    async def end(self, meeting: Key) -> Meeting | None:
        if not _is_one(meeting):
            return None
        try:
            if not await self._client.end(meeting.parts[0]):
                return None
        except VendorRejected as refusal:
            return await self._over_before(refusal, meeting)
        try:
            row = await self._states.row_once_idle(meeting)
        except VendorError:
            row = None
        if row is None:
            # VConnct has reported its end; the present state cannot be read.
            return Meeting(key=meeting, state=MeetingState.UNKNOWN)
        return self._listed(row)

    def _listed(self, row: Row) -> Meeting:
        # The result of a write is stored.
        return plain(mapping.meetings.listed(row, self._client.answer(LIST_MEETINGS)))

    async def _over_before(self, refusal: VendorRejected, meeting: Key) -> Meeting | None:
        """The meeting that VConnct would not end, where that is because it does not run.

        Raises:
            WriteRefused: it does run, or that cannot be learnt.
        """
        if refusal.status == 400:
            with suppress(VendorError):
                row = await self._states.row_once_idle(meeting)
                if row is None:
                    return None
                idle = scalars.flag(row.is_running) is False
                if idle or not open_session(await self._states.sessions(meeting)):
                    return self._listed(row)
        raise refusals.refused(self._refusals.problem(refusal, self._refusals.sent({}))) from refusal

    @asynccontextmanager
    async def _alone_with(self, meeting: Key) -> AsyncIterator[None]:
        """Serializes the changes of a meeting: a full replacement would revert a concurrent change.

        Raises:
            VendorTimeout: the operation's time was over first.
        """
        # The dictionary drops a lock that is not in use.
        lock = self._changing.setdefault(meeting, asyncio.Lock())
        await within_operation(lock.acquire(), Vendor.VCONNCT, "update meeting")
        try:
            yield
        finally:
            lock.release()


def _is_one(meeting: Key) -> bool:
    """Whether the key has the form of a meeting's; another one must not reach the meeting that it begins with."""
    return meeting == mapping.meetings.key(meeting.account, meeting.parts[0])
