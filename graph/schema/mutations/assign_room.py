"""assignRoom: gives a room to a provider."""

import strawberry
from strawberry import field

from graph.schema.bounds import VENDOR_ID
from graph.schema.fields import attribute, backed_by, written
from graph.schema.inputs.key import idempotency_key
from graph.schema.inputs.places import placed
from graph.schema.mutations.payload import Payload
from graph.schema.types.room import Room
from models import written as models
from models.drafts import RoomAssignment
from models.ids import Kind, decode_as
from resolvers.context import Info
from resolvers.writes import rooms


@strawberry.input(description="A provider who is to serve a room.")
class AssignRoomInput:
    room: strawberry.ID = field(description="Global id of the room.")
    user_id: str = field(
        metadata=VENDOR_ID, description="The vendor's id of the provider, as in `Provider.vendorId`."
    )
    is_default: bool | None = field(
        default=None,
        description="Whether it becomes the main room of the provider, in place of any other.",
    )
    idempotency_key: str | None = idempotency_key()


@backed_by(models.RoomWritten, description="The room that was given to the provider, or why it was not.")
class AssignRoomPayload(Payload):
    room: Room | None = attribute(
        description="The room; `isDefault` tells whether it is the provider's main room. Null where nothing was done."
    )


async def _assign_room(info: Info, input: AssignRoomInput) -> models.RoomWritten:
    assignment = RoomAssignment(
        room=decode_as(input.room, Kind.ROOM), user_id=input.user_id, is_default=input.is_default
    )
    return placed(await rooms.assign(assignment, input.idempotency_key, info.context))


@strawberry.type
class AssignRoom:
    assign_room: AssignRoomPayload | None = written(
        _assign_room,
        description="Gives a room to a provider (VSee); doing it twice is harmless.",
        arguments={"input": "Which room, and which provider."},
    )
