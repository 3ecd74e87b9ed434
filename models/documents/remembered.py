"""Facts that a vendor received or returned once and does not return again, as they are stored."""

from typing import Any, ClassVar

from pydantic import Field
from pymongo import IndexModel

from models.documents.stored import Moment, Stored
from models.vendor import Vendor

_KEPT_SECONDS = 2 * 366 * 24 * 3600


class Remembered(Stored):
    """What we know about one thing of one vendor; each fact is replaced by itself.

    Attributes:
        facts: what may be read, by name.
        secrets: what may not, by name, each encrypted.
        witness: a fingerprint of what the vendor said at the same time, by which to judge whether ours still fits.
        saved_at: when something was last kept.
    """

    id: str  # type: ignore[assignment]
    vendor: Vendor
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
    def key(vendor: Vendor, vendor_id: str) -> str:
        """The key of the vendor's thing."""
        return f"{vendor.value}:{vendor_id}"
