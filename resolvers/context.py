"""The context of one operation: everything that a resolver can use."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

import strawberry

from commands.engine import Commands
from models.account import Account, first_account
from models.caller import Caller
from models.ids import Key, Kind, decode, decode_as
from models.vendor import Capability, Vendor
from models.view import with_changes
from polling.broker import Broker
from resolvers.loaders import Loaders
from resolvers.loaders.entries import EntriesLoader
from resolvers.loaders.presences import PresencesLoader
from resolvers.loaders.records import RecordsLoader
from resolvers.reads import Reads
from resolvers.remembered_facts import RememberedFacts
from resolvers.revealed import Revealed
from resolvers.snapshots import Snapshots
from runtime.background_tasks import BackgroundTasks
from store.audit_log import AuditLog
from store.store import Store
from vendors.adapters import Adapters
from vendors.base import Adapter


@dataclass(kw_only=True)
class Context:
    """Made afresh for every operation, and for every event of a subscription.

    Attributes:
        vendors: the adapters of the accounts that the caller's tenant has.
        now: tells aware UTC time.
        store: what is remembered; it may be away, and says so when it is asked.
        commands: device commands, from acceptance to their end.
        request_id: names the request in errors and logs.
        caller: who asks; what belongs to one caller is no other's.
        writes: carries on what is written when nobody waits for it any more.
        broker: subscribes to what vendors do not tell of by themselves.
        trail: where it is written down which secrets were shown; nowhere where there is none.
        snapshots: what walks through lists in no order have read; writing clears it.
        revealed: which were; all events of a subscription share it.
        began: the moment that nothing is older than that is asked for through it.
    """

    vendors: Adapters
    now: Callable[[], datetime]
    store: Store
    commands: Commands
    request_id: str
    caller: Caller
    broker: Broker = field(default_factory=Broker)
    writes: BackgroundTasks = field(default_factory=lambda: BackgroundTasks("writes"))
    audit_log: AuditLog | None = None
    snapshots: Snapshots = field(default_factory=Snapshots)
    revealed: Revealed = field(default_factory=Revealed)
    began: datetime = field(init=False)
    _read: Reads | None = field(init=False, repr=False, default=None)

    def __post_init__(self) -> None:
        self.began = self.now()

    @property
    def _reads(self) -> Reads:
        if self._read is None:
            self._read = Reads(self.vendors, self.store, self.commands)
        return self._read

    @property
    def remembered_facts(self) -> RememberedFacts:
        return self._reads.remembered_facts

    @property
    def loaders(self) -> Loaders:
        return self._reads.loaders

    @property
    def records(self) -> RecordsLoader:
        """The commands that were given through this API, meeting by meeting."""
        return self._reads.records

    @property
    def presences(self) -> PresencesLoader:
        """Whether devices are awake."""
        return self._reads.presences

    @property
    def entries(self) -> EntriesLoader:
        """What is kept of meetings for calendars."""
        return self._reads.entries

    def forget(self) -> None:
        """Lets everything be read anew, for what is written makes old what was read."""
        self._read = None
        self.snapshots.clear()
        self.began = self.now()

    def afresh(self) -> "Context":
        """A context like this one that remembers nothing: for the next event, or the next look at a vendor."""
        return with_changes(self)

    def key(self, id: str) -> Key:
        """What a global id names among the caller's own things.

        Raises:
            BadInput: it is malformed.
        """
        return decode(id, self.caller.tenant)

    def key_of(self, kind: Kind, id: str) -> Key:
        """What a global id names, which must be of one kind.

        Raises:
            BadInput: it is malformed, or names another kind of thing.
        """
        return decode_as(id, kind, self.caller.tenant)

    def account_at(self, vendor: Vendor) -> Account:
        """The account that is meant where a vendor alone is named: the caller's tenant's first there."""
        return first_account(self.caller.tenant, vendor)

    def adapter(self, account: Account) -> Adapter:
        """The account's adapter.

        Raises:
            NotConfigured: this gateway has no such account.
        """
        return self.vendors.of(account)

    def offers(self, account: Account, capability: Capability) -> bool:
        """Whether the account can be asked for it; what it cannot do is null in the graph, without a call."""
        return capability in self.vendors.of(account).capabilities


Info: TypeAlias = strawberry.Info[Context, None]
