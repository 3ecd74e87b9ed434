"""Carries out what can be written at Telecomx, each thing by one call that is never repeated."""

from models.command import Command, CommandParameters, CommandType
from models.errors import Refused, VendorRejected
from models.ids import Key
from vendors.checks import refuse_if
from vendors.telecomx import checks, mapping, refusals, requests
from vendors.telecomx.client import TelecomxClient


class TelecomxWrites:
    """The writes of one account."""

    def __init__(self, client: TelecomxClient) -> None:
        self._client = client

    async def send_command(
        self, meeting: Key, device: Key, type: CommandType, parameters: CommandParameters
    ) -> Command:
        """The command as it was made, of which this answer does not tell how far it has come."""
        refuse_if(checks.command(meeting, device, type, parameters))
        body = requests.command(device, type, parameters)
        try:
            made = await self._client.create_command(meeting.parts[0], body)
        except VendorRejected as error:
            problem = refusals.of_command(error)
            if problem is None:
                raise
            raise Refused([problem], by_vendor=True) from error
        return mapping.devices.command(meeting.parts[0], device.parts[0], made)
