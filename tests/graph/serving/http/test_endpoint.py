"""GraphQL over HTTP: what is taken, what is refused, and how both are answered."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message

from graph.operations.loop_time import LoopTime
from graph.serving.app import create_app
from graph.serving.http.bodies import BODY_LIMITS, Bodies
from graph.serving.http.endpoint import NO_SUBSCRIPTIONS, GraphQLEndpoint
from graph.serving.http.negotiation import GRAPHQL
from graph.serving.http.requests import BODY_BYTES, JSON
from graph.serving.process.demo import DemoSettings
from tests.support.anonymous import Anonymous
from vendors.adapters import Adapters

NAME = "{ __typename }"
TYPE = "query Type($name: String!) { __type(name: $name) { name } }"
PARTIAL = '{ node(id: "no id") { id } }'
OLDER_AND_NEWER = pytest.mark.parametrize(("accept", "status"), [(JSON, 200), (GRAPHQL, 400)])


@pytest.fixture(scope="module")
def app() -> Starlette:
    return create_app(DemoSettings(explorer=False), vendors=Adapters(), authenticator=Anonymous())


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://meetgraph.example") as client:
        yield client


async def post(client: httpx.AsyncClient, body: object, **headers: str) -> httpx.Response:
    """Sends a body that is JSON already, or is to become it."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"content-type": JSON} | {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.post("/graphql", content=content, headers=sent)


def only_error(answer: httpx.Response) -> dict[str, Any]:
    [error] = answer.json()["errors"]
    assert isinstance(error, dict)
    return error


# Media types of the answer


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (f"{JSON}; charset=utf-8", JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL.upper()}; charset=utf-8, {JSON}; charset=utf-8", GRAPHQL),
        (f"{JSON}, {GRAPHQL}", GRAPHQL),
        (f"{GRAPHQL}, {JSON};q=0.9", GRAPHQL),
        (f"{JSON}, {GRAPHQL};q=0.9", JSON),
        (f"{JSON};q=0, */*", GRAPHQL),
        (f"{GRAPHQL};q=0, */*", JSON),
        (f"text/event-stream, {GRAPHQL}", GRAPHQL),
    ],
)
async def test_the_answer_has_the_media_type_that_is_wanted_most(
    client: httpx.AsyncClient, accept: str, media_type: str
) -> None:
    answer = await post(client, {"query": NAME}, accept=accept)
    assert (answer.status_code, answer.headers["content-type"]) == (200, f"{media_type}; charset=utf-8")


@pytest.mark.parametrize(
    "accept", ["text/html", "image/*", f"{JSON};q=0", f"{GRAPHQL};q=0, {JSON};q=0", "json", "nonsense"]
)
async def test_what_cannot_be_answered_is_not_acceptable(client: httpx.AsyncClient, accept: str) -> None:
    answer = await post(client, {"query": NAME}, accept=accept)
    assert answer.status_code == 406


async def test_several_accept_lines_count_as_one(client: httpx.AsyncClient) -> None:
    lines = [("accept", "text/html"), ("accept", GRAPHQL)]
    answer = await client.get("/graphql", params={"query": NAME}, headers=lines)
    assert answer.headers["content-type"].startswith(GRAPHQL)


# Media types of the request


@pytest.mark.parametrize(
    "content_type",
    [
        "Application/JSON",
        "application/json;",
        "application/json;charset=utf-8",
        'application/json; charset="UTF-8"',
        "application/json; Charset=utf8",
        "application/json; version=1",
    ],
)
async def test_json_in_utf_8_is_taken(client: httpx.AsyncClient, content_type: str) -> None:
    answer = await post(client, {"query": NAME}, content_type=content_type)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=application/json",
        "application/graphql",
        "application/json-patch+json",
        "application/jsonl",
        "text/plain; application/json",
        "text/plain;, application/json",
        "message/http, application/json",
        "application/json, text/plain",
        "application/json; charset=utf-16",
        "application/json; charset=iso-8859-1",
        "application/json; charset=",
    ],
)
async def test_another_content_type_is_refused(client: httpx.AsyncClient, content_type: str) -> None:
    answer = await post(client, {"query": NAME}, content_type=content_type)
    assert (answer.status_code, answer.headers["accept-post"]) == (415, JSON)


async def test_a_post_without_a_content_type_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/graphql", content=json.dumps({"query": NAME}))
    assert answer.status_code == 415


