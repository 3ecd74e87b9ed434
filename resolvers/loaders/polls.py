"""Dataloader of polls, by room and session number."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from models.poll import Poll
from models.room import Room
from resolvers.loaders.base import BatchLoader, Group
from vendors.adapters import Adapters


class PollPlace(NamedTuple):
    """A session of a room, by its number; all sessions of the room if there is no number."""

    room: Room
    session_number: int | None = None


class PollsLoader(BatchLoader[PollPlace, tuple[Poll, ...]]):
    """Loads polls by room and session number."""

    def __init__(self, vendors: Adapters) -> None:
        super().__init__(lambda place: (place.room.key, place.session_number))
        self._vendors = vendors

    def group(self, item: PollPlace) -> Group:
        return item.room.account, item.session_number

    async def ask(self, group: Group, items: Sequence[PollPlace]) -> Mapping[Any, Any]:
        number = items[0].session_number
        adapter = self._vendors.of(group[0])
        found = await adapter.polls_of_rooms([place.room for place in items], number)
        return {(key, number): answer for key, answer in found.items()}
