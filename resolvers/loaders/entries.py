"""Dataloader of calendar entries: one database query for all meetings of a batch."""

import asyncio

from aiodataloader import DataLoader

from models.documents.calendar_entry import CalendarEntry
from models.ids import Key
from store import calendar_entries
from store.store import Store


class EntriesLoader(DataLoader[Key, CalendarEntry | None]):
    """Loads the calendar entry of a meeting, by the meeting's key."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store

    def load(self, key: Key) -> "asyncio.Future[CalendarEntry | None]":
        # The future is shared by all who load the same entry; a cancelled one must not cancel the others.
        return asyncio.shield(super().load(key))

    async def batch_load_fn(self, keys: list[Key]) -> list[CalendarEntry | None]:
        found = await calendar_entries.of(self._store, keys)
        return [found.get(key.encoded()) for key in keys]
