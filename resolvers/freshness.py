"""Finds how fresh or stale the data of an object is: gateways between us and a client drop `extensions`."""

import asyncio
from datetime import datetime

from models.meeting import Meeting
from models.room import Room, RoomQueue
from resolvers.context import Info
from vendors.operation_scope import others_have_asked


async def of_thing(root: Meeting | Room, info: Info) -> datetime:
    """No part of the object's data is older than this time."""
    # The operation waits for all other loads for the object in any case.
    await others_have_asked()
    asked = info.context.loaders.parts[root.key.kind].asked(root.key)
    if asked:
        await asyncio.wait(asked)
    done = (each for each in asked if not each.cancelled() and each.exception() is None)
    shown = (root, *(each.result() for each in done))
    return min((each.as_of for each in shown if each is not None and each.as_of), default=info.context.began)


def of_queue(root: RoomQueue, info: Info) -> datetime:
    return root.as_of or info.context.began
