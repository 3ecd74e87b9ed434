"""Lobbies. Pure."""

from collections.abc import Sequence

from models.lobby import Lobby, LobbyImage, LobbyMedia, LobbyOptions
from vendors.enablex import payloads
from vendors.enablex.scalars import flag, text


def lobby(payload: payloads.Lobby) -> Lobby:
    return Lobby(
        options=_options(payload.options),
        messages=tuple(message.text for message in payload.message or payload.messages or () if message.text),
        images=tuple(
            LobbyImage(url=text(image.url), caption=text(image.caption))
            for image in payload.image or payload.images or ()
        ),
        audios=_media(payload.audio or ()),
        videos=_media(payload.video or ()),
    )


def _options(payload: payloads.LobbyOptions | payloads.EmptyMap | None) -> LobbyOptions:
    if not isinstance(payload, payloads.LobbyOptions):
        return LobbyOptions()
    return LobbyOptions(
        messages=flag(payload.message if payload.messages is None else payload.messages),
        images=flag(payload.image if payload.images is None else payload.images),
        audio=flag(payload.audio),
        video=flag(payload.video),
    )


def _media(entries: Sequence[payloads.LobbyMedia]) -> tuple[LobbyMedia, ...]:
    return tuple(LobbyMedia(url=text(entry.url), embed=text(entry.embed)) for entry in entries)