async def test_two_content_types_are_refused(client: httpx.AsyncClient) -> None:
    lines = [("content-type", JSON), ("content-type", "text/plain")]
    answer = await client.post("/graphql", content=json.dumps({"query": NAME}), headers=lines)
    assert answer.status_code == 415


async def test_a_compressed_body_is_refused_by_name(client: httpx.AsyncClient) -> None:
    answer = await post(client, {"query": NAME}, content_encoding="gzip")
    assert (answer.status_code, answer.headers["accept-encoding"]) == (415, "identity")


# Bodies


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  ",
        b"nonsense",
        b'{"query":',
        b'{"query": "{ __typename }"} {}',
        b"{'query': '{ __typename }'}",
        b'{"query": "{\n__typename }"}',
        b'{"query": "\xff"}',
        b'{"query": "\\ud800"}',
        b'{"query": "\\udc00 { __typename }"}',
        b'{"query": "{ __typename }", "variables": {"a": "\\ud800"}}',
        b'{"query": "{ __typename }", "variables": {"a": NaN}}',
        b'{"query": "{ __typename }", "variables": {"a": -Infinity}}',
        b'{"query": "{ __typename }", "variables": {"a": 1e999}}',
        b'{"query": "{ __typename }", "variables": {"a": ' + b"9" * 5000 + b"}}",
        b'{"query": "{ __typename }", "variables": {"a": ' + b"[" * 50_000 + b"]" * 50_000 + b"}}",
        b'{"query": "{ __typename }", "unknown": ' + b'{"a":' * 30_000 + b"1" + b"}" * 30_000 + b"}",
        '{"query": "{ __typename }"}'.encode("utf-16"),
        b"1",
        b"null",
        b'"{ __typename }"',
        b"true",
    ],
)
@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_what_is_no_request_is_a_bad_one(client: httpx.AsyncClient, body: bytes, accept: str) -> None:
    answer = await post(client, body, accept=accept)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"query": None},
        {"query": ""},
        {"qeury": NAME},
        {"query": {"a": 1}},
        {"query": 0},
        {"query": False},
        {"query": ["a"]},
        {"query": NAME, "operationName": 0},
        {"query": NAME, "operationName": ["a"]},
        {"query": NAME, "variables": "{}"},
        {"query": NAME, "variables": [7]},
        {"query": NAME, "variables": 0},
        {"query": NAME, "extensions": "{}"},
        {"query": NAME, "extensions": []},
    ],
)
@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_parameters_of_the_wrong_type_are_a_bad_request(
    client: httpx.AsyncClient, body: object, accept: str
) -> None:
    answer = await post(client, body, accept=accept)
    assert answer.status_code == 400


async def test_a_wrong_type_is_told_by_its_place_and_never_by_its_value(client: httpx.AsyncClient) -> None:
    answer = await post(client, {"query": NAME, "variables": "pin 4711"})
    message = only_error(answer)["message"]
    assert "$.variables" in message
    assert "4711" not in message


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"", "line 1, column 1"),
        (b"{'pin': 4711}", "line 1, column 2"),
        (b'{"query": "{ pin4711 }",}', "line 1, column 25"),
        (b'{"query":\r\n\t"{ pin4711 }",\n "pin4711" 4711}', "line 3, column 12"),
        ('{"query": "é", "pin4711": é}'.encode(), "line 1, column 27"),
        (b'\xef\xbb\xbf\n{"query": "{ pin4711"', "line 2, column 22"),
        (b'{"query": "pin\n4711"}', "line 1, column 15"),
        (b'{"query": "\xffpin4711"}', "line 1, column 12"),
    ],
)
async def test_malformed_json_is_told_by_its_place_and_never_by_its_text(
    client: httpx.AsyncClient, body: bytes, place: str
) -> None:
    answer = await post(client, body)
    assert answer.status_code == 400
    assert only_error(answer)["message"] == f"The request's JSON could not be parsed: {place}."


async def test_malformed_json_of_an_address_is_told_by_its_parameter(client: httpx.AsyncClient) -> None:
    answer = await client.get("/graphql", params={"query": NAME, "variables": '{"pin": 4711 4711}'})
    assert answer.status_code == 400
    assert only_error(answer)["message"] == "The JSON of `variables` could not be parsed: line 1, column 14."


