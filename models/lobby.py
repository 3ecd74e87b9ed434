"""A lobby: what people see and hear while they wait for a meeting."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LobbyOptions:
    """Which kinds of content are switched on."""

    messages: bool | None = None
    images: bool | None = None
    audio: bool | None = None
    video: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LobbyImage:
    url: str | None = None
    caption: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LobbyMedia:
    """A sound or film; `embed` is the vendor's snippet to show it, often empty."""

    url: str | None = None
    embed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lobby:
    """The content of a lobby."""

    options: LobbyOptions
    messages: tuple[str, ...] = ()
    images: tuple[LobbyImage, ...] = ()
    audios: tuple[LobbyMedia, ...] = ()
    videos: tuple[LobbyMedia, ...] = ()
