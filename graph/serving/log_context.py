"""Names the request, the tenant and the caller in all that is logged while an operation is executed."""

from collections.abc import Callable

from structlog.contextvars import bind_contextvars

from models.principal import Principal
from resolvers.context import Context

Fresh = Callable[[str, Principal], Context]


def told_in_logs(fresh: Fresh) -> Fresh:
    """Makes contexts as `fresh` does; the task that makes one, and those that it starts, log under its names."""

    def made(request_id: str, principal: Principal) -> Context:
        caller = principal.caller
        bind_contextvars(requestId=request_id, tenant=caller.tenant, caller=caller.id)
        return fresh(request_id, principal)

    return made
