"""Reads tablets, the meeting that each is in, and the state of one in a meeting."""

from collections.abc import Awaitable

from models.device import Device, MeetingDevice
from models.errors import VendorBadResponse
from models.ids import Key, Kind
from models.meeting import Meeting
from models.operation import Safe
from models.partial import Unfetched
from models.vendor import Vendor
from vendors.reads import if_found
from vendors.telecomx import mapping, payloads
from vendors.telecomx.client import TelecomxClient
from vendors.worker_thread import in_worker_thread


class Tablets:
    """The tablets of one account, one at a time."""

    def __init__(self, client: TelecomxClient) -> None:
        self._client = client

    def device(self, key: Key) -> Awaitable[Device | None] | None:
        """The tablet with all that its own page shows."""
        if len(key.parts) != 1:
            return None

        def shown(found: payloads.Device) -> Device | None:
            # E11 also accepts barcodes, but our ids are made of the tablet's id.
            if found.id.lower() != key.parts[0].lower():
                return None
            return mapping.devices.whole_device(found, self._client.answer(Safe("read device")))

        return if_found(self._client.device(key.parts[0]), shown)

    def current_meeting(self, device: Device) -> Awaitable[Meeting | None] | None:
        """The meeting that a tablet is in now."""
        return self._meeting_by_page(device) if device.barcode is None else self._meeting_of(device.barcode)

    async def _meeting_by_page(self, device: Device) -> Meeting | None:
        """The same, of a tablet whose barcode its own page may show."""
        page = self.device(device.key)
        whole = None if page is None else await page
        if whole is None:
            return None
        if whole.barcode is None:
            # E8 accepts nothing else, and an empty response would mean that the tablet is in no meeting.
            raise VendorBadResponse(Vendor.TELECOMX, Safe("read device"), detail="the tablet has no deviceId")
        return await self._meeting_of(whole.barcode)

    def _meeting_of(self, barcode: str) -> Awaitable[Meeting | None]:
        return if_found(
            self._client.room_of_device(barcode),
            lambda found: mapping.meetings.meeting(found, self._client.answer(found.operation)),
        )

    async def in_meeting(self, key: Key) -> MeetingDevice | None:
        """A tablet as the room that it is in shows it."""
        if len(key.parts) != 2:
            return None
        meeting_id, device_id = key.parts
        found = await self._client.room(meeting_id)
        if found is None:
            return None
        for tablet in await in_worker_thread(lambda: found.tablets or ()):
            if tablet.record.id == device_id:
                meeting = Key(Kind.MEETING, key.account, (meeting_id,))
                return mapping.devices.meeting_device(meeting, tablet, self._client.answer(found.operation))
        return None

    async def with_live(self, entry: MeetingDevice) -> MeetingDevice | None:
        """The tablet with what is in force on it, and all that is known of its commands."""
        meeting_id, device_id = entry.key.parts
        live = await self._client.live(meeting_id, device_id)
        if live is None:
            return None
        commands = entry.commands
        if isinstance(commands, Unfetched) and mapping.devices.needs_the_room(live):
            room = await self.in_meeting(entry.key)
            commands = None if room is None else room.commands
        others = commands if isinstance(commands, tuple) else None
        answer = self._client.answer(Safe("read device in meeting"))
        return await in_worker_thread(mapping.devices.with_live, entry, live, others, answer)
