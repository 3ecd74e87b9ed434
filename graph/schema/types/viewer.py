"""Viewer: who asks, and how much they may use."""

from datetime import datetime

import strawberry

from graph.schema.fields import attribute, backed_by, computed
from models import rate_limit as models
from models.principal import Principal
from resolvers.context import Info


@backed_by(
    models.CallerRateLimit,
    description="How much a caller may use. Every operation costs points, as `@cost` and `@listSize` in the schema "
    "say; `extensions.cost` of each answer tells how many.",
)
class CallerRateLimit:
    limit: int = attribute(description="How many points the caller's bucket holds.")
    available: int = attribute(
        description="How many points are left. What this operation may cost has been taken; what it does not use is "
        "given back when it ends."
    )
    restore_rate: int = attribute(description="How many points are restored each second.")
    reset_at: datetime = attribute(
        description="When the bucket is full again, in UTC, if nothing is used until then."
    )


def _rate_limit(info: Info) -> models.CallerRateLimit | None:
    limits = info.context.rate_limits
    return None if limits is None else limits.of(info.context.caller)


def _scopes(root: Principal) -> list[str]:
    return sorted(root.scopes)


@backed_by(Principal, description="Who sends the operation, and what they may see and do.")
class Viewer:
    id: strawberry.ID = attribute(
        description="The id of the caller within the tenant: the subject of the token, or the id of the API key. "
        "`node` does not accept it."
    )
    tenant: str = attribute(description="The tenant, whose vendor accounts the caller uses.")
    roles: list[str] = attribute(description="The roles of the caller: names for sets of scopes.")
    expires_at: datetime | None = attribute(
        description="When the token or API key ends, in UTC. Null if it does not."
    )
    scopes: list[str] = computed(
        _scopes,
        description="The scopes of the caller, which decide alone what it may see and do. A field that needs a scope "
        "has the directive `@requiresScopes`.",
    )
    rate_limit: CallerRateLimit | None = computed(
        _rate_limit,
        description="How much the caller may use now. Null if nothing is limited.",
    )
