"""Dataloader of missing fields: fields that a list did not return, once per aspect and object."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import islice
from typing import Any, TypeAlias, cast

from models.ids import Identified, Key
from resolvers.loaders.answer import LoadAnswer
from resolvers.loaders.base import BatchLoader, Group
from vendors.adapters import Adapters
from vendors.base import Adapter
from vendors.declarations import declaration

# An object and the aspect of it that is missing.
PartKey: TypeAlias = tuple[Identified, str]
# A method of `Adapter` that completes objects.
Completes: TypeAlias = Callable[[Adapter, str, Sequence[Any]], Awaitable[Mapping[Any, Any]]]


class PartsLoader(BatchLoader[PartKey, Any]):
    """Loads the completed object for each (object, aspect).

    Args:
        vendors: the adapters to ask.
        method: the method of `Adapter` that completes this kind of object.
    """

    def __init__(self, vendors: Adapters, method: Completes) -> None:
        super().__init__(lambda part: (part[0].key, part[1]))
        self._vendors = vendors
        self._declared = declaration(method)
        # By the object; those after the first few answers are not in it yet.
        self._of: dict[Key, list[LoadAnswer[Any]]] = {}
        self._number = 0

    def asked(self, key: Key) -> Sequence[LoadAnswer[Any]]:
        """What was asked for of one object so far: the object, each time with more of its fields."""
        for name, answer in islice(self._answers.items(), self._number, None):
            of, _ = cast(tuple[Key, str], name)
            self._of.setdefault(of, []).append(answer)
        self._number = len(self._answers)
        return self._of.get(key, ())

    def group(self, item: PartKey) -> Group:
        thing, aspect = item
        return thing.account, aspect

    async def ask(self, group: Group, items: Sequence[PartKey]) -> Mapping[Any, Any]:
        account, aspect = group
        complete = self._declared.on(self._vendors.of(account))
        found = await complete(str(aspect), [thing for thing, _ in items])
        return {(key, aspect): answer for key, answer in found.items()}