@pytest.mark.parametrize("name", ["query", "operationName", "variables", "extensions"])
@pytest.mark.parametrize("spelt", ["as it is", "escaped"])
async def test_a_body_that_gives_a_parameter_twice_is_refused(
    client: httpx.AsyncClient, name: str, spelt: str
) -> None:
    other = name if spelt == "as it is" else f"\\u{ord(name[0]):04x}{name[1:]}"
    first = "" if name == "query" else f', "{name}": null'
    body = f'{{"query": "{NAME}"{first}, "{other}": null}}'
    answer = await post(client, body.encode())
    assert answer.status_code == 400
    assert only_error(answer)["message"] == f"The parameter `{name}` is given more than once."


async def test_a_variable_may_be_named_as_a_parameter(client: httpx.AsyncClient) -> None:
    told = "query A($query: String) { __typename @skip(if: false) }"
    answer = await post(client, {"query": NAME, "variables": {"query": told, "variables": "query"}})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "body", [b"[]", b' [{"query": "{ __typename }"}]', b'\xef\xbb\xbf[{"query": "{ __typename }"}]']
)
async def test_a_batch_is_refused_in_words(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await post(client, body)
    assert answer.status_code == 400
    assert only_error(answer)["message"].startswith("Batches are not supported")


@pytest.mark.parametrize(
    "more",
    [
        {"operationName": None},
        {"operationName": ""},
        {"variables": None},
        {"variables": {}},
        {"variables": {"unused": {"deep": [1, None]}}},
        {"extensions": None},
        {"extensions": {"persistedQuery": {"version": 1}}},
        {"id": "some-client", "query_name": 1},
    ],
)
async def test_what_is_null_empty_or_unknown_changes_nothing(
    client: httpx.AsyncClient, more: dict[str, Any]
) -> None:
    answer = await post(client, {"query": NAME, **more})
    assert answer.json()["data"] == {"__typename": "Query"}


async def test_a_byte_order_mark_is_overlooked(client: httpx.AsyncClient) -> None:
    answer = await post(client, b'\xef\xbb\xbf{"query": "{ __typename }"}')
    assert answer.json()["data"] == {"__typename": "Query"}


async def test_text_beyond_the_basic_plane_survives(client: httpx.AsyncClient) -> None:
    answer = await post(client, {"query": '{ __type(name: "Run🏃Swim") { name } }'})
    assert answer.json()["data"] == {"__type": None}


async def test_a_body_of_the_greatest_size_is_read(client: httpx.AsyncClient) -> None:
    body = json.dumps({"query": NAME}).encode()
    answer = await post(client, body.ljust(BODY_BYTES))
    assert answer.status_code == 200


async def test_a_larger_body_is_refused(client: httpx.AsyncClient) -> None:
    body = json.dumps({"query": NAME}).encode()
    answer = await post(client, body.ljust(BODY_BYTES + 1))
    assert (answer.status_code, answer.headers["connection"]) == (413, "close")


async def test_an_endless_body_is_read_no_further_than_its_limit(client: httpx.AsyncClient) -> None:
    chunks = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal chunks
        while True:
            chunks += 1
            yield b" " * (BODY_BYTES // 4)

    await client.post("/graphql", content=endless(), headers={"content-type": JSON})
    assert chunks == 5


async def test_a_client_that_goes_away_in_mid_body_is_no_fault_of_ours(app: Starlette) -> None:
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
    }
    incoming: Iterator[Message] = iter(
        [{"type": "http.request", "body": b'{"que', "more_body": True}, {"type": "http.disconnect"}]
    )
    sent: list[Message] = []

    async def receive() -> Message:
        return next(incoming)

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    assert sent[0]["status"] == 400


# Operations


@pytest.mark.parametrize(
    "query",
    [
        "{",
        "   ",
        "\x00",
        r'{ __type(name: "\ud800") { name } }',
        "{ 8f31403dfe404bccbb0e835f2629c6a7 }",
        "{ nobodyHasThis }",
        "{ node" * 400 + "{ id }" + "}" * 400,
        "query($id: ID!) { node(id: $id) { id } }",
        "query A { __typename } query A { __typename }",
        "{ __typename } query A { __typename }",
        "{ ...A } fragment A on Query { ...A }",
        "fragment A on Query { __typename }",
        "type Query { a: Int }",
        "subscription { anything }",
        "mutation { anything }",
    ],
)
@OLDER_AND_NEWER
async def test_a_request_error_has_the_status_of_its_media_type(
    client: httpx.AsyncClient, query: str, accept: str, status: int
) -> None:
    answer = await post(client, {"query": query}, accept=accept)
    assert answer.status_code == status


@OLDER_AND_NEWER
async def test_an_unknown_operation_name_is_a_request_error(
    client: httpx.AsyncClient, accept: str, status: int
) -> None:
    answer = await post(client, {"query": "query A { __typename }", "operationName": "B"}, accept=accept)
    assert (answer.status_code, only_error(answer)["message"]) == (
        status,
        "The query has no operation of that name.",
    )


async def test_a_request_error_has_no_data(client: httpx.AsyncClient) -> None:
    answer = await post(client, {"query": "{"})
    assert "data" not in answer.json()


async def test_the_named_operation_runs(client: httpx.AsyncClient) -> None:
    query = "query A { a: __typename } query B { b: __typename }"
    answer = await post(client, {"query": query, "operationName": "B"})
    assert answer.json()["data"] == {"b": "Query"}


@pytest.mark.parametrize(("accept", "status"), [(JSON, 200), (GRAPHQL, 294)])
async def test_errors_beside_data_are_a_partial_success_for_those_who_know_it(
    client: httpx.AsyncClient, accept: str, status: int
) -> None:
    answer = await post(client, {"query": PARTIAL}, accept=accept)
    assert (answer.status_code, answer.json()["data"]) == (status, {"node": None})


async def test_a_subscription_is_told_where_it_is_taken(client: httpx.AsyncClient) -> None:
    answer = await post(client, {"query": "subscription { anything }"})
    assert only_error(answer)["message"] == NO_SUBSCRIPTIONS


CANARY = "Ada-Berg-4711"
SCHEDULE = "mutation($i: ScheduleMeetingInput!) { scheduleMeeting(input: $i) { replayed } }"
ENABLEX = {"enablex": {"hostId": "1"}}
MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "unknown field": ({"title": CANARY, "xyzzy": 1}, "not to include unknown field 'xyzzy'."),
    "no name of a field": ({CANARY: 1}, "not to include an unknown field."),
    "misspelt field": ({"titel": CANARY}, "Did you mean 'title'?"),
    "no field": ({"title": CANARY}, "to include required field 'vendor'."),
    "no object": ({"vendor": CANARY}, "to be an object."),
    "no number": ({"vendor": ENABLEX, "durationMinutes": CANARY}, "Int cannot represent non-integer value."),
    "no text": ({"vendor": ENABLEX, "title": [CANARY]}, "String cannot represent a non string value."),
    "no switch": ({"vendor": {"enablex": {"settings": {"knock": CANARY}}}}, ""),
    "no time": (
        {"vendor": ENABLEX, "startsAt": CANARY},
        "at .startsAt: A DateTime is written as in RFC 3339",
    ),
}


