"""Maps lobbies. Pure."""

from typing import TypeVar

from models.lobby import Lobby, LobbyImage, LobbyMedia, LobbyOptions
from models.vendor import Vendor
from vendors.enablex import payloads
from vendors.enablex.scalars import flag, text
from vendors.rows import readable

P = TypeVar("P", bound=payloads.Payload)


def lobby(payload: payloads.Lobby) -> Lobby:
    messages = _entries(payload.message or payload.messages, payloads.LobbyMessage)
    return Lobby(
        options=_options(payload.options),
        messages=tuple(words for words in (text(message.text) for message in messages) if words is not None),
        images=tuple(
            LobbyImage(url=text(image.url), caption=text(image.caption))
            for image in _entries(payload.image or payload.images, payloads.LobbyImage)
        ),
        audios=_media(payload.audio),
        videos=_media(payload.video),
    )


def _options(payload: payloads.LobbyOptions | payloads.Nothing) -> LobbyOptions:
    if not isinstance(payload, payloads.LobbyOptions):
        return LobbyOptions()
    return LobbyOptions(
        messages=flag(payload.message if payload.messages is None else payload.messages),
        images=flag(payload.image if payload.images is None else payload.images),
        audio=flag(payload.audio),
        video=flag(payload.video),
    )


def _media(items: payloads.Items) -> tuple[LobbyMedia, ...]:
    return tuple(
        LobbyMedia(url=text(entry.url), embed=text(entry.embed))
        for entry in _entries(items, payloads.LobbyMedia)
    )


def _entries(items: payloads.Items, kind: type[P]) -> tuple[P, ...]:
    return readable(
        items if isinstance(items, list) else (),
        lambda item: payloads.one(item, kind, "read lobby"),
        vendor=Vendor.ENABLEX,
        operation="read lobby",
        within="lobby",
    )
