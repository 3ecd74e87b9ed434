"""The adapter of Havn: its calls, in our models."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Self

from vendors.havn import checks, mapping, payloads, requests
from vendors.havn.client import HavnClient
from vendors.havn.settings import HavnSettings

from models.account import Account
from models.command import Command, CommandParameters, CommandType, DeliveryGuarantee, Opposite
from models.device import Device, MeetingDevice
from models.drafts import MeetingChanges, MeetingDraft
from models.errors import VendorRejected, WriteRefused
from models.health import AccountHealth
from models.ids import Key, Kind
from models.listing import Batch, DeviceQuery, Direction, MeetingQuery
from models.meeting import Meeting, MeetingCommands, MeetingState
from models.partial import if_fetched
from models.problem import Conflict, NotFound, NotSupported, Problem, ProblemCode
from models.vendor import Capability, Vendor
from models.view import plain
from vendors.base import Adapter
from vendors.checks import refuse_if
from vendors.http import VendorHttp
from vendors.partial_results import PartialResults
from vendors.views import Answer

_PROBLEMS: dict[str | None, Problem] = {
    "title_taken": Conflict(
        message="Another visit has this title.", code=ProblemCode.ALREADY_EXISTS, path=("title",)
    ),
    "no_such_screen": NotFound(message="The screen is not in this visit.", path=("device",)),
}

_UNKNOWN_ORDER = NotSupported(
    message="Havn has no such order.",
    path=("type",),
    vendor=Vendor.HAVN,
    capability=Capability.SEND_COMMANDS,
)


class HavnAdapter(Adapter):
    """One account at Havn."""

    vendor = Vendor.HAVN
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
        super().__init__(http.account)
        self._http = http
        self._now = now
        self._client = HavnClient(settings, http)

    @classmethod
    def open(cls, account: Account, settings: HavnSettings, *, now: Callable[[], datetime]) -> Self:
        http = VendorHttp(account=account, base_url=settings.base_url, limits=settings.limits, now=now)
        return cls(settings, http, now)

    async def probe(self) -> None:
        await self._client.screens(1)

    def health(self) -> AccountHealth:
        return self._http.health()

    async def aclose(self) -> None:
        await self._http.aclose()

    async def meetings(self, keys: Sequence[Key]) -> PartialResults[Meeting]:
        # One that cannot be an id must not spoil the question about the others.
        ids = [key.parts[0] for key in keys if key.parts[0].isascii() and key.parts[0].isalnum()]
        rows, _ = await self._client.visits(ids=",".join(ids)) if ids else ((), False)
        found = {visit.key: visit for visit in self._visits(rows)}
        return {key: found.get(key) for key in keys}

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

    async def devices(self, keys: Sequence[Key]) -> PartialResults[Device]:
        found: dict[Key, Device] = {}
        page, more = 0, True
        while more:
            page += 1
            batch = await self.list_devices(DeviceQuery(), page)
            found |= {device.key: device for device in batch.items}
            more = batch.has_more
        return {key: found.get(key) for key in keys}

    async def list_devices(self, query: DeviceQuery, page: int) -> Batch[Device]:
        rows, more = await self._client.screens(page)
        return Batch(tuple(mapping.device(self.account, row) for row in rows), has_more=more)

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
        found = await self.meetings(
            list({Key(Kind.MEETING, key.account, key.parts[:1]): None for key in keys})
        )
        visits = [visit for visit in found.values() if isinstance(visit, Meeting)]
        entries = {entry.key: entry for visit in visits for entry in _screens(visit)}
        return {key: entries.get(key) for key in keys}

    async def commands_of_meeting(self, meeting: Key, devices: Collection[Key]) -> MeetingCommands | None:
        found = (await self.meetings([meeting]))[meeting]
        if not isinstance(found, Meeting):
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

    async def schedule_meeting(self, draft: MeetingDraft) -> Meeting:
        refuse_if(checks.visit(draft))
        try:
            made = await self._client.make_visit(requests.visit(draft))
        except VendorRejected as error:
            raise _refusal(error) from error
        [visit] = self._visits([made])
        return plain(visit)

    async def update_meeting(self, changes: MeetingChanges) -> Meeting | None:
        refuse_if(checks.changes(changes))
        try:
            made = await self._client.change_visit(changes.meeting.parts[0], requests.changes(changes))
        except VendorRejected as error:
            if error.status == 404:
                return None
            raise _refusal(error) from error
        [visit] = self._visits([made])
        return plain(visit)

    async def send_command(
        self, meeting: Key, device: Key, type: CommandType, parameters: CommandParameters
    ) -> Command:
        if type not in mapping.ORDER:
            raise WriteRefused([_UNKNOWN_ORDER])
        try:
            body = requests.order(type, parameters)
            made = await self._client.order(meeting.parts[0], device.parts[0], body)
        except VendorRejected as error:
            raise _refusal(error) from error
        return mapping.command(Key(Kind.MEETING_DEVICE, self.account, (*meeting.parts, *device.parts)), made)

    def _visits(self, rows: Sequence[payloads.Visit]) -> tuple[Meeting, ...]:
        answer = Answer(self.account, "list visits", self._now())
        return tuple(mapping.VisitView.over(row, answer) for row in rows)


def _screens(visit: Meeting) -> tuple[MeetingDevice, ...]:
    return if_fetched(visit.devices) or ()


def _refusal(error: VendorRejected) -> WriteRefused | VendorRejected:
    problem = _PROBLEMS.get(error.vendor_code)
    return error if problem is None else WriteRefused([problem], by_vendor=True)
