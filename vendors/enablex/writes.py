"""Schedules, updates and cancels EnableX' meetings, and updates its permanent rooms."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, TypeAlias, TypeVar

from models.drafts import MeetingChanges, MeetingDraft, PinReset, RoomChanges
from models.errors import VendorBadResponse, VendorError, VendorRejected, WriteRefused
from models.ids import Key
from models.meeting import Meeting, MeetingState
from models.operation import Safe
from models.problem import NotFound, NotSupported, Problem
from models.room import Room
from models.time_zone import TimeZone
from models.vendor import Capability, Vendor
from models.view import with_changes
from vendors.checks import refuse_if
from vendors.enablex import checks, mapping, payloads, permanent_rooms, refusals, requests
from vendors.enablex.account_cache import AccountCache
from vendors.enablex.client import EnableXClient, meeting_path
from vendors.enablex.payloads import valid
from vendors.http_adapter import path_of
from vendors.payload import Row
from vendors.writing import M, Request, VendorWrite

Body: TypeAlias = dict[str, Any]
R = TypeVar("R", bound=Row)

# Documented in the plural for writing, in the singular for reading.
_PERMANENT = ("/meetings/permanent", "/meeting/permanent")


@dataclass(slots=True, repr=False)
class EnableXContext:
    """What the writes of one account share.

    Attributes:
        permanent: which of the two spellings this server accepts; until that is known, both are tried.
    """

    client: EnableXClient
    account_cache: AccountCache
    now: Callable[[], datetime]
    permanent: str | None = None


class EnableXWrite(VendorWrite[Body, M]):
    """A write at EnableX, whose answer is the object in its envelope.

    Attributes:
        paths: where the draft has what EnableX' codes are about.
        quotes: whether EnableX' own words may be passed on.
    """

    at: EnableXContext
    paths: ClassVar[refusals.Paths]
    quotes: ClassVar[bool] = True

    async def sent(self, request: Request) -> Body | None:
        return (await self.at.client.ask(request, self.operation)).opened(self.operation)

    async def explained(self, refusal: VendorRejected) -> Problem | None:
        return refusals.explained(refusal, self.paths, quotes=self.quotes)


class _WithTimeZone(EnableXWrite[M]):
    """A write with a time zone, which is sent by EnableX' id of it."""

    zone: TimeZone | None = field(init=False, default=None)

    async def _checked(self, found: Iterable[Problem | None], asked: str | None) -> list[Problem | None]:
        """The problems including that of the time zone; the others are reported even if it cannot be read."""
        problems = list(found)
        try:
            self.zone = await self.at.account_cache.zone(asked)
        except VendorError:
            refuse_if(problems)
            raise
        return problems if self.zone is not None else [*problems, checks.unknown_zone(asked)]


class ScheduleMeeting(_WithTimeZone[Meeting]):
    draft: MeetingDraft
    operation = "schedule meeting"
    paths = refusals.NEW_MEETING

    async def problems(self) -> Iterable[Problem | None]:
        plan = await self.at.account_cache.plan()
        found = checks.new_meeting(self.draft, now=self.at.now(), plan=plan)
        return await self._checked(found, self.draft.time_zone)

    async def request(self) -> Request:
        return Request("POST", "/meetings", json=requests.new_meeting(self.draft, self.zone))

    def absent(self) -> Meeting:
        # For a new meeting, EnableX can only fail to find the host.
        if not self.draft.host_id:
            raise VendorRejected(Vendor.ENABLEX, self.operation, status=404)
        raise WriteRefused(
            [NotFound(message="EnableX knows no such user below this account.", path=("host_id",))],
            by_vendor=True,
        )

    async def result(self, answer: Body) -> Meeting:
        made = valid(answer.get("meeting"), payloads.Meeting, self.operation)
        return mapping.meetings.written(made, self.at.client.answer(self.operation), self.zone)


class UpdateMeeting(_WithTimeZone[Meeting | None]):
    changes: MeetingChanges
    operation = "update meeting"
    paths = refusals.CHANGED_MEETING

    async def problems(self) -> Iterable[Problem | None]:
        plan = await self.at.account_cache.plan()
        found = checks.changed_meeting(self.changes, now=self.at.now(), plan=plan)
        asked = self.changes.time_zone
        return found if asked is None else await self._checked(found, asked)

    async def request(self) -> Request | None:
        path = meeting_path(*self.changes.meeting.parts)
        body = requests.changed_meeting(self.changes, self.zone)
        return None if path is None else Request("PATCH", path, json=body)

    async def result(self, answer: Body) -> Meeting:
        meeting_id = self.changes.meeting.parts[0]
        shown = _shown(answer.get("meeting"), payloads.Meeting, self.operation)
        if shown is None:
            with suppress(VendorError):
                shown = await self.at.client.meeting(meeting_id)
        elif str(shown.meeting_id).casefold() != meeting_id.casefold():
            raise VendorBadResponse(Vendor.ENABLEX, self.operation, detail="another meeting")
        if shown is None:
            # EnableX has reported the change; the present state cannot be read.
            return mapping.meetings.told(self.changes.meeting, MeetingState.UNKNOWN, None)
        return mapping.meetings.written(shown, self.at.client.answer(self.operation), self.zone)


