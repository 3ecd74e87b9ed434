"""assignRoom: gives a room to a provider."""

import strawberry
from strawberry import field

from graph.fields import backed_by, resolved_by
from graph.inputs.key import idempotency_key
from graph.inputs.places import placed
from graph.mutations.payload import Payload
from graph.texts import VENDOR_ID
from graph.types.room import Room
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
    room: Room | None = field(
        description="The room; `isDefault` tells whether it is the provider's main room. Null where nothing was done."
    )


async def _assign_room(info: Info, input: AssignRoomInput) -> models.RoomWritten:
    assignment = RoomAssignment(
        room=decode_as(input.room, Kind.ROOM), user_id=input.user_id, is_default=input.is_default
    )
    return placed(await rooms.assign(assignment, input.idempotency_key, info.context))


@strawberry.type
class AssignRoom:
    assign_room: AssignRoomPayload | None = resolved_by(
        _assign_room,
        description="Gives a room to a provider (VSee); doing it twice is harmless.",
        arguments={"input": "Which room, and which provider."},
    )
