"""One operation for every argument and input field of the schema that takes an id, of this API or of a vendor."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.ids import Key, Kind

_PROBLEMS = "problems { __typename code message path }"
_REPORT = "{ conflicts { reasons } unavailable { vendor code message } }"
# Of new meetings; a caller may put another in its place.
DAY = "2035-01-31"
_TIME = f'startsAt: "{DAY}T09:30:00Z", durationMinutes: 30'
_THING = "{ __typename id }"

MEETING, ROOM, DEVICE, COMMAND = Kind.MEETING, Kind.ROOM, Kind.DEVICE, Kind.COMMAND


@dataclass(frozen=True, slots=True)
class IdOperation:
    """An operation, and of which kinds of things it takes ids.

    Its variables are `$id`, or the vendor's id as `$vendorId` with its `$vendor` and the `$meetingId` around it.
    """

    kinds: tuple[Kind, ...]
    text: str

    @property
    def is_subscription(self) -> bool:
        return self.text.startswith("subscription")

    def variables(self, key: Key) -> dict[str, Any]:
        """The variables that ask for a thing."""
        meeting = key.parts[0] if len(key.parts) > 1 else None
        given = {
            "id": key.encoded(),
            "vendorId": key.parts[-1],
            "vendor": key.vendor.value,
            "meetingId": meeting,
        }
        return {name: value for name, value in given.items() if f"${name}:" in self.text}


def _query(text: str, *kinds: Kind) -> IdOperation:
    return IdOperation(kinds, f"query ($id: ID!) {{ {text} }}")


def _follow(text: str, *kinds: Kind) -> IdOperation:
    return IdOperation(kinds, f"subscription ($id: ID!) {{ {text} }}")


def _write(name: str, given: str, *kinds: Kind) -> IdOperation:
    return IdOperation(
        kinds, f"mutation ($id: ID!) {{ {name}(input: {{ {given} }}) {{ {_PROBLEMS} replayed }} }}"
    )


ANY = (MEETING, ROOM, DEVICE, COMMAND, Kind.SESSION, Kind.PROVIDER, Kind.POLL)
_SCHEDULED = 'title: "A title of mine", vendor: { telecomx: { devices: [$id] } }'

OPERATIONS: Mapping[str, IdOperation] = {
    "Query.node(id:)": _query(f"node(id: $id) {_THING}", *ANY),
    "Query.nodes(ids:)": _query(f"nodes(ids: [$id]) {_THING}", *ANY),
    "Query.meeting(id:)": _query("meeting(id: $id) { id title pins { moderator } ical }", MEETING),
    "Query.room(id:)": _query("room(id: $id) { id name }", ROOM),
    "Query.device(id:)": _query("device(id: $id) { id name }", DEVICE),
    "Query.command(id:)": _query("command(id: $id) { id state }", COMMAND),
    "Query.session(id:)": _query("session(id: $id) { id }", Kind.SESSION),
    "Query.polls(room:)": _query("polls(room: $id) { id }", ROOM),
    "Query.commands(meeting:)": _query("commands(meeting: $id) { nodes { id } }", MEETING),
    "Query.commands(device:)": _query("commands(device: $id) { nodes { id } }", DEVICE),
    "LookupInput.id": _query("meeting(by: { id: $id }) { id }", MEETING),
    "MeetingFilter.room": _query(
        "meetings(filter: { room: $id }) { nodes { id } unavailable { message } }", ROOM
    ),
    "MeetingFilter.device": _query(
        "meetings(filter: { device: $id }) { nodes { id } unavailable { message } }", DEVICE
    ),
    "MeetingFilter.provider": _query(
        "meetings(filter: { provider: $id }) { nodes { id } unavailable { message } }", Kind.PROVIDER
    ),
    "AuditLogFilter.thing": _query("auditLog(filter: { thing: $id }) { nodes { id } }", MEETING, ROOM),
    "CheckConflictsInput.rooms": _query(
        f"checkConflicts(input: {{ {_TIME}, rooms: [$id] }}) {_REPORT}", ROOM
    ),
    "CheckConflictsInput.devices": _query(
        f"checkConflicts(input: {{ {_TIME}, devices: [$id] }}) {_REPORT}", DEVICE
    ),
    "CheckConflictsInput.exclude": _query(
        f'checkConflicts(input: {{ {_TIME}, hosts: [{{ vendor: ENABLEX, id: "10001" }}], exclude: $id }}) {_REPORT}',
        MEETING,
    ),
    "UpdateMeetingInput.meeting": _write("updateMeeting", 'meeting: $id, title: "Another title"', MEETING),
    "CancelMeetingInput.meeting": _write("cancelMeeting", "meeting: $id", MEETING),
    "StartMeetingInput.meeting": _write("startMeeting", 'meeting: $id, hostName: "Noor"', MEETING),
    "JoinMeetingInput.meeting": _write("joinMeeting", 'meeting: $id, name: "Ada", role: GUEST', MEETING),
    "EndMeetingInput.meeting": _write("endMeeting", "meeting: $id", MEETING),
    "ResetPinsInput.room": _write("resetPins", "room: $id", ROOM),
    "UpdateRoomInput.room": _write("updateRoom", 'room: $id, name: "Another name"', ROOM),
    "AssignRoomInput.room": _write("assignRoom", 'room: $id, userId: "85741"', ROOM),
    "UnassignRoomInput.room": _write("unassignRoom", 'room: $id, userId: "85741"', ROOM),
    "SetLobbyInput.meeting": _write("setLobby", 'meeting: $id, messages: ["Wait"]', MEETING),
    "ClearLobbyInput.meeting": _write("clearLobby", "meeting: $id", MEETING),
    "CancelCommandInput.command": _write("cancelCommand", "command: $id", COMMAND),
    "TelecomxMeetingInput.devices": _write("scheduleMeeting", f"{_TIME}, {_SCHEDULED}", DEVICE),
    "Subscription.commandStatus(id:)": _follow("commandStatus(id: $id) { id state }", COMMAND),
    "Subscription.deviceCommands(id:)": _follow("deviceCommands(id: $id) { id state }", DEVICE),
    "Subscription.deviceCommands(ids:)": _follow("deviceCommands(ids: [$id]) { id state }", DEVICE),
    "Subscription.deviceCommands(deviceId:)": _follow("deviceCommands(deviceId: $id) { id state }", DEVICE),
    "Subscription.meetingCommands(id:)": _follow("meetingCommands(id: $id) { id state }", MEETING),
    "Subscription.meetingCommands(ids:)": _follow("meetingCommands(ids: [$id]) { id state }", MEETING),
    "Subscription.meetingCommands(meetingId:)": _follow(
        "meetingCommands(meetingId: $id) { id state }", MEETING
    ),
    "Subscription.roomQueue(id:)": _follow("roomQueue(id: $id) { id }", ROOM),
    "Subscription.roomQueues(ids:)": _follow("roomQueues(ids: [$id]) { id }", ROOM),
    "Subscription.meetingState(id:)": _follow("meetingState(id: $id) { id state }", MEETING),
    "Subscription.meetingStates(ids:)": _follow("meetingStates(ids: [$id]) { id state }", MEETING),
}

# Where a vendor's id takes the place of one of this API's.
BY_VENDOR_ID: Mapping[str, IdOperation] = {
    f"Query.{field}(by:)": IdOperation(
        (kind,),
        f"query ($vendor: Vendor!, $vendorId: String!, $meetingId: String) {{ {field}(by: {{ vendorId: {{ "
        "vendor: $vendor, id: $vendorId, meetingId: $meetingId } }) { id } }",
    )
    for field, kind in (
        ("meeting", MEETING),
        ("room", ROOM),
        ("device", DEVICE),
        ("command", COMMAND),
        ("session", Kind.SESSION),
        ("polls", ROOM),
    )
}

# References of a router, of every type with a key.
ENTITIES: Mapping[str, IdOperation] = {
    f"Query._entities({kind.value})": IdOperation(
        (kind,),
        f'query ($id: ID!) {{ _entities(representations: [{{ __typename: "{kind.value}", id: $id }}]) '
        f"{{ ... on Node {_THING} }} }}",
    )
    for kind in ANY
}

# Those that need another thing beside the id, which the asking tenant has: `$meeting`, `$device`.
WITH_OWN: Mapping[str, IdOperation] = {
    "SendDeviceCommandInput.meeting": IdOperation(
        (MEETING,),
        "mutation ($id: ID!, $device: ID!) { sendDeviceCommand(input: { meeting: $id, devices: [$device], "
        f"type: CAMERA_ON, value: true }}) {{ commands {{ id }} {_PROBLEMS} }} }}",
    ),
    "SendDeviceCommandInput.devices": IdOperation(
        (DEVICE,),
        "mutation ($id: ID!, $meeting: ID!) { sendDeviceCommand(input: { meeting: $meeting, devices: [$id], "
        f"type: CAMERA_ON, value: true }}) {{ commands {{ id }} {_PROBLEMS} }} }}",
    ),
    **{
        f"{payload}.conflicts({argument}:)": IdOperation(
            (kind,),
            f"mutation ($id: ID!) {{ {name}(input: {{ {given} }}) {{ conflicts({argument}: [$id]) {_REPORT} "
            f"{_PROBLEMS} }} }}",
        )
        for payload, name, given in (
            (
                "ScheduleMeetingPayload",
                "scheduleMeeting",
                f'title: "A title of mine", {_TIME}, vendor: {{ enablex: {{ hostId: "10001", '
                "capacity: { moderators: 1, participants: 4 } } }",
            ),
            ("UpdateMeetingPayload", "updateMeeting", 'meeting: "$own", title: "Another title"'),
        )
        for argument, kind in (("rooms", ROOM), ("devices", DEVICE))
    },
}

ALL: Mapping[str, IdOperation] = {**OPERATIONS, **BY_VENDOR_ID, **ENTITIES, **WITH_OWN}
