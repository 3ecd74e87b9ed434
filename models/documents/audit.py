"""The audit log as it is stored: who did what, on which device, and with what result."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from pydantic import BaseModel, ConfigDict, Field
from pymongo import IndexModel

from models.documents.stored import SCHEMA_VERSION, Moment, Stored, StoredAccount, bson_value


class Act(BaseModel):
    """An action, as stored with a command until it is written into the audit log.

    Attributes:
        action: such as "cancelCommand".
        request_id: the id of the request.
    """

    model_config = ConfigDict(frozen=True)

    caller: str
    action: str
    request_id: str


class Audit(Stored):
    """An entry; it is never changed, and each is linked to the one before it in its chain.

    A chain is what one process writes of one tenant. Entries of before there were chains have none.

    Attributes:
        id: identifies the entry, so that retries write it only once.
        tenant: the tenant.
        caller: who did it.
        action: what was done, such as "sendDeviceCommand".
        subject: the object, by our id or the vendor's.
        things: other objects, as global ids: those whose secrets were shown.
        account, meeting, device: the context, as the vendor's ids.
        details: the parameters, without secrets.
        result: the result.
        reason: the reason of a failure.
        request_id: the request that it came with.
        chain: its chain.
        sequence: its place in the chain, from 1.
        previous: the MAC of the entry before it; None for the first one.
        mac: the MAC over all of the entry, see `store/audit_chain.py`.
        opening: the number of the chain among the tenant's, in its first entry.
    """

    id: str  # type: ignore[assignment]
    at: Moment
    tenant: str
    caller: str
    action: str
    account: StoredAccount | None = None
    subject: str | None = None
    things: tuple[str, ...] = ()
    meeting: str | None = None
    device: str | None = None
    details: dict[str, Any] = Field(default_factory=dict)
    result: str
    reason: str | None = None
    request_id: str | None = None
    chain: str | None = None
    sequence: int | None = None
    previous: str | None = None
    mac: str | None = None
    opening: int | None = None

    class Settings:
        name = "audit"
        indexes: ClassVar = [
            IndexModel(["subject", "at"]),
            IndexModel("at"),
            # The order of the list, newest first, whatever it is filtered by.
            IndexModel([("tenant", 1), ("at", -1), ("_id", -1)]),
            IndexModel([("tenant", 1), ("caller", 1), ("at", -1), ("_id", -1)]),
            IndexModel([("tenant", 1), ("action", 1), ("at", -1), ("_id", -1)]),
            IndexModel([("tenant", 1), ("things", 1), ("at", -1), ("_id", -1)]),
            IndexModel(
                ["chain", "sequence"],
                name="place",
                unique=True,
                partialFilterExpression={"sequence": {"$gt": 0}},
            ),
            IndexModel(
                ["tenant", "opening"],
                name="chains",
                unique=True,
                partialFilterExpression={"opening": {"$gt": 0}},
            ),
        ]


class NewEntry(NamedTuple):
    """An entry about an operation, to be written: of values that need no validation, and no object of the context.

    Attributes: as `Audit` has them.
    """

    id: str
    at: datetime
    tenant: str
    caller: str
    action: str
    result: str
    request_id: str
    things: Sequence[str] = ()
    details: Mapping[str, Any] = {}
    reason: str | None = None

    def bson(self) -> dict[str, Any]:
        """Encodes it as `Audit` does."""
        return {
            "_id": self.id,
            "schemaVersion": SCHEMA_VERSION,
            "at": self.at,
            "tenant": self.tenant,
            "caller": self.caller,
            "action": self.action,
            "account": None,
            "subject": None,
            "things": list(self.things),
            "meeting": None,
            "device": None,
            "details": bson_value(self.details),
            "result": self.result,
            "reason": self.reason,
            "request_id": self.request_id,
            "chain": None,
            "sequence": None,
            "previous": None,
            "mac": None,
            "opening": None,
        }


class OutboxEntry(Audit):
    """An entry that stands in a transaction with what it is about, and is not linked yet."""

    class Settings:
        name = "audit_outbox"
        indexes: ClassVar = [IndexModel("at")]
