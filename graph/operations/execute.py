"""Executes a prepared query, mutation or subscription event, in an operation scope of its own."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

from graphql import ExecutionResult, GraphQLSchema, MiddlewareManager
from graphql import execute as execute_document
from strawberry.utils.await_maybe import await_maybe

from graph.operations import audit, authorisation, errors, results
from graph.operations.awaitables import Awaitables
from graph.operations.federated_trace import VERSION, Trace, Tracing
from graph.operations.prepare import PreparedOperation
from resolvers.context import Context
from vendors.operation_scope import operation_scope


async def execute(
    schema: GraphQLSchema,
    prepared: PreparedOperation,
    variables: dict[str, Any] | None,
    context: Context,
    seconds: float | None,
    *,
    traced: bool,
) -> ExecutionResult:
    """Runs one query or mutation.

    Args:
        seconds: how long it may take.
        traced: whether the client asks how long each field took.
    """
    trace = Trace() if traced else None

    def work(awaitables: Awaitables) -> Awaitable[ExecutionResult] | ExecutionResult:
        return execute_document(
            schema,
            prepared.document,
            context_value=context,
            variable_values=variables,
            operation_name=prepared.name,
            middleware=None if trace is None else MiddlewareManager(Tracing(trace)),
            is_awaitable=cast("Any", awaitables.is_awaitable),
        )

    told = await run(work, prepared, context, seconds)
    if trace is not None:
        told.extensions = {**(told.extensions or {}), VERSION: trace.encoded(told.errors or ())}
    return told


async def run(
    work: Callable[[Awaitables], Awaitable[ExecutionResult] | ExecutionResult],
    prepared: PreparedOperation,
    context: Context,
    seconds: float | None,
) -> ExecutionResult:
    """Runs the execution of an operation; the result's errors and extensions are ready for the client.

    Args:
        work: executes it, and tells by its argument what it has to await.
    """
    awaitables = Awaitables()
    audit.announce(prepared, context)
    with operation_scope(seconds) as scope:
        scope.selected = prepared.attributes_for(context.principal.scopes)
        try:
            result = await await_maybe(work(awaitables))
        except asyncio.CancelledError:
            # Batches run in tasks of their own, which are not cancelled with the operation.
            scope.abandon()
            awaitables.close()
            raise
        finally:
            context.release()
    withheld = await audit.settle(result, context)
    audit.write_denied(context)
    for error in result.errors or ():
        errors.log(error, context.request_id)
    told = [*authorisation.errors_of(context), *withheld]
    return results.for_client(result, scope, context.request_id, denied=told)
