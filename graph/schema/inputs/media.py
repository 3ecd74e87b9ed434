"""FileInput, MediaInput, ImageInput: pictures and sounds, by URL or as a file."""

import base64
import binascii
from collections.abc import Iterator, Sequence

import strawberry

from graph.schema.input_fields import input_field, input_type
from graph.schema.inputs.places import Place
from models.bounds import URL, at_most
from models.drafts import MediaDraft
from models.errors import WriteRefused
from models.problem import InvalidInput, ProblemCode

# The paths of a medium's parts in the input.
_PARTS: dict[str, Place] = {
    "content": ("file", "base64"),
    "filename": ("file", "name"),
    "content_type": ("file", "contentType"),
}

# A request has at most 256 KiB, and base64 takes four bytes for three.
REQUEST_BYTES = 256 * 1024
FILE_BYTES_AT_MOST = 160 * 1024


@input_type(
    fills=MediaDraft, description="A file that is part of the request. Give a larger file by its URL."
)
class FileInput:
    name: str = input_field(description="File name with its extension, such as `waiting.mp3`.")
    content_type: str = input_field(description="Media type of the file, such as `audio/mpeg`.")
    base64: str = input_field(
        characters=at_most(REQUEST_BYTES),
        description="Content of the file in base64, at most 163,840 bytes when decoded.",
    )


@input_type(fills=MediaDraft, one_of=True, description="A picture or a sound: its URL, or the file itself.")
class MediaInput:
    url: str | None = input_field(
        default=strawberry.UNSET, characters=URL, description="The URL of the file."
    )
    file: FileInput | None = input_field(default=strawberry.UNSET, description="The file itself.")


@input_type(fills=MediaDraft, description="A picture with its caption.")
class ImageInput:
    source: MediaInput = input_field(description="The source of the picture.")
    caption: str | None = input_field(default=None, description="The caption below the picture.")


def media(given: MediaInput, place: Place, caption: str | None = None) -> MediaDraft:
    """The draft of a picture or sound.

    Args:
        place: its path in the draft.

    Raises:
        WriteRefused: the file is not base64, or too large.
    """
    if not given.file:
        return MediaDraft(url=given.url or "", caption=caption)
    return MediaDraft(
        content=_decoded(given.file.base64, place),
        filename=given.file.name,
        content_type=given.file.content_type,
        caption=caption,
    )


def _decoded(text: str, place: Place) -> bytes:
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        problem = InvalidInput(message="This is not base64.", code=ProblemCode.INVALID, path=place)
        raise WriteRefused([problem]) from None
    if len(content) > FILE_BYTES_AT_MOST:
        problem = InvalidInput(
            message=f"A file has at most {FILE_BYTES_AT_MOST} bytes; give a larger one by its URL.",
            code=ProblemCode.TOO_LARGE,
            path=place,
            limit=FILE_BYTES_AT_MOST,
        )
        raise WriteRefused([problem])
    return content


def media_place(path: Place) -> Place:
    """Translates a path in a draft's picture or sound to the input."""
    match path:
        case ("images", index, "caption"):
            return ("images", index, "caption")
        case ("images", index, *parts):
            return ("images", index, "source", *_inside(parts))
        case (first, *parts):
            return (first, *_inside(parts))
        case _:
            return path


def _inside(parts: Sequence[str]) -> Iterator[str]:
    for part in parts:
        yield from _PARTS.get(part, (part,))
