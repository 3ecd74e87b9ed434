"""Carries out Telecomx' writes, each by one call that is never retried."""

from collections.abc import Sequence

from models.command import Command, CommandParameters, CommandType
from models.drafts import MeetingDraft
from models.errors import VendorError, VendorRejected, WriteRefused
from models.ids import Key, Kind
from models.meeting import Meeting
from models.problem import NotFound, Problem
from models.view import plain
from vendors.checks import refuse_if, required
from vendors.partial_results import fetch_each
from vendors.telecomx import checks, mapping, payloads, refusals, requests
from vendors.telecomx.auth import Access
from vendors.telecomx.client import TelecomxClient
from vendors.worker_thread import in_worker_thread


class TelecomxWrites:
    """The writes of one account.

    Args:
        employee_id: the default host of conferences; None for the login's employee.
    """

    def __init__(self, client: TelecomxClient, access: Access, employee_id: str | None) -> None:
        self._client = client
        self._access = access
        self._employee_id = employee_id

    async def schedule_meeting(self, draft: MeetingDraft) -> Meeting:
        """Makes a conference of the customer's for these tablets, each of which is read before."""
        has_employee = self._employee_id is not None or self._access.logs_in
        refuse_if(checks.conference(self._client.account, draft, has_employee=has_employee))
        employee_id = draft.host_id or self._employee_id or (await self._access.grant()).employee_id
        refuse_if([required(employee_id, ("host_id",))])
        devices = await self._devices(draft.devices or ())
        try:
            made = await self._client.create_conference(requests.conference(str(employee_id), devices))
        except VendorRejected as error:
            problem = refusals.of_conference(error, devices=len(devices))
            if problem is None:
                raise
            raise WriteRefused([problem], by_vendor=True) from error
        # What a write answers is remembered.
        meeting = mapping.meetings.meeting(made, self._client.answer(made.operation))
        return await in_worker_thread(plain, meeting)

    async def send_command(
        self, meeting: Key, device: Key, type: CommandType, parameters: CommandParameters
    ) -> Command:
        """The new command, whose state this response does not contain."""
        refuse_if(checks.command(self._client.account, meeting, device, type, parameters))
        body = requests.command(device, type, parameters)
        try:
            made = await self._client.create_command(meeting.parts[0], body)
        except VendorRejected as error:
            problem = refusals.of_command(error)
            if problem is None:
                raise
            raise WriteRefused([problem], by_vendor=True) from error
        entry = Key(Kind.MEETING_DEVICE, meeting.account, (*meeting.parts, *device.parts))
        return mapping.devices.command(entry, made)

    async def _devices(self, named: Sequence[Key]) -> list[payloads.Device]:
        """The tablets as the register has them, each once.

        Raises:
            WriteRefused: some are not there, or not for us to see.
            VendorError: one of them could not be read.
        """
        keys = list(dict.fromkeys(named))
        found = await fetch_each(keys, lambda key: self._client.device(key.parts[0]))
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
