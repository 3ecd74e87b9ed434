"""The context of one operation: all that a resolver may use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import TypeAlias

import strawberry

from commands.engine import Commands
from models.vendor import Capability, Vendor
from resolvers.loaders import Loaders
from resolvers.loaders.base import adapter_of
from resolvers.loaders.entries import EntriesLoader
from resolvers.loaders.presences import PresencesLoader
from resolvers.loaders.records import RecordsLoader
from resolvers.memory import Memory
from resolvers.revealed import Revealed
from resolvers.snapshots import Snapshots
from resolvers.watching import Hub
from runtime.background_tasks import BackgroundTasks
from store.audit_log import AuditLog
from store.store import Store
from vendors.base import Adapter


@dataclass(kw_only=True)
class Context:
    """Made afresh for every operation, and for every event of a subscription.

    Attributes:
        vendors: the adapters of the vendors that this gateway is configured for.
        now: tells aware UTC time.
        store: what is remembered; it may be away, and says so when it is asked.
        commands: device commands, from acceptance to their end.
        request_id: names the request in errors and logs.
        caller: who asks; what belongs to one caller is no other's.
        writes: carries on what is written when nobody waits for it any more.
        watching: follows what vendors do not tell of by themselves.
        trail: where it is written down which secrets were shown; nowhere where there is none.
        snapshots: what walks through lists in no order have read; writing clears it.
        revealed: which were; all events of a subscription share it.
        began: the moment that nothing is older than that is asked for through it.
    """

    vendors: Mapping[Vendor, Adapter]
    now: Callable[[], datetime]
    store: Store
    commands: Commands
    request_id: str
    watching: Hub = field(default_factory=Hub)
    writes: BackgroundTasks = field(default_factory=lambda: BackgroundTasks("writes"))
    caller: str = "anonymous"
    trail: AuditLog | None = None
    snapshots: Snapshots = field(default_factory=Snapshots)
    revealed: Revealed = field(default_factory=Revealed)
    began: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.now()

    @cached_property
    def memory(self) -> Memory:
        return Memory(self.vendors, self.store)

    @cached_property
    def loaders(self) -> Loaders:
        return Loaders(self.vendors, self.memory)

    @cached_property
    def records(self) -> RecordsLoader:
        """The commands that were given through this API, meeting by meeting."""
        return RecordsLoader(self.commands)

    @cached_property
    def presences(self) -> PresencesLoader:
        """Whether devices are awake."""
        return PresencesLoader(self.commands)

    @cached_property
    def entries(self) -> EntriesLoader:
        """What is kept of meetings for calendars."""
        return EntriesLoader(self.store)

    def forget(self) -> None:
        """Lets everything be read anew, for what is written makes old what was read."""
        for name in ("memory", "loaders", "records", "presences", "entries"):
            self.__dict__.pop(name, None)
        self.snapshots.clear()
        self.began = self.now()

    def afresh(self) -> "Context":
        """A context like this one that remembers nothing: for the next event, or the next look at a vendor."""
        return replace(self)

    def adapter(self, vendor: Vendor) -> Adapter:
        """The vendor's adapter.

        Raises:
            NotConfigured: this gateway has no account there.
        """
        return adapter_of(self.vendors, vendor)

    def offers(self, vendor: Vendor, capability: Capability) -> bool:
        """Whether the vendor can be asked for it; what it cannot do is null in the graph, without a call."""
        return capability in self.adapter(vendor).capabilities


Info: TypeAlias = strawberry.Info[Context, None]
