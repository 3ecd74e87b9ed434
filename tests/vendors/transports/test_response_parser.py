"""What is read from the bytes of a connection, however they are cut."""

import gzip
from collections.abc import Iterable

import pytest

from vendors.transports.response import ResponseHeaders, UnreadableResponse, WireResponse
from vendors.transports.response_parser import ResponseParser

LIMIT = 1000
ZIPPED = gzip.compress(b"[1,") + gzip.compress(b"2]")


def with_length(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"
WHOLE = {
    "a length": (with_length(b"{}"), b"{}", True),
    "no body": (with_length(b"", status=b"204 No Content"), b"", True),
    "no reason": (b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n{}", b"{}", True),
    "chunks": (CHUNKED + b"1\r\n{\r\n1;name=value\r\n}\r\n0\r\n\r\n", b"{}", True),
    "trailers": (CHUNKED + b"2\r\n{}\r\n0\r\nX-One: 1\r\nX-Two: 2\r\n\r\n", b"{}", True),
    "100": (b"HTTP/1.1 100 Continue\r\nX-One: 1\r\n\r\n" + with_length(b"{}"), b"{}", True),
    "103 twice": (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 2 + with_length(b"{}"), b"{}", True),
    "close": (with_length(b"{}", b"Connection: close"), b"{}", False),
    "HTTP/1.0": (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}", b"{}", False),
    "HTTP/1.0 that is kept": (
        b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\n{}",
        b"{}",
        True,
    ),
    "gzip of two members": (with_length(ZIPPED, b"Content-Encoding: gzip"), b"[1,2]", True),
    "gzip of nothing": (with_length(b"", b"Content-Encoding: gzip"), b"", True),
    "compressed by nothing": (with_length(b"{}", b"Content-Encoding: identity"), b"{}", True),
}


def fed(parser: ResponseParser, parts: Iterable[bytes]) -> WireResponse | None:
    for part in parts:
        response = parser.fed(part)
        if response is not None:
            return response
    return None


def begun() -> ResponseParser:
    parser = ResponseParser(LIMIT)
    parser.begin()
    return parser


def bytes_of(data: bytes) -> Iterable[bytes]:
    return (data[at : at + 1] for at in range(len(data)))


@pytest.mark.parametrize(("data", "body", "is_reusable"), WHOLE.values(), ids=WHOLE)
def test_a_response_is_the_same_however_it_is_cut(data: bytes, body: bytes, is_reusable: bool) -> None:
    for parts in ([data], bytes_of(data), [data[:40], data[40:]]):
        parser = begun()
        response = fed(parser, parts)
        assert response is not None
        assert (bytes(response.body), parser.is_reusable) == (body, is_reusable)
        assert "x-one" not in response.headers


@pytest.mark.parametrize("data", [data for data, _, is_reusable in WHOLE.values() if is_reusable])
def test_the_next_response_on_a_connection_is_read_from_its_beginning(data: bytes) -> None:
    parser = begun()
    assert fed(parser, [data]) is not None
    parser.begin()
    assert parser.ended() is None
    response = fed(parser, bytes_of(with_length(b"[7]", b"X-Two: 2", status=b"201 Created")))
    assert response is not None
    assert (response.status, response.body, response.headers.get("x-two")) == (201, b"[7]", "2")


@pytest.mark.parametrize(
    "after",
    [b"x", b"{}", with_length(b"[]"), b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]"],
    ids=["a byte", "another body", "a response", "half a response"],
)
def test_what_follows_a_response_is_not_taken_for_an_answer(after: bytes) -> None:
    parser = begun()
    response = parser.fed(with_length(b"{}", b"X-One: 1") + after)
    assert response is not None
    assert (response.body, dict(response.headers)) == (b"{}", {"content-length": "2", "x-one": "1"})
    assert not parser.is_reusable


def test_a_body_without_a_length_ends_with_the_connection() -> None:
    parser = begun()
    assert fed(parser, [b"HTTP/1.1 200 OK\r\nX-One: 1\r\n\r\n[1,", b"2]"]) is None
    response = parser.ended()
    assert response is not None
    assert (bytes(response.body), parser.is_reusable) == (b"[1,2]", False)


@pytest.mark.parametrize(
    "data",
    [b"", b"HTTP/1.1 200 OK\r\nX-One", with_length(b"{}")[:-1], CHUNKED + b"2\r\n{}\r\n"],
    ids=["nothing", "half a head", "half a body", "no last chunk"],
)
def test_half_a_response_is_none(data: bytes) -> None:
    parser = begun()
    assert data == b"" or parser.fed(data) is None
    assert parser.ended() is None


@pytest.mark.parametrize("status", [b"302 Found", b"429 Slow", b"503 No"])
def test_a_body_that_does_not_matter_is_not_waited_for(status: bytes) -> None:
    whole, half = begun(), begun()
    answer = with_length(b" " * 100, b"Retry-After: 7", b"Content-Encoding: gzip", status=status)
    found = [whole.fed(answer), half.fed(answer[:-1])]
    assert [response and (response.body, response.headers["retry-after"]) for response in found] == [
        (b"", "7")
    ] * 2
    assert (whole.is_reusable, half.is_reusable) == (True, False)


@pytest.mark.parametrize("headers", [b"", b"Upgrade: x\r\nConnection: upgrade\r\n"])
def test_another_protocol_is_an_answer_that_ends_the_connection(headers: bytes) -> None:
    parser = begun()
    response = parser.fed(b"HTTP/1.1 101 Switching Protocols\r\n" + headers + b"\r\nwhatever")
    assert response is not None
    assert (response.status, response.body, parser.is_reusable) == (101, b"", False)


ENDLESS = b"x" * 4096
REFUSED: dict[str, Iterable[bytes]] = {
    "not HTTP": [b"220 welcome\r\n"],
    "two lengths": [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} "],
    "a length and chunks": [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"],
    "a negative length": [b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"],
    "a length of twenty digits": [b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n"],
    "a folded header": [b"HTTP/1.1 200 OK\r\nX-One: 1\r\n 2\r\n\r\n"],
    "another transfer coding": [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"],
    "a chunk without a length": [CHUNKED + b"z\r\n"],
    "another compression": [with_length(b"{}", b"Content-Encoding: br")],
    "compressed twice": [with_length(ZIPPED, b"Content-Encoding: gzip, gzip")],
    "compressed twice in two headers": [
        with_length(ZIPPED, b"Content-Encoding: gzip", b"Content-Encoding: gzip")
    ],
    "half of gzip": [with_length(ZIPPED[:-4], b"Content-Encoding: gzip")],
    "a bomb": [with_length(gzip.compress(b" " * 10_000_000), b"Content-Encoding: gzip")],
    "one byte too many": [with_length(b" " * (LIMIT + 1))],
    "one byte too many, in chunks": [CHUNKED, b"1f4\r\n" + b" " * 500 + b"\r\n", b"1f5\r\n" + b" " * 501],
    "an endless head": [b"HTTP/1.1 200 OK\r\nX-One: ", *[ENDLESS] * 20],
    "an endless status line": [b"HTTP/1.1 200 ", *[ENDLESS] * 20],
    "many headers": [b"HTTP/1.1 200 OK\r\n" + b"X-One: 1\r\n" * 257 + b"\r\n"],
    "an endless trailer": [CHUNKED + b"2\r\n{}\r\n0\r\nX-One: ", *[ENDLESS] * 20],
    "an endless extension of a chunk": [CHUNKED + b"2;x=", *[ENDLESS] * 20],
    "100 without end": [b"HTTP/1.1 100 Continue\r\nX-One: 1\r\n\r\n" * 200] * 20,
}


@pytest.mark.parametrize("parts", REFUSED.values(), ids=REFUSED)
def test_what_is_too_long_or_ambiguous_is_refused(parts: Iterable[bytes]) -> None:
    parser = begun()
    with pytest.raises(UnreadableResponse):
        fed(parser, parts)


def test_a_body_of_the_limit_in_chunks_of_a_byte_is_read() -> None:
    parser = begun()
    response = fed(parser, [CHUNKED, b"1\r\n \r\n" * LIMIT, b"0\r\n\r\n"])
    assert response is not None
    assert response.body == b" " * LIMIT


def test_headers_of_one_name_are_joined_and_any_byte_is_read() -> None:
    response = begun().fed(with_length(b"", b"X-One: a", b"x-one: b", b"X-Name: caf\xe9"))
    assert response is not None
    assert dict(response.headers) == {"content-length": "0", "x-one": "a, b", "x-name": "café"}


def test_what_is_printed_of_a_response_has_nothing_of_its_content() -> None:
    assert (
        repr(WireResponse(200, ResponseHeaders(((b"set-cookie", b"s3cret"),)), b"s3cret"))
        == "<WireResponse 200>"
    )


CHUNKS_OF_A_BYTE = CHUNKED + b"1\r\n7\r\n" * 900


@pytest.mark.parametrize(
    ("data", "is_finely_chunked"),
    [
        (CHUNKS_OF_A_BYTE, True),
        (CHUNKED + b"14\r\n" + b"7" * 20 + b"\r\n", False),
        (CHUNKED + (b"8\r\n" + b"7" * 8 + b"\r\n") * 100, False),
        (b"HTTP/1.1 200 OK\r\nX-One: " + b"1" * 1500, False),
    ],
    ids=["chunks of a byte", "a longer chunk", "chunks of eight bytes", "a long head"],
)
def test_chunks_of_a_few_bytes_are_told_from_others(data: bytes, is_finely_chunked: bool) -> None:
    parser = begun()
    assert fed(parser, [data]) is None
    assert parser.is_finely_chunked == is_finely_chunked
    parser.begin()
    assert not parser.is_finely_chunked
