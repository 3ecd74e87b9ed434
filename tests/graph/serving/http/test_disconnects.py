"""Who leaves takes the reads along at once, and never a write."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from pydantic import SecretStr
from starlette.types import Message, Receive, Scope, Send

from graph.serving.app import create_app
from graph.serving.http.api_request import ApiRequest
from graph.serving.http.disconnects import ClientLeft, Operations
from graph.serving.process.demo import DemoSettings
from tests.support.anonymous import Anonymous
from tests.support.builders import NOON
from tests.support.raw_vendor import Wire, all_given_back, vendor_that
from tests.support.streams import PATIENCE, serving
from tests.support.world import LOOPBACK
from vendors.adapters import Adapters
from vendors.http import HttpLimits
from vendors.vsee.adapter import VSeeAdapter
from vendors.vsee.settings import VSeeSettings

QUERIES = {
    "a list": "{ meetings { nodes { id } } }",
    "a loader": '{ room(by: {vendorId: {vendor: VSEE, id: "r"}}) { name } }',
    "a part": "{ rooms { nodes { queue { length } } } }",
}


class Hung:
    """A VSee that takes every call and answers none until it is told to."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.answers = asyncio.Event()
        self.answered = asyncio.Event()
        self.seen: list[bytes] = []

    async def __call__(self, wire: Wire) -> None:
        self.seen.append(await wire.request())
        self.asked.set()
        await self.answers.wait()
        await wire.answer(b'{"data": {}}')
        self.answered.set()


@asynccontextmanager
async def a_client(
    query: str, hung: Hung
) -> AsyncIterator[tuple[asyncio.Event, asyncio.Task[None], VSeeAdapter]]:
    """A request that is being served, and the adapter it asks: the event lets its client leave."""
    leaves = asyncio.Event()
    first = [{"type": "http.request", "body": json.dumps({"query": query}).encode(), "more_body": False}]

    async def receive() -> Message:
        if first:
            return first.pop()
        await leaves.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        pass

    async with vendor_that(hung, limits=HttpLimits()) as (http, _):
        account = VSeeSettings(account_code="c", admin_token=SecretStr("t"))
        adapter = VSeeAdapter(account, http, lambda: NOON)
        app = create_app(DemoSettings(explorer=False), vendors=Adapters([adapter]), authenticator=Anonymous())
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/graphql",
            "query_string": b"",
            "headers": [(b"content-type", b"application/json")],
        }
        serving = asyncio.create_task(app(scope, receive, send))
        try:
            yield leaves, serving, adapter
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
async def test_reads_are_given_up_long_before_their_vendor_answers(query: str) -> None:
    hung = Hung()
    async with a_client(query, hung) as (leaves, serving, adapter):
        await hung.asked.wait()
        leaves.set()
        # It is a matter of milliseconds; the call alone would wait for five seconds.
        async with asyncio.timeout(4):
            await serving
        # A batch is a task of its own; it ends with the operation all the same, so that the answer leads to no call.
        hung.answers.set()
        await hung.answered.wait()
        await all_given_back(adapter.health)
        assert len(hung.seen) == 1


class Work:
    """Something that is under way until it is told to end."""

    def __init__(self) -> None:
        self.begun, self.ends, self.ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def __call__(self) -> str:
        self.begun.set()
        await self.ends.wait()
        self.ended.set()
        return "done"


async def gone() -> Message:
    return {"type": "http.disconnect"}


async def test_a_write_is_finished_for_who_has_left() -> None:
    work = Work()
    request = ApiRequest({"type": "http", "method": "POST", "headers": []}, gone)
    running = asyncio.create_task(Operations().run(work(), request, may_be_given_up=False))
    await work.begun.wait()
    work.ends.set()
    assert await running == "done"


async def test_a_write_is_finished_though_its_request_is_cancelled() -> None:
    work = Work()
    request = ApiRequest({"type": "http", "method": "POST", "headers": []}, gone)
    running = asyncio.create_task(Operations().run(work(), request, may_be_given_up=False))
    await work.begun.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    work.ends.set()
    await work.ended.wait()
    assert running.cancelled()


@pytest.mark.parametrize("is_read", [True, False], ids=["a read", "a write"])
async def test_our_server_tells_at_once_who_leaves(is_read: bool) -> None:
    work, ended = Work(), asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            operations = Operations()
            try:
                await operations.run(work(), ApiRequest(scope, receive), may_be_given_up=is_read)
            except ClientLeft:
                assert is_read
            ended.set()

    async with asyncio.timeout(PATIENCE), serving(app) as (port, _):
        _, writer = await asyncio.open_connection(LOOPBACK, port)
        writer.write(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na")
        await work.begun.wait()
        writer.close()
        if not is_read:
            # It goes on although nobody waits for it.
            await asyncio.sleep(0.05)
            assert not ended.is_set()
            work.ends.set()
        await ended.wait()
        assert work.ended.is_set() is not is_read


async def test_reads_are_cancelled_for_who_has_left() -> None:
    work = Work()
    request = ApiRequest({"type": "http", "method": "POST", "headers": []}, gone)
    with pytest.raises(ClientLeft):
        await Operations().run(work(), request, may_be_given_up=True)
    assert not work.ended.is_set()
