"""Reads VSee's list of rooms, whose order is not documented and whose total is unknown."""

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
        answer = self._client.answer("list rooms")
        found = {str(row.code): row for row in here.rows}
        return Batch(
            tuple(rooms.summary(row, answer) for row in found.values()),
            has_more=here.may_go_on,
            is_unordered=direction is Direction.DESC,
            is_full=here.is_full,
        )

    async def codes(self) -> tuple[str, ...]:
        """The code of every room once, in VSee's order; what is behind the page cap is noted as missing."""
        found: dict[str, None] = {}
        for page in range(1, self._cap + 1):
            here = await self._client.rooms(page)
            known = len(found)
            found |= dict.fromkeys(str(row.code) for row in here.rows)
            if here.rows and len(found) == known:
                # A server that does not know pages has sent the same one again.
                if here.is_full:
                    note_missing(VendorProblem.repeating(Vendor.VSEE), "rooms")
                break
            if not here.may_go_on:
                break
        else:
            note_missing(VendorProblem.cut_short(Vendor.VSEE), "rooms")
        return tuple(found)
