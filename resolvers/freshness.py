"""Finds how fresh or stale the data of an object is: gateways between us and a client drop `extensions`."""

from datetime import datetime

from models.meeting import Meeting
from models.room import Room, RoomQueue
from resolvers.context import Info
from resolvers.loaders.answer import until_there
from vendors.operation_scope import known_since, others_have_asked


async def of_thing(root: Meeting | Room, info: Info) -> datetime:
    """No part of the object's data is older than this time."""
    # The operation waits for all other loads for the object in any case.
    await others_have_asked()
    asked = tuple(info.context.loaders.parts(root.key.kind).asked(root.key))
    await until_there(asked)
    shown = (root, *(each.outcome for each in asked))
    dated = (each.as_of for each in shown if isinstance(each, Meeting | Room))
    return min((at for at in dated if at is not None), default=known_since(info.context.began))


def of_queue(root: RoomQueue, info: Info) -> datetime:
    return root.as_of or known_since(info.context.began)
