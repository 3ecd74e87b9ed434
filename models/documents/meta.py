"""The schema version and encryption keys that all gateways on one database share, as they are stored."""

from models.documents.stored import Moment, Stored


class Meta(Stored):
    """One thing that is agreed on.

    Attributes:
        id: "schema", whose schema version is the newest that ever wrote here, or "key:" and a number that rises.
        mark: of a key, a digest that tells it from others.
        since: the time from which it encrypts.
        fenced_at: when it was made unreadable for gateways of an older version.
    """

    id: str  # type: ignore[assignment]
    mark: str | None = None
    since: Moment | None = None
    fenced_at: Moment | None = None

    class Settings:
        name = "meta"
