"""Reads the responses on one connection with llhttp, and limits their heads and bodies. Pure."""

from typing import Final

from httptools import HttpParserCallbackError, HttpParserError, HttpParserUpgrade, HttpResponseParser

from vendors.transports.compression import Decompressor, decompressor
from vendors.transports.response import ResponseHeaders, UnreadableResponse, WireResponse, body_matters

_HEADERS_AT_MOST: Final = 256
# Of the names of those that are looked at.
_LENGTHS: Final = frozenset(map(len, ("content-length", "content-encoding", "transfer-encoding")))
# What may come besides a body: status lines, headers and trailers.
_HEAD_AT_MOST: Final = 64 * 1024
# A chunk of one byte takes six.
_TIMES_A_BODY: Final = 8
# A head that is no longer says nothing of how the body is chunked.
_ORDINARY_HEAD: Final = 2 * 1024


class ResponseParser:
    """The responses on one connection; `begin` is called before each of them.

    Args:
        limit: of a body, in bytes, after decompression.

    Attributes:
        is_reusable: whether the connection can carry another request after this response.
        is_finely_chunked: whether less than half of what has arrived is the body itself.
        size: how long the body is as yet, after decompression.
    """

    __slots__ = (
        "_body",
        "_coding",
        "_decompressor",
        "_has_length",
        "_headers",
        "_is_complete",
        "_is_wanted",
        "_limit",
        "_parser",
        "_received",
        "_status",
        "is_finely_chunked",
        "is_reusable",
        "size",
    )

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.is_finely_chunked = False
        self._parser = HttpResponseParser(self)

    def begin(self) -> None:
        """Prepares for the next response."""
        self._headers: list[tuple[bytes, bytes]] = []
        # 0 as long as the head is not complete.
        self._status = 0
        self._coding = b""
        self._decompressor: Decompressor | None = None
        self._has_length = False
        self._is_wanted = True
        self._is_complete = False
        self._body: bytes | bytearray = b""
        self._received = 0
        self.is_finely_chunked = False
        self.is_reusable = False
        self.size = 0

    def fed(self, data: bytes | memoryview) -> WireResponse | None:
        """Reads what has arrived; returns the response when it is complete, or when the rest does not matter.

        Raises:
            UnreadableResponse: it is too long, not HTTP, or not compressed as it says.
        """
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade:
            return self._response()
        except HttpParserCallbackError as error:
            if isinstance(error.__context__, UnreadableResponse):
                raise error.__context__ from None
            raise
        except HttpParserError:
            self.is_reusable = False
            if not (self._is_complete or self._status == 101):
                raise UnreadableResponse("not HTTP") from None
        if self._is_complete or (self._status and not self._is_wanted):
            return self._response()
        self._received += len(data)
        if self._received > _HEAD_AT_MOST + _TIMES_A_BODY * self.size:
            raise UnreadableResponse("more around a body than any needs")
        self.is_finely_chunked = self._received > _ORDINARY_HEAD + 2 * self.size
        return None

    def ended(self) -> WireResponse | None:
        """The vendor closed the connection; returns the response if that is how it ends.

        Raises:
            UnreadableResponse: it is not compressed as it says.
        """
        return self._response() if self._status and not self._has_length else None

    def _response(self) -> WireResponse:
        if self._decompressor is not None and not self._decompressor.is_at_end:
            raise UnreadableResponse("not compressed as it says")
        return WireResponse(self._status, ResponseHeaders(self._headers), self._body)

    # What llhttp calls. After the end of the response it may find the beginning of another one, which nobody has asked
    # for.

    def on_message_begin(self) -> None:
        if self._is_complete:
            self.is_reusable = False

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._status:
            # A trailer.
            return
        self._headers.append((name, value))
        # Looking at its length first spares most of them the rest.
        if len(name) not in _LENGTHS:
            return
        match name.lower():
            case b"content-length":
                self._has_length = True
            case b"content-encoding":
                self._coding = self._coding + b"," + value if self._coding else value
            case b"transfer-encoding":
                self._has_length = True
                if value.strip().lower() != b"chunked":
                    raise UnreadableResponse("a transfer coding that was not asked for")

    def on_headers_complete(self) -> None:
        if self._status:
            return
        if len(self._headers) > _HEADERS_AT_MOST:
            raise UnreadableResponse("more headers than any response needs")
        status = self._parser.get_status_code()
        if status < 200 and status != 101:
            # Another response follows this one.
            self._headers = []
            self._coding = b""
            self._has_length = False
            return
        self._status = status
        self._is_wanted = status != 101 and body_matters(status)

    def on_body(self, part: bytes) -> None:
        if self._is_complete or not self._is_wanted:
            return
        if self._coding:
            if self._decompressor is None:
                self._decompressor = decompressor(self._coding)
            if self._decompressor is not None:
                part = self._decompressor.fed(part, self._limit - self.size)
        self.size += len(part)
        if self.size > self._limit:
            raise UnreadableResponse(f"body over {self._limit} bytes")
        if not self._body:
            self._body = part
        elif isinstance(self._body, bytearray):
            self._body += part
        else:
            self._body = bytearray(self._body)
            self._body += part

    def on_message_complete(self) -> None:
        if self._status and not self._is_complete:
            self._is_complete = True
            self.is_reusable = self._status != 101 and self._parser.should_keep_alive()
