"""Lobby: what those who wait for a meeting see and hear."""

from graph.schema.fields import attribute, backed_by
from models import lobby as models


@backed_by(models.LobbyOptions, description="Which kinds of content are switched on.")
class LobbyOptions:
    messages: bool | None = attribute(description="Messages are shown.")
    images: bool | None = attribute(description="Images are shown.")
    audio: bool | None = attribute(description="Sound is played, alone or behind messages and images.")
    video: bool | None = attribute(description="A film is shown.")


@backed_by(models.LobbyImage, description="A picture in a lobby.")
class LobbyImage:
    url: str | None = attribute(description="Where it lies.")
    caption: str | None = attribute(description="The words under it.")


@backed_by(models.LobbyMedia, description="A sound or film in a lobby.")
class LobbyMedia:
    url: str | None = attribute(description="Where it lies.")
    embed: str | None = attribute(description="The vendor's snippet to show it; its form is not documented.")


@backed_by(models.Lobby, description="What those who wait for a meeting see and hear (EnableX).")
class Lobby:
    options: LobbyOptions = attribute(description="Which kinds of content are switched on.")
    messages: list[str] = attribute(description="Messages, 5 to 100 characters each.")
    images: list[LobbyImage] = attribute(description="Pictures.")
    audios: list[LobbyMedia] = attribute(description="Sounds; at most one.")
    videos: list[LobbyMedia] = attribute(description="Films; at most one.")
