"""A tenant: a clinic, or another owner of vendor accounts, as it is stored."""

from models.documents.stored import Moment, Stored


class Tenant(Stored):
    """A tenant, with the data key that encrypts the settings of its accounts.

    Attributes:
        id: its name, as tokens carry it.
        wrapped_key: its data key, encrypted with a key of the store.
        changes: increases with every change of its accounts, so that concurrent changes and a removal conflict.
    """

    id: str  # type: ignore[assignment]
    wrapped_key: bytes
    added_at: Moment
    changes: int = 0

    class Settings:
        name = "tenants"

    def __repr__(self) -> str:
        return f"Tenant({self.id})"

    __str__ = __repr__