@pytest.mark.parametrize(("given", "said"), MISTAKES.values(), ids=MISTAKES)
async def test_what_is_wrong_with_a_variable_is_said_without_its_value(
    client: httpx.AsyncClient, given: dict[str, Any], said: str
) -> None:
    answer = await post(client, {"query": SCHEDULE, "variables": {"i": given}})
    assert CANARY not in answer.text
    messages = [error["message"] for error in answer.json()["errors"]]
    assert any(said in message for message in messages)
    assert all(message.startswith("Variable '$i' has invalid value") for message in messages)


@pytest.mark.parametrize("literal", ['"Ada-Berg-4711"', '["Ada-Berg-4711"]', '{ a: "Ada-Berg-4711" }'])
async def test_what_is_wrong_with_a_value_in_the_query_is_said_without_it(
    client: httpx.AsyncClient, literal: str
) -> None:
    answer = await post(client, {"query": f"{{ rooms(first: {literal}) {{ nodes {{ id }} }} }}"})
    assert only_error(answer)["message"] == "Int cannot represent non-integer value."
    assert CANARY not in answer.text


@pytest.mark.parametrize("digits", [10, 19, 20, 4000])
async def test_a_whole_number_of_any_size_is_the_callers_mistake(
    client: httpx.AsyncClient, digits: int
) -> None:
    body = {"query": "query($n: Int!) { rooms(first: $n) { nodes { id } } }", "variables": {"n": 10**digits}}
    answer = await post(client, body)
    assert only_error(answer)["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("wide", [False, True])
async def test_json_may_be_nested_in_32_levels(client: httpx.AsyncClient, wide: bool) -> None:
    def body(levels: int) -> bytes:
        nested = b"[" * levels + b"]" * levels
        return b'{"query": "{ __typename }", "variables": {"a": [%s]}}' % b",".join([nested] * (1 + wide))

    assert (await post(client, body(29))).status_code == 200
    answer = await post(client, body(30))
    assert (answer.status_code, "32 levels" in only_error(answer)["message"]) == (400, True)


# GET, HEAD and the methods that are not there


async def test_get_runs_a_query_with_its_variables(client: httpx.AsyncClient) -> None:
    parameters = {
        "query": TYPE,
        "operationName": "Type",
        "variables": '{"name": "Meeting"}',
        "extensions": "{}",
    }
    answer = await client.get("/graphql", params=parameters)
    assert answer.json()["data"] == {"__type": {"name": "Meeting"}}


async def test_empty_parameters_of_get_are_as_good_as_none(client: httpx.AsyncClient) -> None:
    parameters = {"query": NAME, "operationName": "", "variables": "", "extensions": ""}
    answer = await client.get("/graphql", params=parameters)
    assert answer.json()["data"] == {"__typename": "Query"}


@pytest.mark.parametrize("parameter", ["variables", "extensions"])
@pytest.mark.parametrize("value", ["{", "7", "[]", '"{}"', "NaN", '{"a": "\\ud800"}', "[" * 20_000])
async def test_get_refuses_what_is_no_json_object(
    client: httpx.AsyncClient, parameter: str, value: str
) -> None:
    answer = await client.get("/graphql", params={"query": NAME, parameter: value})
    assert answer.status_code == 400


@pytest.mark.parametrize("parameter", ["query", "operationName", "variables", "extensions"])
async def test_get_refuses_a_parameter_that_is_there_twice(client: httpx.AsyncClient, parameter: str) -> None:
    answer = await client.get("/graphql", params={"query": NAME, parameter: ["{}", "{}"]})
    assert (answer.status_code, parameter in only_error(answer)["message"]) == (400, True)


async def test_get_is_off_where_the_operator_did_not_ask_for_it() -> None:
    app = create_app(
        DemoSettings(explorer=False, takes_get=False), vendors=Adapters(), authenticator=Anonymous()
    )
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://meetgraph.example"
    ) as client:
        for accept in (JSON, "text/event-stream"):
            answer = await client.get("/graphql", params={"query": NAME}, headers={"accept": accept})
            assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
        assert (await post(client, {"query": NAME})).status_code == 200


