"""Sets on an object, and on the objects in it, the time from which its data is. Pure."""

from datetime import datetime
from typing import Any, TypeVar, cast

from models.meeting import Meeting
from models.room import Room, RoomQueue
from models.view import with_changes

T = TypeVar("T")


def dated(thing: T, at: datetime) -> T:
    """The same meeting, room or queue as one of this moment; anything else as it is."""
    changes: dict[str, Any] = {}
    if isinstance(thing, Meeting) and isinstance(thing.room, Room):
        changes["room"] = dated(thing.room, at)
    if isinstance(thing, Room) and thing.queue is not None:
        changes["queue"] = dated(thing.queue, at)
    if isinstance(thing, Meeting | Room | RoomQueue):
        return cast("T", with_changes(thing, as_of=at, **changes))
    return thing
