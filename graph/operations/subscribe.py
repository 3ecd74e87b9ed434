"""Executes a subscription: each event with a context and an operation scope of its own.

graphql-core would execute all events with the context of the subscription's start.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from functools import partial
from typing import Any, Protocol, TypeAlias, cast

from graphql import (
    ExecutionResult,
    Executor,
    GraphQLError,
    create_source_event_stream,
    execute_subscription_event,
    located_error,
)
from strawberry.execution.is_awaitable import optimized_is_awaitable
from strawberry.utils.await_maybe import await_maybe

from graph.operations.awaitables import Awaitables
from graph.operations.execute import ExecutionOptions, by_plan, run
from graph.operations.executor import CooperativeExecutor
from graph.operations.prepare import PreparedOperation
from graph.operations.results import failed, refused
from models.refusal import OperationTimeout
from resolvers.context import Context
from vendors.operation_scope import operation_scope

Run: TypeAlias = Callable[[], Awaitable[ExecutionResult]]


class Admitted(Protocol):
    """Runs an event when there is a place for it and its caller has paid."""

    async def __call__(self, run: Run, context: Context) -> ExecutionResult: ...


async def subscribe(
    options: ExecutionOptions,
    prepared: PreparedOperation,
    variables: dict[str, Any] | None,
    context: Context,
    admitted: Admitted,
) -> AsyncGenerator[ExecutionResult, None]:
    """Starts a subscription; gives its events' results.

    Args:
        admitted: runs each event.

    Raises:
        OperationFailed: it cannot start, or its source failed.
    """
    executor = CooperativeExecutor.build(
        options.schema,
        prepared.document,
        None,
        context,
        variables,
        prepared.name,
        is_awaitable=cast("Any", optimized_is_awaitable),
        **options.of_executor(),
    )
    if isinstance(executor, list):
        raise failed(executor, context.request_id)
    with operation_scope(options.seconds):
        try:
            with options.deadlines.within() as end:
                source = await await_maybe(create_source_event_stream(executor))
        except TimeoutError:
            if not end.is_expired:
                raise
            raise refused(OperationTimeout(is_mutation=False), context.request_id, prepared.kind) from None
    if isinstance(source, ExecutionResult):
        raise failed(source.errors or (), context.request_id)
    found = cast("AsyncGenerator[Any, None]", source)
    return _events(executor, found, prepared, context, options, admitted)


async def _events(
    executor: Executor[Any],
    source: AsyncGenerator[Any, None],
    prepared: PreparedOperation,
    context: Context,
    options: ExecutionOptions,
    admitted: Admitted,
) -> AsyncGenerator[ExecutionResult, None]:
    try:
        async with aclosing(source) as events:
            async for event in events:
                if context.recheck is not None:
                    await context.recheck(context.principal)
                fresh = context.afresh()
                work = partial(_executed, executor, event, prepared, fresh, options)
                yield await admitted(partial(run, work, prepared, fresh, options), fresh)
    except Exception as error:
        raise failed([_located(error, prepared)], context.request_id) from error


def _executed(
    executor: Executor[Any],
    event: Any,
    prepared: PreparedOperation,
    context: Context,
    options: ExecutionOptions,
    awaitables: Awaitables,
) -> Awaitable[ExecutionResult] | ExecutionResult:
    if options.plans and not prepared.introspects:
        planned = by_plan(options, prepared, executor.variable_values, context, awaitables, event)
        if planned is not None:
            return planned
    execution = executor.build_per_event_executor(event)
    execution.context_value = context
    execution.is_awaitable = cast("Any", awaitables.is_awaitable)
    return execute_subscription_event(execution)


def _located(error: Exception, prepared: PreparedOperation) -> GraphQLError:
    """An error of a source, at the subscription's one field."""
    node = prepared.fields[0].node
    return located_error(error, [node], [node.alias.value if node.alias else node.name.value])
