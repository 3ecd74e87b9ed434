"""graphql-transport-ws over a real socket: what is answered, what closes the socket, and what ends with it."""

import asyncio
import json
import logging
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from websockets.exceptions import ConnectionClosed

from graph.serving.origins import Origins
from models.errors import BadInput
from tests.graph.serving.streams.conftest import Gateway
from tests.support.streams import END, PATIENCE, PROTOCOL, Raised, Sources, a_client, an_initialised_client

HELLO = "{ hello }"
FOLLOW = 'subscription { follow(name: "a") { value } }'


async def happens(event: asyncio.Event) -> None:
    async with asyncio.timeout(PATIENCE):
        await event.wait()


def value(message: dict[str, Any]) -> Any:
    assert message["type"] == "next", message
    return message["payload"]["data"]["follow"]["value"]


def only_error(message: dict[str, Any]) -> dict[str, Any]:
    assert message["type"] == "error", message
    [error] = message["payload"]
    assert isinstance(error, dict)
    return error


# Operations


async def test_a_query_is_answered_once_and_complete(port: int) -> None:
    async with an_initialised_client(port) as client:
        await client.subscribe(HELLO)
        answer = await client.receive()
        assert (answer["type"], answer["id"], answer["payload"]["data"]) == ("next", "1", {"hello": "hello"})
        assert await client.receive() == {"type": "complete", "id": "1"}


async def test_a_query_has_variables_and_a_name(port: int) -> None:
    query = "query A { hello } query B($n: Int!) { text(length: $n) }"
    async with an_initialised_client(port) as client:
        await client.subscribe(query, variables={"n": 2}, operationName="B")
        assert (await client.receive())["payload"]["data"] == {"text": "xx"}


async def test_a_subscription_tells_every_event_and_its_end(port: int, sources: Sources) -> None:
    async with an_initialised_client(port) as client:
        await client.subscribe(FOLLOW)
        sources["a"].tell(1, 2, END)
        assert [value(await client.receive()), value(await client.receive())] == [1, 2]
        assert await client.receive() == {"type": "complete", "id": "1"}


async def test_an_event_that_is_an_error_leaves_the_subscription(port: int, sources: Sources) -> None:
    async with an_initialised_client(port) as client:
        await client.subscribe(FOLLOW)
        sources["a"].tell(BadInput("not now"), 2)
        failed = await client.receive()
        assert failed["payload"]["data"] == {"follow": None}
        assert [error["message"] for error in failed["payload"]["errors"]] == ["not now"]
        assert value(await client.receive()) == 2


async def test_each_event_has_a_context_of_its_own(port: int, sources: Sources) -> None:
    async with an_initialised_client(port) as client:
        await client.subscribe('subscription { follow(name: "a") { seen } }')
        sources["a"].tell(1, 2, END)
        while (await client.receive())["type"] != "complete":
            pass
    first, second = sources.contexts
    assert first is not second
    assert first.loaders is not second.loaders
    assert first.request_id == second.request_id


async def test_each_operation_has_a_context_and_an_id_of_its_own(port: int, sources: Sources) -> None:
    async with an_initialised_client(port) as client:
        for _ in range(2):
            await client.subscribe("{ seen }")
            assert [(await client.receive())["type"] for _ in range(2)] == ["next", "complete"]
    first, second = sources.contexts
    assert first.loaders is not second.loaders
    assert first.request_id != second.request_id


async def test_each_event_says_what_it_cost(port: int, sources: Sources) -> None:
    async with an_initialised_client(port) as client:
        await client.subscribe(FOLLOW)
        sources["a"].tell(1)
        assert (await client.receive())["payload"]["extensions"] == {
            "vendors": [],
            "cost": {"requested": 1, "actual": 1},
        }


