"""Facts that a vendor received or returned once and does not return again, as they are stored."""

from typing import Any, ClassVar

from pydantic import Field
from pymongo import IndexModel

from models.account import Account
from models.documents.stored import Moment, Stored, StoredAccount

# Where the digest stands in a witness.
FINGERPRINT = "fingerprint"

_KEPT_SECONDS = 2 * 366 * 24 * 3600


class Remembered(Stored):
    """What we know about one thing in one account; each fact is replaced by itself.

    Attributes:
        facts: what may be read, by name.
        secrets: what may not, by name, each encrypted.
        witness: a fingerprint of what the vendor said at the same time, by which to judge whether ours still fits.
        saved_at: when something was last kept.
    """

    id: str  # type: ignore[assignment]
    account: StoredAccount
    vendor_id: str
    facts: dict[str, Any] = Field(default_factory=dict)
    secrets: dict[str, Any] = Field(default_factory=dict)
    witness: dict[str, Any] = Field(default_factory=dict)
    saved_at: Moment

    class Settings:
        name = "remembered"
        # What nobody changed for so long is about a meeting that nobody holds.
        indexes: ClassVar = [IndexModel("saved_at", expireAfterSeconds=_KEPT_SECONDS)]

    def __repr__(self) -> str:
        return f"Remembered({self.id})"

    __str__ = __repr__

    @staticmethod
    def key(account: Account, vendor_id: str) -> str:
        """The key of the account's thing."""
        return f"{account}:{vendor_id}"
