"""The rows that lists of an operation returned, so that nothing asks for one of them by its id.

Most operations load nothing by id. So the rows' keys are read when something is loaded for the first time, and the
rooms of meetings, which their views create, when a room is loaded.
"""

from collections import deque
from collections.abc import Sequence

from models.device import Device
from models.ids import Identified, Key, Kind
from models.meeting import Meeting
from models.room import Room
from vendors.cooperative import cooperatively

# So many rows are indexed in one go without holding the loop for long.
_INDEXED_AT_ONCE = 2_000


class ListedRows:
    """The rows of an operation by their keys; of several with one key the first."""

    def __init__(self) -> None:
        self._waiting: list[Sequence[Identified]] = []
        self._number = 0
        self._by_key: dict[Key, Identified] = {}
        # Those whose rooms are not in it yet.
        self._meetings: deque[Meeting] = deque()

    async def learn(self, rows: Sequence[Identified]) -> None:
        """As `remember`, of a list of any length."""
        if self._number + len(rows) <= _INDEXED_AT_ONCE:
            self.remember(rows)
            return
        self._index_waiting()
        async for row in cooperatively(rows):
            self._index(row)

    def remember(self, rows: Sequence[Identified]) -> None:
        """Adds the rows of a short list."""
        self._waiting.append(rows)
        self._number += len(rows)

    def take(self, key: Key) -> Identified | None:
        """The row with this key, which is given out once: a loader keeps it from then on."""
        if self._waiting:
            self._index_waiting()
        if key.kind is Kind.ROOM:
            self._index_rooms(key)
        return self._by_key.pop(key, None)

    def _index_waiting(self) -> None:
        lists, self._waiting, self._number = self._waiting, [], 0
        for rows in lists:
            for row in rows:
                self._index(row)

    def _index(self, row: Identified) -> None:
        if isinstance(row, Meeting | Room | Device):
            self._by_key.setdefault(row.key, row)
        if isinstance(row, Meeting):
            self._meetings.append(row)

    def _index_rooms(self, wanted: Key) -> None:
        """Goes on through the meetings until one is in the wanted room."""
        while self._meetings and wanted not in self._by_key:
            room = self._meetings.popleft().room
            if isinstance(room, Room):
                self._by_key.setdefault(room.key, room)
