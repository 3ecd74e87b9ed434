"""A lease: which replica runs a task that only one replica may run at a time."""

from models.documents.stored import Moment, Stored


class Lease(Stored):
    """A lease expires by the database's clock, independently of the replicas' clocks.

    Attributes:
        id: the name of the task.
        holder: the replica that holds it.
        fence: increases with every new holder.
        until: when it expires unless it is renewed.
    """

    id: str  # type: ignore[assignment]
    holder: str
    fence: int
    until: Moment

    class Settings:
        name = "leases"
