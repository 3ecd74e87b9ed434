"""Reads VSee's list of rooms, whose order is not documented and whose total is unknown."""

from functools import partial

from models.listing import Batch, Direction
from models.room import Room
from models.vendor import Vendor
from models.vendor_problem import VendorProblem
from vendors.missing_data import note_missing
from vendors.vsee.client import VSeeClient
from vendors.vsee.mapping import rooms
from vendors.vsee.settings import VSeeSettings


class RoomList:
    """The account's rooms; of one page to the next only its length is remembered."""

    def __init__(self, settings: VSeeSettings, client: VSeeClient) -> None:
        self._cap = settings.page_cap
        self._client = client

    async def batch(self, direction: Direction, page: int) -> Batch[Room]:
        """One page of ours; as `Adapter.list_rooms`.

        Such lists begin with the oldest, so the newest first requires all pages.
        """
        here = await self._client.rooms(page)
        found = {room.key: room for room in map(partial(rooms.summary, self._client.account), here.rows)}
        return Batch(
            tuple(found.values()),
            has_more=here.may_go_on,
            is_unordered=direction is Direction.DESC,
            is_full=here.is_full,
        )

    async def all(self) -> tuple[Room, ...]:
        """Every room once, in VSee's order; what is behind the page cap is noted as missing."""
        found: dict[str, Room] = {}
        for page in range(1, self._cap + 1):
            here = await self._client.rooms(page)
            known = len(found)
            for row in here.rows:
                found.setdefault(str(row.code), rooms.summary(self._client.account, row))
            if here.rows and len(found) == known:
                # A server that does not know pages has sent the same one again.
                if here.is_full:
                    note_missing(VendorProblem.repeating(Vendor.VSEE), "rooms")
                break
            if not here.may_go_on:
                break
        else:
            note_missing(VendorProblem.cut_short(Vendor.VSEE), "rooms")
        return tuple(found.values())
