"""A device's line: counts the commands that were put into it, and makes those who add to it take turns."""

from typing import Any

from beanie import Document
from pymongo import ReturnDocument
from pymongo.asynchronous.client_session import AsyncClientSession

from models.ids import Key


class Line(Document):
    """One device's.

    Attributes:
        id: the device, as vendor and vendor id.
        sequence: the last place that was given away.
    """

    id: str  # type: ignore[assignment]
    sequence: int

    class Settings:
        name = "command_lines"

    @classmethod
    async def next_place(cls, device: Key, session: AsyncClientSession) -> int:
        """A new place at the end; whoever adds to the same line in another transaction conflicts with this one."""
        found: Any = await cls.get_pymongo_collection().find_one_and_update(
            {"_id": f"{device.vendor.value}:{device.parts[0]}"},
            {"$inc": {"sequence": 1}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
            session=session,
        )
        place: int = found["sequence"]
        return place
