"""Batching of polls, which hang on a room and on a session's number."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from models.poll import Poll
from models.room import Room
from models.vendor import Vendor
from resolvers.loaders.base import BatchLoader, Group, adapter_of
from vendors.base import Adapter


class PollPlace(NamedTuple):
    """Where polls were asked; all sessions of the room where no number is given."""

    room: Room
    session_number: int | None = None


class PollsLoader(BatchLoader[PollPlace, tuple[Poll, ...]]):
    """Loads the polls of each place."""

    def __init__(self, vendors: Mapping[Vendor, Adapter]) -> None:
        super().__init__(lambda place: (place.room.key, place.session_number))
        self._vendors = vendors

    def group(self, item: PollPlace) -> Group:
        return item.room.vendor, item.session_number

    async def ask(self, group: Group, items: Sequence[PollPlace]) -> Mapping[Any, Any]:
        number = items[0].session_number
        adapter = adapter_of(self._vendors, group[0])
        found = await adapter.polls_of_rooms([place.room for place in items], number)
        return {(key, number): answer for key, answer in found.items()}
