"""Telecomx' writes, each by one call that is never retried."""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from models.command import Command, CommandParameters, CommandType
from models.drafts import MeetingDraft
from models.errors import VendorError, VendorRejected, WriteRefused
from models.ids import Key, Kind
from models.meeting import Meeting
from models.problem import NotFound, Problem
from models.vendor import Vendor
from vendors.checks import refuse_if, required
from vendors.http_adapter import path_of
from vendors.partial_results import fetch_each
from vendors.telecomx import checks, envelopes, mapping, payloads, refusals, requests
from vendors.telecomx.auth import TelecomxCredentials
from vendors.telecomx.client import TelecomxClient
from vendors.telecomx.replies import accepted, readable_as
from vendors.telecomx.rooms import Room as RoomAnswer
from vendors.worker_thread import in_worker_thread
from vendors.writing import A, M, Request, VendorWrite


@dataclass(frozen=True, slots=True, repr=False)
class TelecomxContext:
    """What the writes of one account share.

    Attributes:
        employee_id: the default host of conferences; None for the login's employee.
    """

    client: TelecomxClient
    credentials: TelecomxCredentials
    customer_id: str
    employee_id: str | None


class TelecomxWrite(VendorWrite[A, M]):
    at: TelecomxContext

    async def sent(self, request: Request) -> A:
        body = accepted(await self.at.client.send(request, self.operation), self.operation)
        return await in_worker_thread(readable_as, self.read, body, self.operation)

    @abstractmethod
    def read(self, body: Any) -> A:
        """What is answered, out of its envelope."""


class ScheduleMeeting(TelecomxWrite[RoomAnswer, Meeting]):
    """Makes a conference of the customer's for these tablets, each of which is read before."""

    draft: MeetingDraft
    operation = "create conference"

    async def problems(self) -> Iterable[Problem | None]:
        has_employee = self.at.employee_id is not None or self.at.credentials.logs_in
        return checks.conference(self.at.client.account, self.draft, has_employee=has_employee)

    async def request(self) -> Request:
        employee_id = (
            self.draft.host_id or self.at.employee_id or (await self.at.credentials.grant()).employee_id
        )
        refuse_if([required(employee_id, ("host_id",))])
        body = requests.conference(str(employee_id), await self._devices(self.draft.devices or ()))
        return Request(
            "POST", "/iptv/flexcareconference/meeting", json={"customer": self.at.customer_id, **body}
        )

    async def explained(self, refusal: VendorRejected) -> Problem | None:
        return refusals.of_conference(refusal, devices=len(set(self.draft.devices or ())))

    def read(self, body: Any) -> RoomAnswer:
        return envelopes.room(body, self.operation)

    async def result(self, answer: RoomAnswer) -> Meeting:
        return mapping.meetings.meeting(answer, self.at.client.answer(self.operation))

    async def _devices(self, named: Sequence[Key]) -> list[payloads.Device]:
        """The tablets as the register has them, each once.

        Raises:
            WriteRefused: some are not there, or not for us to see.
            VendorError: one of them could not be read.
        """
        keys = list(dict.fromkeys(named))
        found = await fetch_each(keys, lambda key: self.at.client.device(key.parts[0]))
        problems: list[Problem] = []
        devices: list[payloads.Device] = []
        for key in keys:
            device, place = found[key], ("devices", str(named.index(key)))
            problem = refusals.of_device(device) if isinstance(device, VendorRejected) else None
            if problem is not None:
                problems.append(problem.at(place))
            elif isinstance(device, VendorError):
                raise device
            # E11 also accepts barcodes, but our ids are made of the tablet's id.
            elif device is None or device.id.lower() != key.parts[0].lower():
                problems.append(NotFound(message="Telecomx knows no such device.", path=place))
            else:
                devices.append(device)
        if problems:
            raise WriteRefused(problems, by_vendor=True, arrived=False)
        return devices


class SendCommand(TelecomxWrite[payloads.Command, Command]):
    """Gives a tablet in a meeting a command, whose state the answer does not contain; every call makes another one."""

    meeting: Key
    device: Key
    type: CommandType
    parameters: CommandParameters
    operation = "send command"

    async def problems(self) -> Iterable[Problem | None]:
        return checks.command(self.at.client.account, self.meeting, self.device, self.type, self.parameters)

    async def request(self) -> Request | None:
        path = path_of("iptv", "flexcareconference", "meeting", self.meeting.parts[0], "createcommand")
        body = requests.command(self.device, self.type, self.parameters)
        return None if path is None else Request("POST", path, json=body)

    def absent(self) -> Command:
        raise VendorRejected(Vendor.TELECOMX, self.operation, status=404, vendor_code="id")

    async def explained(self, refusal: VendorRejected) -> Problem | None:
        return refusals.of_command(refusal)

    def read(self, body: Any) -> payloads.Command:
        return envelopes.command(body, self.operation)

    async def result(self, answer: payloads.Command) -> Command:
        entry = Key(Kind.MEETING_DEVICE, self.meeting.account, (*self.meeting.parts, *self.device.parts))
        return mapping.devices.command(entry, answer)
