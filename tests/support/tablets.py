"""A vendor of tablets made in memory, which counts what it executes and answers sends as it is told."""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from models.command import Command, CommandParameters, CommandType, DeliveryGuarantee, Opposite
from models.device import Presence
from models.errors import VendorError, VendorTimeout, VendorUnreachable
from models.ids import Key, Kind
from models.meeting import MeetingCommands, MeetingState
from models.vendor import Capability, Vendor
from tests.support.accounts import TELECOMX, a_key
from tests.support.builders import a_device, a_meeting, a_meeting_device
from vendors.base import Adapter
from vendors.partial_results import PartialResults

MEETING = a_key(Kind.MEETING, Vendor.TELECOMX, ("m1",))
TABLETS = tuple(a_key(Kind.DEVICE, Vendor.TELECOMX, (f"d{number}",)) for number in range(1, 5))
TABLET = TABLETS[0]


class Tablets(Adapter):
    """One meeting with four tablets.

    Attributes:
        guarantees: the class of each type; SETS_STATE where it is not told.
        opposites: what undoes what; nothing where it is not told.
        presences: of whom it tells whether they are awake.
        state: the meeting's.
        commands: what it was told, oldest first.
        sends: what was sent, whatever became of it.
        looks: how often it was asked how the commands stand.
        next_sends: what becomes of the next sends, before they are taken (`raise`) or after; see `lose` and `fail`.
        shows_flags: whether it tells how far the commands have come.
        silent: whether it cannot be read.
        executes: whether a command is carried out as soon as it is taken.
        held: while it is set to an event, a send waits for it before it is taken.
    """

    vendor = Vendor.TELECOMX
    capabilities = frozenset(Capability)
    meeting_capabilities = room_capabilities = capabilities

    def __init__(self, *, executes: bool = False) -> None:
        super().__init__(TELECOMX)
        self.guarantees: dict[CommandType, DeliveryGuarantee] = {}
        self.opposites: Mapping[tuple[CommandType, bool | None], Opposite] = {}
        self.presences: dict[Key, Presence] = {}
        self.state = MeetingState.RUNNING
        self.commands: list[Command] = []
        self.sends: list[tuple[Key, CommandType, CommandParameters]] = []
        self.looks = 0
        self.next_sends: list[Callable[[], None]] = []
        self.shows_flags = True
        self.silent = False
        self.executes = executes
        self.held: asyncio.Event | None = None
        self.arrived = asyncio.Event()
        self.under_way: Counter[Key] = Counter()
        self.most_at_once = 0

    def lose(self, times: int = 1) -> None:
        """The next sends are taken, but their answers are lost."""

        def lost() -> None:
            raise VendorTimeout(self.vendor, "send command")

        self.next_sends += [lost] * times

    def fail(self, error: Exception, times: int = 1) -> None:
        """The next sends fail before they are taken."""

        def failing() -> None:
            raise _Before(error)

        self.next_sends += [failing] * times

    def refuse_connections(self, times: int = 1) -> None:
        self.fail(VendorUnreachable(self.vendor, "send command", may_have_arrived=False), times)

    def lose_before(self, times: int = 1) -> None:
        """The next sends vanish on their way, and nobody knows."""
        self.fail(VendorTimeout(self.vendor, "send command"), times)

    def known(self, index: int = -1) -> Command:
        return self.commands[index]

    def foreign(
        self, device: Key = TABLET, type: CommandType = CommandType.CAMERA_ON, **parameters: Any
    ) -> Command:
        """Somebody else's command."""
        return self._take(device, type, CommandParameters(**parameters))

    def fetch(self, index: int = -1) -> None:
        self.commands[index] = replace(self.commands[index], fetched=True)

    def execute(self, index: int = -1) -> None:
        self.commands[index] = replace(self.commands[index], fetched=True, executed=True)

    def delivery(self, type: CommandType) -> DeliveryGuarantee:
        return self.guarantees.get(type, DeliveryGuarantee.SETS_STATE)

    def opposite(self, type: CommandType, parameters: CommandParameters) -> Opposite | None:
        return self.opposites.get((type, parameters.value))

    async def presence(self, devices: Sequence[Key]) -> PartialResults[Presence]:
        if self.silent:
            raise VendorUnreachable(self.vendor, "list devices")
        return {device: self.presences.get(device) for device in devices}

    async def meetings(self, keys: Sequence[Key]) -> PartialResults[Any]:
        if self.silent:
            raise VendorUnreachable(self.vendor, "read room")
        devices = tuple(
            a_meeting_device("m1", a_device(device.parts[0]), commands=self._of(device)) for device in TABLETS
        )
        whole = a_meeting("m1", state=self.state, devices=devices)
        return {key: whole if key == MEETING else None for key in keys}

    async def send_command(
        self, meeting: Key, device: Key, type: CommandType, parameters: CommandParameters
    ) -> Command:
        self.sends.append((device, type, parameters))
        self.under_way[device] += 1
        self.most_at_once = max(self.most_at_once, self.under_way[device])
        self.arrived.set()
        try:
            if self.held is not None:
                await self.held.wait()
            await asyncio.sleep(0)
            outcome = self.next_sends.pop(0) if self.next_sends else None
            return self._answered(outcome, device, type, parameters)
        finally:
            self.under_way[device] -= 1

    def _answered(
        self,
        outcome: Callable[[], None] | None,
        device: Key,
        type: CommandType,
        parameters: CommandParameters,
    ) -> Command:
        try:
            if outcome is not None:
                outcome()
        except _Before as before:
            raise before.error from None
        except VendorError:
            self._take(device, type, parameters)
            raise
        return self._take(device, type, parameters)

    async def commands_of_meeting(self, meeting: Key, devices: Collection[Key]) -> MeetingCommands | None:
        self.looks += 1
        if self.silent:
            raise VendorUnreachable(self.vendor, "read room")
        return MeetingCommands(state=self.state, commands={device: self._of(device) for device in devices})

    def _take(self, device: Key, type: CommandType, parameters: CommandParameters) -> Command:
        made = Command(
            key=Key(Kind.COMMAND, self.account, ("m1", device.parts[0], f"v{len(self.commands) + 1}")),
            type=type,
            parameters=parameters,
            fetched=self.executes,
            executed=self.executes,
        )
        self.commands.append(made)
        return made

    def _of(self, device: Key) -> tuple[Command, ...]:
        shown = (command for command in self.commands if command.device_key == device)
        if self.shows_flags:
            return tuple(shown)
        return tuple(replace(command, fetched=None, executed=None) for command in shown)


class _Before(Exception):
    def __init__(self, error: Exception) -> None:
        self.error = error
        super().__init__()
