"""The adapter of Havn: its calls, in our models."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from vendors.havn_care import mapping, payloads
from vendors.havn_care.client import HavnClient
from vendors.havn_care.settings import HavnSettings
from vendors.havn_care.writes import ScheduleMeeting, SendCommand, UpdateMeeting

from models.command import CommandParameters, CommandType, DeliveryGuarantee, Opposite
from models.device import Device, MeetingDevice
from models.errors import VendorError
from models.ids import Key, Kind
from models.listing import Batch, DeviceQuery, Direction, MeetingQuery
from models.meeting import Meeting, MeetingCommands, MeetingState
from models.partial import if_fetched
from models.vendor import Capability, Vendor
from vendors.base import Adapter
from vendors.batched_reads import Shown, out_of_list, together
from vendors.http import VendorHttp
from vendors.http_adapter import HttpAdapter
from vendors.partial_results import PartialResults
from vendors.views import Answer
from vendors.writing import carried_out_by


class HavnAdapter(HttpAdapter[HavnSettings]):
    """One account at Havn."""

    vendor = Vendor.HAVN_CARE
    meeting_capabilities = frozenset(
        {
            Capability.READ_DEVICES,
            Capability.READ_COMMANDS,
            Capability.UPDATE_MEETINGS,
            Capability.SEND_COMMANDS,
        }
    )
    capabilities = meeting_capabilities | {Capability.READ_MEETINGS, Capability.SCHEDULE_MEETINGS}

    def __init__(self, settings: HavnSettings, http: VendorHttp, now: Callable[[], datetime]) -> None:
        super().__init__(settings, http, now)
        self._client = self.writes_at = HavnClient(settings, http, now)

    async def probe(self) -> None:
        await self._client.screens(1)

    async def _with_ids(self, ids: Sequence[str]) -> Sequence[Meeting]:
        # What separates them is in none.
        rows, _ = await self._client.visits(ids=",".join(id for id in ids if "," not in id))
        return self._visits(rows)

    meetings = together(Adapter.meetings, _with_ids, at_most=50)

    async def list_meetings(self, query: MeetingQuery, page: int) -> Batch[Meeting]:
        # Visits that run may have begun at any time.
        starts_from, starts_to = (None, None) if query.or_running else (query.starts_from, query.starts_to)
        rows, more = await self._client.visits(
            begins_from=None if starts_from is None else starts_from.isoformat(),
            begins_to=None if starts_to is None else starts_to.isoformat(),
            order="desc" if query.direction is Direction.DESC else None,
            page=page,
        )
        return Batch(self._visits(rows), has_more=more)

    async def list_devices(self, query: DeviceQuery, page: int) -> Batch[Device]:
        rows, more = await self._client.screens(page)
        return Batch(tuple(mapping.device(self.account, row) for row in rows), has_more=more)

    async def _every_screen(self) -> tuple[Shown[payloads.Screen], Answer]:
        found: dict[tuple[str, ...], payloads.Screen] = {}
        page, more = 1, True
        while more:
            rows, more = await self._client.screens(page)
            found |= {(row.id,): row for row in rows}
            page += 1
        return found, self._client.answer("list screens")

    devices = out_of_list(
        Adapter.devices, _every_screen, lambda screen, answer: mapping.device(answer.account, screen)
    )

    async def current_meetings(self, devices: Sequence[Device]) -> PartialResults[Meeting]:
        batch = await self.list_meetings(MeetingQuery(or_running=True), 1)
        running = [visit for visit in batch.items if visit.state is MeetingState.RUNNING]
        return {
            device.key: next(
                (visit for visit in running if device.key in [entry.device.key for entry in _screens(visit)]),
                None,
            )
            for device in devices
        }

    async def meeting_devices(self, keys: Sequence[Key]) -> PartialResults[MeetingDevice]:
        visit_of = {key: Key(Kind.MEETING, key.account, key.parts[:1]) for key in keys}
        found = await self.meetings(list(visit_of.values()))
        visits = [visit for visit in found.values() if isinstance(visit, Meeting)]
        entries = {entry.key: entry for visit in visits for entry in _screens(visit)}
        return {
            key: failure if isinstance(failure := found[visit], VendorError) else entries.get(key)
            for key, visit in visit_of.items()
        }

    async def commands_of_meeting(self, meeting: Key, devices: Collection[Key]) -> MeetingCommands | None:
        found = (await self.meetings([meeting]))[meeting]
        if isinstance(found, VendorError):
            raise found
        if found is None:
            return None
        return MeetingCommands(
            state=found.state,
            commands={entry.device.key: if_fetched(entry.commands) or () for entry in _screens(found)},
        )

    def delivery(self, type: CommandType) -> DeliveryGuarantee:
        return DeliveryGuarantee.SETS_STATE

    def opposite(self, type: CommandType, parameters: CommandParameters) -> Opposite | None:
        if not parameters.value:
            return None
        return Opposite(type=type, parameters=CommandParameters(value=False))

    schedule_meeting = carried_out_by(ScheduleMeeting)
    update_meeting = carried_out_by(UpdateMeeting)
    send_command = carried_out_by(SendCommand)

    def _visits(self, rows: Sequence[payloads.Visit]) -> tuple[Meeting, ...]:
        answer = self._client.answer("list visits")
        return tuple(mapping.VisitView.over(row, answer) for row in rows)


def _screens(visit: Meeting) -> tuple[MeetingDevice, ...]:
    return if_fetched(visit.devices) or ()
