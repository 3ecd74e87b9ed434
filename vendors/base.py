"""The interface of all vendors. Each vendor's adapter overrides the methods that its contract has; the rest raise
Unsupported.

Methods are batched: a method takes the ids of one batch and returns a map from each id to its value, to None if the
vendor has no such object, or to a VendorError; never to an empty list because a vendor lacks the call.
Each method declares its effect at the vendor and the layout of its result; overriding methods inherit the declaration.

A write takes one draft and sends it once, in the sequence of `vendors.writing`. Problems that can be found before are
raised together as WriteRefused; a refusal by the vendor is a WriteRefused, too. None means that the vendor has no such
object. After any other VendorError the outcome is unknown, unless its `may_have_arrived` is False.
"""

from collections.abc import Collection, Sequence
from typing import ClassVar

from models import drafts
from models.access import JoinLink
from models.account import Account
from models.attendance import Attendance
from models.command import Command, CommandParameters, CommandType, DeliveryGuarantee, Opposite
from models.device import Device, MeetingDevice, Presence
from models.errors import Unsupported
from models.health import AccountHealth
from models.ids import Key, Kind
from models.listing import Batch, DeviceQuery, MeetingQuery, RoomQuery
from models.lobby import Lobby
from models.meeting import Meeting, MeetingCommands
from models.plan import Plan
from models.poll import Poll
from models.provider import Provider
from models.recording import Recording
from models.room import Room, RoomQueue
from models.session import Session
from models.settings import MeetingSettings, SettingsTemplate
from models.time_zone import TimeZone
from models.vendor import Capability, Vendor
from vendors.declarations import by_key, local, momentary, one, page, reads, writes
from vendors.partial_results import PartialResults


