"""An API key as it is stored: whom it names, what it allows, and a digest of its secret."""

from typing import ClassVar

from pydantic import Field
from pymongo import IndexModel

from models.documents.stored import Moment, Stored

_KEPT_SECONDS = 90 * 24 * 3600


class ApiKey(Stored):
    """A key; its secret is not stored.

    Attributes:
        id: the part of the key that names it.
        tenant: the tenant.
        caller: the caller's id within the tenant.
        roles, scopes: what it allows.
        pepper: the name of the pepper under which its digest was made.
        digest: HMAC-SHA256 of the id and the secret.
        revoked_at: since when it is refused; None if it is not.
    """

    id: str  # type: ignore[assignment]
    tenant: str
    caller: str
    roles: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    pepper: str
    digest: bytes = Field(repr=False)
    created_at: Moment
    expires_at: Moment
    revoked_at: Moment | None = None

    class Settings:
        name = "api_keys"
        indexes: ClassVar = [
            IndexModel(["tenant", "created_at"]),
            # A list shows for a while what has expired; nothing that has is accepted.
            IndexModel("expires_at", expireAfterSeconds=_KEPT_SECONDS),
        ]

    def __repr__(self) -> str:
        return f"ApiKey({self.id})"

    __str__ = __repr__
