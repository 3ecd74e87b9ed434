"""Reads the permanent rooms of the account's user and of the users in the settings."""

from models.errors import VendorBadResponse, VendorError, VendorRejected
from models.operation import Safe
from models.room import Room
from models.vendor import Vendor
from vendors.enablex.client import EnableXClient
from vendors.enablex.mapping import rooms
from vendors.partial_results import fetch_each
from vendors.rows import readable

_OPERATION = Safe("list rooms")


async def of_user(user_id: str, client: EnableXClient) -> Room | None:
    """A user's room; the account's own user may be found only by the call for the own room."""
    room = await _read(user_id, client)
    if room is not None and room.owner_id != user_id:
        raise VendorBadResponse(Vendor.ENABLEX, Safe("read room"), detail="another user's room")
    if room is not None:
        return room
    own = await _read(None, client)
    return own if own is not None and own.owner_id == user_id else None


async def all_rooms(owners: tuple[str, ...], client: EnableXClient) -> tuple[Room, ...]:
    """The own room and the owners' rooms, without duplicates, by room id.

    Raises:
        VendorError: a call failed, other than by a refusal of one room, or every room was refused.
    """
    answers = await fetch_each(list(dict.fromkeys((None, *owners))), lambda owner: _read(owner, client))
    failures = [answer for answer in answers.values() if isinstance(answer, VendorError)]
    for failure in failures:
        if len(failures) == len(answers) or not isinstance(failure, VendorRejected):
            raise failure
    shown = readable(answers.values(), _shown, vendor=Vendor.ENABLEX, operation=_OPERATION)
    by_room_id = {room.vendor_id: room for room in reversed(shown) if room is not None}
    return tuple(by_room_id[room_id] for room_id in sorted(by_room_id))


async def _read(owner: str | None, client: EnableXClient) -> Room | None:
    payload = await (client.own_room() if owner is None else client.room_of_user(owner))
    try:
        return None if payload is None else rooms.permanent(payload, client.answer(Safe("read room")), owner)
    except ValueError as error:
        raise VendorBadResponse(Vendor.ENABLEX, Safe("read own room")) from error


def _shown(answer: Room | VendorError | None) -> Room | None:
    # An inactive room, or one of a user outside of this account.
    if isinstance(answer, VendorError):
        raise ValueError("refused")
    return answer
