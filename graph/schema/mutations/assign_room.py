"""assignRoom: assigns a room to a provider."""

import strawberry

from graph.schema.fields import attribute, backed_by, mutation
from graph.schema.input_fields import input_field, input_type
from graph.schema.inputs.key import idempotency_key
from graph.schema.inputs.places import placed
from graph.schema.mutations.payload import MutationPayload
from graph.schema.types.room import Room
from models import write_results as models
from models.bounds import VENDOR_ID
from models.drafts import RoomAssignment
from models.ids import Kind
from models.scope import Scope
from resolvers.context import Info
from resolvers.writes import rooms


@input_type(fills=RoomAssignment, description="Assigns a room to a provider.")
class AssignRoomInput:
    room: strawberry.ID = input_field(description="Global id of the room.")
    user_id: str = input_field(
        characters=VENDOR_ID, description="The vendor's id of the provider, as in `Provider.vendorId`."
    )
    is_default: bool | None = input_field(
        default=None,
        description="Whether this room becomes the provider's main room and replaces the present one.",
    )
    idempotency_key: str | None = idempotency_key()


@backed_by(models.RoomResult, description="The room that was assigned, or the reasons why it was not.")
class AssignRoomPayload(MutationPayload):
    room: Room | None = attribute(
        description="The room. `isDefault` says whether it is the provider's main room. Null if the room was not "
        "assigned."
    )


async def _assign_room(info: Info, input: AssignRoomInput) -> models.RoomResult:
    assignment = RoomAssignment(
        room=info.context.key_of(Kind.ROOM, input.room), user_id=input.user_id, is_default=input.is_default
    )
    return placed(await rooms.assign(assignment, input.idempotency_key, info.context))


@strawberry.type
class AssignRoom:
    assign_room: AssignRoomPayload | None = mutation(
        _assign_room,
        requires={Scope.ROOMS_WRITE},
        description="Assigns a room to a provider {vendors}. Assigning it twice has no further effect.",
        arguments={"input": "The room and the provider."},
    )
