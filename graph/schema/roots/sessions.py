"""session: the Query field for sessions."""

import strawberry

from graph.schema.fields import query
from graph.schema.types.lookup import LOOKUP_ARGUMENTS, LookupInput, lookup
from graph.schema.types.session import Session
from models import session as models
from resolvers import sessions
from resolvers.context import Info


async def _session(
    info: Info, id: strawberry.ID | None = None, by: LookupInput | None = None
) -> models.Session | None:
    return await sessions.find(lookup(id, by), info.context)


@strawberry.type
class SessionRoots:
    session: Session | None = query(
        _session,
        description="One session of a meeting. Null if it does not exist. If `by` names a VConnct session without "
        "`meetingId`, this API searches every meeting, with one vendor call for each.",
        arguments=LOOKUP_ARGUMENTS,
    )
