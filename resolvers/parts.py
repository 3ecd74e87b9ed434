"""Fields that one vendor call carries and another does not: read if there, asked for if not."""

from collections.abc import Callable
from typing import Any

from models.ids import Identified
from models.partial import Unfetched
from resolvers.context import Context, Info


def part(name: str) -> Callable[[Any, Info], Any]:
    """A resolver of the model's attribute `name`, which costs a call only where the model came without it."""

    def read(root: Any, info: Info) -> Any:
        value = getattr(root, name)
        return fetched(root, name, info.context) if isinstance(value, Unfetched) else value

    read.__name__ = name
    return read


async def fetched(thing: Identified, name: str, context: Context) -> Any:
    """The attribute `name` of a thing, completed by its vendor where it is missing; None where it stays missing."""
    value = getattr(thing, name)
    if isinstance(value, Unfetched):
        whole = await context.loaders.parts[thing.key.kind].load((thing, value.aspect))
        value = None if whole is None else getattr(whole, name)
    return None if isinstance(value, Unfetched) else value
