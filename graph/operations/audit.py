"""Audits operations: which secret fields an answer contains, which mutations it carried out and what was denied.

What an operation is about to show or to write is announced to the audit log as soon as it begins, which takes as long
as one write and runs beside the calls to vendors. A secret leaves, and a write begins, only after that is durable. What
was in fact shown, and the outcome of a mutation, follow in entries of their own. No entry has a value.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from graphql import ExecutionResult, GraphQLError

from models.documents.audit import NewEntry
from models.error_code import ErrorCode
from models.errors import StoreUnavailable
from models.ids import encoded_each
from resolvers.context import Context
from store.audit_log import an_id

# So that one entry stays small, however many rows an answer has.
THINGS_AT_MOST = 500

REVEAL, REFUSE = "reveal", "refuse"
_NOT_SHOWN = "This secret is not shown, because the audit log cannot be written now."


def announce(fields: Sequence[str], context: Context) -> None:
    """Announces the secret fields that an operation may show; the entry is written while it runs."""
    if context.audit_log is not None and fields:
        entry = an_entry(context, REVEAL, "ANNOUNCED", fields=fields)
        context.audit_intents.announce(context.audit_log.record(entry))


async def settle(result: ExecutionResult, context: Context) -> list[GraphQLError]:
    """Waits for the entry about the secrets of an answer if it has any; without it they are removed from the answer.

    Returns:
        An error for each field of the document that is null for that.
    """
    if context.audit_log is None or not context.audit_intents.is_showing:
        context.revealed.discard()
        return []
    try:
        await context.audit_intents.until_durable()
    except StoreUnavailable:
        context.revealed.discard()
        return list(_withheld(result, context))
    _write_revealed(context)
    return []


def write_denied(context: Context) -> None:
    """Records the fields that were denied; of a subscription each once."""
    denied = [each for each in context.denied if context.revealed.is_denied_anew(each.field)]
    if denied:
        scopes = frozenset[str]().union(*(each.scopes for each in denied))
        write_refusal(context, sorted({each.field for each in denied}), scopes)


def write_refusal(context: Context, fields: Sequence[str], scopes: Iterable[str]) -> None:
    """Records that fields or an operation were refused for lack of scopes."""
    if context.audit_log is not None:
        lacking = tuple(sorted(scopes))
        entry = an_entry(context, REFUSE, ErrorCode.FORBIDDEN.value, fields=fields, scopes=lacking)
        context.audit_log.record(entry, urgent=False)


def an_entry(
    context: Context,
    action: str,
    result: str,
    *,
    things: Sequence[str] = (),
    reason: str | None = None,
    **details: Any,
) -> NewEntry:
    """An entry about an operation."""
    tenant, caller = context.principal.caller
    return NewEntry(
        an_id(action),
        context.now(),
        tenant,
        caller,
        action,
        result,
        context.request_id,
        things[:THINGS_AT_MOST],
        details,
        reason,
    )


def _write_revealed(context: Context) -> None:
    shown = list(context.revealed.take())
    if not shown or context.audit_log is None:
        return
    fields = tuple(sorted({each.field for each in shown}))
    things = sorted(set(encoded_each([each.of for each in shown if each.of is not None])))
    for start in range(0, max(len(things), 1), THINGS_AT_MOST):
        context.audit_log.record(
            an_entry(context, REVEAL, "REVEALED", things=things[start:], fields=fields), urgent=False
        )


def _withheld(result: ExecutionResult, context: Context) -> Iterable[GraphQLError]:
    for shown in context.audit_intents.shown:
        paths = [path.as_list() for paths in shown.paths for path in paths]
        for path in paths:
            _make_null(result.data, path)
        yield GraphQLError(
            _NOT_SHOWN,
            path=paths[0],
            extensions={
                "code": ErrorCode.SERVICE_UNAVAILABLE.value,
                "retryable": True,
                "count": len(paths),
                "requestId": context.request_id,
            },
        )


def _make_null(data: Any, path: Sequence[str | int]) -> None:
    *parents, last = path
    for step in parents:
        # An error elsewhere may have made a parent null.
        if data is None:
            return
        data = data[step]
    if data is not None:
        data[last] = None
