"""The Beanie documents that are stored in MongoDB, as values; `store/` finds and changes them."""

from models.documents.account import VendorAccount
from models.documents.api_key import ApiKey
from models.documents.audit import Audit, OutboxEntry
from models.documents.audit_checkpoint import AuditCheckpoint
from models.documents.calendar_entry import CalendarEntry
from models.documents.command import CommandRecord
from models.documents.device_queue import DeviceQueue
from models.documents.idempotency import Idempotency
from models.documents.lease import Lease
from models.documents.meta import Meta
from models.documents.polled import PolledState, PollInterest
from models.documents.rate_limit import PointsBucket, RecentUses
from models.documents.remembered import Remembered
from models.documents.stored import Stored
from models.documents.tenant import Tenant

DOCUMENTS: tuple[type[Stored], ...] = (
    ApiKey,
    Idempotency,
    Remembered,
    CalendarEntry,
    CommandRecord,
    DeviceQueue,
    Lease,
    Audit,
    AuditCheckpoint,
    OutboxEntry,
    Meta,
    PolledState,
    PollInterest,
    Tenant,
    VendorAccount,
    PointsBucket,
    RecentUses,
)
