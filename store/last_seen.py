"""When devices were last seen, according to the commands of this API."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from models.command import CommandState
from models.documents.command import CommandRecord
from models.ids import Key
from models.stage import Stage
from store.store import Store


async def last_seen(store: Store, devices: Sequence[Key], *, since: datetime) -> dict[Key, datetime]:
    """When devices last picked up or executed a command of ours; devices without a time are left out.

    Args:
        store: the store.
        devices: of one account.
        since: by the database's clock; earlier times are ignored.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    seen = [CommandState.FETCHED.value, CommandState.EXECUTED.value]
    pipeline: list[dict[str, Any]] = [
        {
            "$match": {
                "stage": {"$in": [Stage.FETCHED.value, Stage.EXECUTED.value]},
                "account": str(devices[0].account),
                "device": {"$in": [device.parts[0] for device in devices]},
                "history.at": {"$gte": since},
            }
        },
        {"$unwind": "$history"},
        {"$match": {"history.state": {"$in": seen}, "history.at": {"$gte": since}}},
        {"$group": {"_id": "$device", "at": {"$max": "$history.at"}}},
    ]

    async def work() -> list[dict[str, Any]]:
        return await (await CommandRecord.raw().aggregate(pipeline)).to_list()

    found = {one["_id"]: one["at"] for one in await store.run(work)}
    return {device: found[device.parts[0]] for device in devices if device.parts[0] in found}
