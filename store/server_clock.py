"""The clock of the database server, which is the same for all replicas."""

from datetime import UTC, datetime

from models.documents.stored import Stored
from store.store import Store


async def now(store: Store, of: type[Stored]) -> datetime:
    """The server's present time, aware, in UTC.

    Args:
        store: the store.
        of: any document that is kept in it.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """

    async def work() -> datetime:
        told = await of.raw().database.command("hello")
        moment: datetime = told["localTime"]
        # A command's reply is decoded without the client's options.
        return moment.replace(tzinfo=UTC)

    return await store.run(work)
