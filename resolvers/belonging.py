"""What belongs to a thing and is loaded by it, where the thing's vendor offers it."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from models.account import Account
from models.columns import attribute_column
from models.vendor import Capability
from resolvers.context import Context
from resolvers.loaders import Loaders
from resolvers.loaders.base import BatchLoader
from resolvers.loads import Load, Made

T = TypeVar("T")
U = TypeVar("U")

_accounts: Callable[[Sequence[Any]], Sequence[Account]] = attribute_column("key.account")


class Belonging(Generic[T]):
    """What one of the operation's loaders gives of a thing.

    Args:
        loader: which of them.
        capability: what the thing's vendor must have.
        item: of the thing, what the loader takes; by default the thing itself.
    """

    def __init__(
        self,
        loader: Callable[[Loaders], BatchLoader[Any, T]],
        capability: Capability,
        item: str | None = None,
    ) -> None:
        self._loader = loader
        self._capability = capability
        self._items = list if item is None else attribute_column(item)

    def loads(
        self, roots: Sequence[Any], context: Context, make: Callable[[T | None], Made[U]]
    ) -> list[Load[U] | None]:
        """The loads of several things, and what is made of each; None for those whose vendor does not offer it."""
        accounts = _accounts(roots)
        offered = {account: context.offers(account, self._capability) for account in set(accounts)}
        loader = self._loader(context.loaders)
        return [
            Load(loader, item, make) if offered[account] else None
            for item, account in zip(self._items(roots), accounts, strict=True)
        ]
