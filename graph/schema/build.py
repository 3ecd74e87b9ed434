"""Builds the schema out of the roots, as a Federation 2 subgraph."""

from datetime import datetime

import strawberry
from graphql import (
    GraphQLSchema,
    Undefined,
)
from strawberry.schema.config import StrawberryConfig

from graph.schema import input_fields, secret_types, vendor_names
from graph.schema.core import core_of
from graph.schema.direct_resolvers import resolve_directly
from graph.schema.entities import Subgraph
from graph.schema.input_fields import inputs_of
from graph.schema.mutations.assign_room import AssignRoom
from graph.schema.mutations.cancel_command import CancelCommand
from graph.schema.mutations.cancel_meeting import CancelMeeting
from graph.schema.mutations.clear_lobby import ClearLobby
from graph.schema.mutations.create_room import CreateRoom
from graph.schema.mutations.end_meeting import EndMeeting
from graph.schema.mutations.join_meeting import JoinMeeting
from graph.schema.mutations.reset_pins import ResetPins
from graph.schema.mutations.schedule_meeting import ScheduleMeeting
from graph.schema.mutations.send_device_command import SendDeviceCommand
from graph.schema.mutations.set_lobby import SetLobby
from graph.schema.mutations.start_meeting import StartMeeting
from graph.schema.mutations.unassign_room import UnassignRoom
from graph.schema.mutations.update_meeting import UpdateMeeting
from graph.schema.mutations.update_room import UpdateRoom
from graph.schema.roots.audit import AuditRoots
from graph.schema.roots.commands import CommandRoots, CommandStreams
from graph.schema.roots.conflicts import ConflictRoots
from graph.schema.roots.devices import DeviceRoots
from graph.schema.roots.meetings import MeetingRoots, MeetingStreams
from graph.schema.roots.nodes import NodeRoots
from graph.schema.roots.polls import PollRoots
from graph.schema.roots.rooms import RoomRoots, RoomStreams
from graph.schema.roots.sessions import SessionRoots
from graph.schema.roots.vendors import VendorRoots
from graph.schema.roots.viewer import ViewerRoots
from graph.schema.types.date_time import DATE_TIME
from graph.schema.types.device import MeetingDevice
from graph.schema.types.problem import PROBLEMS


@strawberry.type(description="All reads.")
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
    ViewerRoots,
    AuditRoots,
):
    pass


@strawberry.type(
    description="All writes. Each field returns problems as data in its payload, not as GraphQL errors."
)
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


@strawberry.type(description="Live updates. Each field sends the present state first, then every change.")
class Subscription(CommandStreams, RoomStreams, MeetingStreams):
    pass


def build() -> Subgraph:
    """The schema of the whole graph, as it is declared."""
    schema = Subgraph(
        query=Query,
        subscription=Subscription,
        mutation=Mutation,
        # Strawberry does not look for entities behind lazy types, which alone lead to this one.
        types=[*PROBLEMS, MeetingDevice],
        federation_version="2.9",
        config=StrawberryConfig(scalar_map={datetime: DATE_TIME}),
    )
    core = core_of(schema)
    _strike_null_defaults(core)
    input_fields.describe(core)
    secret_types.describe(core)
    vendor_names.describe(core)
    resolve_directly(schema)
    return schema


def _strike_null_defaults(schema: GraphQLSchema) -> None:
    """Removes the default `= null` from arguments and inputs: an omitted value and null mean the same."""
    for _, given in inputs_of(schema):
        if given.default_value is None:
            given.default_value = Undefined
