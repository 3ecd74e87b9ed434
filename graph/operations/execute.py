"""Executes a prepared query, mutation or subscription event, in an operation scope of its own."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, cast

from graphql import ExecutionResult, GraphQLError, GraphQLSchema, MiddlewareManager, OperationType
from graphql import execute as execute_document
from graphql.execution.values import VariableValues

from graph.operations import audit, authorisation, errors, results
from graph.operations.awaitables import Awaitables
from graph.operations.deadlines import Deadlines
from graph.operations.executor import CooperativeExecutor
from graph.operations.federated_trace import VERSION, Trace, Tracing
from graph.operations.plans.execution import PlanExecution
from graph.operations.prepare import PreparedOperation
from graph.operations.time_slices import TimeSlices
from models.refusal import OperationTimeout
from resolvers.context import Context
from vendors.operation_scope import operation_scope


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionOptions:
    """What all executions of one schema have in common.

    Attributes:
        schema: the schema.
        seconds: how long one query, mutation or event may take; None sets no end.
        suggestions: whether errors name what a misspelt name may mean.
        time_slices: how long executions may hold the event loop.
        plans: whether operations are executed by their plans; otherwise graphql-core executes them.
        deadlines: when they are ended wherever they are.
        shared_reads: whether queries with the same scopes share the vendor calls that are in flight.
    """

    schema: GraphQLSchema
    seconds: float | None
    suggestions: bool
    time_slices: TimeSlices
    plans: bool
    shared_reads: bool
    deadlines: Deadlines

    def of_executor(self) -> dict[str, Any]:
        """The arguments of an executor."""
        return {"hide_suggestions": not self.suggestions, "time_slices": self.time_slices}


def execute(
    options: ExecutionOptions,
    prepared: PreparedOperation,
    variables: dict[str, Any] | None,
    context: Context,
    *,
    traced: bool,
) -> Awaitable[ExecutionResult]:
    """Runs one query or mutation; the result is ready for the client.

    Args:
        traced: whether the client asks how long each field took.
    """
    trace = Trace() if traced else None

    def work(awaitables: Awaitables) -> Awaitable[ExecutionResult] | ExecutionResult:
        if options.plans and trace is None and not prepared.introspects:
            given = prepared.declared.values(variables, hide_suggestions=not options.suggestions)
            if isinstance(given, list):
                return ExecutionResult(None, given)
            planned = by_plan(options, prepared, given, context, awaitables)
            if planned is not None:
                return planned
        return execute_document(
            options.schema,
            prepared.document,
            context_value=context,
            variable_values=variables,
            operation_name=prepared.name,
            middleware=None if trace is None else MiddlewareManager(Tracing(trace)),
            is_awaitable=cast("Any", awaitables.is_awaitable),
            executor_class=CooperativeExecutor,
            **options.of_executor(),
        )

    running = run(work, prepared, context, options)
    return running if trace is None else _with_trace(running, trace)


async def _with_trace(running: Awaitable[ExecutionResult], trace: Trace) -> ExecutionResult:
    told = await running
    told.extensions = {**(told.extensions or {}), VERSION: trace.encoded(told.errors or ())}
    return told


def by_plan(
    options: ExecutionOptions,
    prepared: PreparedOperation,
    variables: VariableValues,
    context: Context,
    awaitables: Awaitables,
    event: Any = None,
) -> Awaitable[ExecutionResult] | ExecutionResult | None:
    """The execution of an operation by its plan; None if it has none for these variables.

    Args:
        event: of a subscription.
    """
    try:
        plan = prepared.plans.of(variables)
    except RecursionError:
        # graphql-core says that it is nested too deeply.
        return None
    if plan is None:
        return None
    return PlanExecution(
        plan,
        variables,
        context,
        awaitables,
        options.time_slices,
        root=event,
        hide_suggestions=not options.suggestions,
    ).begin()


async def run(
    work: Callable[[Awaitables], Awaitable[ExecutionResult] | ExecutionResult],
    prepared: PreparedOperation,
    context: Context,
    options: ExecutionOptions,
) -> ExecutionResult:
    """Runs the execution of an operation; the result's errors and extensions are ready for the client.

    Args:
        work: executes it, and tells by its argument what it has to await.
    """
    awaitables = Awaitables()
    if prepared.secrets:
        audit.announce(prepared.secrets_for(context.principal.scopes), context)
    with operation_scope(options.seconds) as scope:
        scope.selected = prepared.attributes_for(context.principal.scopes)
        if options.shared_reads and prepared.kind is OperationType.QUERY:
            # What a mutation or an event reads must not be from before it.
            scope.audience = context.principal.scopes
        end = None
        try:
            found = work(awaitables)
            if isinstance(found, ExecutionResult):
                result = found
            else:
                with options.deadlines.within() as end:
                    result = await found
        except (asyncio.CancelledError, TimeoutError):
            # Batches run in tasks of their own, which are not cancelled with the operation.
            scope.abandon()
            awaitables.close()
            if end is None or not end.is_expired:
                raise
            late = OperationTimeout(prepared.kind is OperationType.MUTATION)
            result = ExecutionResult(None, [GraphQLError(late.message, original_error=late)])
        finally:
            context.release()
    if prepared.secrets:
        told = await audit.settle(result, context)
    else:
        told = []
        context.revealed.discard()
    if context.denied:
        audit.write_denied(context)
        told = [*authorisation.errors_of(context), *told]
    for error in result.errors or ():
        errors.log(error, context.request_id)
        errors.forget_frames(error)
    return results.for_client(result, scope, context.request_id, denied=told)
