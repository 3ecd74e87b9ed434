"""Schedules, updates and cancels EnableX' meetings, and updates its permanent rooms."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from models.drafts import MeetingChanges, MeetingDraft, PinReset, RoomChanges
from models.errors import VendorBadResponse, VendorError, VendorRejected, WriteRefused
from models.ids import Key
from models.meeting import Meeting, MeetingState
from models.operation import Safe
from models.problem import NotFound, NotSupported, Problem
from models.room import Room
from models.time_zone import TimeZone
from models.vendor import Capability, Vendor
from vendors.checks import refuse_if
from vendors.enablex import checks, mapping, payloads, permanent_rooms, refusals, requests
from vendors.enablex.account_cache import AccountCache
from vendors.enablex.client import EnableXClient
from vendors.enablex.client_writes import Changed, EnableXWriteClient


class EnableXWrites:
    """The writes of one account, each with one call if the draft contains all that the call needs."""

    def __init__(
        self,
        client: EnableXClient,
        writer: EnableXWriteClient,
        account_cache: AccountCache,
        now: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._writer = writer
        self._account_cache = account_cache
        self._now = now

    async def schedule_meeting(self, draft: MeetingDraft) -> Meeting:
        plan = await self._account_cache.plan()
        problems = list(checks.new_meeting(draft, now=self._now(), plan=plan))
        zone = await self._zone(draft.time_zone, problems)
        with refusals.explained(refusals.NEW_MEETING):
            made = await self._writer.create_meeting(requests.new_meeting(draft, zone))
        if made is None:
            raise _not_found(draft)
        return mapping.meetings.written(made, self._client.answer("schedule meeting"), zone)

    async def update_meeting(self, changes: MeetingChanges) -> Meeting | None:
        meeting_id = _meeting_id(changes.meeting)
        if meeting_id is None:
            return None
        plan = await self._account_cache.plan()
        problems = list(checks.changed_meeting(changes, now=self._now(), plan=plan))
        zone = None
        if changes.time_zone is None:
            refuse_if(problems)
        else:
            zone = await self._zone(changes.time_zone, problems)
        with refusals.explained(refusals.CHANGED_MEETING):
            changed = await self._writer.edit_meeting(meeting_id, requests.changed_meeting(changes, zone))
        if changed is None:
            return None
        shown = changed.shown or await self._read_back(meeting_id)
        if shown is None:
            # EnableX has reported the change; the present state cannot be read.
            return mapping.meetings.told(changes.meeting, MeetingState.UNKNOWN, {})
        return mapping.meetings.written(shown, self._client.answer("update meeting"), zone)

    async def cancel_meeting(self, meeting: Key) -> Meeting | None:
        meeting_id = _meeting_id(meeting)
        if meeting_id is None:
            return None
        with refusals.explained(refusals.OF_MEETING):
            told = await self._writer.cancel_meeting(meeting_id)
        return None if told is None else mapping.meetings.told(meeting, MeetingState.CANCELLED, told)

    async def reset_pins(self, reset: PinReset) -> Room | None:
        refuse_if([*checks.reset_pins(reset), _only_permanent(reset.room, Capability.RESET_PINS)])
        with refusals.explained(refusals.PINS, quotes=False):
            room = await self._permanent(reset.room)
            if room is None:
                return None
            changed = await self._writer.reset_pins(room.vendor_id, requests.reset_pins(reset))
        return await self._changed_room(changed, room, "reset PINs")

    async def update_room(self, changes: RoomChanges) -> Room | None:
        plan = await self._account_cache.plan()
        refuse_if(
            [
                *checks.changed_room(changes, plan=plan),
                _only_permanent(changes.room, Capability.UPDATE_ROOMS),
            ]
        )
        with refusals.explained(refusals.CHANGED_ROOM):
            room = await self._permanent(changes.room)
            if room is None:
                return None
            changed = await self._writer.edit_room(room.vendor_id, requests.changed_room(changes))
        return await self._changed_room(changed, room, "update room")

    async def _read_back(self, meeting_id: str) -> payloads.Meeting | None:
        with suppress(VendorError):
            return await self._client.meeting(meeting_id)
        return None

    async def _changed_room(
        self, changed: Changed[payloads.PermanentRoom] | None, room: Room, operation: str
    ) -> Room | None:
        """The room from the write's response, or else as it is read afterwards."""
        if changed is None:
            return None
        if changed.shown is not None:
            shown: Room | None = mapping.rooms.permanent(
                changed.shown, self._client.answer(operation), room.owner_id
            )
        else:
            try:
                shown = await permanent_rooms.of_user(room.key.parts[1], self._client)
            except VendorError as error:
                raise error.in_part() from error
        if shown is None or shown.key != room.key:
            raise VendorBadResponse(Vendor.ENABLEX, operation, detail="another user's room")
        return shown

    async def _zone(self, asked: str | None, problems: list[Problem | None]) -> TimeZone | None:
        """The time zone to send; problems of the draft are reported even if the zones cannot be read."""
        try:
            zone = await self._account_cache.zone(asked)
        except VendorError:
            refuse_if(problems)
            raise
        if zone is None:
            problems.append(checks.unknown_zone(asked))
        refuse_if(problems)
        return zone

    async def _permanent(self, key: Key) -> Room | None:
        """The room before the write: EnableX returns it by its user, and changes it by a separate id."""
        match key.parts:
            case (mapping.rooms.PERMANENT, user_id):
                room = await permanent_rooms.of_user(user_id, self._client)
            case _:
                return None
        if room is not None and room.vendor_room_id is None:
            raise VendorBadResponse(Vendor.ENABLEX, Safe("read room"), detail="no room id")
        return room


def _not_found(draft: MeetingDraft) -> Exception:
    """For a new meeting, EnableX can only fail to find the host."""
    if not draft.host_id:
        return VendorRejected(Vendor.ENABLEX, "schedule meeting", status=404)
    return WriteRefused(
        [NotFound(message="EnableX knows no such user below this account.", path=("host_id",))],
        by_vendor=True,
    )


def _meeting_id(meeting: Key) -> str | None:
    return meeting.parts[0] if len(meeting.parts) == 1 else None


def _only_permanent(room: Key, capability: Capability) -> Problem | None:
    if room.parts[0] != mapping.rooms.MEETING:
        return None
    return NotSupported(
        message="EnableX can change permanent rooms only, not the room behind a meeting.",
        path=("room",),
        vendor=Vendor.ENABLEX,
        capability=capability,
    )
