"""What a vendor can be asked. Each vendor's adapter overrides what its contract has; the rest raises Unsupported.

The graph asks in batches: a method takes all ids of one moment and answers a map from each id to its value, to None
where the vendor knows no such thing, or to the VendorError in its place; never to an empty list for want of a call.

A write takes one draft and sends what it asks for once. Whatever can be told to be wrong before, it raises as Refused
with all problems together; the vendor's own no is a Refused too. None means that the vendor knows no such thing. Any
other VendorError leaves open what became of it, unless its `may_have_arrived` is False.
"""

from collections.abc import Collection, Sequence
from typing import ClassVar, Self

from models.access import JoinLink
from models.account import DEFAULT_TENANT, Account, first_account
from models.attendance import Attendance
from models.command import Command, CommandParameters, CommandType, DeliveryGuarantee, Opposite
from models.device import Device, MeetingDevice, Presence
from models.drafts import (
    LobbyDraft,
    MeetingChanges,
    MeetingDraft,
    MeetingJoin,
    MeetingStart,
    PinReset,
    RoomAssignment,
    RoomChanges,
    RoomDraft,
)
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
from vendors.found import Found


class Adapter:
    """One account at one vendor, spoken to in our models.

    Attributes:
        vendor: which one.
        account: the account that it speaks for; what is told no other speaks for the first of the one tenant.
        capabilities: all that this adapter overrides, for clients to read.
        meeting_capabilities, room_capabilities: those of them that concern one meeting or one room.
        forgotten_of_meetings: the fields of a meeting that the vendor takes or tells once and does not tell again with
            the meeting; this API keeps them.
        tells_hosts: whether the vendor's meetings say who holds them.
        pin_decides_role: whether a meeting has one link for everybody, which asks for a PIN that says as whom.
    """

    vendor: ClassVar[Vendor]
    account: Account
    capabilities: ClassVar[frozenset[Capability]] = frozenset()
    meeting_capabilities: ClassVar[frozenset[Capability]] = frozenset()
    room_capabilities: ClassVar[frozenset[Capability]] = frozenset()
    forgotten_of_meetings: ClassVar[frozenset[str]] = frozenset()
    tells_hosts: ClassVar[bool] = True
    pin_decides_role: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "vendor" in cls.__dict__:
            cls.account = first_account(DEFAULT_TENANT, cls.vendor)

    def speaking_for(self, account: Account) -> Self:
        """This adapter, once it knows whose it is."""
        self.account = account
        return self

    async def aclose(self) -> None:
        """Closes the vendor's connections."""

    async def probe(self) -> None:
        """Makes the cheapest read that is answered to this account's credentials alone, or raises a VendorError."""
        raise NotImplementedError

    def health(self) -> AccountHealth:
        """How the account is doing, as the calls so far have found it; asks nobody."""
        return AccountHealth()

    def capabilities_of_room(self, room: Room) -> frozenset[Capability]:
        """What can be done with this room, where a vendor's rooms are not all alike."""
        return self.room_capabilities

    def tells_meetings_in(self, room: Key) -> bool:
        """Whether the vendor's lists show what goes on in this room."""
        return True

    async def locate(self, kind: Kind, vendor_id: str) -> Key | None:
        """The key of what the vendor knows by this id of its own; most vendors need no call for it."""
        return Key(kind, self.account, (vendor_id,))

    # Meetings

    async def meetings(self, keys: Sequence[Key]) -> Found[Meeting]:
        raise Unsupported(self.vendor, Capability.READ_MEETINGS)

    async def meetings_again(self, known: Sequence[Meeting]) -> Found[Meeting]:
        """Meetings that were seen a moment ago as they stand now, in as few calls as the vendor allows."""
        return await self.meetings([meeting.key for meeting in known])

    async def list_meetings(self, query: MeetingQuery, page: int) -> Batch[Meeting]:
        """One page, counted from 1, in the order of start times that `query.direction` names.

        A vendor that answers everything at once gives it all as page 1, in any order.
        """
        raise Unsupported(self.vendor, Capability.READ_MEETINGS)

    async def complete_meetings(self, aspect: str, meetings: Sequence[Meeting]) -> Found[Meeting]:
        """The same meetings with the fields that were `Unfetched(aspect)` filled; others may stay as they are."""
        raise Unsupported(self.vendor, Capability.READ_MEETINGS)

    # Rooms

    async def rooms(self, keys: Sequence[Key]) -> Found[Room]:
        raise Unsupported(self.vendor, Capability.READ_ROOMS)

    async def list_rooms(self, query: RoomQuery, page: int) -> Batch[Room]:
        """One page, counted from 1, in the order of creation; as `list_meetings`."""
        raise Unsupported(self.vendor, Capability.READ_ROOMS)

    async def complete_rooms(self, aspect: str, rooms: Sequence[Room]) -> Found[Room]:
        raise Unsupported(self.vendor, Capability.READ_ROOMS)

    def unread_room(self, room: Key) -> Room:
        """A room with a queue of which nothing is known but that it is there; all else is read when it is asked for."""
        raise Unsupported(self.vendor, Capability.READ_QUEUE)

    async def room_queues(self, rooms: Sequence[Key]) -> Found[RoomQueue]:
        raise Unsupported(self.vendor, Capability.READ_QUEUE)

    async def providers_of_rooms(self, rooms: Sequence[Key]) -> Found[tuple[Provider, ...]]:
        raise Unsupported(self.vendor, Capability.READ_PROVIDERS)

    async def providers(self, keys: Sequence[Key]) -> Found[Provider]:
        raise Unsupported(self.vendor, Capability.READ_PROVIDERS)

    async def complete_providers(self, aspect: str, providers: Sequence[Provider]) -> Found[Provider]:
        raise Unsupported(self.vendor, Capability.READ_PROVIDERS)

    # Devices and their commands

    async def devices(self, keys: Sequence[Key]) -> Found[Device]:
        raise Unsupported(self.vendor, Capability.READ_DEVICES)

    async def list_devices(self, query: DeviceQuery, page: int) -> Batch[Device]:
        """One page, counted from 1, in the vendor's own order."""
        raise Unsupported(self.vendor, Capability.READ_DEVICES)

    async def complete_devices(self, aspect: str, devices: Sequence[Device]) -> Found[Device]:
        raise Unsupported(self.vendor, Capability.READ_DEVICES)

    async def current_meetings(self, devices: Sequence[Device]) -> Found[Meeting]:
        """The meeting that each device is in now, by the device's key."""
        raise Unsupported(self.vendor, Capability.READ_DEVICES)

    async def meeting_devices(self, keys: Sequence[Key]) -> Found[MeetingDevice]:
        raise Unsupported(self.vendor, Capability.READ_DEVICES)

    async def complete_meeting_devices(
        self, aspect: str, devices: Sequence[MeetingDevice]
    ) -> Found[MeetingDevice]:
        raise Unsupported(self.vendor, Capability.READ_DEVICES)

    async def commands_of_meeting(self, meeting: Key, devices: Collection[Key]) -> MeetingCommands | None:
        """How far the commands of these devices have come: one call where the vendor has one, for who asks again soon.

        Args:
            devices: of the meeting, those with commands that are not done.

        Returns:
            None where the vendor knows no such meeting.
        """
        raise Unsupported(self.vendor, Capability.READ_COMMANDS)

    def delivery(self, type: CommandType) -> DeliveryGuarantee:
        """What may be done where it is not known whether a command of this type has arrived."""
        return DeliveryGuarantee.NOT_REPEATABLE

    def opposite(self, type: CommandType, parameters: CommandParameters) -> Opposite | None:
        """What undoes a command that opens something; None for one that opens nothing."""
        return None

    async def presence(self, devices: Sequence[Key]) -> Found[Presence]:
        """Whether devices are awake, by their keys; None of a device of which the vendor does not tell."""
        return dict.fromkeys(devices)

    # Sessions and what is left of them

    async def sessions(self, keys: Sequence[Key]) -> Found[Session]:
        raise Unsupported(self.vendor, Capability.READ_SESSIONS)

    async def sessions_of_meetings(self, meetings: Sequence[Meeting]) -> Found[tuple[Session, ...]]:
        """By the meeting's key, newest first."""
        raise Unsupported(self.vendor, Capability.READ_SESSIONS)

    async def attendance(self, sessions: Sequence[Session]) -> Found[tuple[Attendance, ...]]:
        """By the session's key, in order of arrival."""
        raise Unsupported(self.vendor, Capability.READ_ATTENDANCE)

    async def recordings(self, sessions: Sequence[Session]) -> Found[tuple[Recording, ...]]:
        """By the session's key, the one to show first in front; where there is none, one that says why."""
        raise Unsupported(self.vendor, Capability.READ_RECORDINGS)

    # Polls and lobbies

    async def polls_of_rooms(
        self, rooms: Sequence[Room], session_number: int | None
    ) -> Found[tuple[Poll, ...]]:
        """By the room's key, in the order they were asked; of all sessions where no number is given."""
        raise Unsupported(self.vendor, Capability.READ_POLLS)

    async def lobbies(self, meetings: Sequence[Key]) -> Found[Lobby]:
        """By the meeting's key; None where the meeting has no lobby."""
        raise Unsupported(self.vendor, Capability.READ_LOBBY)

    # Of the account

    async def time_zones(self) -> tuple[TimeZone, ...]:
        raise Unsupported(self.vendor, Capability.READ_TIME_ZONES)

    async def default_meeting_settings(self) -> MeetingSettings:
        """What a new meeting has where nothing else is asked for."""
        raise Unsupported(self.vendor, Capability.READ_DEFAULT_SETTINGS)

    async def settings_templates(self) -> tuple[SettingsTemplate, ...]:
        raise Unsupported(self.vendor, Capability.READ_SETTINGS_TEMPLATES)

    async def plan(self) -> Plan | None:
        """What the account may do; None where the vendor does not tell."""
        return None

    # Writes

    async def schedule_meeting(self, draft: MeetingDraft) -> Meeting:
        """Makes a meeting; what the vendor forgets of it is in the answer all the same."""
        raise Unsupported(self.vendor, Capability.SCHEDULE_MEETINGS)

    async def update_meeting(self, changes: MeetingChanges) -> Meeting | None:
        raise Unsupported(self.vendor, Capability.UPDATE_MEETINGS)

    async def cancel_meeting(self, meeting: Key) -> Meeting | None:
        """Takes a meeting back; answers it as CANCELLED, with what is still known of it."""
        raise Unsupported(self.vendor, Capability.CANCEL_MEETINGS)

    async def start_meeting(self, start: MeetingStart) -> JoinLink | None:
        """Opens a session and answers the host's way in."""
        raise Unsupported(self.vendor, Capability.START_MEETINGS)

    async def join_meeting(self, join: MeetingJoin) -> JoinLink | None:
        raise Unsupported(self.vendor, Capability.JOIN_MEETINGS)

    async def end_meeting(self, meeting: Key) -> Meeting | None:
        """Ends the running session for everybody; answers the meeting as it then stands, RUNNING where it lingers."""
        raise Unsupported(self.vendor, Capability.END_MEETINGS)

    async def reset_pins(self, reset: PinReset) -> Room | None:
        raise Unsupported(self.vendor, Capability.RESET_PINS)

    async def create_room(self, draft: RoomDraft) -> Room:
        raise Unsupported(self.vendor, Capability.CREATE_ROOMS)

    async def update_room(self, changes: RoomChanges) -> Room | None:
        raise Unsupported(self.vendor, Capability.UPDATE_ROOMS)

    async def assign_room(self, assignment: RoomAssignment) -> Room | None:
        raise Unsupported(self.vendor, Capability.ASSIGN_ROOMS)

    async def unassign_room(self, assignment: RoomAssignment) -> Room | None:
        raise Unsupported(self.vendor, Capability.ASSIGN_ROOMS)

    async def set_lobby(self, draft: LobbyDraft) -> Lobby | None:
        """Replaces a meeting's lobby, or gives it one."""
        raise Unsupported(self.vendor, Capability.SET_LOBBY)

    async def clear_lobby(self, meeting: Key) -> Meeting | None:
        """Takes the lobby away; None where the meeting has none, or is not known."""
        raise Unsupported(self.vendor, Capability.SET_LOBBY)

    async def send_command(
        self, meeting: Key, device: Key, type: CommandType, parameters: CommandParameters
    ) -> Command:
        """Tells a device in a meeting to do something; the problems' paths are the names of these arguments."""
        raise Unsupported(self.vendor, Capability.SEND_COMMANDS)
