"""updateRoom: updates a room."""

import strawberry

from graph.schema.fields import attribute, backed_by, mutation
from graph.schema.input_fields import input_field, input_type
from graph.schema.inputs.changes import cleared
from graph.schema.inputs.key import idempotency_key
from graph.schema.inputs.places import placed
from graph.schema.inputs.settings import CapacityInput, MeetingSettingsInput, capacity, settings
from graph.schema.inputs.unset import given, text
from graph.schema.mutations.payload import MutationPayload
from graph.schema.types.room import Room
from models import write_results as models
from models.bounds import LONG_TEXT
from models.drafts import RoomChanges
from models.ids import Kind
from models.scope import Scope
from resolvers.context import Info
from resolvers.writes import rooms


@input_type(
    fills=RoomChanges,
    description="Changes to a room. A field that is left out keeps its value. Null clears the field, and so does an "
    "empty text. Only the description can be cleared; null in other fields is refused.",
)
class UpdateRoomInput:
    room: strawberry.ID = input_field(description="Global id of a permanent room.")
    name: str | None = input_field(
        default=strawberry.UNSET, description="The name of the room, 3 to 50 characters."
    )
    description: str | None = input_field(
        characters=LONG_TEXT, default=strawberry.UNSET, description="The description of the room."
    )
    capacity: CapacityInput | None = input_field(
        default=strawberry.UNSET, description="How many people it must be able to hold."
    )
    settings: MeetingSettingsInput | None = input_field(
        default=strawberry.UNSET, description="The settings of the room."
    )
    idempotency_key: str | None = idempotency_key()


@backed_by(models.RoomResult, description="The room that was changed, or the reasons why it was not.")
class UpdateRoomPayload(MutationPayload):
    room: Room | None = attribute(description="The present state of the room. Null if it was not changed.")


async def _update_room(info: Info, input: UpdateRoomInput) -> models.RoomResult:
    changes = RoomChanges(
        room=info.context.key_of(Kind.ROOM, input.room),
        name=given(input.name),
        description=text(input.description),
        capacity=capacity(input.capacity),
        settings=settings(input.settings),
        cleared=tuple(sorted(cleared(input, besides=("room", "idempotency_key", "description")))),
    )
    return placed(await rooms.update(changes, input.idempotency_key, info.context))


@strawberry.type
class UpdateRoom:
    update_room: UpdateRoomPayload | None = mutation(
        _update_room,
        requires={Scope.ROOMS_WRITE},
        description="Changes a permanent room {vendors}.",
        arguments={"input": "The room and its changes."},
    )
