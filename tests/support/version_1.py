"""What version 1 has stored, as it lay in its database: written by its own code, and put into a test's database."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bson import json_util
from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase

_FILE = Path(__file__).parents[1] / "store" / "written_by_version_1.json"


def _moved(value: Any, by: timedelta) -> Any:
    match value:
        case datetime():
            return value + by
        case dict():
            return {name: _moved(part, by) for name, part in value.items()}
        case list():
            return [_moved(part, by) for part in value]
        case _:
            return value


async def put_into(database: AsyncDatabase[Any]) -> dict[str, list[dict[str, Any]]]:
    """Puts it into an empty database, as if it had been written a moment ago; gives the documents by collection."""
    written = json_util.loads(
        _FILE.read_text("utf-8"), json_options=json_util.JSONOptions(tz_aware=True, tzinfo=UTC)
    )
    # MongoDB keeps milliseconds.
    since = timedelta(seconds=(datetime.now(UTC) - written["captured_at"]) // timedelta(seconds=1))
    found = {name: _moved(rows, since) for name, rows in written["collections"].items()}
    # What a meeting's time is about is no moment of the writing.
    for rows, originals in zip(found.values(), written["collections"].values(), strict=True):
        for row, original in zip(rows, originals, strict=True):
            if "facts" in row:
                row["facts"] = original["facts"]
    for name, rows in found.items():
        await database[name].insert_many(rows)
        indexes = [index for index in written["indexes"][name] if index["name"] != "_id_"]
        if indexes:
            await database[name].create_indexes([_index(index) for index in indexes])
    return found


def _index(told: dict[str, Any]) -> IndexModel:
    others = {name: value for name, value in told.items() if name not in ("v", "key")}
    return IndexModel([(name, int(order)) for name, order in told["key"].items()], **others)
