"""The audit log as it is stored: who did what, on which device, and with what result."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field
from pymongo import IndexModel

from models.documents.stored import Moment, Stored, StoredAccount


class Act(BaseModel):
    """What somebody did, as it is kept beside a command until it is written into the audit log.

    Attributes:
        action: such as "cancelCommand".
        request_id: the request that it came with.
    """

    model_config = ConfigDict(frozen=True)

    caller: str
    action: str
    request_id: str


class Audit(Stored):
    """One act; never changed.

    Attributes:
        id: names the act, so that it is written once however often it is tried.
        tenant: whose the entry is.
        caller: who did it.
        action: what was done, such as "sendDeviceCommand".
        subject: on what, as the id of ours or the vendor's.
        things: on which others, as global ids: those whose secrets were shown.
        account, meeting, device: where, as the vendor's ids.
        details: with which parameters; nothing secret.
        result: what came of it.
        reason: why, where it was not what was wanted.
        request_id: the request that it came with.
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

    class Settings:
        name = "audit"
        indexes: ClassVar = [
            IndexModel(["subject", "at"]),
            IndexModel(["caller", "at"]),
            IndexModel("at"),
            IndexModel(["tenant", "at"]),
            IndexModel(["things", "at"]),
        ]