async def test_get_without_a_query_is_a_bad_request(client: httpx.AsyncClient) -> None:
    answer = await client.get("/graphql", headers={"accept": JSON})
    assert answer.status_code == 400


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_a_mutation_needs_post(client: httpx.AsyncClient, method: str, accept: str) -> None:
    parameters = {"query": "mutation { __typename }"}
    answer = await client.request(method, "/graphql", params=parameters, headers={"accept": accept})
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


async def test_a_mutation_that_is_chosen_by_name_needs_post_too(client: httpx.AsyncClient) -> None:
    parameters = {"query": "query A { __typename } mutation B { __typename }", "operationName": "B"}
    answer = await client.get("/graphql", params=parameters)
    assert answer.status_code == 405


async def test_head_is_answered_as_get(client: httpx.AsyncClient) -> None:
    answer = await client.head("/graphql", params={"query": NAME})
    assert answer.status_code == 200


async def test_head_does_not_read_a_body(client: httpx.AsyncClient) -> None:
    body = json.dumps({"query": "mutation { __typename }"})
    answer = await client.request("HEAD", "/graphql", content=body, headers={"content-type": JSON})
    assert answer.status_code == 400


@pytest.mark.parametrize("method", ["PATCH", "OPTIONS", "TRACE", "QUERY", "NONSENSE"])
async def test_another_method_is_told_which_ones_there_are(client: httpx.AsyncClient, method: str) -> None:
    answer = await client.request(method, "/graphql")
    allowed = set(answer.headers["allow"].split(", "))
    assert (answer.status_code, allowed) == (405, {"GET", "HEAD", "POST", "PUT", "DELETE"})


