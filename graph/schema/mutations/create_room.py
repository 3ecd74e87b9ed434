"""createRoom: creates a room."""

import strawberry

from graph.schema.fields import attribute, backed_by, mutation
from graph.schema.input_fields import input_field, input_type
from graph.schema.inputs.account_name import account_name
from graph.schema.inputs.key import idempotency_key
from graph.schema.inputs.places import placed
from graph.schema.mutations.payload import MutationPayload
from graph.schema.types.room import Room
from models import write_results as models
from models.drafts import RoomDraft
from models.scope import Scope
from models.vendor import Vendor
from resolvers.context import Info
from resolvers.writes import rooms


@input_type(fills=RoomDraft, description="Creates a room.")
class CreateRoomInput:
    vendor: Vendor = input_field(description="The vendor: one that can create rooms {vendors}.")
    name: str = input_field(description="The name of the room.")
    domain: str | None = input_field(default=None, description="The domain of the clinic. Required at VSee.")
    slug: str | None = input_field(
        default=None,
        description="The last part of the room's URL, unique within the domain. Required at VSee.",
    )
    code: str | None = input_field(
        default=None, description="The unique code of the room. VSee generates one if it is left out."
    )
    account: str | None = account_name()
    idempotency_key: str | None = idempotency_key()


@backed_by(models.RoomResult, description="The room that was created, or the reasons why it was not.")
class CreateRoomPayload(MutationPayload):
    room: Room | None = attribute(description="The new room. Null if it was not created.")


async def _create_room(info: Info, input: CreateRoomInput) -> models.RoomResult:
    draft = RoomDraft(
        vendor=input.vendor,
        account=input.account or None,
        name=input.name,
        domain=input.domain,
        slug=input.slug,
        code=input.code,
    )
    return placed(await rooms.create(draft, input.idempotency_key, info.context))


@strawberry.type
class CreateRoom:
    create_room: CreateRoomPayload | None = mutation(
        _create_room,
        requires={Scope.ROOMS_WRITE},
        description="Creates a room {vendors}.",
        arguments={"input": "The room to create."},
    )