class Adapter:
    """One account at one vendor, with our models as the interface.

    Attributes:
        vendor: the vendor.
        account: the account; it is part of every key that the adapter returns.
        capabilities: the capabilities of the overridden methods, for clients.
        meeting_capabilities, room_capabilities: those of them that concern one meeting or one room.
        forgotten_of_meetings: the fields of a meeting that the vendor receives or returns once and does not return
            again with the meeting; this API stores them.
        tells_hosts: whether the vendor's meetings contain their host.
        pin_decides_role: whether a meeting has one link for everybody, and the PIN decides the role.
    """

    vendor: ClassVar[Vendor]
    account: Account
    capabilities: ClassVar[frozenset[Capability]] = frozenset()
    meeting_capabilities: ClassVar[frozenset[Capability]] = frozenset()
    room_capabilities: ClassVar[frozenset[Capability]] = frozenset()
    forgotten_of_meetings: ClassVar[frozenset[str]] = frozenset()
    tells_hosts: ClassVar[bool] = True
    pin_decides_role: ClassVar[bool] = False

    def __init__(self, account: Account) -> None:
        self.account = account

    @local
    async def aclose(self) -> None:
        """Closes the vendor's connections."""

    @momentary(one, None)
    async def probe(self) -> None:
        """Makes the cheapest read that requires this account's credentials, or raises a VendorError."""
        raise NotImplementedError

    @local
    def health(self) -> AccountHealth:
        """The health of the account according to the calls so far; makes no call."""
        return AccountHealth()

    @local
    def capabilities_of_room(self, room: Room) -> frozenset[Capability]:
        """The capabilities of this room, if a vendor's rooms differ."""
        return self.room_capabilities

    @local
    def tells_meetings_in(self, room: Key) -> bool:
        """Whether the vendor's lists show the meetings in this room."""
        return True

    @momentary(one, Key)
    async def locate(self, kind: Kind, vendor_id: str) -> Key | None:
        """The key for a vendor's id; most vendors need no call for it."""
        return Key(kind, self.account, (vendor_id,))

    # Meetings

    @reads(by_key, Meeting, needs=Capability.READ_MEETINGS)
    async def meetings(self, keys: Sequence[Key]) -> PartialResults[Meeting]: ...

    @momentary(by_key, Meeting)
    async def meetings_again(self, known: Sequence[Meeting]) -> PartialResults[Meeting]:
        """Reads meetings again that were read a moment ago, in as few calls as possible."""
        return await self.meetings([meeting.key for meeting in known])

    @reads(page, Meeting, needs=Capability.READ_MEETINGS)
    async def list_meetings(self, query: MeetingQuery, page: int) -> Batch[Meeting]:
        """One page, counted from 1, in the order of start times that `query.direction` names.

        A vendor without pagination returns everything as page 1, in any order.
        """

    @reads(by_key, Meeting, needs=Capability.READ_MEETINGS)
    async def complete_meetings(self, aspect: str, meetings: Sequence[Meeting]) -> PartialResults[Meeting]:
        """The same meetings with the fields that were `Unfetched(aspect)` filled; others may stay as they are."""

    # Rooms

    @reads(by_key, Room, needs=Capability.READ_ROOMS)
    async def rooms(self, keys: Sequence[Key]) -> PartialResults[Room]: ...

    @reads(page, Room, needs=Capability.READ_ROOMS)
    async def list_rooms(self, query: RoomQuery, page: int) -> Batch[Room]:
        """One page, counted from 1, in the order of creation; as `list_meetings`."""

    @reads(by_key, Room, needs=Capability.READ_ROOMS)
    async def complete_rooms(self, aspect: str, rooms: Sequence[Room]) -> PartialResults[Room]: ...

    @local
    def unread_room(self, room: Key) -> Room:
        """A room with a queue, of which only the key is known; the other fields are fetched when they are selected."""
        raise Unsupported(self.vendor, Capability.READ_QUEUE)

    @reads(by_key, RoomQueue, needs=Capability.READ_QUEUE)
    async def room_queues(self, rooms: Sequence[Key]) -> PartialResults[RoomQueue]: ...

    @reads(by_key, Provider, needs=Capability.READ_PROVIDERS, may_be_kept=False)
    async def providers_of_rooms(self, rooms: Sequence[Key]) -> PartialResults[tuple[Provider, ...]]: ...

    @reads(by_key, Provider, needs=Capability.READ_PROVIDERS, may_be_kept=False)
    async def providers(self, keys: Sequence[Key]) -> PartialResults[Provider]: ...

    @reads(by_key, Provider, needs=Capability.READ_PROVIDERS, may_be_kept=False)
    async def complete_providers(
        self, aspect: str, providers: Sequence[Provider]
    ) -> PartialResults[Provider]: ...

    # Devices and their commands

    @reads(by_key, Device, needs=Capability.READ_DEVICES)
    async def devices(self, keys: Sequence[Key]) -> PartialResults[Device]: ...

    @reads(page, Device, needs=Capability.READ_DEVICES)
    async def list_devices(self, query: DeviceQuery, page: int) -> Batch[Device]:
        """One page, counted from 1, in the vendor's own order."""

    @reads(by_key, Device, needs=Capability.READ_DEVICES)
    async def complete_devices(self, aspect: str, devices: Sequence[Device]) -> PartialResults[Device]: ...

    @reads(by_key, Meeting, needs=Capability.READ_DEVICES)
    async def current_meetings(self, devices: Sequence[Device]) -> PartialResults[Meeting]:
        """The meeting that each device is in now, by the device's key."""

    @reads(by_key, MeetingDevice, needs=Capability.READ_DEVICES)
    async def meeting_devices(self, keys: Sequence[Key]) -> PartialResults[MeetingDevice]: ...

    @reads(by_key, MeetingDevice, needs=Capability.READ_DEVICES)
    async def complete_meeting_devices(
        self, aspect: str, devices: Sequence[MeetingDevice]
    ) -> PartialResults[MeetingDevice]: ...

    @momentary(one, MeetingCommands, needs=Capability.READ_COMMANDS)
    async def commands_of_meeting(self, meeting: Key, devices: Collection[Key]) -> MeetingCommands | None:
        """The states of the commands of all devices with unfinished ones; None if there is no such meeting.

        For polling: one call if the vendor has one.
        """

    @local
    def delivery(self, type: CommandType) -> DeliveryGuarantee:
        """The delivery guarantee of a type: what may be done if it is not known whether the command arrived."""
        return DeliveryGuarantee.NOT_REPEATABLE

    @local
    def opposite(self, type: CommandType, parameters: CommandParameters) -> Opposite | None:
        """The opposite of a command that opens something; None for other commands."""
        return None

    @momentary(by_key, Presence)
    async def presence(self, devices: Sequence[Key]) -> PartialResults[Presence]:
        """The presence of devices, by their keys; None if the vendor does not return it."""
        return dict.fromkeys(devices)

    # Sessions and what is left of them

    @reads(by_key, Session, needs=Capability.READ_SESSIONS)
    async def sessions(self, keys: Sequence[Key]) -> PartialResults[Session]: ...

    @reads(by_key, Session, needs=Capability.READ_SESSIONS)
    async def sessions_of_meetings(self, meetings: Sequence[Meeting]) -> PartialResults[tuple[Session, ...]]:
        """By the meeting's key, newest first."""

    @reads(by_key, Attendance, needs=Capability.READ_ATTENDANCE, may_be_kept=False)
    async def attendance(self, sessions: Sequence[Session]) -> PartialResults[tuple[Attendance, ...]]:
        """By the session's key, in order of arrival."""

    @reads(by_key, Recording, needs=Capability.READ_RECORDINGS, may_be_kept=False)
    async def recordings(self, sessions: Sequence[Session]) -> PartialResults[tuple[Recording, ...]]:
        """By the session's key, the preferred one first; without a recording, one that says why."""

    # Polls and lobbies

    @reads(by_key, Poll, needs=Capability.READ_POLLS)
    async def polls_of_rooms(
        self, rooms: Sequence[Room], session_number: int | None
    ) -> PartialResults[tuple[Poll, ...]]:
        """By the room's key, in the order they were asked; of all sessions where no number is given."""

    @reads(by_key, Lobby, needs=Capability.READ_LOBBY)
    async def lobbies(self, meetings: Sequence[Key]) -> PartialResults[Lobby]:
        """By the meeting's key; None where the meeting has no lobby."""

    # Of the account

    @reads(one, TimeZone, needs=Capability.READ_TIME_ZONES)
    async def time_zones(self) -> tuple[TimeZone, ...]: ...

    @reads(one, MeetingSettings, needs=Capability.READ_DEFAULT_SETTINGS)
    async def default_meeting_settings(self) -> MeetingSettings:
        """The default settings of a new meeting."""

    @reads(one, SettingsTemplate, needs=Capability.READ_SETTINGS_TEMPLATES)
    async def settings_templates(self) -> tuple[SettingsTemplate, ...]: ...

    @reads(one, Plan)
    async def plan(self) -> Plan | None:
        """The limits of the account; None if the vendor does not return them."""
        return None

    # Writes

    @writes(Meeting, needs=Capability.SCHEDULE_MEETINGS)
    async def schedule_meeting(self, draft: drafts.MeetingDraft) -> Meeting:
        """Schedules a meeting; the result also contains the fields that the vendor does not return again."""

    @writes(Meeting, needs=Capability.UPDATE_MEETINGS)
    async def update_meeting(self, changes: drafts.MeetingChanges) -> Meeting | None: ...

    @writes(Meeting, needs=Capability.CANCEL_MEETINGS)
    async def cancel_meeting(self, meeting: Key) -> Meeting | None:
        """Cancels a meeting; returns it as CANCELLED, with the data that is still known."""

    @writes(JoinLink, needs=Capability.START_MEETINGS)
    async def start_meeting(self, start: drafts.MeetingStart) -> JoinLink | None:
        """Starts a session and returns the host's join link."""

    @writes(JoinLink, needs=Capability.JOIN_MEETINGS)
    async def join_meeting(self, join: drafts.MeetingJoin) -> JoinLink | None: ...

    @writes(Meeting, needs=Capability.END_MEETINGS)
    async def end_meeting(self, meeting: Key) -> Meeting | None:
        """Ends the running session for everybody; returns the meeting, which may still be RUNNING for a while."""

    @writes(Room, needs=Capability.RESET_PINS)
    async def reset_pins(self, reset: drafts.PinReset) -> Room | None: ...

    @writes(Room, needs=Capability.CREATE_ROOMS)
    async def create_room(self, draft: drafts.RoomDraft) -> Room: ...

    @writes(Room, needs=Capability.UPDATE_ROOMS)
    async def update_room(self, changes: drafts.RoomChanges) -> Room | None: ...

    @writes(Room, needs=Capability.ASSIGN_ROOMS)
    async def assign_room(self, assignment: drafts.RoomAssignment) -> Room | None: ...

    @writes(Room, needs=Capability.ASSIGN_ROOMS)
    async def unassign_room(self, assignment: drafts.RoomAssignment) -> Room | None: ...

    @writes(Lobby, needs=Capability.SET_LOBBY)
    async def set_lobby(self, draft: drafts.LobbyDraft) -> Lobby | None:
        """Sets or replaces a meeting's lobby."""

    @writes(Meeting, needs=Capability.SET_LOBBY)
    async def clear_lobby(self, meeting: Key) -> Meeting | None:
        """Removes the lobby; None if the meeting has none, or does not exist."""

    @writes(Command, needs=Capability.SEND_COMMANDS)
    async def send_command(
        self, meeting: Key, device: Key, type: CommandType, parameters: CommandParameters
    ) -> Command:
        """Sends a command to a device in a meeting; the problems' paths are the names of these arguments."""