async def test_a_source_that_breaks_ends_its_operation_and_says_nothing_of_it(
    port: int, sources: Sources, caplog: pytest.LogCaptureFixture
) -> None:
    async with an_initialised_client(port) as client:
        await client.subscribe(FOLLOW)
        sources["a"].tell(1, Raised(RuntimeError("pin 4711")))
        assert value(await client.receive()) == 1
        error = only_error(await client.receive())
        assert (error["extensions"]["code"], "4711" in json.dumps(error)) == ("INTERNAL", False)
        assert error["extensions"]["requestId"] in caplog.text
        await client.subscribe(HELLO, "2")
        assert (await client.receive())["id"] == "2"


async def test_a_source_that_refuses_says_why_and_where(port: int, sources: Sources) -> None:
    async with an_initialised_client(port) as client:
        await client.subscribe(FOLLOW)
        sources["a"].tell(Raised(BadInput("no such thing")))
        error = only_error(await client.receive())
        assert (error["message"], error["extensions"]["code"]) == ("no such thing", "BAD_USER_INPUT")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "{",
        "{ nobodyHasThis }",
        "query A { hello } query B { hello }",
        "fragment A on Query { hello }",
        'subscription { follow(name: "a") { nobodyHasThis } }',
        "subscription { follow { value } }",
        'subscription { a: follow(name: "a") { value } b: follow(name: "b") { value } }',
        "subscription($n: String!) { follow(name: $n) { value } }",
        'mutation { write(text: "a") }',
    ],
)
async def test_what_cannot_run_ends_itself_and_not_the_socket(port: int, query: str) -> None:
    async with an_initialised_client(port) as client:
        await client.subscribe(query)
        refused = await client.receive()
        assert (refused["type"], refused["id"]) == ("error", "1")
        assert [error["extensions"]["code"] for error in refused["payload"]] == ["BAD_USER_INPUT"]
        await client.subscribe(HELLO)
        assert (await client.receive())["payload"]["data"] == {"hello": "hello"}


async def test_a_caller_has_so_many_sockets_and_no_more(gateway: Gateway) -> None:
    async with gateway(of_one_caller=2) as port, an_initialised_client(port) as first:
        async with an_initialised_client(port):
            async with a_client(port) as third:
                await third.send(type="connection_init")
                assert await third.close_code() == 4429
            await first.subscribe(HELLO)
            assert (await first.receive())["type"] == "next"
        # The end of a socket is not known at the same moment at both ends.
        async with asyncio.timeout(PATIENCE):
            while True:
                async with a_client(port) as again:
                    await again.send(type="connection_init")
                    with suppress(ConnectionClosed):
                        if await again.receive() == {"type": "connection_ack"}:
                            break


async def test_a_mutation_is_refused_in_words_and_not_run(port: int, sources: Sources) -> None:
    async with an_initialised_client(port) as client:
        await client.subscribe('mutation { write(text: "a") }')
        assert "HTTP" in only_error(await client.receive())["message"]
    assert sources.written == []


async def test_a_query_is_refused_in_words_where_only_subscriptions_run(
    gateway: Gateway, sources: Sources
) -> None:
    async with gateway(queries=False) as port, an_initialised_client(port) as client:
        await client.subscribe(HELLO)
        error = only_error(await client.receive())
        assert (error["extensions"]["code"], "HTTP" in error["message"]) == ("BAD_USER_INPUT", True)
        await client.subscribe(FOLLOW, "2")
        sources["a"].tell(1)
        assert value(await client.receive()) == 1


async def test_a_mutation_chosen_by_name_is_refused_too(port: int, sources: Sources) -> None:
    async with an_initialised_client(port) as client:
        await client.subscribe('query A { hello } mutation B { write(text: "a") }', operationName="B")
        assert "HTTP" in only_error(await client.receive())["message"]
    assert sources.written == []


async def test_operations_run_beside_each_other(port: int, sources: Sources) -> None:
    async with an_initialised_client(port) as client:
        await client.subscribe("{ held }", "slow")
        await client.subscribe(HELLO, "quick")
        assert [(await client.receive())["id"] for _ in range(2)] == ["quick", "quick"]
        sources.held.set()
        assert (await client.receive())["id"] == "slow"


async def test_an_id_is_free_again_after_its_end(port: int) -> None:
    async with an_initialised_client(port) as client:
        for _ in range(3):
            await client.subscribe(HELLO)
            assert [(await client.receive())["type"] for _ in range(2)] == ["next", "complete"]


