"""Lobby: what people see and hear while they wait for a meeting."""

from graph.schema.fields import attribute, backed_by
from models import lobby as models


@backed_by(models.LobbyOptions, description="The kinds of content that are shown.")
class LobbyOptions:
    messages: bool | None = attribute(description="Messages are shown.")
    images: bool | None = attribute(description="Images are shown.")
    audio: bool | None = attribute(
        description="A sound is played, alone or together with messages and images."
    )
    video: bool | None = attribute(description="A video is shown.")


@backed_by(models.LobbyImage, description="A picture in a lobby.")
class LobbyImage:
    url: str | None = attribute(description="The URL of the file.")
    caption: str | None = attribute(description="The caption below the picture.")


@backed_by(models.LobbyMedia, description="A sound or video in a lobby.")
class LobbyMedia:
    url: str | None = attribute(description="The URL of the file.")
    embed: str | None = attribute(description="The vendor's embed code; its format is not documented.")


@backed_by(models.Lobby, description="What people see and hear while they wait for a meeting {vendors}.")
class Lobby:
    options: LobbyOptions = attribute(description="The kinds of content that are shown.")
    messages: list[str] = attribute(description="Messages, 5 to 100 characters each.")
    images: list[LobbyImage] = attribute(description="Pictures.")
    audios: list[LobbyMedia] = attribute(description="Sounds, at most one.")
    videos: list[LobbyMedia] = attribute(description="Videos, at most one.")
