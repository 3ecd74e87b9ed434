"""Joins the roots into the one schema, which is also a Federation 2 subgraph."""

import asyncio
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any, cast

import strawberry
from graphql import (
    GraphQLArgument,
    GraphQLError,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
    OperationDefinitionNode,
    Undefined,
)
from strawberry.extensions import SchemaExtension
from strawberry.federation.schema import FederationAny
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext, ExecutionResult

from graph import errors, federated_trace, partial, revealing, texts
from graph.document_cache import Parsed, Validated
from graph.mutations.assign_room import AssignRoom
from graph.mutations.cancel_command import CancelCommand
from graph.mutations.cancel_meeting import CancelMeeting
from graph.mutations.clear_lobby import ClearLobby
from graph.mutations.create_room import CreateRoom
from graph.mutations.end_meeting import EndMeeting
from graph.mutations.join_meeting import JoinMeeting
from graph.mutations.reset_pins import ResetPins
from graph.mutations.schedule_meeting import ScheduleMeeting
from graph.mutations.send_device_command import SendDeviceCommand
from graph.mutations.set_lobby import SetLobby
from graph.mutations.start_meeting import StartMeeting
from graph.mutations.unassign_room import UnassignRoom
from graph.mutations.update_meeting import UpdateMeeting
from graph.mutations.update_room import UpdateRoom
from graph.results import for_client
from graph.roots.commands import CommandRoots, CommandStreams
from graph.roots.conflicts import ConflictRoots
from graph.roots.devices import DeviceRoots
from graph.roots.meetings import MeetingRoots, MeetingStreams
from graph.roots.nodes import NodeRoots
from graph.roots.polls import PollRoots
from graph.roots.rooms import RoomRoots, RoomStreams
from graph.roots.sessions import SessionRoots
from graph.roots.vendors import VendorRoots
from graph.selecting import Selecting
from graph.subscribing import SubscribingSchema
from graph.types.date_time import DATE_TIME
from graph.types.device import MeetingDevice
from graph.types.problem import PROBLEMS
from models.errors import BadInput
from models.ids import Identified, decode
from resolvers import nodes
from resolvers.context import Context, Info
from vendors.scope import operation_scope


@strawberry.type(description="All that can be read.")
class Query(
    NodeRoots,
    MeetingRoots,
    ConflictRoots,
    RoomRoots,
    DeviceRoots,
    CommandRoots,
    SessionRoots,
    PollRoots,
    VendorRoots,
):
    pass


@strawberry.type(description="All that can be written; each field answers problems as values.")
class Mutation(
    ScheduleMeeting,
    UpdateMeeting,
    CancelMeeting,
    StartMeeting,
    JoinMeeting,
    EndMeeting,
    ResetPins,
    CreateRoom,
    UpdateRoom,
    AssignRoom,
    UnassignRoom,
    SetLobby,
    ClearLobby,
    SendDeviceCommand,
    CancelCommand,
):
    pass


@strawberry.type(
    description="All that can be followed: each field tells the present state first, then every change."
)
class Subscription(CommandStreams, RoomStreams, MeetingStreams):
    pass


class OneOperation(SchemaExtension):
    """Refuses a document with several operations where the request does not say which one it means."""

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        document = context.graphql_document
        if document is not None and not context.pre_execution_errors and not context._provided_operation_name:
            operations = [part for part in document.definitions if isinstance(part, OperationDefinitionNode)]
            if len(operations) > 1:
                context.pre_execution_errors = [
                    GraphQLError("The query has several operations: name one in `operationName`.", operations)
                ]
        yield


EXTENSIONS: list[Callable[[], SchemaExtension]] = [
    Parsed,
    Validated,
    OneOperation,
    Selecting,
]


class Schema(SubscribingSchema):
    """The schema with our errors, our extensions and our answer to a router that asks for entities."""

    async def execute(self, *args: Any, traced: bool = False, **kwargs: Any) -> ExecutionResult:
        """Runs one query or mutation; the result's errors and extensions are ready for the client.

        Args:
            args, kwargs: as Strawberry takes them.
            traced: whether the client asks how long each field took.
        """
        context: Context = kwargs["context_value"]
        with operation_scope(self.operation_seconds) as scope, federated_trace.recording(traced) as trace:
            try:
                result = await super().execute(*args, **kwargs)
            except asyncio.CancelledError:
                # Batches are tasks that nobody cancels with the operation.
                scope.abandon()
                raise
        revealing.write_down(context)
        told = for_client(result, scope, context.request_id)
        if trace is not None:
            told.extensions = {
                **(told.extensions or {}),
                federated_trace.VERSION: trace.encoded(told.errors or ()),
            }
        return told

    def get_extensions(self, sync: bool = False) -> list[SchemaExtension]:
        return [*super().get_extensions(sync), *federated_trace.extensions()]

    def process_errors(
        self, errors_: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        request_id = execution_context.context.request_id if execution_context else "-"
        for error in errors_:
            errors.log(error, request_id)

    def entities_resolver(self, info: Info, representations: list[FederationAny]) -> Any:
        """Each entry is awaited for itself: one that cannot be resolved is null beside the others."""
        union = cast("GraphQLUnionType", self._schema.type_map["_Entity"])
        entities = frozenset(type_.name for type_ in union.types)
        return [_entity(representation, entities, info.context) for representation in representations]


async def _entity(representation: Any, entities: Collection[str], context: Context) -> Identified | None:
    wanted = representation.get("__typename") if isinstance(representation, dict) else None
    id = representation.get("id") if wanted else None
    if not isinstance(wanted, str) or not isinstance(id, str):
        raise BadInput("A representation needs `__typename` and the key field `id`.")
    if wanted not in entities:
        raise BadInput("A representation's `__typename` is no entity of this subgraph.")
    key = decode(id)
    if key.kind.value != wanted:
        raise BadInput("A representation's `id` does not name a thing of its `__typename`.")
    return await nodes.by_key(key, context)


def _without_null_defaults(schema: Schema) -> Schema:
    """Strikes `= null` from arguments and inputs: what is left out and what is null mean the same."""
    for type_ in schema._schema.type_map.values():
        taken: list[GraphQLArgument | GraphQLInputField] = []
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            taken = [argument for field in type_.fields.values() for argument in field.args.values()]
        elif isinstance(type_, GraphQLInputObjectType):
            taken = list(type_.fields.values())
        for each in taken:
            if each.default_value is None:
                each.default_value = Undefined
    return schema


def build(operation_seconds: float | None = None) -> Schema:
    """The schema of the whole graph.

    Args:
        operation_seconds: how long one operation may take; None sets no end.
    """
    schema = _without_null_defaults(
        Schema(
            query=Query,
            subscription=Subscription,
            mutation=Mutation,
            # Strawberry does not look for entities behind lazy types, which alone lead to this one.
            types=[*PROBLEMS, MeetingDevice],
            federation_version="2.9",
            config=StrawberryConfig(scalar_map={datetime: DATE_TIME}),
            extensions=EXTENSIONS,
        )
    )
    schema.operation_seconds = operation_seconds
    texts.watch(schema._schema)
    revealing.watch(schema._schema)
    partial.watch(schema._schema)
    return schema
