"""Runs one operation for a transport that carries several answers: one of a query, one per event of a subscription."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from graph import persisted
from graph.results import request_error, was_not_executed
from graph.schema import Schema
from graph.subscribing import Refused
from models.error_code import ErrorCode
from models.errors import MeetgraphError
from resolvers.context import Context

# Whoever drops a socket or stream drops what runs in it.
NO_MUTATIONS = "Mutations are not taken here: send them over HTTP, where a lost connection cuts none in half."


async def answers(
    schema: Schema,
    query: str | None,
    variables: dict[str, Any] | None,
    operation_name: str | None,
    context: Context,
    extensions: Mapping[str, Any] | None = None,
) -> AsyncGenerator[ExecutionResult, None]:
    """The results of one query or subscription, ready for the client.

    Args:
        extensions: those of the request, which may name its text by a hash.

    Raises:
        Refused: the operation ends with errors, before its first result or later.
    """
    # An empty name means none, as old clients have it.
    name = operation_name or None
    try:
        text = persisted.text(query, extensions)
    except MeetgraphError as refused:
        raise _refused(refused.message, context, refused.code) from None
    try:
        result = await schema.execute(
            text,
            variable_values=variables,
            operation_name=name,
            context_value=context,
            allowed_operation_types={OperationType.QUERY},
        )
    except MissingQueryError:
        raise _refused("The request has no `query`.", context) from None
    except CannotGetOperationTypeError as error:
        named = " of that name" if error.operation_name else ""
        raise _refused(f"The query has no operation{named}.", context) from None
    except InvalidOperationTypeError as error:
        if error.operation_type is OperationType.MUTATION:
            raise _refused(NO_MUTATIONS, context) from None
        result = None
    if result is not None:
        if was_not_executed(result):
            raise Refused(result.errors or [])
        yield result
        return
    async with aclosing(await schema.events(text, variables, name, context)) as events:
        async for event in events:
            yield event


async def started(
    schema: Schema,
    query: str,
    variables: dict[str, Any] | None,
    operation_name: str | None,
    context: Context,
) -> AsyncGenerator[ExecutionResult, None]:
    """The results of one subscription, once it has started.

    Raises:
        Refused: it cannot start.
    """
    return await schema.events(query, variables, operation_name or None, context)


def _refused(message: str, context: Context, code: ErrorCode = ErrorCode.BAD_USER_INPUT) -> Refused:
    return Refused([request_error(message, code, context.request_id)])
