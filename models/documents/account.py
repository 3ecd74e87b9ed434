"""A tenant's account at a vendor, as it is stored."""

from typing import ClassVar

from pymongo import IndexModel

from models.documents.stored import Moment, Stored, StoredAccount


class VendorAccount(Stored):
    """An account; its settings are encrypted with the tenant's data key, bound to tenant, vendor and name.

    Attributes:
        id: the account's text.
        revision: another one with every change; gateways see by it what changed.
    """

    id: str  # type: ignore[assignment]
    tenant: str
    account: StoredAccount
    sealed: bytes
    revision: str
    changed_at: Moment

    class Settings:
        name = "accounts"
        indexes: ClassVar = [IndexModel(["tenant", "_id", "revision"], name="of_tenant")]

    def __repr__(self) -> str:
        return f"VendorAccount({self.id})"

    __str__ = __repr__
