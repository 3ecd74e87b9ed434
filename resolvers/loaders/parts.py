"""Batching of missing fields: what a list did not carry is asked for once per aspect and thing."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeAlias

from models.ids import Identified
from models.vendor import Vendor
from resolvers.loaders.base import BatchLoader, Group, adapter_of
from vendors.base import Adapter

# A thing and the aspect of it that is missing.
Part: TypeAlias = tuple[Identified, str]


class PartsLoader(BatchLoader[Part, Any]):
    """Loads the completed thing for each (thing, aspect).

    Args:
        vendors: the adapters to ask.
        complete: picks the adapter's method `(aspect, things) -> found` for this kind of thing.
    """

    def __init__(
        self,
        vendors: Mapping[Vendor, Adapter],
        complete: Callable[[Adapter], Callable[[str, Sequence[Any]], Awaitable[Mapping[Any, Any]]]],
    ) -> None:
        super().__init__(lambda part: (part[0].key, part[1]))
        self._vendors = vendors
        self._complete = complete

    def group(self, item: Part) -> Group:
        thing, aspect = item
        return thing.vendor, aspect

    async def ask(self, group: Group, items: Sequence[Part]) -> Mapping[Any, Any]:
        vendor, aspect = group
        complete = self._complete(adapter_of(self._vendors, vendor))
        found = await complete(str(aspect), [thing for thing, _ in items])
        return {(key, aspect): answer for key, answer in found.items()}