async def test_one_operation_too_many_is_refused_and_the_others_go_on(
    gateway: Gateway, sources: Sources
) -> None:
    async with gateway(operations=2) as port, an_initialised_client(port) as client:
        await client.subscribe(FOLLOW, "1")
        await client.subscribe("{ held }", "2")
        await client.subscribe(HELLO, "3")
        refused = await client.receive()
        assert refused["id"] == "3"
        assert only_error(refused)["extensions"]["code"] == "RATE_LIMITED"
        sources["a"].tell(1)
        assert value(await client.receive()) == 1


async def test_25_operations_run_and_no_more(port: int) -> None:
    async with an_initialised_client(port) as client:
        for number in range(26):
            await client.subscribe("{ held }", str(number))
        assert (await client.receive())["id"] == "25"


# What ends an operation


async def test_complete_ends_the_source_at_once(port: int, sources: Sources) -> None:
    async with an_initialised_client(port) as client:
        await client.subscribe(FOLLOW)
        await happens(sources["a"].begun)
        await client.send(type="complete", id="1")
        await happens(sources["a"].ended)


async def test_nothing_is_sent_of_a_completed_operation(port: int, sources: Sources) -> None:
    async with an_initialised_client(port) as client:
        await client.subscribe(FOLLOW)
        await happens(sources["a"].begun)
        await client.send(type="complete", id="1")
        await happens(sources["a"].ended)
        sources["a"].tell(1)
        await client.subscribe(HELLO, "2")
        assert [(await client.receive())["id"] for _ in range(2)] == ["2", "2"]


async def test_complete_of_an_unknown_id_is_overlooked(port: int) -> None:
    async with an_initialised_client(port) as client:
        await client.send(type="complete", id="nobody's")
        await client.subscribe(HELLO)
        assert (await client.receive())["type"] == "next"


@pytest.mark.parametrize("how", ["closed", "aborted"])
async def test_a_dropped_socket_ends_all_that_ran_in_it(port: int, sources: Sources, how: str) -> None:
    async with an_initialised_client(port) as client:
        for name in ("a", "b"):
            await client.subscribe(f'subscription {{ follow(name: "{name}") {{ value }} }}', name)
            await happens(sources[name].begun)
        if how == "aborted":
            client.connection.transport.abort()
    await happens(sources["a"].ended)
    await happens(sources["b"].ended)


async def test_a_socket_that_is_closed_for_a_fault_ends_its_operations(port: int, sources: Sources) -> None:
    async with an_initialised_client(port) as client:
        await client.subscribe(FOLLOW)
        await happens(sources["a"].begun)
        await client.connection.send("nonsense")
        await happens(sources["a"].ended)
        assert await client.close_code() == 4400


# Who is let in


@pytest.mark.parametrize("protocol", [None, "graphql-ws", "nonsense"])
async def test_another_protocol_is_not_spoken(port: int, protocol: str | None) -> None:
    async with a_client(port, protocol) as client:
        assert client.connection.subprotocol is None
        assert await client.close_code() == 4406


@pytest.mark.parametrize("origin", ["http://127.0.0.1:{port}", "https://127.0.0.1:{port}"])
async def test_the_page_of_this_gateway_is_let_in(port: int, origin: str) -> None:
    async with an_initialised_client(port, origin=origin.format(port=port)):
        pass


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1", "http://[", "http://127.0.0.1:1", ""]
)
async def test_another_sites_page_is_not_let_in(port: int, origin: str) -> None:
    async with a_client(port, additional_headers={"origin": origin}) as client:
        # A browser would fail the handshake, and tell its page nothing, if the protocol were not agreed.
        assert client.connection.subprotocol == PROTOCOL
        assert await client.close_code() == 4403
    assert "MEETGRAPH_ORIGINS" in (client.connection.close_reason or "")


