"""FileInput, MediaInput, ImageInput: pictures and sounds, by address or as the file itself."""

import base64
import binascii

import strawberry
from strawberry import field

from models.drafts import MediaDraft
from models.errors import Refused
from models.problem import InvalidInput, ProblemCode

# A request has at most 256 KiB, and base64 takes four bytes for three.
FILE_BYTES_AT_MOST = 160 * 1024

_Place = tuple[str, ...]


@strawberry.input(description="A file within the request; larger ones are given by their address.")
class FileInput:
    name: str = field(description="Its name with its ending, such as `waiting.mp3`.")
    content_type: str = field(description="Its media type, such as `audio/mpeg`.")
    base64: str = field(description="Its content in base64, at most 163,840 bytes when decoded.")


@strawberry.input(one_of=True, description="A sound: its address, or the file itself.")
class MediaInput:
    url: str | None = field(default=strawberry.UNSET, description="Where it is.")
    file: FileInput | None = field(default=strawberry.UNSET, description="The file itself.")


@strawberry.input(description="A picture with its caption.")
class ImageInput:
    source: MediaInput = field(description="Where it comes from.")
    caption: str | None = field(default=None, description="What stands below it.")


def media(given: MediaInput, place: _Place, caption: str | None = None) -> MediaDraft:
    """The draft of a picture or sound.

    Args:
        place: where it stands in the draft.

    Raises:
        Refused: the file is not base64, or too large.
    """
    if not given.file:
        return MediaDraft(url=given.url or "", caption=caption)
    return MediaDraft(
        content=_decoded(given.file.base64, place),
        filename=given.file.name,
        content_type=given.file.content_type,
        caption=caption,
    )


def _decoded(text: str, place: _Place) -> bytes:
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        problem = InvalidInput(message="This is no base64.", code=ProblemCode.INVALID, path=place)
        raise Refused([problem]) from None
    if len(content) > FILE_BYTES_AT_MOST:
        problem = InvalidInput(
            message=f"A file has at most {FILE_BYTES_AT_MOST} bytes; give a larger one by its address.",
            code=ProblemCode.TOO_LARGE,
            path=place,
            limit=FILE_BYTES_AT_MOST,
        )
        raise Refused([problem])
    return content
