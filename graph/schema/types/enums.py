"""The words of the enums, described; imported before any type, so that every type meets them declared."""

from graph.schema.fields import described_enum
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
    description="Which end of an order comes first.",
    values={"ASC": "The earliest first.", "DESC": "The latest first."},
)

described_enum(
    JoinRole,
    description="As whom a link lets its holder in.",
    values={
        "HOST": "As the one who holds the meeting.",
        "GUEST": "As a participant.",
        "CLINIC": "As the clinic's own device.",
    },
)

described_enum(
    JoinPlatform,
    description="What a link is made for.",
    values={
        "ANY": "Any kind of device.",
        "DESKTOP": "A browser on a desktop computer.",
        "MOBILE": "A phone or tablet.",
    },
)

described_enum(
    JoinMutation,
    description="A mutation that makes somebody's link into a meeting.",
    values={
        "JOIN_MEETING": "`joinMeeting`, under the name of the person.",
        "START_MEETING": "`startMeeting`: the meeting does not run yet, and its host starts it.",
    },
)

described_enum(
    NoWayIn,
    name="JoinUnavailableReason",
    description="Why there is no way into a meeting.",
    values={
        "NOT_STARTED": "It does not run yet, and only its host can start it.",
        "ENDED": "It is over.",
        "CANCELLED": "It was called off.",
        "FAILED": "Its vendor could not set it up.",
        "NO_SUCH_ROLE": "Its vendor has no way in for this role.",
        "NO_SUCH_PLATFORM": "There is a link for this role, and none for this platform.",
        "NO_LINK": "Its vendor tells no link.",
        "WAITING_ROOM": "People come in through the vendor's waiting room (VSee).",
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
        "UNKNOWN": "The vendor used a word that we do not know.",
    },
)

described_enum(
    TemplateMeetingType,
    description="Where a template's meetings get their room from.",
    values={
        "POOL": "A room that was made beforehand; one must be free.",
        "NORMAL": "A room made for the meeting.",
        "UNKNOWN": "The vendor used a word that we do not know.",
    },
)

described_enum(
    MeetingState,
    description="Where a meeting stands, in words that are the same for every vendor.",
    values={
        "SCHEDULED": "Not started; a reusable VConnct meeting that does not run now is SCHEDULED too.",
        "RUNNING": "Going on now.",
        "ENDED": "Over.",
        "CANCELLED": "Called off.",
        "FAILED": "The vendor could not set it up.",
        "UNKNOWN": "The vendor used a word that we do not know; see `vendorState`.",
    },
)

described_enum(
    ConflictReason,
    description="What two meetings would both take.",
    values={
        "HOST": "The same person holds both.",
        "ROOM": "Both take place in the same room.",
        "DEVICE": "The same device takes part in both.",
    },
)

described_enum(
    ParticipantChannel,
    description="By which way a participant was told of the meeting.",
    values={
        "SMS": "By text message.",
        "EMAIL": "By mail.",
        "UNKNOWN": "The vendor used a word that we do not know.",
    },
)

described_enum(
    VisitKind,
    description="How a visit came about.",
    values={
        "WALK_IN": "The patient came without an appointment.",
        "SCHEDULED": "There was an appointment.",
        "UNKNOWN": "The vendor used a word that we do not know.",
    },
)

described_enum(
    RoomKind,
    description="What a room is for.",
    values={
        "PERMANENT": "Belongs to a user and is always there (EnableX).",
        "WAITING": "Patients wait in it for a provider (VSee).",
        "MEETING": "Stands behind one meeting (Telecomx, VConnct, EnableX).",
    },
)

described_enum(
    SessionState,
    description="Whether a run of a meeting still goes on.",
    values={
        "RUNNING": "It goes on.",
        "ENDED": "It is over.",
        "UNKNOWN": "The vendor does not tell.",
    },
)

described_enum(
    RecordingAvailability,
    description="Whether a recording can be watched.",
    values={
        "AVAILABLE": "There is one; `url` says where, if the vendor tells.",
        "NOT_READY": "It is not published yet; at VConnct, where the meeting is now set to be recorded.",
        "NOT_RECORDED": "Nothing was recorded; at VConnct, where the meeting is now set not to be recorded.",
        "UNKNOWN": "The vendor does not tell.",
    },
)

described_enum(
    PollKind,
    description="How many options one person may choose.",
    values={
        "SINGLE": "One.",
        "MULTIPLE": "Several.",
        "UNKNOWN": "The vendor used a word that we do not know; see `vendorKind`.",
    },
)

described_enum(
    PollStatus,
    description="Whether a poll has been put to anybody.",
    values={
        "DRAFT": "Written, not asked.",
        "ASKED": "Asked.",
        "UNKNOWN": "The vendor used a word that we do not know; see `vendorStatus`.",
    },
)

described_enum(
    ProblemCode,
    description="What kind of problem a write met.",
    values={
        "REQUIRED": "Something that is needed is missing.",
        "INVALID": "It has the wrong form, or names nothing that is known.",
        "TOO_SHORT": "The text has too few characters.",
        "TOO_LONG": "The text has too many characters.",
        "TOO_SMALL": "The number is too small.",
        "TOO_LARGE": "The number, or the file, is too large.",
        "NOT_IN_FUTURE": "The time must lie in the future.",
        "NOT_FOUND": "What is named does not exist.",
        "ALREADY_EXISTS": "Something of this name is there already.",
        "IN_PROGRESS": "The same write is still under way.",
        "WRONG_STATE": "What is named is in a state that does not permit it.",
        "NOT_SUPPORTED": "The vendor cannot do it.",
        "NOT_ALLOWED": "The account does not permit it.",
        "REJECTED": "The vendor refused for a reason of its own.",
        "RATE_LIMITED": "The vendor asks to slow down; nothing was done.",
        "UNAVAILABLE": "The vendor could not be asked, or gave no answer.",
        "KEY_REUSED": "The idempotency key stands for another input.",
    },
)

described_enum(
    Outcome,
    name="WriteOutcome",
    description="What is known of a write that has no answer.",
    values={
        "NOT_SENT": "It was certainly not carried out: it may be sent again.",
        "UNKNOWN": "It may have been carried out: look before sending it again.",
    },
)
