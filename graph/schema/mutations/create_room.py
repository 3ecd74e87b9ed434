"""createRoom: makes a room."""

import strawberry
from strawberry import field

from graph.schema.fields import attribute, backed_by, written
from graph.schema.inputs.key import idempotency_key
from graph.schema.inputs.places import placed
from graph.schema.mutations.payload import Payload
from graph.schema.types.room import Room
from models import written as models
from models.drafts import RoomDraft
from models.vendor import Vendor
from resolvers.context import Info
from resolvers.writes import rooms


@strawberry.input(description="A room that is to be made.")
class CreateRoomInput:
    vendor: Vendor = field(description="At which vendor; only VSEE makes rooms.")
    name: str = field(description="The name that it is shown under.")
    domain: str | None = field(
        default=None, description="The clinic's domain that it is reached under; VSee needs it."
    )
    slug: str | None = field(
        default=None,
        description="The last part of its address, unique within the domain; VSee needs it.",
    )
    code: str | None = field(
        default=None, description="Its unique code; VSee makes one up where it is left out."
    )
    idempotency_key: str | None = idempotency_key()


@backed_by(models.RoomWritten, description="The room that was made, or why it was not.")
class CreateRoomPayload(Payload):
    room: Room | None = attribute(description="The new room; null where it was not made.")


async def _create_room(info: Info, input: CreateRoomInput) -> models.RoomWritten:
    draft = RoomDraft(
        vendor=input.vendor, name=input.name, domain=input.domain, slug=input.slug, code=input.code
    )
    return placed(await rooms.create(draft, input.idempotency_key, info.context))


@strawberry.type
class CreateRoom:
    create_room: CreateRoomPayload | None = written(
        _create_room,
        description="Makes a room (VSee).",
        arguments={"input": "The room that is to be made."},
    )
