"""The loaded data of one operation, which is not read twice; a write drops all of it."""

from functools import cached_property

from commands.engine import Commands
from resolvers.loaders import Loaders
from resolvers.loaders.entries import EntriesLoader
from resolvers.loaders.presences import PresencesLoader
from resolvers.loaders.records import RecordsLoader
from resolvers.remembered_facts import RememberedFacts
from store.store import Store
from vendors.adapters import Adapters


class Reads:
    """The loaders of one operation, each made when it is used first.

    Args:
        vendors: the adapters of the accounts that the caller's tenant has.
        store: the store.
        commands: device commands.
    """

    def __init__(self, vendors: Adapters, store: Store, commands: Commands) -> None:
        self._vendors = vendors
        self._store = store
        self._commands = commands

    @cached_property
    def remembered_facts(self) -> RememberedFacts:
        return RememberedFacts(self._vendors, self._store)

    @cached_property
    def loaders(self) -> Loaders:
        return Loaders(self._vendors, self.remembered_facts)

    @cached_property
    def records(self) -> RecordsLoader:
        return RecordsLoader(self._commands)

    @cached_property
    def presences(self) -> PresencesLoader:
        return PresencesLoader(self._commands)

    @cached_property
    def entries(self) -> EntriesLoader:
        return EntriesLoader(self._store)
