"""The schema version and encryption keys that all gateways on one database share, as they are stored."""

from models.documents.stored import Moment, Stored


class Meta(Stored):
    """One agreed value.

    Attributes:
        id: "schema", whose schema version is the newest that ever wrote here, or "key:" and an increasing number.
        mark: a digest that identifies a key.
        since: the time from which it encrypts.
        fenced_at: when it became unreadable for gateways of an older version.
    """

    id: str  # type: ignore[assignment]
    mark: str | None = None
    since: Moment | None = None
    fenced_at: Moment | None = None

    class Settings:
        name = "meta"
