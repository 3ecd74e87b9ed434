"""clearLobby: removes the lobby of a meeting."""

import strawberry

from graph.schema.fields import backed_by, loaded, mutation
from graph.schema.input_fields import input_field, input_type
from graph.schema.inputs.key import idempotency_key
from graph.schema.inputs.places import placed
from graph.schema.mutations.payload import MutationPayload
from graph.schema.types.meeting import Meeting
from models import write_results as models
from models.ids import Kind
from models.scope import Scope
from resolvers.context import Info
from resolvers.writes import lobbies


@input_type(description="Removes the lobby of a meeting.")
class ClearLobbyInput:
    meeting: strawberry.ID = input_field(description="Global id of the meeting.")
    idempotency_key: str | None = idempotency_key()


@backed_by(
    models.LobbyClearedResult,
    description="The meeting without its lobby, or the reasons why the lobby was not removed.",
)
class ClearLobbyPayload(MutationPayload):
    meeting: Meeting | None = loaded(
        lobbies.meeting_of, description="The meeting. Null if the lobby was not removed."
    )


async def _clear_lobby(info: Info, input: ClearLobbyInput) -> models.LobbyClearedResult:
    key = info.context.key_of(Kind.MEETING, input.meeting)
    return placed(await lobbies.clear(key, input.idempotency_key, info.context))


@strawberry.type
class ClearLobby:
    clear_lobby: ClearLobbyPayload | None = mutation(
        _clear_lobby,
        requires={Scope.LOBBIES_WRITE},
        description="Removes the lobby of a meeting {vendors}.",
        arguments={"input": "The meeting."},
    )
