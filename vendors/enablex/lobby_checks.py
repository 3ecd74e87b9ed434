"""Validates the draft of a lobby against EnableX' rules before anything is sent. Pure."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from models.drafts import LobbyDraft, MediaDraft
from models.problem import InvalidInput, Problem, ProblemCode
from models.vendor import Capability, Vendor
from vendors.checks import Path, length, not_taken, required

_CHOICE = "2423"
_BAD_ADDRESS = "2453"

_LINKED: set[Path] = {("url",)}
_UPLOADED: set[Path] = {("content",), ("filename",), ("content_type",)}
_CAPTION: set[Path] = {("caption",)}

_SOUND = "audio/mpeg"

# It is sent in a header of the form, where a line break would begin another header.
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)


def lobby(draft: LobbyDraft) -> Iterator[Problem | None]:
    yield from _choice(draft)
    for index, text in enumerate(draft.messages):
        path = ("messages", str(index))
        yield required(text.strip(), path, vendor_code="2422")
        yield length(text.strip() or None, path, at_least=5, at_most=100, vendor_codes=("2432", "2433"))
    for index, image in enumerate(draft.images):
        yield from _media(image, ("images", str(index)), also=_CAPTION)
    if draft.audio is not None:
        yield from _media(draft.audio, ("audio",), missing="2404")
        yield _is_sound(draft.audio)
    if draft.video_url is not None:
        yield from _film(draft.video_url)


def _choice(draft: LobbyDraft) -> Iterator[Problem | None]:
    """One main kind, or a sound; a sound may be combined with messages or images."""
    kinds = (
        (("messages",), bool(draft.messages)),
        (("images",), bool(draft.images)),
        (("video_url",), draft.video_url is not None),
    )
    chosen = [path for path, is_chosen in kinds if is_chosen]
    if not chosen and draft.audio is None:
        yield InvalidInput(
            message="A lobby shows messages, images or a video, or plays a sound; one of them is needed.",
            code=ProblemCode.REQUIRED,
            vendor_code=_CHOICE,
        )
    for path in chosen[1:]:
        yield InvalidInput(
            message="A lobby shows either messages, or images, or a video.",
            code=ProblemCode.INVALID,
            path=path,
            vendor_code=_CHOICE,
        )
    if draft.audio is not None and draft.video_url is not None:
        yield InvalidInput(
            message="A sound can be combined with messages or images, not with a video.",
            code=ProblemCode.INVALID,
            path=("audio",),
            vendor_code=_CHOICE,
        )


def _media(
    media: MediaDraft, path: Path, *, also: set[Path] | None = None, missing: str = _BAD_ADDRESS
) -> Iterator[Problem | None]:
    """A file or a URL, and no field of the other."""
    if media.url is not None and media.content is not None:
        yield InvalidInput(message="Give a file or a URL, not both.", code=ProblemCode.INVALID, path=path)
    elif not media.url and not media.content:
        yield required(None, path, vendor_code=missing)
    else:
        taken = (_LINKED if media.content is None else _UPLOADED) | (also or set())
        for problem in not_taken(media, taken, vendor=Vendor.ENABLEX, capability=Capability.SET_LOBBY):
            yield problem.at((*path, *(problem.path or ())))
    if media.url:
        yield _address(media.url, (*path, "url"))
    if media.content and media.content_type and not _MEDIA_TYPE.fullmatch(media.content_type):
        yield InvalidInput(
            message="This is not a media type.", code=ProblemCode.INVALID, path=(*path, "content_type")
        )


def _is_sound(audio: MediaDraft) -> Problem | None:
    """Checks the format of an uploaded sound by its name, or by its type if it has no name."""
    if audio.content is None:
        return None
    is_sound = (
        audio.filename.lower().endswith(".mp3") if audio.filename else audio.content_type in (None, _SOUND)
    )
    if is_sound:
        return None
    return InvalidInput(
        message="EnableX accepts sound files of type .mp3 only.",
        code=ProblemCode.INVALID,
        path=("audio", "filename") if audio.filename else ("audio", "content_type"),
        vendor_code="2404",
    )


def _film(url: str) -> Iterator[Problem | None]:
    path = ("video_url",)
    missing = required(url, path, vendor_code="2405")
    wrong = _address(url, path) if missing is None else missing
    yield wrong
    if wrong is None and not urlsplit(url).path.lower().endswith(".mp4"):
        yield InvalidInput(
            message="EnableX accepts videos of type .mp4 only.", code=ProblemCode.INVALID, path=path
        )


def _address(url: str, path: Path) -> Problem | None:
    try:
        parts = urlsplit(url)
        is_address = (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and url.isprintable()
            and not any(character.isspace() for character in url)
        )
    except ValueError:
        is_address = False
    if is_address:
        return None
    return InvalidInput(
        message="This must be a complete URL that begins with http:// or https://.",
        code=ProblemCode.INVALID,
        path=path,
        vendor_code=_BAD_ADDRESS,
    )
