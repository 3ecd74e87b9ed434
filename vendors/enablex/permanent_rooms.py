"""Reads the permanent rooms of the account's user and of the users in the settings."""

from collections.abc import Coroutine, Sequence
from typing import Any

from models.errors import VendorBadResponse, VendorError, VendorRejected
from models.listing import Batch
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


async def listed(
    owners: tuple[str, ...], client: EnableXClient, *, page: int = 1, length: int | None = None
) -> Batch[Room]:
    """A page of the owners' rooms, by owner, and of the own room at their end, without duplicates in it.

    Each room takes a call, which alone tells whether there is one: owners may have none, or be the account's own user.

    Args:
        page, length: counted from 1, and how many rooms are asked for; None for all. If none of them is shown, all
            that follow are asked for with them.

    Raises:
        VendorError: a call failed, other than by a refusal of one room, or every room of the list was refused.
    """
    users = (*sorted(set(owners)), None)
    start = 0 if length is None else (page - 1) * length
    end = len(users) if length is None else min(start + length, len(users))
    answers = await _read_each(users[start:end], client)
    if end < len(users) and not any(isinstance(answer, Room) for answer in answers.values()):
        answers |= await _read_each(users[end:], client)
        end = len(users)
    failures = [answer for answer in answers.values() if isinstance(answer, VendorError)]
    for failure in failures:
        if not isinstance(failure, VendorRejected) or len(failures) == len(users):
            raise failure
    shown = readable(answers.values(), _shown, vendor=Vendor.ENABLEX, operation=_OPERATION)
    by_room_id: dict[str, Room] = {}
    for room in shown:
        if room is not None:
            by_room_id.setdefault(room.vendor_id, room)
    return Batch(tuple(by_room_id.values()), has_more=end < len(users), is_full=False)


def _read_each(
    users: Sequence[str | None], client: EnableXClient
) -> Coroutine[Any, Any, dict[str | None, Room | VendorError | None]]:
    return fetch_each(users, lambda user: _read(user, client))


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
