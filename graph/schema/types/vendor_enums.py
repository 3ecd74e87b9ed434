"""The words of the enums about vendors and their failures, described; imported with the other enums."""

from graph.schema.fields import described_enum
from models.error_code import ErrorCode
from models.vendor import Capability, Vendor
from models.vendor_problem import MissingPart

described_enum(
    Vendor,
    description="A video-meeting vendor behind this API.",
    values={
        "TELECOMX": "Telecomx FlexCare: tablets in clinics, rooms for them, and commands to them.",
        "ENABLEX": "EnableX UCaaS: scheduled meetings, permanent rooms, PINs, lobbies and polls.",
        "VCONNCT": "VConnct: reusable meetings with sessions, attendance and recordings.",
        "VSEE": "VSee Clinic: waiting rooms with providers and queues, and visits.",
    },
)

described_enum(
    Capability,
    description="Something that some vendors can do and others cannot: what one cannot read is null, what it cannot "
    "write is refused.",
    values={
        "READ_MEETINGS": "Its meetings can be read and listed.",
        "READ_ROOMS": "Its rooms can be read and listed.",
        "READ_JOIN_LINKS": "Join links can be read without starting or joining anything.",
        "READ_PINS": "PINs or passwords can be read.",
        "READ_DEVICES": "Its devices, and the devices in a meeting, can be read.",
        "READ_COMMANDS": "The commands that a device was sent in a meeting can be read.",
        "READ_SESSIONS": "The single runs of a meeting can be read.",
        "READ_ATTENDANCE": "Who came to a session can be read.",
        "READ_RECORDINGS": "Whether a session was recorded, and where, can be read.",
        "READ_POLLS": "Polls and their answers can be read.",
        "READ_LOBBY": "The content of a meeting's lobby can be read.",
        "READ_PROVIDERS": "The providers of a room can be read.",
        "READ_QUEUE": "The queue before a room can be read.",
        "READ_TIME_ZONES": "It has a list of time zones with ids of its own.",
        "READ_DEFAULT_SETTINGS": "It tells which settings a new meeting has.",
        "READ_SETTINGS_TEMPLATES": "It has named templates of meeting settings.",
        "SCHEDULE_MEETINGS": "Meetings can be made.",
        "UPDATE_MEETINGS": "Meetings can be changed.",
        "CANCEL_MEETINGS": "Meetings can be taken back.",
        "START_MEETINGS": "Meetings can be started without a device.",
        "JOIN_MEETINGS": "Links into a running meeting are made on demand.",
        "END_MEETINGS": "Running meetings can be ended for everybody.",
        "RESET_PINS": "PINs can be made anew.",
        "CREATE_ROOMS": "Rooms can be made.",
        "UPDATE_ROOMS": "Rooms can be changed.",
        "ASSIGN_ROOMS": "Rooms can be given to providers and taken from them.",
        "SET_LOBBY": "The content of a lobby can be set and cleared.",
        "SEND_COMMANDS": "Devices in a meeting can be told what to do.",
    },
)

described_enum(
    ErrorCode,
    description="Why something failed; the same codes stand in `errors[].extensions.code`.",
    values={
        "UNAUTHENTICATED": "The caller is not known.",
        "FORBIDDEN": "The caller may not do this.",
        "NOT_FOUND": "There is no such thing.",
        "BAD_USER_INPUT": "What the caller sent cannot be used.",
        "RATE_LIMITED": "The caller asked too much of this API.",
        "OVERLOADED": "This API has too much to do.",
        "DEADLINE_EXCEEDED": "The operation took too long.",
        "VENDOR_TIMEOUT": "The vendor did not answer in time.",
        "VENDOR_UNREACHABLE": "The vendor could not be reached, or failed inside.",
        "VENDOR_RATE_LIMITED": "The vendor asks to slow down.",
        "VENDOR_BAD_RESPONSE": "The vendor's answer cannot be read.",
        "VENDOR_REJECTED": "The vendor understood and refused.",
        "SERVICE_UNAVAILABLE": "A part of this API is down.",
        "PERSISTED_QUERY_NOT_FOUND": "The persisted query is not known; send its text.",
        "INTERNAL": "A fault in this API.",
    },
)

described_enum(
    MissingPart,
    description="Which part of a vendor's rows is missing from an answer.",
    values={
        "VENDOR": "All of them, or all from here on: the vendor failed.",
        "ROWS": "Rows that could not be read.",
        "FIELDS": "Single values, or entries of a row's lists, that could not be read; the rows are there.",
        "KEPT_FACTS": "What this API keeps because the vendor forgets it; the rows are there.",
        "BEYOND_LIMIT": "Rows behind those that are looked through, or that the vendor gives out.",
        "OUT_OF_ORDER": "Rows that came too late for their place, since the vendor did not keep the order.",
        "UNDECIDED": "Rows that do not tell what the filter asks about, such as VConnct's without a start under a "
        "filter by time: nobody can say whether they belong here. No failure; without that filter they are there.",
    },
)
