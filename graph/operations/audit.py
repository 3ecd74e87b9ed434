"""Audits which secret fields a response contains, without the secrets themselves."""

from collections.abc import Callable
from typing import Any

from graphql import (
    GraphQLSchema,
    default_field_resolver,
)
from strawberry.execution.is_awaitable import optimized_is_awaitable

from graph.schema.declaration import declaration_of
from graph.schema.secret_types import leads_to, object_fields, secret_types
from models.documents.audit import Audit
from resolvers.context import Context
from store.audit_log import an_id

# So that one entry stays small, however many rows an answer has.
THINGS_AT_MOST = 500

Note = Callable[[Context, Any, object], None]


def record_secret_fields(schema: GraphQLSchema) -> None:
    """Wraps the resolvers of secret fields, and of fields that lead to one, so that they record what they return."""
    holders = secret_types(schema)
    for type_, name, field in object_fields(schema):
        declaration = declaration_of(field)
        if declaration is None:
            continue
        resolve, place = field.resolve or default_field_resolver, f"{type_.name}.{name}"
        if declaration.secret:
            field.resolve = _noting(resolve, _shown(place))
        elif leads_to(field, holders):
            field.resolve = _noting(resolve, _belongs)


def write_entry(context: Context) -> None:
    """Adds an audit log entry for the secrets shown since the last call; does not wait for the store."""
    shown = list(context.revealed.take())
    if not shown or context.audit_log is None:
        return
    fields = tuple(sorted({each.field for each in shown}))
    things = sorted({each.of.encoded() for each in shown if each.of is not None})
    for start in range(0, max(len(things), 1), THINGS_AT_MOST):
        context.audit_log.record(
            Audit(
                id=an_id("reveal"),
                at=context.now(),
                tenant=context.caller.tenant,
                caller=context.caller.id,
                action="reveal",
                things=tuple(things[start : start + THINGS_AT_MOST]),
                details={"fields": fields},
                result="REVEALED",
                request_id=context.request_id,
            )
        )


def _noting(resolve: Callable[..., Any], note: Note) -> Callable[..., Any]:
    def noting(root: object, info: Any, **arguments: Any) -> Any:
        value = resolve(root, info, **arguments)
        if optimized_is_awaitable(value):
            return _noted(value, info.context, note, root)
        note(info.context, value, root)
        return value

    return noting


async def _noted(value: Any, context: Context, note: Note, root: object) -> Any:
    found = await value
    note(context, found, root)
    return found


def _shown(field: str) -> Note:
    def note(context: Context, value: Any, root: object) -> None:
        if value:
            context.revealed.note(field, root)

    return note


def _belongs(context: Context, value: Any, root: object) -> None:
    context.revealed.belongs(value, root)
