"""Facts that a vendor received or returned once and does not return again, as they are stored."""

from typing import Any, ClassVar

from pydantic import Field
from pymongo import IndexModel

from models.account import Account
from models.documents.stored import Moment, Stored, StoredAccount

# The digest's field in a witness.
FINGERPRINT = "fingerprint"

_KEPT_SECONDS = 2 * 366 * 24 * 3600


class Remembered(Stored):
    """The remembered facts about one object in one account; each fact is replaced separately.

    Attributes:
        facts: the plain facts, by name.
        secrets: the encrypted facts, by name.
        witness: a fingerprint of the vendor's data at the same time; if it differs, the facts are out of date.
        saved_at: when a fact was last stored.
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
        # Facts that were not changed for so long are about a meeting that is not held any more.
        indexes: ClassVar = [IndexModel("saved_at", expireAfterSeconds=_KEPT_SECONDS)]

    def __repr__(self) -> str:
        return f"Remembered({self.id})"

    __str__ = __repr__

    @staticmethod
    def key(account: Account, vendor_id: str) -> str:
        """The key of an object in the account."""
        return f"{account}:{vendor_id}"