async def test_a_browser_that_asks_for_another_site_gets_no_permission(client: httpx.AsyncClient) -> None:
    asking = {
        "origin": "https://elsewhere.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    answer = await client.options("/graphql", headers=asking)
    assert not [name for name in answer.headers if name.startswith("access-control-")]


# What every answer has


ANSWERS = {
    "an answer": ({"query": NAME}, {}),
    "a request error": ({"query": "{"}, {}),
    "a field error": ({"query": PARTIAL}, {}),
    "an unknown operation": ({"query": "query A { __typename }", "operationName": "B"}, {}),
    "a subscription": ({"query": "subscription { anything }"}, {}),
    "a wrong body": ({"query": 1}, {}),
    "no body": (b"", {}),
    "a large body": (b" " * (BODY_BYTES + 1), {}),
    "a wrong content type": ({"query": NAME}, {"content_type": "text/plain"}),
    "nothing acceptable": ({"query": NAME}, {"accept": "text/html"}),
}
each_answer = pytest.mark.parametrize(("body", "headers"), ANSWERS.values(), ids=ANSWERS)


@each_answer
async def test_no_answer_may_be_kept(
    client: httpx.AsyncClient, body: object, headers: dict[str, str]
) -> None:
    answer = await post(client, body, **headers)
    assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize("method", ["PATCH", "OPTIONS", "GET"])
async def test_no_refusal_may_be_kept(client: httpx.AsyncClient, method: str) -> None:
    answer = await client.request(method, "/graphql")
    assert answer.headers["cache-control"] == "private, no-store"


@each_answer
async def test_no_answer_may_be_taken_for_something_else(
    client: httpx.AsyncClient, body: object, headers: dict[str, str]
) -> None:
    answer = await post(client, body, **headers)
    assert sorted(answer.headers["vary"].lower().split(", ")) == ["accept", "origin"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@each_answer
async def test_every_error_carries_its_code_whether_to_retry_and_the_requests_id(
    client: httpx.AsyncClient, body: object, headers: dict[str, str]
) -> None:
    answer = await post(client, body, x_request_id="call-7", **headers)
    for error in answer.json().get("errors", ()):
        assert isinstance(error["message"], str)
        told = {"code": "BAD_USER_INPUT", "retryable": False, "requestId": "call-7"}
        assert error["extensions"].items() >= told.items()


async def test_an_own_fault_keeps_the_errors_shape_and_its_reason(caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        async def execute(self, *_: object, **__: object) -> None:
            raise RuntimeError("pin 4711")

    parts: tuple[Any, ...] = (Broken(), lambda *_: None, Anonymous(), lambda *_: Response())
    endpoint = GraphQLEndpoint(*parts, LoopTime(), Bodies(BODY_LIMITS))
    app = Starlette(routes=[Route("/graphql", endpoint.__call__, methods=["POST"])])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://meetgraph.example") as client:
        answer = await post(client, {"query": NAME}, x_request_id="call-7")
    assert (answer.status_code, only_error(answer)["extensions"]["code"]) == (500, "INTERNAL")
    assert "4711" not in answer.text
    assert "call-7" in caplog.text


# The request's id


@pytest.mark.parametrize("given", ["a", "call-7", "0af7651916cd43dd8448eb211c80319c", "A.b_c-9", "x" * 64])
async def test_a_harmless_id_comes_back(client: httpx.AsyncClient, given: str) -> None:
    answer = await post(client, {"query": NAME}, x_request_id=given)
    assert answer.headers["x-request-id"] == given


@pytest.mark.parametrize(
    "given", ["", "x" * 65, "a b", "a\tb", "<script>", "a;b", "a,b", "å", '"a"', "a/../b", "${a}"]
)
async def test_any_other_id_is_replaced(client: httpx.AsyncClient, given: str) -> None:
    lines = [(b"content-type", JSON.encode()), (b"x-request-id", given.encode("latin-1"))]
    answer = await client.post("/graphql", content=json.dumps({"query": NAME}), headers=lines)
    assert len(answer.headers["x-request-id"]) == 16


async def test_two_requests_never_share_an_id(client: httpx.AsyncClient) -> None:
    ids = {(await post(client, {"query": NAME})).headers["x-request-id"] for _ in range(20)}
    assert len(ids) == 20
