"""Descriptions of the enums for vendors and errors; imported with the other enums."""

from graph.schema.enum_types import described_enum
from models.error_code import ErrorCode
from models.vendor import Capability, Vendor
from models.vendor_problem import MissingPart
from vendors.registry import VENDORS

described_enum(
    Vendor,
    description="A video-meeting vendor behind this API.",
    values={row.vendor.value: row.description for row in VENDORS},
)

described_enum(
    Capability,
    description="A feature that only some vendors have. If a vendor cannot read it, the field is null. If a vendor "
    "cannot write it, the write is refused.",
    values={
        "READ_MEETINGS": "Meetings can be read and listed.",
        "READ_ROOMS": "Rooms can be read and listed.",
        "READ_JOIN_LINKS": "Join links can be read without starting or joining a meeting.",
        "READ_PINS": "PINs or passwords can be read.",
        "READ_DEVICES": "Devices, and the devices in a meeting, can be read.",
        "READ_COMMANDS": "The commands that were sent to a device in a meeting can be read.",
        "READ_SESSIONS": "The sessions of a meeting can be read.",
        "READ_ATTENDANCE": "The attendance of a session can be read.",
        "READ_RECORDINGS": "The recordings of a session can be read.",
        "READ_POLLS": "Polls and their answers can be read.",
        "READ_LOBBY": "The lobby of a meeting can be read.",
        "READ_PROVIDERS": "The providers of a room can be read.",
        "READ_QUEUE": "The queue of a waiting room can be read.",
        "READ_TIME_ZONES": "The vendor has a list of time zones with its own ids.",
        "READ_DEFAULT_SETTINGS": "The default settings of a new meeting can be read.",
        "READ_SETTINGS_TEMPLATES": "Named templates of meeting settings can be read.",
        "SCHEDULE_MEETINGS": "Meetings can be scheduled.",
        "UPDATE_MEETINGS": "Meetings can be changed.",
        "CANCEL_MEETINGS": "Meetings can be cancelled.",
        "START_MEETINGS": "Meetings can be started without a device.",
        "JOIN_MEETINGS": "A link into a running meeting can be created for one person.",
        "END_MEETINGS": "Running meetings can be ended for everybody.",
        "RESET_PINS": "PINs can be reset.",
        "CREATE_ROOMS": "Rooms can be created.",
        "UPDATE_ROOMS": "Rooms can be changed.",
        "ASSIGN_ROOMS": "Providers can be assigned to rooms and removed from them.",
        "SET_LOBBY": "The lobby of a meeting can be set and cleared.",
        "SEND_COMMANDS": "Commands can be sent to devices in a meeting.",
    },
)

described_enum(
    ErrorCode,
    description="Why something failed. `errors[].extensions.code` uses the same codes.",
    values={
        "UNAUTHENTICATED": "The caller is not authenticated.",
        "FORBIDDEN": "The caller is not allowed to do this.",
        "NOT_FOUND": "The object does not exist.",
        "BAD_USER_INPUT": "The input is not valid.",
        "RATE_LIMITED": "The caller sent too many requests to this API.",
        "OVERLOADED": "This API is overloaded.",
        "DEADLINE_EXCEEDED": "The operation did not finish within its deadline.",
        "VENDOR_TIMEOUT": "The vendor did not answer in time.",
        "VENDOR_UNREACHABLE": "The vendor could not be reached, or had an internal error.",
        "VENDOR_RATE_LIMITED": "The vendor limits the rate of calls.",
        "VENDOR_BAD_RESPONSE": "The vendor's response could not be read.",
        "VENDOR_REJECTED": "The vendor refused the request.",
        "SERVICE_UNAVAILABLE": "A part of this API is down.",
        "PERSISTED_QUERY_NOT_FOUND": "The persisted query is not known. Send the text of the query.",
        "INTERNAL": "An internal error in this API.",
    },
)

described_enum(
    MissingPart,
    description="Which part of a vendor's data is missing from a response.",
    values={
        "VENDOR": "All rows, or all rows after this page: the vendor failed.",
        "ROWS": "Rows that could not be read.",
        "FIELDS": "Single values, or entries of lists in a row, that could not be read. The rows are present.",
        "KEPT_FACTS": "Data that this API stores because the vendor does not keep it. The rows are present.",
        "BEYOND_LIMIT": "Rows beyond the number that this API reads or the vendor returns.",
        "OUT_OF_ORDER": "Rows that were left out because they arrived out of order: the vendor did not keep the "
        "order of the list.",
        "UNDECIDED": "Rows without the value that the filter compares, such as VConnct meetings without a start "
        "under a filter by time. It is not known whether they match. This is not a failure; without the filter the "
        "rows are present.",
    },
)
