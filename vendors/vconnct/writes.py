"""Schedules, updates and cancels VConnct's meetings, each with one write call and as few reads as it needs."""

import asyncio
from abc import abstractmethod
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from weakref import WeakValueDictionary

from models.drafts import MeetingChanges, MeetingDraft
from models.errors import VendorBadResponse, VendorError, VendorRejected
from models.ids import Key
from models.meeting import Meeting, MeetingState
from models.problem import Problem
from models.vendor import Capability, Vendor
from vendors.operation_scope import within_operation
from vendors.vconnct import checks, mapping, refusals, requests, scalars, written
from vendors.vconnct.client import CREATE, DELETE, LIST_MEETINGS, UPDATE, VConnctClient
from vendors.vconnct.envelope import Success
from vendors.vconnct.meeting_state import MeetingStateReader, Row, open_session
from vendors.writing import M, Request, Settled, VendorWrite


@dataclass(repr=False)
class VConnctContext:
    """What the writes under one license share.

    Attributes:
        license: no message may contain it.
        joins_at: joining is documented under the path of starting; every other call has a path of its own name. Which
            of the two joins here is known once one of them has.
    """

    license: str
    client: VConnctClient
    states: MeetingStateReader
    now: Callable[[], datetime]
    joins_at: str | None = None
    changing: WeakValueDictionary[Key, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    def listed(self, row: Row) -> Meeting:
        return mapping.meetings.listed(row, self.client.answer(LIST_MEETINGS))

    @asynccontextmanager
    async def alone_with(self, meeting: Key) -> AsyncIterator[None]:
        """Serializes the changes of a meeting: a full replacement would revert a concurrent change.

        Raises:
            VendorTimeout: the operation's time was over first.
        """
        # The dictionary drops a lock that is not in use.
        lock = self.changing.setdefault(meeting, asyncio.Lock())
        await within_operation(lock.acquire(), Vendor.VCONNCT, "update meeting")
        try:
            yield
        finally:
            lock.release()


class VConnctWrite(VendorWrite[Success, M]):
    """A write at VConnct.

    Attributes:
        texts: what was sent, and what no message may repeat for another reason; a role is no secret.
    """

    at: VConnctContext
    texts: list[str] = field(init=False, default_factory=list)

    async def sent(self, request: Request) -> Success | None:
        body = request.json if isinstance(request.json, dict) else {}
        self.texts += [value for name, value in body.items() if isinstance(value, str) and name != "role"]
        return await self.at.client.send(request, self.operation)

    async def explained(self, refusal: VendorRejected) -> Problem | Settled[M] | None:
        return refusals.license_refused(refusal) if refusal.status == 401 else self.unexplained(refusal)

    def unexplained(self, refusal: VendorRejected) -> Problem:
        """A refusal with VConnct's message."""
        return refusals.rejected(refusal, (*self.texts, self.at.license))


class WriteOfMeeting(VConnctWrite[M | None]):
    """A write of one meeting, whose state tells why VConnct refused; nothing is sent again for it.

    Attributes:
        asks_password: whether 401 may mean a wrong password.
    """

    asks_password: ClassVar[bool] = False

    @abstractmethod
    async def reason(self, refusal: VendorRejected, row: Row) -> Problem | None:
        """The reason in the meeting's state; None if there is another one."""

    async def explained_by_state(
        self, refusal: VendorRejected, meeting: Key
    ) -> Problem | Settled[M | None] | None:
        if refusal.is_safe or not (refusal.status == 400 or (refusal.status == 401 and self.asks_password)):
            return await super().explained(refusal)
        try:
            row = await self.at.states.row(meeting)
            if row is None:
                return Settled(None)
            self.texts.append(scalars.text(row.moderator_password) or "")
            return await self.reason(refusal, row) or self.unexplained(refusal)
        except VendorError as another:
            # The write was refused, even if the reason is unknown. If a read without a password gets 401, the license
            # is the reason.
            if isinstance(another, VendorRejected) and another.status == 401:
                return refusals.license_refused(another)
            return self.unexplained(refusal)


class ScheduleMeeting(VConnctWrite[Meeting]):
    draft: MeetingDraft
    operation = "create meeting"

    async def problems(self) -> Iterable[Problem | None]:
        return checks.of_meeting(self.draft, capability=Capability.SCHEDULE_MEETINGS, now=self.at.now())

    async def request(self) -> Request:
        settings = requests.switches(self.draft.settings)
        if not requests.is_whole(settings):
            defaults = mapping.settings.of_rows(await self.at.client.default_settings())
            settings = requests.whole(settings, requests.switches(defaults), "list default settings")
        return Request("POST", CREATE, json=requests.creation(self.draft, settings))

    def absent(self) -> Meeting:
        # Nothing was asked for by id here, so a 404 is about the call itself.
        raise VendorRejected(Vendor.VCONNCT, self.operation, status=404)

    async def result(self, answer: Success) -> Meeting:
        made = written.meeting(answer.data, self.operation)
        # A new meeting is not running.
        meeting = mapping.meetings.written(made, False, self.at.client.answer(self.operation))
        return mapping.meetings.with_plan(meeting, self.draft)


class UpdateMeeting(VConnctWrite[Meeting | None]):
    changes: MeetingChanges
    present: Row = field(init=False)
    body: requests.Body = field(init=False)
    operation = "update meeting"

    async def problems(self) -> Iterable[Problem | None]:
        return checks.of_changes(self.changes, now=self.at.now())

    def turn(self) -> AbstractAsyncContextManager[None]:
        return self.at.alone_with(self.changes.meeting)

    async def request(self) -> Request | Settled[Meeting | None] | None:
        changes, present = self.changes, await self.at.states.row(self.changes.meeting)
        if present is None:
            return None
        wished = settings = requests.switches(changes.settings)
        asks_for_settings = any(value is not None for value in wished.values())
        differs = requests.differs(changes, present)
        if not differs and not asks_for_settings:
            return Settled(mapping.meetings.with_plan(self.at.listed(present), changes))
        if not requests.is_whole(wished):
            rows = await self.at.client.settings(present.meeting_id)
            if rows is None:
                return None
            held = mapping.settings.of_rows(rows)
            settings = requests.whole(wished, requests.switches(held), "list meeting settings")
            if not differs and settings == requests.switches(held):
                known = mapping.meetings.with_settings(self.at.listed(present), held)
                return Settled(mapping.meetings.with_plan(known, changes))
        self.present, self.body = present, requests.replacement(changes, present, settings)
        return Request("PUT", UPDATE, {"meeting_id": present.meeting_id}, self.body)

    async def result(self, answer: Success) -> Meeting:
        meeting_id = self.present.meeting_id
        made = written.meeting(written.replaced(answer.data, meeting_id, self.body), self.operation)
        if made.meeting_id != meeting_id:
            raise VendorBadResponse(Vendor.VCONNCT, self.operation, detail="another meeting")
        meeting = mapping.meetings.written(
            made, self.present.is_running, self.at.client.answer(self.operation)
        )
        return mapping.meetings.with_plan(meeting, self.changes)


class CancelMeeting(WriteOfMeeting[Meeting]):
    meeting: Key
    operation = "delete meeting"

    async def request(self) -> Request | None:
        return of_one("DELETE", DELETE, self.meeting)

    async def explained(self, refusal: VendorRejected) -> Problem | Settled[Meeting | None] | None:
        return await self.explained_by_state(refusal, self.meeting)

    async def reason(self, refusal: VendorRejected, row: Row) -> Problem | None:
        # A flag that lags says idle of a meeting that has just been started.
        runs = scalars.flag(row.is_running) or open_session(await self.at.states.sessions(self.meeting))
        return refusals.still_runs(refusal) if runs else None

    async def result(self, answer: Success) -> Meeting:
        return Meeting(key=self.meeting, state=MeetingState.CANCELLED)


def of_one(method: str, path: str, meeting: Key) -> Request | None:
    """A call that only names a meeting."""
    return Request(method, path, {"meeting_id": meeting.parts[0]}) if is_one(meeting) else None


def is_one(meeting: Key) -> bool:
    """Whether the key has the form of a meeting's; another one must not reach the meeting that it begins with."""
    return meeting == mapping.meetings.key(meeting.account, meeting.parts[0])
