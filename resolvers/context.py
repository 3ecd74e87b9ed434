"""The context of one operation: everything that a resolver can use."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from typing import TypeAlias

import strawberry

from commands.engine import Commands
from models.account import Account, first_account
from models.caller import Caller
from models.errors import BadInput
from models.ids import Key, Kind, decode, decode_as
from models.principal import Principal
from models.vendor import Capability, Vendor
from models.view import with_changes
from polling.broker import Broker
from resolvers.audit_intents import AuditIntents
from resolvers.denied import Denied
from resolvers.loaders import Loaders
from resolvers.loaders.entries import EntriesLoader
from resolvers.loaders.presences import PresencesLoader
from resolvers.loaders.records import RecordsLoader
from resolvers.rate_limits import RateLimits
from resolvers.reads import Reads
from resolvers.remembered_facts import RememberedFacts
from resolvers.revealed import Revealed
from resolvers.snapshots import Snapshots
from runtime.background_tasks import BackgroundTasks
from store.audit_log import AuditLog
from store.store import Store
from vendors.adapters import Adapters
from vendors.base import Adapter

# Names the gateway itself where it polls for all subscribers of a tenant.
_POLLING = "polling"


@dataclass(kw_only=True)
class Context:
    """Created for every operation, and for every event of a subscription.

    Attributes:
        vendors: the adapters of the accounts that the caller's tenant has.
        now: returns the present time, aware, in UTC.
        store: the store; it may be unavailable, which raises when it is called.
        commands: device commands, from acceptance to their end.
        request_id: names the request in errors and logs.
        principal: who sent the operation, and what it may see and do.
        writes: finishes writes whose clients no longer wait.
        broker: subscribes to objects that must be polled.
        rate_limits: what callers may still use; None for no limit.
        audit_log: records what was done and which secrets were shown; None for no log.
        snapshots: the cached snapshots of unordered lists; a write clears those of its account.
        revealed: which were; all events of a subscription share it.
        recheck: raises if the principal's credential is good no longer; an event is executed only after it.
        denied: the fields that the principal may not see.
        began: no data that is fetched through this context is older than this time.
    """

    vendors: Adapters
    now: Callable[[], datetime]
    store: Store
    commands: Commands
    request_id: str
    principal: Principal
    broker: Broker
    writes: BackgroundTasks
    rate_limits: RateLimits | None = None
    audit_log: AuditLog | None = None
    recheck: Callable[[Principal], Awaitable[None]] | None = None
    snapshots: Snapshots = field(default_factory=Snapshots)
    revealed: Revealed = field(default_factory=Revealed)
    denied: Denied = field(init=False, default_factory=Denied)
    began: datetime = field(init=False)
    _read: Reads | None = field(init=False, repr=False, default=None)

    def __post_init__(self) -> None:
        self.began = self.now()

    @property
    def caller(self) -> Caller:
        return self.principal.caller

    @cached_property
    def audit_intents(self) -> AuditIntents:
        """What was announced to the audit log."""
        return AuditIntents()

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
        """The presence of devices."""
        return self._reads.presences

    @property
    def entries(self) -> EntriesLoader:
        """The calendar entries of meetings."""
        return self._reads.entries

    def forget(self, account: Account) -> None:
        """Drops all loaded data and all callers' snapshots of this account, because a write may have changed it."""
        self._read = None
        self.snapshots.forget(account)
        self.began = self.now()

    def release(self) -> None:
        """Drops all loaded data when the operation is over; the executor, which is garbage then, holds the context."""
        self._read = None

    def afresh(self) -> "Context":
        """A context like this one without loaded data: for the next event, or the next poll."""
        return with_changes(self)

    def of_no_caller(self) -> "Callable[[], Context]":
        """Makes contexts for polls: they are the tenant's, and know nothing of this operation and its caller."""
        return partial(
            Context,
            vendors=self.vendors,
            now=self.now,
            store=self.store,
            commands=self.commands,
            broker=self.broker,
            writes=self.writes,
            request_id=_POLLING,
            principal=Principal(caller=Caller(self.caller.tenant, _POLLING), scopes=frozenset()),
        )

    def key(self, id: str) -> Key:
        """The key of a global id, within the caller's tenant.

        Raises:
            BadInput: it is malformed.
        """
        return decode(id, self.caller.tenant)

    def key_of(self, kind: Kind, id: str) -> Key:
        """The key of a global id, which must be of one kind.

        Raises:
            BadInput: it is malformed, or names another kind of thing.
        """
        return decode_as(id, kind, self.caller.tenant)

    def keys_of(self, kind: Kind, ids: Iterable[str], at: str) -> tuple[Key, ...]:
        """The keys of several global ids.

        Args:
            at: the path of their list in the operation's arguments.

        Raises:
            BadInput: as `key_of` does; it says which of them.
        """
        keys = []
        for index, id in enumerate(ids):
            try:
                keys.append(self.key_of(kind, id))
            except BadInput as error:
                raise BadInput(f"`{at}[{index}]`: {error.message}") from None
        return tuple(keys)

    def account_at(self, vendor: Vendor, name: str | None = None) -> Account:
        """The account of the caller's tenant at a vendor; the first one, where no name is given."""
        if not name:
            return first_account(self.caller.tenant, vendor)
        return Account(self.caller.tenant, vendor, name)

    def adapter(self, account: Account) -> Adapter:
        """The account's adapter.

        Raises:
            NotConfigured: this gateway has no such account.
        """
        return self.vendors.of(account)

    def offers(self, account: Account, capability: Capability) -> bool:
        """Whether the account has the capability; without it the field is null, and no call is made."""
        return capability in self.vendors.of(account).capabilities


Info: TypeAlias = strawberry.Info[Context, None]
