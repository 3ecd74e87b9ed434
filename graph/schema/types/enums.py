"""Descriptions of the enums; imported before the types, which need the enums declared."""

from graph.schema.enum_types import described_enum
from models.access import JoinPlatform, JoinRole
from models.conflict import ConflictReason
from models.joining import JoinMutation, NoWayIn
from models.listing import Direction
from models.meeting import MeetingState, ParticipantChannel, VisitKind
from models.poll import PollKind, PollStatus
from models.problem import Outcome, ProblemCode
from models.recording import RecordingAvailability
from models.room import RoomKind
from models.session import SessionState
from models.settings import Quality, TemplateMeetingType

described_enum(
    Direction,
    name="OrderDirection",
    description="The direction of the order.",
    values={"ASC": "Earliest first.", "DESC": "Latest first."},
)

described_enum(
    JoinRole,
    description="The role with which a person joins.",
    values={
        "HOST": "The host of the meeting.",
        "GUEST": "A participant.",
        "CLINIC": "A device of the clinic.",
    },
)

described_enum(
    JoinPlatform,
    description="The platform that a link is made for.",
    values={
        "ANY": "Any kind of device.",
        "DESKTOP": "A browser on a desktop computer.",
        "MOBILE": "A phone or tablet.",
    },
)

described_enum(
    JoinMutation,
    description="A mutation that creates a join link for one person.",
    values={
        "JOIN_MEETING": "Call `joinMeeting` with the name of the person.",
        "START_MEETING": "Call `startMeeting`: the meeting does not run yet, and its host starts it.",
    },
)

described_enum(
    NoWayIn,
    name="JoinUnavailableReason",
    description="Why a meeting cannot be joined.",
    values={
        "NOT_STARTED": "The meeting does not run yet, and only its host can start it.",
        "ENDED": "Ended.",
        "CANCELLED": "The meeting was cancelled.",
        "FAILED": "The vendor could not set up the meeting.",
        "NO_SUCH_ROLE": "The vendor has no link for this role.",
        "NO_SUCH_PLATFORM": "There is a link for this role, but none for this platform.",
        "NO_LINK": "The vendor returns no link.",
        "WAITING_ROOM": "People join through the vendor's waiting room {vendors}.",
    },
)

described_enum(
    Quality,
    description="Picture quality of a tablet.",
    values={
        "LOW": "Least bandwidth.",
        "MEDIUM": "Medium.",
        "HIGH": "High.",
        "VERY_HIGH": "Most bandwidth.",
        "UNKNOWN": "The vendor returned a value that this API does not know.",
    },
)

described_enum(
    TemplateMeetingType,
    description="How the meetings of a template get their room.",
    values={
        "POOL": "An existing room from a pool; one must be free.",
        "NORMAL": "A new room for the meeting.",
        "UNKNOWN": "The vendor returned a value that this API does not know.",
    },
)

described_enum(
    MeetingState,
    description="The state of a meeting. The values are the same for all vendors.",
    values={
        "SCHEDULED": "Not started. A reusable VConnct meeting that does not run now is SCHEDULED too.",
        "RUNNING": "Running now.",
        "ENDED": "Ended.",
        "CANCELLED": "Cancelled.",
        "FAILED": "The vendor could not set up the meeting.",
        "UNKNOWN": "The vendor returned a value that this API does not know; see `vendorState`.",
    },
)

described_enum(
    ConflictReason,
    description="Why two meetings conflict.",
    values={
        "HOST": "Both have the same host.",
        "ROOM": "Both take place in the same room.",
        "DEVICE": "The same device takes part in both.",
    },
)

described_enum(
    ParticipantChannel,
    description="How the join link was sent to a participant.",
    values={
        "SMS": "By text message.",
        "EMAIL": "By email.",
        "UNKNOWN": "The vendor returned a value that this API does not know.",
    },
)

described_enum(
    VisitKind,
    description="How a visit was created.",
    values={
        "WALK_IN": "The patient came without an appointment.",
        "SCHEDULED": "There was an appointment.",
        "UNKNOWN": "The vendor returned a value that this API does not know.",
    },
)

described_enum(
    RoomKind,
    description="What a room is for.",
    values={
        "PERMANENT": "Belongs to a user and always exists {vendors}.",
        "WAITING": "Patients wait here for a provider {vendors}.",
        "MEETING": "Belongs to one meeting {vendors}.",
    },
)

described_enum(
    SessionState,
    description="Whether a session of a meeting still runs.",
    values={
        "RUNNING": "The session runs.",
        "ENDED": "Ended.",
        "UNKNOWN": "The vendor does not report it.",
    },
)

described_enum(
    RecordingAvailability,
    description="Whether a recording can be watched.",
    values={
        "AVAILABLE": "The recording exists. `url` is set if the vendor returns it.",
        "NOT_READY": "The recording is not published yet. At VConnct: there is none, and the meeting is now set to "
        "be recorded.",
        "NOT_RECORDED": "Nothing was recorded. At VConnct: there is none, and the meeting is now set not to be "
        "recorded.",
        "UNKNOWN": "The vendor does not report it.",
    },
)

described_enum(
    PollKind,
    description="How many options one person may choose.",
    values={
        "SINGLE": "One option.",
        "MULTIPLE": "Several options.",
        "UNKNOWN": "The vendor returned a value that this API does not know; see `vendorKind`.",
    },
)

described_enum(
    PollStatus,
    description="Whether the participants have been asked.",
    values={
        "DRAFT": "Written; the participants have not been asked yet.",
        "ASKED": "The participants have been asked.",
        "UNKNOWN": "The vendor returned a value that this API does not know; see `vendorStatus`.",
    },
)

described_enum(
    ProblemCode,
    description="The kind of a problem.",
    values={
        "REQUIRED": "A required value is missing.",
        "INVALID": "The value has the wrong format, or is not one of the known values.",
        "TOO_SHORT": "The text has too few characters.",
        "TOO_LONG": "The text has too many characters.",
        "TOO_SMALL": "The number is too small.",
        "TOO_LARGE": "The number, or the file, is too large.",
        "NOT_IN_FUTURE": "The time must be in the future.",
        "NOT_FOUND": "The object does not exist.",
        "ALREADY_EXISTS": "An object with this name exists already.",
        "IN_PROGRESS": "The same write is still in progress.",
        "WRONG_STATE": "The state of the object does not allow the write.",
        "NOT_SUPPORTED": "The vendor does not support the write.",
        "NOT_ALLOWED": "The account does not allow the write.",
        "REJECTED": "The vendor refused for a reason of its own.",
        "RATE_LIMITED": "The vendor limits the rate of calls. Nothing was written.",
        "UNAVAILABLE": "The vendor could not be reached, or did not respond.",
        "KEY_REUSED": "The idempotency key was used with a different input.",
    },
)

described_enum(
    Outcome,
    name="WriteOutcome",
    description="The outcome of a write that has no response.",
    values={
        "NOT_SENT": "The write was certainly not carried out. It can be sent again.",
        "UNKNOWN": "The write may have been carried out. Check before you send it again.",
    },
)
