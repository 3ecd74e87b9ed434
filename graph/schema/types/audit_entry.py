"""AuditEntry: who did, saw or was refused what."""

from datetime import datetime

import strawberry

from graph.schema.fields import attribute, backed_by
from graph.schema.input_fields import input_field, input_type
from graph.schema.types.page_info import Edge, PageInfo
from models import audit_entry as models
from models.bounds import at_most
from models.errors import BadInput
from resolvers.context import Context

_NAME_AT_MOST = 200


@backed_by(
    models.AuditEntry,
    description="An entry of the audit log: who did, saw or was refused what. It holds no secret and no value of an "
    "input. It is never changed.",
)
class AuditEntry:
    id: strawberry.ID = attribute(description="The id of the entry. `node` does not accept it.")
    at: datetime = attribute(description="When it happened, in UTC.")
    caller: str = attribute(
        description="Who did it: `Viewer.id`, or `meetgraph` for what the gateway or an operator at its command line "
        "did."
    )
    action: str = attribute(
        description="What was done: the name of a mutation, `reveal` for secrets that were shown, `refuse` for fields "
        "and operations without the scopes, `authenticate` for the refused use of an expired token or of an API key, "
        "`compensateCommand`, or a change of accounts and API keys."
    )
    result: str = attribute(
        description="What became of it. A mutation is STARTED and then DONE, REPLAYED, REFUSED, FAILED or UNKNOWN. "
        "Secrets are ANNOUNCED before a response may show them, and REVEALED when it did. A refusal is FORBIDDEN, and "
        "that of a credential REFUSED. A command has its state."
    )
    reason: str | None = attribute(description="Why, as the codes of the problems or in words.")
    subject: str | None = attribute(
        description="What was changed or refused: the id of a command, an account or an API key. Null for anything "
        "else."
    )
    things: list[strawberry.ID] = attribute(
        description="Global ids of the objects that it is about, such as the meetings whose secrets were shown."
    )
    fields: list[str] = attribute(
        description="The fields of the schema that were shown or refused, such as `Pins.moderator`."
    )
    scopes: list[str] = attribute(description="The scopes that the caller lacked.")
    command_type: str | None = attribute(description="The type of the command. Null for anything else.")
    count: int | None = attribute(
        description="How many refused uses of a credential the entry stands for, because the first is recorded at "
        "once and further ones once a minute. Null for anything else."
    )
    request_id: str | None = attribute(
        description="The id of the request, as in `requestId` of errors and in the log."
    )
    chain: str | None = attribute(
        description="The chain that proves the entry, see `meetgraph audit verify`. Null for entries of before there "
        "were chains."
    )
    sequence: int | None = attribute(description="The place in the chain, from 1.")


@strawberry.type(description="An entry of the audit log in a list.")
class AuditEntryEdge(Edge):
    node: AuditEntry = attribute(description="The entry.")


@strawberry.type(description="A page of the audit log.")
class AuditEntryConnection:
    page_info: PageInfo = attribute(description="Information about this page, for pagination.")
    edges: list[AuditEntryEdge] = attribute(description="The entries with their cursors.")
    nodes: list[AuditEntry] = attribute(description="The entries without cursors.")


@input_type(
    fills=models.AuditQuery,
    description="Conditions for the entries to return. A condition that is left out or null is ignored, and so is an "
    "empty text, but for `thing`, where it is a malformed id.",
)
class AuditLogFilter:
    since: datetime | None = input_field(
        default=strawberry.UNSET, description="Only entries of this time or later."
    )
    until: datetime | None = input_field(
        default=strawberry.UNSET, description="Only entries of before this time."
    )
    caller: str | None = input_field(
        default=strawberry.UNSET,
        characters=at_most(_NAME_AT_MOST),
        description="Only entries of this caller, compared with `AuditEntry.caller`.",
    )
    action: str | None = input_field(
        default=strawberry.UNSET,
        characters=at_most(_NAME_AT_MOST),
        description="Only entries with this action, such as `reveal`.",
    )
    thing: strawberry.ID | None = input_field(
        default=strawberry.UNSET, description="Only entries about the object with this global id."
    )


def audit_query(filter: AuditLogFilter | None, context: Context) -> models.AuditQuery:
    """What a filter asks for.

    Raises:
        BadInput: the filter contradicts itself, or an id is malformed.
    """
    if filter is None:
        return models.AuditQuery()
    since, until = filter.since or None, filter.until or None
    if since and until and since >= until:
        raise BadInput("`filter.since` must be earlier than `filter.until`.")
    return models.AuditQuery(
        since=since,
        until=until,
        caller=filter.caller or None,
        action=filter.action or None,
        thing=context.key(filter.thing).encoded() if isinstance(filter.thing, str) else None,
    )
