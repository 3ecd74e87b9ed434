"""Creates the context of one operation."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from commands.engine import Commands
from models.principal import Principal
from polling.broker import Broker
from resolvers.context import Context
from resolvers.snapshots import Snapshots
from runtime.background_tasks import BackgroundTasks
from store.audit_log import AuditLog
from store.store import Store
from vendors.adapters import Adapters


@dataclass(frozen=True, slots=True, kw_only=True)
class Contexts:
    """Holds what all operations share, and creates a context for each operation."""

    vendors: Adapters
    now: Callable[[], datetime]
    store: Store
    commands: Commands
    broker: Broker
    writes: BackgroundTasks
    audit_log: AuditLog
    snapshots: Snapshots = field(default_factory=Snapshots)

    def fresh(self, request_id: str, principal: Principal) -> Context:
        """The context of one operation, or of the first event of a subscription."""
        return Context(
            vendors=self.vendors.of_tenant(principal.tenant),
            now=self.now,
            store=self.store,
            commands=self.commands,
            request_id=request_id,
            principal=principal,
            broker=self.broker,
            writes=self.writes,
            audit_log=self.audit_log,
            snapshots=self.snapshots,
        )