async def test_the_log_names_a_page_that_was_not_let_in_once(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        async with a_client(port, additional_headers={"origin": "https://evil.example"}) as client:
            await client.close_code()
    [line] = [record.message for record in caplog.records if "evil" in record.message]
    assert "MEETGRAPH_PUBLIC_URL" in line


@pytest.mark.parametrize("page", ["https://clinic.example", "capacitor://localhost", "null"])
async def test_a_page_that_is_listed_is_let_in(gateway: Gateway, page: str) -> None:
    async with (
        gateway(origins=Origins([page])) as port,
        an_initialised_client(port, additional_headers={"origin": page}),
    ):
        pass


async def test_its_own_page_is_let_in_by_the_public_address_where_a_proxy_rewrites_host(
    gateway: Gateway,
) -> None:
    async with (
        gateway(origins=Origins(public_url="https://clinic.example/video")) as port,
        an_initialised_client(port, origin="https://clinic.example"),
    ):
        pass


async def test_what_a_proxy_says_of_the_host_counts_for_nothing(port: int) -> None:
    forwarded = {"x-forwarded-host": "clinic.example", "forwarded": "host=clinic.example"}
    page = {"origin": "https://clinic.example"}
    async with a_client(port, additional_headers=page | forwarded) as client:
        assert await client.close_code() == 4403


# What closes the socket


async def test_who_does_not_initialise_in_time_is_closed(gateway: Gateway) -> None:
    async with gateway(init_seconds=0.05) as port, a_client(port) as client:
        assert await client.close_code() == 4408


async def test_who_has_initialised_may_be_silent(gateway: Gateway, sources: Sources) -> None:
    async with gateway(init_seconds=0.05) as port, an_initialised_client(port) as client:
        async with a_client(port) as another:
            assert await another.close_code() == 4408
        await client.subscribe(HELLO)
        assert (await client.receive())["type"] == "next"


async def test_a_second_init_is_one_too_many(port: int) -> None:
    async with an_initialised_client(port) as client:
        await client.send(type="connection_init")
        assert await client.close_code() == 4429


async def test_who_has_not_initialised_may_not_subscribe(port: int) -> None:
    async with a_client(port) as client:
        await client.subscribe(HELLO)
        assert await client.close_code() == 4401


async def test_an_id_that_is_in_use_closes_the_socket(port: int) -> None:
    async with an_initialised_client(port) as client:
        await client.subscribe("{ held }")
        await client.subscribe(HELLO)
        assert await client.close_code() == 4409


MALFORMED: dict[str, str | bytes] = {
    "nothing": "",
    "no JSON": "nonsense",
    "half of it": '{"type":',
    "two": '{"type":"ping"}{"type":"ping"}',
    "a list": "[]",
    "a number": "1",
    "null": "null",
    "true": "true",
    "a text": '"ping"',
    "no type": "{}",
    "a type of another type": '{"type": 1}',
    "an unknown type": '{"type": "start", "id": "1", "payload": {"query": "{ hello }"}}',
    "a server's message": '{"type": "next", "id": "1", "payload": {}}',
    "two queries": '{"type": "subscribe", "id": "1", "payload": {"query": "{ hello }", "query": "{ b }"}}',
    "two payloads": '{"type":"subscribe","id":"1","payload":{"query":"{ hello }"},"payload":{"query":"{ b }"}}',
    "two types": '{"type": "ping", "id": "1", "type": "subscribe", "payload": {"query": "{ hello }"}}',
    "two types of which neither has an id": '{"type": "connection_init", "type": "ping"}',
    "two ids": '{"type": "subscribe", "id": "1", "id": "2", "payload": {"query": "{ hello }"}}',
    "two init payloads": '{"type": "connection_init", "payload": {}, "payload": null}',
    "two tokens": '{"type": "connection_init", "payload": {"authorization": "a", "authorization": "Bearer b"}}',
    "two ids to complete": '{"type": "complete", "id": "1", "id": "2"}',
    "no id": '{"type": "subscribe", "payload": {"query": "{ hello }"}}',
    "an empty id": '{"type": "subscribe", "id": "", "payload": {"query": "{ hello }"}}',
    "a numeric id": '{"type": "subscribe", "id": 1, "payload": {"query": "{ hello }"}}',
    "no payload": '{"type": "subscribe", "id": "1"}',
    "a payload that is none": '{"type": "subscribe", "id": "1", "payload": "{ hello }"}',
    "no query": '{"type": "subscribe", "id": "1", "payload": {}}',
    "a query that is none": '{"type": "subscribe", "id": "1", "payload": {"query": 1}}',
    "variables that are none": '{"type": "subscribe", "id": "1", "payload": {"query": "{ a }", "variables": []}}',
    "an init payload that is none": '{"type": "connection_init", "payload": "token"}',
    "a ping payload that is none": '{"type": "ping", "payload": []}',
    "a lone surrogate": '{"type": "ping", "payload": {"a": "\\ud800"}}',
    "NaN": '{"type": "ping", "payload": {"a": NaN}}',
    "deep nesting": '{"type": "ping", "payload": ' + '{"a":' * 32 + "1" + "}" * 33,
    "very deep nesting": "[" * 60_000,
    "bytes": b'{"type": "ping"}',
    "bytes that are no text": b"\xff\xfe",
}


@pytest.mark.parametrize("message", MALFORMED.values(), ids=MALFORMED)
@pytest.mark.parametrize("initialised", [True, False])
async def test_a_malformed_message_closes_with_its_code(
    port: int, message: str | bytes, initialised: bool, caplog: pytest.LogCaptureFixture
) -> None:
    async with a_client(port) as client:
        if initialised:
            await client.init()
        await client.connection.send(message)
        assert await client.close_code() == 4400
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_malformed_json_is_told_by_its_place_and_never_by_its_text(port: int) -> None:
    async with an_initialised_client(port) as client:
        await client.connection.send('{"type": "subscribe",\n "pin4711" 4711}')
        assert await client.close_code() == 4400
        said = "The message's JSON could not be parsed: line 2, column 12"
        assert client.connection.close_reason == said


async def test_text_that_is_no_utf_8_closes_with_its_code(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    async with an_initialised_client(port) as client:
        await client.connection.send(b"\xff", text=True)
        assert await client.close_code() == 4400
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_text_in_pieces_is_put_together(port: int) -> None:
    async with a_client(port) as client:
        await client.connection.send(['{"type": "conn', "ection", '_init"}'])
        assert await client.receive() == {"type": "connection_ack"}


async def test_nesting_as_deep_as_allowed_is_taken(port: int) -> None:
    async with an_initialised_client(port) as client:
        await client.connection.send('{"type": "ping", "payload": ' + '{"a":' * 31 + "1" + "}" * 32)
        assert (await client.receive())["type"] == "pong"


async def test_brackets_in_a_text_are_no_nesting(port: int) -> None:
    async with an_initialised_client(port) as client:
        await client.send(type="ping", payload={"a": '[{"\\' * 100})
        assert (await client.receive())["type"] == "pong"


async def test_a_message_of_the_greatest_size_is_taken(port: int) -> None:
    async with an_initialised_client(port) as client:
        await client.connection.send('{"type": "ping"}'.ljust(65_536))
        assert (await client.receive())["type"] == "pong"


async def test_a_larger_message_closes_the_socket(port: int) -> None:
    async with an_initialised_client(port) as client:
        await client.connection.send('{"type": "ping"}'.ljust(65_537))
        assert await client.close_code() == 1009


async def test_a_larger_message_closes_the_socket_under_any_server(gateway: Gateway) -> None:
    async with gateway(message_bytes=1024) as port, an_initialised_client(port) as client:
        await client.connection.send('{"type": "ping"}'.ljust(1025))
        assert await client.close_code() == 1009


frames = some.one_of(
    some.text(),
    some.binary(),
    some.recursive(
        some.none() | some.booleans() | some.integers() | some.text(max_size=5),
        lambda inner: (
            some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=5), inner, max_size=3)
        ),
    ).map(json.dumps),
    some.fixed_dictionaries(
        {"type": some.sampled_from(["connection_init", "ping", "pong", "subscribe", "complete", "next", 1])},
        optional={
            "id": some.sampled_from(["1", "", 1, None]),
            "payload": some.sampled_from(
                [None, {}, [], "x", {"query": HELLO}, {"query": FOLLOW}, {"query": "{"}]
            ),
        },
    ).map(json.dumps),
)


