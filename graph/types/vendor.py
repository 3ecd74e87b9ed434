"""The vendors, what each can do, and how this gateway stands with them."""

from strawberry import field

from graph.fields import backed_by, described_enum, resolved_by
from graph.types.plan import Plan
from models import vendor as models
from resolvers import vendors

Vendor = described_enum(
    models.Vendor,
    description="A video-meeting vendor behind this API.",
    values={
        "TELECOMX": "Telecomx FlexCare: tablets in clinics, rooms for them, and commands to them.",
        "ENABLEX": "EnableX UCaaS: scheduled meetings, permanent rooms, PINs, lobbies and polls.",
        "VCONNCT": "VConnct: reusable meetings with sessions, attendance and recordings.",
        "VSEE": "VSee Clinic: waiting rooms with providers and queues, and visits.",
    },
)

Capability = described_enum(
    models.Capability,
    description="Something that some vendors can do and others cannot; what a vendor cannot do is null.",
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
    },
)


@backed_by(models.VendorStatus, description="How this gateway stands with one vendor.")
class VendorStatus:
    vendor: Vendor = field(description="Which vendor.")
    name: str = field(description="The vendor's own spelling of its name.")
    is_configured: bool = field(description="Whether this gateway has an account at the vendor.")
    capabilities: list[Capability] = field(description="All that can be asked of the vendor here.")
    plan: Plan | None = resolved_by(
        vendors.plan_of,
        description="What the account may do; only EnableX tells, and only where it is configured.",
    )
