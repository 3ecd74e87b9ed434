"""Adds commands to the queue of their device; concurrent transactions on the same queue conflict."""

from typing import Any

from pymongo import ReturnDocument
from pymongo.asynchronous.client_session import AsyncClientSession

from models.documents.command import CommandRecord
from models.documents.device_queue import DeviceQueue
from models.documents.stored import SCHEMA_VERSION
from models.ids import Key


async def next_place(device: Key, session: AsyncClientSession) -> int:
    """A new position at the end; a concurrent transaction on the same queue conflicts with this one."""
    account, id = str(device.account), device.parts[0]
    name = f"{account}:{id}"
    next_place = {"$cond": [{"$isNumber": "$sequence"}, {"$add": ["$sequence", 1]}, "$sequence"]}
    found: Any = await DeviceQueue.raw().find_one_and_update(
        {"_id": name},
        [{"$set": {"sequence": next_place, "schemaVersion": SCHEMA_VERSION}}],
        upsert=True,
        return_document=ReturnDocument.AFTER,
        session=session,
    )
    place = found.get("sequence")
    if isinstance(place, int) and place > 0:
        return place
    # The queue is new or unreadable, so the commands in it determine its end.
    last = await (
        CommandRecord.raw()
        .find({"account": account, "device": id, "sequence": {"$type": "int"}}, session=session)
        .sort("sequence", -1)
        .limit(1)
        .to_list()
    )
    first_free: int = last[0]["sequence"] + 1 if last else 1
    mended = {"sequence": first_free} if place is None else {"sequence": first_free, "set_aside": place}
    await DeviceQueue.raw().update_one({"_id": name}, {"$set": mended}, session=session)
    return first_free