@given(some.lists(frames, min_size=1, max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
async def test_no_frames_whatsoever_break_anything(
    port: int, caplog: pytest.LogCaptureFixture, sent: list[str | bytes]
) -> None:
    async with a_client(port) as client:
        try:
            for frame in sent:
                await client.connection.send(frame)
        except ConnectionClosed:
            pass
        await client.connection.close()
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@some.composite
def raw_frames(draw: some.DrawFn) -> bytes:
    """One frame as bytes, its flags, kind and length right or wrong."""
    flags = draw(some.sampled_from([0x80, 0x80, 0x80, 0x00, 0x90, 0xC0, 0xF0]))
    kind = draw(some.sampled_from([0, 1, 1, 2, 3, 8, 9, 10, 15]))
    payload = draw(
        some.binary(max_size=20) | some.sampled_from([b'{"type":"ping"}', b'{"type":"connection_init"}'])
    )
    length = draw(some.sampled_from([len(payload)] * 4 + [126, 127, 5]))
    mask = draw(some.sampled_from([b"\0\0\0\0", b"\0\0\0\0", b"mask", b""]))
    return bytes([flags | kind, (0x80 if mask else 0) | length]) + mask + payload


@given(some.lists(raw_frames() | some.binary(min_size=1, max_size=40), min_size=1, max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
async def test_no_bytes_whatsoever_break_anything(
    port: int, caplog: pytest.LogCaptureFixture, sent: list[bytes]
) -> None:
    async with a_client(port, close_timeout=0.1) as client:
        for data in sent:
            client.connection.transport.write(data)
        client.connection.transport.write_eof()
        await client.connection.wait_closed()
    async with an_initialised_client(port) as another:
        await another.subscribe(HELLO)
        assert (await another.receive())["type"] == "next"
    told = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert [record for record in told if not record.name.startswith("websockets.client")] == []


# Signs of life


@pytest.mark.parametrize("more", [{}, {"payload": {"a": [1]}}])
async def test_a_ping_is_answered_with_what_it_carries(port: int, more: dict[str, Any]) -> None:
    async with a_client(port) as client:
        await client.send(type="ping", **more)
        assert await client.receive() == {"type": "pong", **more}


async def test_a_pong_is_taken_at_any_time(port: int) -> None:
    async with a_client(port) as client:
        await client.send(type="pong", payload={"a": 1})
        await client.init()


# Those who read slowly


async def test_a_stuck_socket_holds_nobody_up_and_is_cut(gateway: Gateway, sources: Sources) -> None:
    async with (
        gateway(stall_seconds=0.5, of_one_caller=100) as port,
        a_client(port, close_timeout=0.1) as stuck,
    ):
        await stuck.init()
        # A client that reads nothing from here on: its connection fills up, then its server's.
        stuck.connection.transport.pause_reading()
        await stuck.subscribe("subscription { long(length: 200000) }")
        await happens(sources["long"].begun)
        clients = [a_client(port) for _ in range(99)]
        others = [await client.__aenter__() for client in clients]
        for number, other in enumerate(others):
            await other.init()
            await other.subscribe(f'subscription {{ follow(name: "{number}") {{ value }} }}')
        for number, other in enumerate(others):
            sources[str(number)].tell(number)
            assert value(await other.receive()) == number
        await happens(sources["long"].ended)
        for client in clients:
            await client.__aexit__(None, None, None)


# The end of the gateway


async def test_a_gateway_that_stops_says_that_it_restarts(gateway: Gateway, sources: Sources) -> None:
    stack = gateway()
    port = await stack.__aenter__()
    async with an_initialised_client(port) as client:
        await client.subscribe(FOLLOW)
        await happens(sources["a"].begun)
        stopping = asyncio.create_task(stack.__aexit__(None, None, None))
        assert await client.close_code() == 1012
        await stopping
    assert sources["a"].ended.is_set()
