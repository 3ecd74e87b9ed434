"""clearLobby: takes a meeting's lobby away."""

import strawberry
from strawberry import field

from graph.fields import backed_by, resolved_by
from graph.inputs.key import idempotency_key
from graph.inputs.places import placed
from graph.mutations.payload import Payload
from graph.types.meeting import Meeting
from models import written as models
from models.ids import Kind, decode_as
from resolvers.context import Info
from resolvers.writes import lobbies


@strawberry.input(description="A meeting whose lobby is to be taken away.")
class ClearLobbyInput:
    meeting: strawberry.ID = field(description="Global id of the meeting.")
    idempotency_key: str | None = idempotency_key()


@backed_by(models.LobbyCleared, description="The meeting without its lobby, or why it still has one.")
class ClearLobbyPayload(Payload):
    meeting: Meeting | None = resolved_by(
        lobbies.meeting_of, description="The meeting that the lobby belonged to; null on a problem."
    )


async def _clear_lobby(info: Info, input: ClearLobbyInput) -> models.LobbyCleared:
    key = decode_as(input.meeting, Kind.MEETING)
    return placed(await lobbies.clear(key, input.idempotency_key, info.context))


@strawberry.type
class ClearLobby:
    clear_lobby: ClearLobbyPayload | None = resolved_by(
        _clear_lobby,
        description="Takes a meeting's lobby away (EnableX).",
        arguments={"input": "Which meeting."},
    )
