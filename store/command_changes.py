"""Changes commands: each change names the version that it is based on, and times are the database's."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from models.command import CommandSource, CommandState
from models.documents.command import CommandRecord
from models.documents.stored import plain
from models.stage import Stage
from store.store import Store

_NOW = "$$NOW"


class After(NamedTuple):
    """A moment so many seconds from now, by the database's clock."""

    seconds: float


class Step(NamedTuple):
    """A transition that is to be written; its time is the database's."""

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
    """The record after a change; None where somebody else changed it since it was read, or sends to its device.

    Args:
        store: where it is kept.
        record: as it was last read.
        step: what is added to its history.
        stage: where it stands from now on.
        fenced: whether our claim on it must still be the last one.
        only_if: what must be true of it besides.
        fields: what else is set, by name; dots are written as two underscores.

    Raises:
        StoreUnavailable: MongoDB is away, and the change may have been made all the same.
    """
    query = {"_id": record.id, "version": record.version, **(only_if or {})}
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
    """Adds vendor ids of a command to those that are known, now or as soon as MongoDB is back.

    Neither fence nor version matters: whatever became of the command since, these ids are its.
    """
    new = {"$setDifference": [list(ids), "$vendor_ids"]}
    change = {
        "vendor_ids": {"$concatArrays": ["$vendor_ids", new]},
        "version": {"$add": ["$version", 1]},
    }

    async def work() -> None:
        await CommandRecord.raw().update_one({"_id": record.id}, [{"$set": change}])

    await store.eventually(work)


async def mark_audited(store: Store, record: CommandRecord) -> None:
    """Notes that the end of a command stands in the audit log, unless the command has changed since it was read.

    Raises:
        StoreUnavailable: MongoDB is away.
    """

    async def work() -> None:
        await CommandRecord.raw().update_one(
            {"_id": record.id, "version": record.version}, {"$set": {"audited": True}}
        )

    await store.run(work)


def _expression(value: Any) -> Any:
    if isinstance(value, After):
        return {"$add": [_NOW, int(value.seconds * 1000)]}
    # A text that begins with a dollar would be read as the name of a field.
    return {"$literal": plain(value)}
