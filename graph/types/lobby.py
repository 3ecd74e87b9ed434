"""Lobby: what those who wait for a meeting see and hear."""

from strawberry import field

from graph.fields import backed_by
from models import lobby as models


@backed_by(models.LobbyOptions, description="Which kinds of content are switched on.")
class LobbyOptions:
    messages: bool | None = field(description="Messages are shown.")
    images: bool | None = field(description="Images are shown.")
    audio: bool | None = field(description="Sound is played, alone or behind messages and images.")
    video: bool | None = field(description="A film is shown.")


@backed_by(models.LobbyImage, description="A picture in a lobby.")
class LobbyImage:
    url: str | None = field(description="Where it lies.")
    caption: str | None = field(description="The words under it.")


@backed_by(models.LobbyMedia, description="A sound or film in a lobby.")
class LobbyMedia:
    url: str | None = field(description="Where it lies.")
    embed: str | None = field(description="The vendor's snippet to show it; its form is not documented.")


@backed_by(models.Lobby, description="What those who wait for a meeting see and hear (EnableX).")
class Lobby:
    options: LobbyOptions = field(description="Which kinds of content are switched on.")
    messages: list[str] = field(description="Messages, 5 to 100 characters each.")
    images: list[LobbyImage] = field(description="Pictures.")
    audios: list[LobbyMedia] = field(description="Sounds; at most one.")
    videos: list[LobbyMedia] = field(description="Films; at most one.")
