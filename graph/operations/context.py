"""Creates the context of one operation."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from commands.engine import Commands
from graph.operations.tenants import Tenants
from models.principal import Principal
from resolvers.context import Context
from resolvers.rate_limits import RateLimits
from runtime.background_tasks import BackgroundTasks
from store.audit_log import AuditLog
from store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Contexts:
    """Holds what all operations share, and creates a context for each operation."""

    tenants: Tenants
    now: Callable[[], datetime]
    store: Store
    commands: Commands
    writes: BackgroundTasks
    audit_log: AuditLog
    rate_limits: RateLimits
    recheck: Callable[[Principal], Awaitable[None]]

    def fresh(self, request_id: str, principal: Principal) -> Context:
        """The context of one operation, or of the first event of a subscription."""
        tree = self.tenants.of(principal.caller.tenant)
        return Context(
            vendors=tree.vendors,
            now=self.now,
            store=self.store,
            commands=self.commands,
            request_id=request_id,
            principal=principal,
            broker=tree.broker,
            writes=self.writes,
            audit_log=self.audit_log,
            rate_limits=self.rate_limits,
            snapshots=tree.snapshots,
            recheck=self.recheck,
        )
