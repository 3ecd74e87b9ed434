"""The results of one operation for a streaming transport: one for a query, many for a subscription."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from graphql import ExecutionResult, OperationType

from graph.operations.executable_schema import ExecutableSchema
from graph.operations.prepare import PreparedOperation
from graph.operations.results import OperationFailed, request_error
from models.error_code import ErrorCode
from resolvers.context import Context

# A client that closes a socket or stream cancels its operations.
NO_MUTATIONS = (
    "Mutations are not supported here: send them over HTTP, where a lost connection does not interrupt them."
)

ONLY_SUBSCRIPTIONS = "Only subscriptions are supported here: send queries over HTTP."


async def results_of(
    schema: ExecutableSchema,
    prepared: PreparedOperation | OperationFailed,
    variables: dict[str, Any] | None,
    context: Context,
    *,
    queries: bool = True,
) -> AsyncGenerator[ExecutionResult, None]:
    """Gives the results of a query or subscription, ready for the client.

    Args:
        prepared: the operation, or why there is none.
        queries: whether queries are executed here, too.

    Raises:
        OperationFailed: it ends with errors, before its first result or later.
    """
    if isinstance(prepared, OperationFailed):
        raise prepared
    if not prepared.reads_only:
        error = request_error(NO_MUTATIONS, ErrorCode.BAD_USER_INPUT, context.request_id)
        raise OperationFailed([error])
    if prepared.kind is OperationType.QUERY and not queries:
        error = request_error(ONLY_SUBSCRIPTIONS, ErrorCode.BAD_USER_INPUT, context.request_id)
        raise OperationFailed([error])
    async with aclosing(schema.results(prepared, variables, context)) as found:
        async for result in found:
            yield result
