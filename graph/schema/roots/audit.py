"""auditLog: the Query field for the audit log of the viewer's tenant."""

import strawberry

from graph.schema.fields import query
from graph.schema.types.audit_entry import AuditEntryConnection, AuditLogFilter, audit_query
from graph.schema.types.page_info import forward
from models.audit_entry import AuditEntry
from models.page import Page
from models.scope import Scope
from resolvers import audit_log
from resolvers.context import Info


async def _audit_log(
    info: Info, first: int | None = None, after: str | None = None, filter: AuditLogFilter | None = None
) -> Page[AuditEntry]:
    return await audit_log.listed(info.context, audit_query(filter, info.context), first=first, after=after)


@strawberry.type
class AuditRoots:
    audit_log: AuditEntryConnection | None = query(
        _audit_log,
        requires={Scope.AUDIT_READ},
        description="The audit log of the viewer's tenant, the newest entries first: every mutation, command, shown "
        "secret and refusal. Pages stay stable while entries are added. Makes no vendor call.",
        arguments={
            **forward("filter"),
            "filter": "Conditions for the entries to return.",
        },
    )
