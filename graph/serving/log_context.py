"""Names the request, the tenant and the caller in all that is logged while an operation is executed."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeAlias

from structlog.typing import EventDict

from models.caller import Caller
from models.principal import Principal

if TYPE_CHECKING:
    # Logging is there before all that can go wrong, so it imports none of it.
    from resolvers.context import Context

# One variable in place of structlog's one for each name: each request sets it, and few log anything.
current: ContextVar[tuple[str, Caller] | None] = ContextVar("request", default=None)

Fresh: TypeAlias = "Callable[[str, Principal], Context]"


def told_in_logs(fresh: Fresh) -> Fresh:
    """Makes contexts as `fresh` does; the task that makes one, and those that it starts, log under its names."""

    def made(request_id: str, principal: Principal) -> "Context":
        log_under(request_id, principal.caller)
        return fresh(request_id, principal)

    return made


def log_under(request_id: str, caller: Caller) -> None:
    """Names a request in all that the current task logs from now on, and the tasks that it starts."""
    current.set((request_id, caller))


def named(_: Any, __: str, event: EventDict) -> EventDict:
    """Names the request in an event of structlog's, where there is one."""
    found = current.get()
    if found is not None:
        request_id, caller = found
        event.update(requestId=request_id, tenant=caller.tenant, caller=caller.id)
    return event
