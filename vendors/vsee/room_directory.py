"""Finds VSee's rooms by code, and by the second id that only visits use."""

import asyncio
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta

from models.errors import VendorBadResponse, VendorError
from models.operation import Safe
from models.partial import if_fetched
from models.room import Room
from models.vendor import Vendor
from models.vendor_problem import MissingPart
from vendors.missing_data import collecting_missing_data
from vendors.operation_scope import current_scope
from vendors.partial_results import fetch_each
from vendors.reads import Read
from vendors.vsee.client import READ_ROOM, VSeeClient
from vendors.vsee.mapping import rooms
from vendors.vsee.room_list import RoomList

# For how long a room that was not found is not looked for again.
MISSED_FOR = timedelta(seconds=60)
# How many rooms are read concurrently in a search; it ends with the first batch that contains the room.
_LOT = 50
# With less time left, an operation's search may have failed for want of it.
_LATE_SECONDS = 1.0
# As VSee writes the id that visits refer to.
_IDS = frozenset(("id", "_id"))


class RoomDirectory:
    """Remembers, for as long as the process lives, which code belongs to which id; it learns from every room read."""

    def __init__(self, client: VSeeClient, room_list: RoomList, now: Callable[[], datetime]) -> None:
        self._client = client
        self._list = room_list
        self._now = now
        self._codes: dict[str, str] = {}
        self._seen: set[str] = set()
        self._missed: dict[str, datetime] = {}
        self._searching = asyncio.Lock()
        # How many searches have ended, and why the latest one could not read all rooms, while somebody waits for it.
        self._ended = 0
        self._waiting = 0
        self._failure: VendorError | None = None

    def by_code(self, code: str) -> Read[Room]:
        return self._client.room(code).if_found(
            lambda row: rooms.room(row, self._client.answer(READ_ROOM)), told=self._learn_one
        )

    def _learn_one(self, room: Room | None) -> None:
        if room is not None:
            self.learn((room,))

    def learn(self, found: Iterable[Room]) -> None:
        """Remembers rooms that VSee has shown."""
        for room in found:
            code = room.code or room.vendor_id
            self._seen.add(code.casefold())
            if uid := if_fetched(room.uid):
                self._codes[uid] = code

    def has_seen(self, code: str) -> bool:
        """Whether VSee has returned a room with this code; it has no call to delete one."""
        return code.casefold() in self._seen

    async def by_uids(self, uids: Collection[str]) -> dict[str, Room | VendorError | None]:
        """The rooms with these ids; None for one that no room has."""
        failure = await self._search(uids)
        codes = {uid: self._codes[uid] for uid in uids if uid in self._codes}
        read = await fetch_each(list(set(codes.values())), self.by_code)
        return {uid: read[codes[uid]] if uid in codes else failure for uid in uids}

    async def _search(self, uids: Collection[str]) -> VendorError | None:
        """Learns the codes of these ids; an error means that some room could not be read, which may be the one.

        VSee cannot be asked for a room by this id, so the rooms that are not known yet are read until all are found.
        Whoever waited for a search that failed does not search again: while VSee hangs, each would wait in turn.
        """
        if self._codes.keys() >= set(uids):
            return None
        ended = self._ended
        self._waiting += 1
        try:
            async with self._searching:
                if self._ended != ended and self._failure is not None and self._unknown(uids):
                    return self._failure
                return await self._search_for_all(uids)
        finally:
            self._waiting -= 1
            if not self._waiting:
                # Its traceback holds all that the search has read.
                self._failure = None

    async def _search_for_all(self, uids: Collection[str]) -> VendorError | None:
        """Searches, and leaves its failure to those who wait."""
        self._failure = None
        try:
            failure = await self._searched(uids)
        except VendorError as error:
            self._tell(error)
            raise
        finally:
            self._ended += 1
        self._tell(failure)
        return failure

    def _tell(self, failure: VendorError | None) -> None:
        # The end of one operation's time tells the others nothing.
        self._failure = None if _is_late() else failure

    def _unknown(self, uids: Collection[str]) -> set[str]:
        """Of these ids, those that must be searched."""
        now = self._now()
        self._missed = {uid: at for uid, at in self._missed.items() if now - at < MISSED_FOR}
        return set(uids) - self._codes.keys() - self._missed.keys()

    async def _searched(self, uids: Collection[str]) -> VendorError | None:
        """Reads the rooms that are not known yet."""
        now = self._now()
        wanted = self._unknown(uids)
        if not wanted:
            return None
        familiar = set(self._codes.values())
        with collecting_missing_data() as gaps:
            listed = await self._list.codes()
        unread = [code for code in listed if code not in familiar]
        # What is not shown, or cannot be read, may be the one.
        failure: VendorError | None = None
        if any(problem.missing is not MissingPart.FIELDS for problem in gaps.problems()):
            failure = VendorBadResponse(Vendor.VSEE, Safe("list rooms"), detail="not all rooms")
        for start in range(0, len(unread), _LOT):
            # These are read for their ids alone: what else of them cannot be read is missing from no answer.
            with collecting_missing_data() as gaps:
                read = await fetch_each(unread[start : start + _LOT], self.by_code)
            failure = next((one for one in read.values() if isinstance(one, VendorError)), failure)
            if any(field in _IDS for problem in gaps.problems() for field in problem.fields):
                failure = VendorBadResponse(Vendor.VSEE, READ_ROOM, detail="not all ids")
            wanted -= self._codes.keys()
            if not wanted:
                return None
        if failure is None:
            self._missed |= dict.fromkeys(wanted, now)
        return failure


def _is_late() -> bool:
    """Whether the operation has so little time left that this may be why it failed."""
    scope = current_scope()
    left = None if scope is None else scope.left()
    return left is not None and left < _LATE_SECONDS
