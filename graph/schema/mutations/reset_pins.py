"""resetPins: makes a room's PINs anew."""

import strawberry
from strawberry import field

from graph.schema.fields import attribute, backed_by, written
from graph.schema.inputs.key import idempotency_key
from graph.schema.inputs.places import placed
from graph.schema.mutations.payload import Payload
from graph.schema.types.room import Room
from models import written as models
from models.drafts import PinReset
from models.ids import Kind, decode_as
from resolvers.context import Info
from resolvers.writes import rooms


@strawberry.input(description="A room whose PINs are to be made anew; whoever has an old one is locked out.")
class ResetPinsInput:
    room: strawberry.ID = field(description="Global id of a permanent room.")
    moderator: bool = field(default=True, description="Whether the moderator PIN is to be made anew.")
    participant: bool = field(default=True, description="Whether the participant PIN is to be made anew.")
    idempotency_key: str | None = idempotency_key()


@backed_by(models.RoomWritten, description="The room with its new PINs, or why it has none.")
class ResetPinsPayload(Payload):
    room: Room | None = attribute(
        description="The room; `pins` are the new ones. Null where nothing was reset."
    )


async def _reset_pins(info: Info, input: ResetPinsInput) -> models.RoomWritten:
    reset = PinReset(
        room=decode_as(input.room, Kind.ROOM), moderator=input.moderator, participant=input.participant
    )
    return placed(await rooms.reset_pins(reset, input.idempotency_key, info.context))


@strawberry.type
class ResetPins:
    reset_pins: ResetPinsPayload | None = written(
        _reset_pins,
        description="Makes the PINs of a permanent room anew (EnableX).",
        arguments={"input": "Which room, and which PINs."},
    )
