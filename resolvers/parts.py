"""Resolves fields that only some vendor calls return: from the object if present, otherwise by another call."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from models.ids import Identified
from models.meeting import Meeting
from models.partial import Unfetched
from models.room import Room
from resolvers.context import Context, Info
from resolvers.remembered_facts import RememberedValue


def part(name: str) -> Callable[[Any, Info], Any]:
    """A resolver of the model's attribute `name`, which makes a call only if the model lacks it."""

    def read(root: Any, info: Info) -> Any:
        value = getattr(root, name)
        return fetched(root, name, info.context) if isinstance(value, Unfetched) else value

    read.__name__ = name
    return read


async def fetched(thing: Identified, name: str, context: Context) -> Any:
    """The attribute `name` of an object, remembered or fetched from its vendor; None if neither has it."""
    value = getattr(thing, name)
    if not isinstance(value, Unfetched):
        return value
    ours = await _ours(thing, name, context, now=context.now())
    if ours is not None:
        return ours.value
    whole = await context.loaders.parts[thing.key.kind].load((thing, value.aspect))
    value = None if whole is None else getattr(whole, name)
    if value is not None and not isinstance(value, Unfetched):
        return value
    ours = None if whole is None else await _ours(thing, name, context, now=None)
    return None if ours is None else ours.value


async def _ours(
    thing: Identified, name: str, context: Context, *, now: datetime | None
) -> RememberedValue | None:
    if not isinstance(thing, Meeting | Room):
        return None
    return await context.remembered_facts.standing_in(thing, name, now=now)
