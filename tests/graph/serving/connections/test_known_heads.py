"""Requests of one connection that send the same head are read like all others, however they arrive."""

import asyncio

import pytest
from starlette.types import Receive, Scope, Send

from tests.support.streams import PATIENCE, serving
from tests.support.world import LOOPBACK

HEAD = b"POST /north HTTP/1.1\r\nHost: a\r\nX-Kept: yes\r\nContent-Length: 3\r\n\r\n"
OTHER = HEAD.replace(b"north", b"south")
EMPTY = b"GET /east HTTP/1.1\r\nHost: a\r\n\r\n"
# More than are kept.
LONG = [HEAD.replace(b"yes", b"x" * 3_000 + str(number).encode()) + b"big" for number in range(3)]
# Longer than any that is kept.
HUGE = HEAD.replace(b"yes", b"x" * 5_000) + b"all"
REQUESTS = [HEAD + b"one", HEAD + b"two", OTHER + b"one", HEAD + b"six", EMPTY, EMPTY, HEAD + HEAD[:3]]
REQUESTS += [*LONG, *LONG[2:], HUGE, HUGE, HEAD + b"end"]
WANTED = ["/north one", "/north two", "/south one", "/north six", "/east ", "/east ", "/north POS"]
WANTED += ["/north big"] * 4 + ["/north all"] * 2 + ["/north end"]


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with the path and the body, after it has looked that the head is there."""
    if scope["type"] != "http":
        return
    assert (b"host", b"a") in scope["headers"]
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    text = scope["path"].encode() + b" " + body
    length = str(len(text)).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]})
    await send({"type": "http.response.body", "body": text})


async def answered(reader: asyncio.StreamReader) -> str:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
    ).partition(b":")[2]
    return (await reader.readexactly(int(length))).decode()


@pytest.mark.parametrize("size", [1, 7, len(HEAD), len(HEAD) + 1, 100_000], ids="by {}".format)
async def test_each_request_has_its_own_body(size: int) -> None:
    sent = b"".join(REQUESTS)
    async with serving(echo) as (port, _), asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection(LOOPBACK, port)

        async def write() -> None:
            for begin in range(0, len(sent), size):
                writer.write(sent[begin : begin + size])
                await asyncio.sleep(0)

        writing = asyncio.create_task(write())
        assert [await answered(reader) for _ in REQUESTS] == WANTED
        await writing
        writer.close()