class CancelMeeting(EnableXWrite[Meeting | None]):
    meeting: Key
    operation = "cancel meeting"
    paths = refusals.OF_MEETING

    async def request(self) -> Request | None:
        path = meeting_path(*self.meeting.parts)
        return None if path is None else Request("DELETE", path)

    async def sent(self, request: Request) -> Body | None:
        given = await self.at.client.ask(request, self.operation)
        # This response is documented with invalid JSON, so only its status is used.
        if given.status == 200 and not given.is_json and not given.is_page:
            return {}
        return given.opened(self.operation)

    async def result(self, answer: Body) -> Meeting:
        told = answer.get("event") or answer.get("meeting")
        return mapping.meetings.told(self.meeting, MeetingState.CANCELLED, told)


class _OfPermanentRoom(EnableXWrite[Room | None]):
    """A change of a permanent room, which is returned by its user, and changed by a separate id."""

    known: Room = field(init=False)
    capability: ClassVar[Capability]

    def _only_permanent(self, room: Key) -> Problem | None:
        if room.parts[0] != mapping.rooms.MEETING:
            return None
        return NotSupported(
            message="EnableX can change permanent rooms only, not the room behind a meeting.",
            path=("room",),
            vendor=Vendor.ENABLEX,
            capability=self.capability,
        )

    async def _changing(self, room: Key, body: Body, *, action: str | None = None) -> Request | None:
        match room.parts:
            case (mapping.rooms.PERMANENT, user_id):
                known = await permanent_rooms.of_user(user_id, self.at.client)
            case _:
                return None
        if known is None:
            return None
        if known.vendor_room_id is None:
            raise VendorBadResponse(Vendor.ENABLEX, Safe("read room"), detail="no room id")
        self.known, path = known, path_of(known.vendor_id)
        # Only the header distinguishes a call from the update.
        headers = {} if action is None else {"X-Action": action}
        return None if path is None else Request("PATCH", path, json=body, headers=headers)

    async def sent(self, request: Request) -> Body | None:
        for path in (self.at.permanent,) if self.at.permanent else _PERMANENT:
            answer = await super().sent(with_changes(request, path=path + request.path))
            if answer is not None:
                self.at.permanent = path
                return answer
        return None

    async def result(self, answer: Body) -> Room:
        """The room from the write's response, or else as it is read afterwards."""
        changed = _shown(answer.get("permanent_room"), payloads.PermanentRoom, self.operation)
        shown: Room | None
        if changed is None:
            shown = await permanent_rooms.of_user(self.known.key.parts[1], self.at.client)
        else:
            made_of = self.at.client.answer(self.operation)
            shown = mapping.rooms.permanent(changed, made_of, self.known.owner_id)
        if shown is None or shown.key != self.known.key:
            raise VendorBadResponse(Vendor.ENABLEX, self.operation, detail="another user's room")
        return shown


class ResetPins(_OfPermanentRoom):
    reset: PinReset
    operation = "reset PINs"
    paths = refusals.PINS
    quotes = False
    capability = Capability.RESET_PINS

    async def problems(self) -> Iterable[Problem | None]:
        return [*checks.reset_pins(self.reset), self._only_permanent(self.reset.room)]

    async def request(self) -> Request | None:
        return await self._changing(self.reset.room, requests.reset_pins(self.reset), action="reset-pins")


class UpdateRoom(_OfPermanentRoom):
    changes: RoomChanges
    operation = "update room"
    paths = refusals.CHANGED_ROOM
    capability = Capability.UPDATE_ROOMS

    async def problems(self) -> Iterable[Problem | None]:
        plan = await self.at.account_cache.plan()
        return [*checks.changed_room(self.changes, plan=plan), self._only_permanent(self.changes.room)]

    async def request(self) -> Request | None:
        return await self._changing(self.changes.room, requests.changed_room(self.changes))


def _shown(value: Any, kind: type[R], operation: str) -> R | None:
    """The object in the answer to a change; None if that does not show it, which makes it no less changed."""
    try:
        return valid(value, kind, operation) if value else None
    except VendorBadResponse:
        return None
