"""A lease: which replica runs a task that only one replica may run at a time."""

from models.documents.stored import Moment, Stored


class Lease(Stored):
    """Held until a moment by the database's clock; the replicas' own clocks do not matter.

    Attributes:
        id: what it is about.
        holder: who holds it.
        fence: rises with every new holder.
        until: when it ends unless it is renewed.
    """

    id: str  # type: ignore[assignment]
    holder: str
    fence: int
    until: Moment

    class Settings:
        name = "leases"
