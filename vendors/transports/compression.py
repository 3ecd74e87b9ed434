"""Decompresses a body while it arrives, up to a limit. Pure."""

import zlib

from vendors.transports.response import UnreadableResponse

# zlib's argument for data with the header of gzip.
_GZIP = 16 + zlib.MAX_WBITS

# What a request says that it takes.
ACCEPTED = "gzip"
_NAMES = frozenset({b"gzip", b"x-gzip"})
_NONE = frozenset({b"", b"identity"})


def decompressor(coding: bytes) -> "Decompressor | None":
    """The decompressor for a Content-Encoding; None if the body is not compressed.

    Raises:
        UnreadableResponse: it is compressed in a way that was not asked for.
    """
    name = coding.strip().lower()
    if name in _NONE:
        return None
    if name not in _NAMES:
        raise UnreadableResponse("compressed in a way that was not asked for")
    return Decompressor()


class Decompressor:
    """Decompresses one body in the format of gzip."""

    __slots__ = ("_member",)

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP)

    def fed(self, data: bytes, at_most: int) -> bytes:
        """The next part of the body.

        Args:
            at_most: how many bytes it may have; bytes that would follow are not made.

        Raises:
            UnreadableResponse: it is longer, or no gzip.
        """
        made = b""
        while data:
            if self._member.eof:
                # The format allows several members, one after the other.
                self._member = zlib.decompressobj(_GZIP)
            try:
                # One more than is allowed, because 0 would mean that there is no limit.
                made += self._member.decompress(data, at_most - len(made) + 1)
            except zlib.error:
                raise UnreadableResponse("not compressed as it says") from None
            if len(made) > at_most:
                raise UnreadableResponse("a body over the limit")
            data = self._member.unused_data
        return made

    @property
    def is_at_end(self) -> bool:
        """Whether what was fed is a whole body."""
        return self._member.eof
