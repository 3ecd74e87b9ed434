"""Changes commands: each change names the version that it is based on, and times are the database's."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from models.command import CommandSource, CommandState
from models.documents.command import CommandRecord
from models.documents.stored import bson_value
from models.stage import Stage
from store.store import Store

_NOW = "$$NOW"


class After(NamedTuple):
    """A time in so many seconds, by the database's clock."""

    seconds: float


class Step(NamedTuple):
    """A step to add to the history; its time is the database's."""

    state: CommandState
    source: CommandSource
    reason: str | None = None


async def changed(
    store: Store,
    record: CommandRecord,
    step: Step | None = None,
    *,
    stage: Stage | None = None,
    fenced: bool = False,
    only_if: dict[str, Any] | None = None,
    **fields: Any,
) -> CommandRecord | None:
    """The changed record; None if it was changed since it was read, or another command is being sent to its device.

    Args:
        store: the store.
        record: as it was last read.
        step: the step to add to its history.
        stage: the new stage.
        fenced: whether our lease must still be the latest one.
        only_if: further conditions.
        fields: further fields to set, by name; dots are written as two underscores.

    Raises:
        StoreUnavailable: MongoDB is unavailable, and the change may have been made all the same.
    """
    query = {**_place(record), "version": record.version, **(only_if or {})}
    if fenced:
        query["lease.fence"] = record.lease.fence
    new: dict[str, Any] = {name.replace("__", "."): _expression(value) for name, value in fields.items()}
    new["version"] = record.version + 1
    if stage is not None:
        new["stage"] = stage.value
    if step is not None:
        entry = {
            "state": step.state.value,
            "at": _NOW,
            "source": step.source.value,
            "reason": {"$literal": step.reason},
        }
        new["history"] = {"$concatArrays": ["$history", [entry]]}

    async def work() -> dict[str, Any] | None:
        try:
            return await CommandRecord.raw().find_one_and_update(
                query, [{"$set": new}], return_document=ReturnDocument.AFTER
            )
        except DuplicateKeyError:
            return None  # Another command is being sent to the device.

    found = await store.run(work)
    return None if found is None else CommandRecord.read(found)


async def add_vendor_ids(store: Store, record: CommandRecord, ids: Sequence[str]) -> None:
    """Adds vendor ids to a command, now or as soon as MongoDB is available.

    The version is not checked: the ids belong to the command, whatever has changed since.
    """
    new = {"$setDifference": [list(ids), "$vendor_ids"]}
    change = {
        "vendor_ids": {"$concatArrays": ["$vendor_ids", new]},
        "version": {"$add": ["$version", 1]},
    }

    async def work() -> None:
        await CommandRecord.raw().update_one(_place(record), [{"$set": change}])

    await store.eventually(work)


async def mark_audited(store: Store, record: CommandRecord) -> None:
    """Marks the end of a command as written to the audit log, unless the command has changed since it was read.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """

    async def work() -> None:
        await CommandRecord.raw().update_one(
            {**_place(record), "version": record.version}, {"$set": {"audited": True}}
        )

    await store.run(work)


def _place(record: CommandRecord) -> dict[str, Any]:
    return {"_id": record.id, "account": str(record.account)}


def _expression(value: Any) -> Any:
    if isinstance(value, After):
        return {"$add": [_NOW, int(value.seconds * 1000)]}
    # A text that begins with a dollar would be interpreted as a field's path.
    return {"$literal": bson_value(value)}
