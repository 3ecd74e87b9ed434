"""Resolves fields that only some vendor calls return: from the object if present, otherwise by another call."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from models.columns import in_columns
from models.ids import Identified
from models.meeting import Meeting
from models.partial import Unfetched, if_fetched
from models.room import Room
from resolvers.context import Context, Info
from resolvers.loads import Load, Loadable, then, value_of
from resolvers.remembered_facts import RememberedValue


def part(name: str) -> Callable[[Any, Info], Any]:
    """A resolver of the model's attribute `name`, which makes a call only if the model lacks it."""

    def read_each(things: Sequence[Any], info: Info) -> Sequence[Loadable[Any]]:
        return _parts_of(things, name, info.context)

    @in_columns(read_each)
    def read(root: Any, info: Info) -> Loadable[Any]:
        return part_of(root, name, info.context)

    read.__name__ = name
    return read


def part_of(thing: Identified, name: str, context: Context) -> Loadable[Any]:
    """The attribute `name` of an object, remembered or fetched from its vendor; None if neither has it."""
    return _parts_of((thing,), name, context)[0]


async def fetched(thing: Identified, name: str, context: Context) -> Any:
    """As `part_of`, for those who wait for it."""
    return await value_of(part_of(thing, name, context))


def _parts_of(things: Sequence[Identified], name: str, context: Context) -> Sequence[Loadable[Any]]:
    """As `part_of`, of several objects."""
    of_whole = _reader(name)
    found: list[Loadable[Any]] = []
    # The objects of a column are of one kind and of few accounts, one after the other.
    kind = account = loader = None
    is_kept = False
    for thing in things:
        value = getattr(thing, name)
        if value.__class__ is Unfetched:
            key = thing.key
            if loader is None or key.kind is not kind or key.account is not account:
                kind, account = key.kind, key.account
                loader = context.loaders.parts(kind)
                is_kept = name in context.remembered_facts.kept_of(account)
            if is_kept and isinstance(thing, Meeting | Room):
                value = _unless_kept(thing, name, Load(loader, (thing, value.aspect)), context)
            else:
                value = Load(loader, (thing, value.aspect), of_whole)
        found.append(value)
    return found


@cache
def _reader(name: str) -> Callable[[Any], Any]:
    """Reads an attribute off a whole object, if there is one."""
    return lambda whole: None if whole is None else if_fetched(getattr(whole, name))


def _unless_kept(thing: Meeting | Room, name: str, load: Load[Any], context: Context) -> Loadable[Any]:
    """An attribute as we keep it, else of the whole object, else as we keep it though it is not fresh."""

    def ours(now: Callable[[], datetime] | None) -> Loadable[RememberedValue | None]:
        return context.remembered_facts.standing_in(thing, name, now=now)

    def of_whole(whole: Any) -> Loadable[Any]:
        found = _reader(name)(whole)
        if whole is None or found is not None:
            return found
        return then(ours(None), lambda kept: None if kept is None else kept.value)

    return then(ours(context.now), lambda kept: load.then(of_whole) if kept is None else kept.value)
