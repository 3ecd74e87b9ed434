"""Viewer: who asks."""

from datetime import datetime

import strawberry

from graph.schema.fields import attribute, backed_by
from models.principal import Principal


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
    scopes: list[str] = attribute(
        description="The scopes of the caller, which decide alone what it may see and do. A field that needs a scope "
        "has the directive `@requiresScopes`."
    )
