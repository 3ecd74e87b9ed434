"""Runs a subscription: each of its events is executed with a context and a scope of its own."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, cast

import graphql
from graphql import (
    Executor,
    GraphQLError,
    create_source_event_stream,
    execute_subscription_event,
    located_error,
)
from graphql.execution.collect_fields import collect_fields
from strawberry import federation
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.graphql import OperationType
from strawberry.utils.await_maybe import await_maybe

from graph import errors, revealing, selecting
from graph.results import for_client
from resolvers.context import Context
from vendors.scope import operation_scope


class Refused(Exception):
    """A streamed operation ends with errors instead of a result.

    Attributes:
        errors: why, ready for the client.
    """

    def __init__(self, errors: list[GraphQLError]) -> None:
        self.errors = errors
        super().__init__(", ".join(error.message for error in errors))


class SubscribingSchema(federation.Schema):
    """A schema that hands over its events one by one.

    Strawberry and graphql-core would execute all of them with the context that the subscription began with.

    Attributes:
        operation_seconds: how long one query, mutation or event may take; what of it is left bounds each vendor call.
    """

    operation_seconds: float | None = None

    async def events(
        self,
        query: str,
        variable_values: dict[str, Any] | None,
        operation_name: str | None,
        context: Context,
    ) -> AsyncGenerator[ExecutionResult, None]:
        """Runs one subscription; each event is executed with a context and a scope of its own.

        Raises:
            Refused: it cannot start, or its source failed.
        """
        asked = self._create_execution_context(
            query, (OperationType.SUBSCRIPTION,), variable_values, context, None, operation_name
        )
        extensions = self.get_extensions()
        for extension in extensions:
            extension.execution_context = asked
        runner = self.create_extensions_runner(asked, extensions)
        async with runner.operation():
            invalid = await self._prepare_operation_async(asked, runner)
        if invalid is not None:
            raise self._refused(invalid.errors, asked)
        assert asked.graphql_document is not None
        executor = Executor.build(
            self._schema, asked.graphql_document, None, context, asked.variables, asked.operation_name
        )
        if isinstance(executor, list):
            raise self._refused(executor, asked)
        async with runner.executing():
            with operation_scope(self.operation_seconds):
                source = await await_maybe(create_source_event_stream(executor))
        if isinstance(source, graphql.ExecutionResult):
            raise self._refused(source.errors, asked)
        return self._events(executor, cast("AsyncGenerator[Any, None]", source), asked)

    async def _events(
        self, executor: Executor[Any], source: AsyncGenerator[Any, None], asked: ExecutionContext
    ) -> AsyncGenerator[ExecutionResult, None]:
        try:
            async with aclosing(source) as events:
                async for event in events:
                    yield await self._event(executor, event, asked)
        except Exception as error:
            raise self._refused([_located(error, executor)], asked) from error

    async def _event(self, executor: Executor[Any], event: Any, asked: ExecutionContext) -> ExecutionResult:
        context: Context = asked.context
        execution = executor.build_per_event_executor(event)
        execution.context_value = context.afresh()
        with operation_scope(self.operation_seconds) as scope:
            selecting.tell(scope, asked.graphql_document)
            try:
                executed = await await_maybe(execute_subscription_event(execution))
            except asyncio.CancelledError:
                # Batches are tasks that nobody cancels with the operation.
                scope.abandon()
                raise
        revealing.write_down(context)
        self.process_errors(executed.errors or [], asked)
        result = ExecutionResult(data=executed.data, errors=executed.errors)
        return for_client(result, scope, context.request_id)

    def _refused(self, found: list[GraphQLError] | None, asked: ExecutionContext) -> Refused:
        self.process_errors(found or [], asked)
        return Refused([errors.for_client(error, asked.context.request_id) for error in found or ()])


def _located(error: Exception, executor: Executor[Any]) -> GraphQLError:
    """An error of a source, at the subscription's one field."""
    schema, root = executor.schema, executor.schema.subscription_type
    assert root is not None
    fields = collect_fields(
        schema, executor.fragments, executor.variable_values, root, executor.operation, hide_suggestions=True
    ).grouped_field_set
    name, found = next(iter(fields.items()))
    return located_error(error, [each.node for each in found], [name])
