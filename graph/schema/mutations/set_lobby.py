"""setLobby: sets what people see and hear while they wait for a meeting."""

import strawberry

from graph.schema.fields import attribute, backed_by, loaded, mutation
from graph.schema.input_fields import input_field, input_type
from graph.schema.inputs.key import idempotency_key
from graph.schema.inputs.media import ImageInput, MediaInput, media, media_place
from graph.schema.inputs.places import placed
from graph.schema.mutations.payload import MutationPayload
from graph.schema.types.lobby import Lobby
from graph.schema.types.meeting import Meeting
from models import write_results as models
from models.bounds import URL
from models.drafts import LobbyDraft
from models.errors import WriteRefused
from models.ids import Kind
from models.problem import Problem
from models.scope import Scope
from models.view import with_changes
from resolvers.context import Context, Info
from resolvers.writes import lobbies


@input_type(
    fills=LobbyDraft,
    description="The new content of a lobby: messages, pictures, a video or a sound. It replaces the present "
    "content. A sound can be combined with messages or pictures.",
)
class SetLobbyInput:
    meeting: strawberry.ID = input_field(description="Global id of the meeting.")
    messages: list[str] | None = input_field(default=None, description="Texts of 5 to 100 characters.")
    images: list[ImageInput] | None = input_field(default=None, description="Pictures.")
    audio: MediaInput | None = input_field(default=None, description="A sound in MP3 format.")
    video_url: str | None = input_field(
        characters=URL, default=None, description="URL of a video in MP4 format."
    )
    idempotency_key: str | None = idempotency_key()


@backed_by(models.LobbyResult, description="The lobby that was set, or the reasons why it was not.")
class SetLobbyPayload(MutationPayload):
    lobby: Lobby | None = attribute(description="The present lobby. Null if it was not set.")
    meeting: Meeting | None = loaded(lobbies.meeting_of, description="The meeting that the lobby belongs to.")


async def _set_lobby(info: Info, input: SetLobbyInput) -> models.LobbyResult:
    try:
        written = await lobbies.replace(_draft(input, info.context), input.idempotency_key, info.context)
    except WriteRefused as refused:
        written = models.LobbyResult(problems=refused.problems)
    problems = (problem.at(problem.path and media_place(problem.path)) for problem in written.problems)
    return placed(with_changes(written, problems=tuple(problems)))


def _draft(input: SetLobbyInput, context: Context) -> LobbyDraft:
    problems: list[Problem] = []
    images = []
    for index, image in enumerate(input.images or ()):
        try:
            images.append(media(image.source, ("images", str(index), "content"), image.caption))
        except WriteRefused as refused:
            problems += refused.problems
    audio = None
    if input.audio:
        try:
            audio = media(input.audio, ("audio", "content"))
        except WriteRefused as refused:
            problems += refused.problems
    if problems:
        raise WriteRefused(problems)
    return LobbyDraft(
        meeting=context.key_of(Kind.MEETING, input.meeting),
        messages=tuple(input.messages or ()),
        images=tuple(images),
        audio=audio,
        video_url=input.video_url,
    )


@strawberry.type
class SetLobby:
    set_lobby: SetLobbyPayload | None = mutation(
        _set_lobby,
        requires={Scope.LOBBIES_WRITE},
        description="Sets the lobby of a meeting and replaces the present one {vendors}.",
        arguments={"input": "The meeting and the content of its lobby."},
    )
