"""Resolves fields that only some vendor calls return: from the object if present, otherwise by another call."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from models.ids import Identified
from models.meeting import Meeting
from models.partial import Unfetched
from models.room import Room
from resolvers.context import Context, Info
from resolvers.loads import Load, Loadable, then, value_of
from resolvers.remembered_facts import RememberedValue


def part(name: str) -> Callable[[Any, Info], Any]:
    """A resolver of the model's attribute `name`, which makes a call only if the model lacks it."""

    def read(root: Any, info: Info) -> Loadable[Any]:
        return part_of(root, name, info.context)

    read.__name__ = name
    return read


def part_of(thing: Identified, name: str, context: Context) -> Loadable[Any]:
    """The attribute `name` of an object, remembered or fetched from its vendor; None if neither has it."""
    value = getattr(thing, name)
    if not isinstance(value, Unfetched):
        return value

    def unless_remembered(ours: RememberedValue | None) -> Loadable[Any]:
        if ours is not None:
            return ours.value
        return Load(context.loaders.parts[thing.key.kind], (thing, value.aspect), of_whole)

    def of_whole(whole: Any) -> Loadable[Any]:
        found = None if whole is None else getattr(whole, name)
        if whole is None or (found is not None and not isinstance(found, Unfetched)):
            return found
        return then(_ours(thing, name, context), lambda ours: None if ours is None else ours.value)

    return then(_ours(thing, name, context, now=context.now), unless_remembered)


async def fetched(thing: Identified, name: str, context: Context) -> Any:
    """As `part_of`, for those who wait for it."""
    return await value_of(part_of(thing, name, context))


def _ours(
    thing: Identified, name: str, context: Context, *, now: Callable[[], datetime] | None = None
) -> Loadable[RememberedValue | None]:
    if not isinstance(thing, Meeting | Room):
        return None
    return context.remembered_facts.standing_in(thing, name, now=now)
