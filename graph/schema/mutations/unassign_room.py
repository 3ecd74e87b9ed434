"""unassignRoom: removes a provider from a room."""

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


@input_type(fills=RoomAssignment, description="Removes a provider from a room.")
class UnassignRoomInput:
    room: strawberry.ID = input_field(description="Global id of the room.")
    user_id: str = input_field(
        characters=VENDOR_ID, description="The vendor's id of the provider, as in `Provider.vendorId`."
    )

    idempotency_key: str | None = idempotency_key()


@backed_by(
    models.RoomResult,
    description="The room without the provider, or the reasons why the provider was not removed.",
)
class UnassignRoomPayload(MutationPayload):
    room: Room | None = attribute(
        description="The room, which continues to exist. Null if the provider was not removed."
    )


async def _unassign_room(info: Info, input: UnassignRoomInput) -> models.RoomResult:
    assignment = RoomAssignment(room=info.context.key_of(Kind.ROOM, input.room), user_id=input.user_id)
    return placed(await rooms.unassign(assignment, input.idempotency_key, info.context))


@strawberry.type
class UnassignRoom:
    unassign_room: UnassignRoomPayload | None = mutation(
        _unassign_room,
        requires={Scope.ROOMS_WRITE},
        description="Removes a provider from a room {vendors}.",
        arguments={"input": "The room and the provider."},
    )
