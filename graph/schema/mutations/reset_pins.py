"""resetPins: resets the PINs of a room."""

import strawberry

from graph.schema.fields import attribute, backed_by, mutation
from graph.schema.input_fields import input_field, input_type
from graph.schema.inputs.key import idempotency_key
from graph.schema.inputs.places import placed
from graph.schema.mutations.payload import MutationPayload
from graph.schema.types.room import Room
from models import write_results as models
from models.drafts import PinReset
from models.ids import Kind
from models.scope import Scope
from resolvers.context import Info
from resolvers.writes import rooms


@input_type(fills=PinReset, description="Resets the PINs of a room. The old PINs stop working.")
class ResetPinsInput:
    room: strawberry.ID = input_field(description="Global id of a permanent room.")
    moderator: bool = input_field(default=True, description="Whether to reset the moderator PIN.")
    participant: bool = input_field(default=True, description="Whether to reset the participant PIN.")
    idempotency_key: str | None = idempotency_key()


@backed_by(
    models.RoomResult, description="The room with its new PINs, or the reasons why they were not reset."
)
class ResetPinsPayload(MutationPayload):
    room: Room | None = attribute(description="The room. `pins` has the new PINs. Null if nothing was reset.")


async def _reset_pins(info: Info, input: ResetPinsInput) -> models.RoomResult:
    reset = PinReset(
        room=info.context.key_of(Kind.ROOM, input.room),
        moderator=input.moderator,
        participant=input.participant,
    )
    return placed(await rooms.reset_pins(reset, input.idempotency_key, info.context))


@strawberry.type
class ResetPins:
    reset_pins: ResetPinsPayload | None = mutation(
        _reset_pins,
        requires={Scope.PINS_RESET},
        description="Resets the PINs of a permanent room {vendors}.",
        arguments={"input": "The room and the PINs to reset."},
    )
